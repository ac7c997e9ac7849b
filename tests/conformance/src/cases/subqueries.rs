//! Queries in queries: as conditions, and as values.

use activerecord::prelude::*;
use activerecord::{count, count_all, exists, max, not_exists, outer, scalar, sum};

use crate::case::{CaseResult, cases};
use crate::models::{Club, Folder, Letter, Member, Person, Signup, club, names, people};
use crate::{Context, Outcome::Passed};

cases![subqueries:
    rows_that_others_refer_to,
    rows_that_none_refers_to,
    one_of_the_rows_of_a_query,
    none_of_the_rows_of_a_query,
    a_null_among_the_rows,
    an_expression_among_the_rows,
    bounded_subqueries,
    a_value_of_another_query,
    a_value_of_no_row_is_null,
    a_value_that_is_selected,
    a_value_that_is_ordered_by,
    the_same_model_outside,
    within_two_others,
    in_what_is_updated,
    in_groups,
];

fn of(query: Query<Member>) -> activerecord::Result<String> {
    Ok(query.order_by(Member::NAME).pluck(Member::NAME)?.join(" "))
}

fn rows_that_others_refer_to(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters = || Letter::filter(Letter::MEMBER_ID.eq(Member::ID));
    assert_eq!(of(Member::filter(exists(letters())))?, "ada bob");
    assert_eq!(of(Member::filter(exists(letters().filter(Letter::SENT.eq(false)))))?, "ada");
    let both = exists(letters()).and(exists(Signup::filter(Signup::MEMBER_ID.eq(Member::ID))));
    assert_eq!(of(Member::filter(both))?, "ada bob");
    Ok(Passed)
}

fn rows_that_none_refers_to(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters = || Letter::filter(Letter::MEMBER_ID.eq(Member::ID));
    assert_eq!(of(Member::filter(not_exists(letters())))?, "cid");
    assert_eq!(of(Member::filter(!exists(letters())))?, "cid");
    assert_eq!(of(Member::filter(!not_exists(letters())))?, "ada bob");
    Ok(Passed)
}

fn one_of_the_rows_of_a_query(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let writers = Letter::filter(Letter::SENT.eq(true)).select(Letter::MEMBER_ID);
    assert_eq!(of(Member::filter(Member::ID.in_query(writers)))?, "ada bob");
    // A column that can be NULL, on either side.
    let chess = Club::filter(Club::NAME.eq("chess")).select(Club::ID);
    assert_eq!(of(Member::filter(Member::CLUB_ID.in_query(chess)))?, "ada bob");
    let clubs = Member::query().select(Member::CLUB_ID);
    assert_eq!(Club::filter(Club::ID.in_query(clubs)).count()?, 1);
    Ok(Passed)
}

fn none_of_the_rows_of_a_query(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let writers = || Letter::query().select(Letter::MEMBER_ID);
    assert_eq!(of(Member::filter(Member::ID.not_in_query(writers())))?, "cid");
    assert_eq!(of(Member::filter(!Member::ID.in_query(writers())))?, "cid");
    Ok(Passed)
}

fn a_null_among_the_rows(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let clubs = || Member::query().select(Member::CLUB_ID);
    assert_eq!(Club::filter(Club::ID.not_in_query(clubs())).count()?, 0);
    let known = clubs().filter(Member::CLUB_ID.is_not_null());
    assert_eq!(Club::filter(Club::ID.not_in_query(known)).pluck(Club::NAME)?, ["rowing"]);
    Ok(Passed)
}

fn an_expression_among_the_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let ages = Person::filter(Person::TEAM.eq("blue")).select(Person::AGE * 2);
    assert_eq!(names(Person::filter((Person::AGE + 0).in_query(ages)))?, "ada");
    Ok(Passed)
}

fn bounded_subqueries(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = || Person::query().order_by(Person::AGE.desc()).limit(2).select(Person::NAME);
    assert_eq!(names(Person::filter(Person::NAME.in_query(oldest())))?, "ada dan");
    let third = oldest().offset(2).limit(1);
    assert_eq!(names(Person::filter(Person::NAME.in_query(third)))?, "cid");
    assert_eq!(names(Person::filter(exists(oldest())))?, "ada bob cid dan eve");
    Ok(Passed)
}

fn a_value_of_another_query(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = || scalar(Person::query().select(max(Person::AGE)));
    assert_eq!(names(Person::filter(Person::AGE.eq(oldest())))?, "dan");
    assert_eq!(names(Person::filter(Person::AGE.lt(oldest() - 30)))?, "bob cid eve");
    assert_eq!(names(Person::filter(oldest().eq(Person::AGE)))?, "dan");
    let ada = || scalar(Person::filter(Person::NAME.eq("ada")).select(Person::TEAM));
    assert_eq!(names(Person::filter(Person::TEAM.eq(ada())))?, "ada cid");
    Ok(Passed)
}

fn a_value_of_no_row_is_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let nobody = || scalar(Person::filter(Person::NAME.eq("zoe")).select(Person::AGE));
    assert_eq!(names(Person::filter(Person::AGE.ne(nobody())))?, "");
    assert_eq!(names(Person::filter(nobody().is_null()))?, "ada bob cid dan eve");
    assert_eq!(Person::filter(Person::NAME.eq("ada")).pluck(nobody())?, [None]);
    Ok(Passed)
}

fn a_value_that_is_selected(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters = Letter::filter(Letter::MEMBER_ID.eq(Member::ID)).select(count(Letter::ID));
    let rows =
        Member::query().order_by(Member::NAME).select((Member::NAME, scalar(letters))).all()?;
    let expected = [("ada", Some(2)), ("bob", Some(1)), ("cid", Some(0))];
    assert_eq!(rows, expected.map(|(name, letters)| (name.to_owned(), letters)));
    Ok(Passed)
}

fn a_value_that_is_ordered_by(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters =
        || scalar(Letter::filter(Letter::MEMBER_ID.eq(Member::ID)).select(count(Letter::ID)));
    let rows = Member::query().order_by((letters().desc(), Member::NAME)).pluck(Member::NAME)?;
    assert_eq!(rows, ["ada", "bob", "cid"]);
    assert_eq!(
        Member::query().order_by(letters()).first()?.map(|row| row.name),
        Some("cid".into())
    );
    Ok(Passed)
}

fn the_same_model_outside(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    // The oldest of each team.
    let team = || Person::filter(Person::TEAM.eq(outer(Person::TEAM)));
    let oldest = scalar(team().select(max(Person::AGE)));
    assert_eq!(names(Person::filter(Person::AGE.eq(oldest)))?, "ada bob dan eve");
    let older = team().filter(Person::AGE.gt(outer(Person::AGE)));
    assert_eq!(names(Person::filter(exists(older.clone())))?, "cid");
    assert_eq!(names(Person::filter(not_exists(older)))?, "ada bob dan eve");
    let others = team().filter(Person::ID.ne(outer(Person::ID))).select(Person::AGE);
    assert_eq!(names(Person::filter(Person::AGE.in_query(others)))?, "bob eve");
    Ok(Passed)
}

fn within_two_others(cx: &Context<'_>) -> CaseResult {
    cx.create::<Folder>()?;
    let folder = |name: &str, parent_id: Option<i64>| {
        Folder { name: name.into(), parent_id, ..Default::default() }.create()
    };
    let root = folder("root", None)?;
    let inner = folder("inner", Some(root.id))?;
    folder("leaf", Some(inner.id))?;
    let leaves = Folder::filter(
        Folder::PARENT_ID.in_query(
            Folder::filter(
                Folder::PARENT_ID
                    .in_query(Folder::filter(Folder::PARENT_ID.is_null()).select(Folder::ID)),
            )
            .select(Folder::ID),
        ),
    );
    assert_eq!(leaves.pluck(Folder::NAME)?, ["leaf"]);
    let parents = Folder::filter(exists(Folder::filter(Folder::PARENT_ID.eq(outer(Folder::ID)))));
    assert_eq!(parents.order_by(Folder::NAME).pluck(Folder::NAME)?, ["inner", "root"]);
    Ok(Passed)
}

fn in_what_is_updated(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = || scalar(Person::query().select(max(Person::AGE)));
    assert_eq!(Person::filter(Person::AGE.eq(oldest())).update_all(Person::SCORE.set(1))?, 1);
    assert_eq!(names(Person::filter(Person::SCORE.eq(1)))?, "dan");
    let low = Person::filter(Person::TEAM.eq("blue")).select(Person::AGE);
    assert_eq!(Person::filter(Person::AGE.in_query(low)).delete_all()?, 2);
    assert_eq!(names(Person::query())?, "ada cid dan");
    Ok(Passed)
}

fn in_groups(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let smallest = || scalar(Person::filter(Person::NAME.eq("ada")).select(sum(Person::AGE)));
    let rows = Person::query()
        .group_by(Person::TEAM)
        .having(sum(Person::AGE).gt(smallest()))
        .order_by(Person::TEAM)
        .select((Person::TEAM, count_all()))
        .all()?;
    assert_eq!(rows, [("green".to_owned(), 1), ("red".to_owned(), 2)]);
    Ok(Passed)
}
