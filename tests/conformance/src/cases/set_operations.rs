//! Rows of several queries put together: UNION, INTERSECT, EXCEPT.

use activerecord::prelude::*;
use activerecord::{ErrorKind, count_all, exists, value};
use rust_decimal::Decimal;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Club, Country, Member, Note, Person, club, country, names, people};
use crate::{Context, Outcome::Passed};

cases![set_operations:
    equal_rows_come_once,
    equal_rows_come_as_often_as_they_are,
    rows_that_both_have,
    rows_that_the_other_does_not_have,
    equal_rows_counted_off,
    columns_of_different_models,
    columns_are_filtered_and_ordered,
    values_beside_columns,
    the_result_is_filtered_ordered_and_bounded,
    a_bounded_query_among_them,
    grouped_by_the_calls,
    three_of_a_kind,
    numbers_about_the_result,
    a_bounded_result_counts_repeated_rows,
    one_of_the_result,
    decimals_in_order,
    among_the_rows_of_a_union,
    groups_put_together,
    deleted_rows_stay_hidden,
    relations_of_the_result,
    joined_to_a_relation,
    written_through_a_union,
    pages_of_a_union,
    it_can_not_be_locked,
    another_database_is_refused,
    what_is_missing_is_said_before,
];

fn young() -> Query<Person> {
    Person::filter(Person::AGE.le(25))
}

fn reds() -> Query<Person> {
    Person::filter(Person::TEAM.eq("red"))
}

fn blues() -> Query<Person> {
    Person::filter(Person::TEAM.eq("blue"))
}

fn equal_rows_come_once(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(young().union(reds()))?, "ada bob cid eve");
    assert_eq!(names(reds().union(reds()))?, "ada cid");
    Ok(Passed)
}

fn equal_rows_come_as_often_as_they_are(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(young().union_all(reds()))?, "ada bob cid cid eve");
    Ok(Passed)
}

fn rows_that_both_have(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().intersect_except, "there is no INTERSECT");
    assert_eq!(names(young().intersect(reds()))?, "cid");
    assert_eq!(names(blues().intersect(reds()))?, "");
    Ok(Passed)
}

fn rows_that_the_other_does_not_have(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().intersect_except, "there is no EXCEPT");
    assert_eq!(names(young().except(reds()))?, "bob eve");
    assert_eq!(names(reds().except(young()))?, "ada");
    Ok(Passed)
}

fn equal_rows_counted_off(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().intersect_except_all, "there is no ALL but that of UNION");
    let teams = || Person::query().select(Person::TEAM);
    let blue = || blues().select(Person::TEAM);
    assert_eq!(teams().intersect_all(blue().union_all(blue())).count()?, 2);
    assert_eq!(teams().except_all(blue().limit(1)).count()?, 4);
    assert_eq!(teams().except(blue()).count()?, 2);
    Ok(Passed)
}

fn columns_of_different_models(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.create::<Country>()?;
    country("de", "ada").create()?;
    country("fr", "France").create()?;
    let both = reds().select(Person::NAME).union(Country::query().select(Country::NAME));
    let rows: Vec<(String,)> = both.order_by(Person::NAME.desc()).all()?;
    let texts: Vec<&str> = rows.iter().map(|(name,)| name.as_str()).collect();
    assert!(texts == ["cid", "ada", "France"] || texts == ["France", "cid", "ada"], "{texts:?}");
    Ok(Passed)
}

fn columns_are_filtered_and_ordered(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let columns = (Person::TEAM, Person::AGE);
    let both = reds().select(columns).union_all(blues().select(columns));
    let rows = both
        .filter(Person::AGE.gt(18))
        .order_by((Person::TEAM, Person::AGE.desc()))
        .limit(2)
        .all()?;
    assert_eq!(rows, [("red".to_owned(), 36), ("red".to_owned(), 25)]);
    let error = failure(
        reds()
            .select(Person::TEAM)
            .union(blues().select(Person::TEAM))
            .filter(Person::AGE.gt(1))
            .all(),
    );
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["age"]);
    Ok(Passed)
}

fn values_beside_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let of = |rank: i64, query: Query<Person>| query.select((Person::NAME, value(rank)));
    let rows = of(1, reds()).union_all(of(2, blues())).order_by(Person::NAME).all()?;
    let expected = [("ada", 1), ("bob", 2), ("cid", 1), ("eve", 2)];
    assert_eq!(rows, expected.map(|(name, rank)| (name.to_owned(), rank)));
    Ok(Passed)
}

fn the_result_is_filtered_ordered_and_bounded(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let both = || reds().union(blues());
    let page = both().order_by(Person::NAME.desc()).limit(2).offset(1).all()?;
    assert_eq!(page.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["cid", "bob"]);
    assert_eq!(names(both().filter(Person::AGE.eq(18)).filter(Person::ACTIVE))?, "eve");
    assert_eq!(
        both().order_by(Person::AGE).select((Person::NAME, Person::AGE)).first()?.map(|row| row.1),
        Some(18)
    );
    Ok(Passed)
}

fn a_bounded_query_among_them(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = Person::query().order_by(Person::AGE.desc()).limit(1);
    assert_eq!(names(oldest.clone().union(blues()))?, "bob dan eve");
    assert_eq!(names(blues().union(oldest))?, "bob dan eve");
    let second = Person::query().order_by(Person::NAME).limit(1).offset(1);
    assert_eq!(names(reds().union_all(second))?, "ada bob cid");
    Ok(Passed)
}

fn grouped_by_the_calls(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().intersect_except, "there is no EXCEPT");
    let all = Person::query;
    assert_eq!(names(all().except(reds().union(blues())))?, "dan");
    assert_eq!(names(all().except(reds()).union(blues()))?, "bob dan eve");
    assert_eq!(names(reds().union(blues().except(young())))?, "ada cid");
    assert_eq!(names(reds().union(blues()).intersect(young()))?, "bob cid eve");
    assert_eq!(names(reds().union(blues().intersect(young())))?, "ada bob cid eve");
    Ok(Passed)
}

fn three_of_a_kind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let dan = Person::filter(Person::NAME.eq("dan"));
    assert_eq!(names(reds().union(blues()).union(dan.clone()))?, "ada bob cid dan eve");
    assert_eq!(names(reds().union_all(reds()).union(dan.clone()))?, "ada cid dan");
    assert_eq!(
        names(reds().union(reds()).union_all(dan.clone()).union_all(dan))?,
        "ada cid dan dan"
    );
    Ok(Passed)
}

fn numbers_about_the_result(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(young().union_all(reds()).count()?, 5);
    assert_eq!(young().union(reds()).count()?, 4);
    assert_eq!(young().union(reds()).limit(3).count()?, 3);
    assert_eq!(young().union_all(reds()).sum(Person::AGE)?, Some(36 + 25 + 25 + 18 + 18));
    assert_eq!(young().union(reds()).max(Person::AGE)?, Some(36));
    assert!(young().union(reds()).exists()?);
    assert!(!blues().union(reds()).filter(Person::AGE.gt(50)).exists()?);
    assert_eq!(reds().select(Person::TEAM).union(blues().select(Person::TEAM)).count()?, 2);
    assert!(reds().select(Person::TEAM).union(blues().select(Person::TEAM)).exists()?);
    assert_eq!(young().union(reds()).pluck(Person::AGE)?.len(), 4);
    Ok(Passed)
}

fn a_bounded_result_counts_repeated_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let twice = blues().union_all(blues()).order_by(Person::NAME).limit(3);
    assert_eq!(twice.sum(Person::AGE)?, Some(3 * 18));
    assert_eq!(twice.count()?, 3);
    Ok(Passed)
}

fn one_of_the_result(cx: &Context<'_>) -> CaseResult {
    let rows = people(cx)?;
    let both = reds().union(blues());
    assert_eq!(both.first()?.map(|person| person.name), Some("ada".to_owned()));
    assert_eq!(both.find(rows[1].id)?.name, "bob");
    assert!(failure(both.find(rows[3].id)).is_not_found());
    assert_eq!(both.find_by(Person::AGE.eq(25))?.map(|person| person.name), Some("cid".to_owned()));
    let bounded = both.order_by(Person::NAME).limit(2);
    assert_eq!(bounded.find_by(Person::NAME.eq("eve"))?, None);
    assert_eq!(bounded.find_by(Person::NAME.eq("bob"))?.map(|person| person.age), Some(18));
    Ok(Passed)
}

fn decimals_in_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let of = |query: Query<Person>| query.select(Person::BALANCE);
    let rows = of(reds()).union(of(blues())).order_by(Person::BALANCE).all()?;
    let cents = [-325, 0, 1, 1050].map(|cents| (Decimal::new(cents, 2),));
    assert_eq!(rows, cents);
    let rich = of(reds()).union(of(blues())).filter(Person::BALANCE.gt(Decimal::new(5, 0)));
    assert_eq!(rich.all()?, [(Decimal::new(1050, 2),)]);
    Ok(Passed)
}

fn among_the_rows_of_a_union(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let ages = reds().select(Person::AGE).union(blues().select(Person::AGE));
    assert_eq!(names(Person::filter(Person::AGE.in_query(ages.clone())))?, "ada bob cid eve");
    assert_eq!(names(Person::filter(Person::AGE.not_in_query(ages)))?, "dan");
    Ok(Passed)
}

fn groups_put_together(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let per_team =
        |query: Query<Person>| query.group_by(Person::TEAM).select((Person::TEAM, count_all()));
    let rows = per_team(young()).union_all(per_team(reds())).order_by(Person::TEAM).all()?;
    let blue = ("blue".to_owned(), 2);
    assert_eq!(rows[0], blue);
    assert_eq!(rows.len(), 3);
    Ok(Passed)
}

fn deleted_rows_stay_hidden(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    let mut notes = Vec::new();
    for text in ["a", "b", "c"] {
        notes.push(Note { text: text.into(), ..Default::default() }.create()?);
    }
    notes[0].delete()?;
    let live = Note::filter(Note::ID.eq(notes[0].id)).union(Note::filter(Note::ID.eq(notes[1].id)));
    assert_eq!(live.count()?, 1);
    let any = Note::with_deleted().union(Note::only_deleted());
    assert_eq!(any.count()?, 3);
    Ok(Passed)
}

fn relations_of_the_result(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let of = |name: &str| Member::filter(Member::NAME.eq(name));
    let members =
        of("ada").union(of("cid")).include(Member::LETTERS).order_by(Member::NAME).all()?;
    assert_eq!(members.len(), 2);
    assert_eq!(members[0].letters.loaded()?.len(), 2);
    assert!(members[1].letters.loaded()?.is_empty());
    Ok(Passed)
}

fn joined_to_a_relation(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let of = |name: &str| Member::filter(Member::NAME.eq(name));
    let rows = of("ada")
        .union(of("cid"))
        .left_join(Member::CLUB)
        .order_by(Member::NAME)
        .select((Member::NAME, Club::NAME.nullable()))
        .all()?;
    assert_eq!(rows, [("ada".into(), Some("chess".to_owned())), ("cid".to_owned(), None)]);
    Ok(Passed)
}

fn written_through_a_union(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let both = || Person::filter(Person::NAME.eq("ada")).union(blues());
    assert_eq!(both().update_all(Person::SCORE.set(1))?, 3);
    assert_eq!(names(Person::filter(Person::SCORE.eq(1)))?, "ada bob eve");
    assert_eq!(both().filter(Person::AGE.eq(18)).delete_all()?, 2);
    assert_eq!(names(Person::query())?, "ada cid dan");
    Ok(Passed)
}

fn pages_of_a_union(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut sizes = Vec::new();
    for batch in young().union(reds()).batches(3) {
        sizes.push(batch?.len());
    }
    assert_eq!(sizes, [3, 1]);
    let mut read = 0;
    young().union(reds()).each(|_| {
        read += 1;
        Ok(())
    })?;
    assert_eq!(read, 4);
    Ok(Passed)
}

fn it_can_not_be_locked(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = cx.db.transaction(|tx| {
        let both = Person::on(tx).union(Person::on(tx)).for_update();
        Ok(failure(both.all()))
    })?;
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    Ok(Passed)
}

fn another_database_is_refused(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let other = cx.second()?;
    let both = Person::on(&cx.db).union(Person::on(&other));
    let error = failure(both.all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["different databases"]);

    // Outside of the block that the cases run in every model has its own database.
    #[derive(ActiveRecord, Debug)]
    struct Here {
        id: i64,
    }

    #[derive(ActiveRecord, Debug)]
    struct There {
        id: i64,
    }

    let db = cx.db.clone();
    let errors = std::thread::scope(|scope| {
        let asked = scope.spawn(move || {
            Here::bind(&db);
            There::bind(&other);
            let there = || There::query().select(There::ID);
            [
                failure(Here::query().select(Here::ID).union(there()).all()),
                failure(Here::filter(Here::ID.in_query(there())).all()),
                failure(Here::filter(exists(there())).count()),
            ]
        });
        asked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidQuery);
        assert_says(&error, &["`Here`", "`There`", "one statement"]);
    }
    Ok(Passed)
}

fn what_is_missing_is_said_before(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let known = cx.capabilities();
    let some = [
        (known.intersect_except, young().intersect(reds())),
        (known.intersect_except, young().except(reds())),
        (known.intersect_except_all, young().intersect_all(reds())),
        (known.intersect_except_all, young().except_all(reds())),
    ];
    for (is_known, query) in some {
        match is_known {
            true => drop(query.to_sql()?),
            false => assert_eq!(failure(query.all()).kind(), ErrorKind::Unsupported),
        }
    }
    Ok(Passed)
}
