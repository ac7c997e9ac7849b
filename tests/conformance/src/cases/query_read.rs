//! What can be asked of a query.

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Person, names, people, person};
use crate::{
    Context,
    Outcome::{Passed, Unsupported},
};

cases![query_read:
    all_rows,
    the_first_row_by_the_order,
    the_first_row_by_the_key,
    the_first_row_of_none,
    the_first_row_within_limit_and_offset,
    the_only_row,
    one_of_none_is_not_found,
    one_of_several_is_an_error,
    one_respects_limit_and_offset,
    pluck_gives_typed_values,
    pluck_of_an_expression,
    limit_and_offset,
    offset_without_limit,
    a_limit_of_nothing,
    limits_beyond_all_rows,
    a_limit_that_no_database_can_count,
    distinct_rows,
    each_visits_all_rows_in_order,
    each_ends_at_an_error,
    each_can_be_left_by_an_error_of_the_caller,
    find_within_a_query,
    find_within_a_limited_query,
    find_by_within_a_query,
    find_by_within_a_limited_query,
    find_many_through_a_query,
    to_sql_shows_text_and_binds,
    explain_says_something,
];

fn all_rows(cx: &Context<'_>) -> CaseResult {
    let stored = people(cx)?;
    assert_eq!(Person::query().order_by(Person::ID).all()?, stored);
    assert!(Person::filter(Person::AGE.gt(1_000)).all()?.is_empty());
    Ok(Passed)
}

fn the_first_row_by_the_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let first = Person::query().order_by(Person::AGE.desc()).first()?;
    assert_eq!(first.map(|row| row.name), Some("dan".into()));
    Ok(Passed)
}

fn the_first_row_by_the_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    for (id, name) in [(30, "late"), (10, "early")] {
        Person { id, ..person(name, 18) }.create()?;
    }
    assert_eq!(Person::query().first()?.map(|row| row.name), Some("early".into()));
    Ok(Passed)
}

fn the_first_row_of_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::AGE.gt(1_000)).first()?, None);
    assert_eq!(Person::query().limit(0).first()?, None);
    Ok(Passed)
}

fn the_first_row_within_limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    let first = |query: Query<Person>| Ok::<_, Error>(query.first()?.map(|row| row.name));
    assert_eq!(first(query.clone().offset(3))?, Some("dan".into()));
    assert_eq!(first(query.clone().limit(2).offset(1))?, Some("bob".into()));
    assert_eq!(first(query.offset(5))?, None);
    Ok(Passed)
}

fn the_only_row(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::AGE.eq(60)).one()?.name, "dan");
    Ok(Passed)
}

fn one_of_none_is_not_found(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::filter(Person::AGE.gt(1_000)).one());
    assert!(error.is_not_found());
    assert_eq!((error.model(), error.table()), (Some("Person"), Some("people")));
    Ok(Passed)
}

fn one_of_several_is_an_error(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::filter(Person::AGE.eq(18)).one());
    assert_eq!(error.kind(), ErrorKind::TooManyRows);
    assert_says(&error, &["Person", "expected one row, found several"]);
    Ok(Passed)
}

fn one_respects_limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    assert_eq!(query.clone().limit(1).one()?.name, "ada");
    assert_eq!(query.clone().offset(4).one()?.name, "eve");
    assert!(failure(query.clone().offset(5).one()).is_not_found());
    assert_eq!(failure(query.offset(3).one()).kind(), ErrorKind::TooManyRows);
    Ok(Passed)
}

fn pluck_gives_typed_values(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    let ages: Vec<i32> = query.pluck(Person::AGE)?;
    assert_eq!(ages, [36, 18, 25, 60, 18]);
    let scores: Vec<Option<i32>> = query.pluck(Person::SCORE)?;
    assert_eq!(scores, [Some(10), None, Some(7), Some(7), None]);
    let active: Vec<bool> = query.pluck(Person::ACTIVE)?;
    assert_eq!(active, [true, false, true, false, true]);
    Ok(Passed)
}

fn pluck_of_an_expression(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    assert_eq!(query.pluck(Person::AGE * 2 + 1)?, [73, 37, 51, 121, 37]);
    Ok(Passed)
}

fn limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let page = |limit, offset| {
        let query = Person::query().order_by(Person::NAME).limit(limit).offset(offset);
        Ok::<_, Error>(query.pluck(Person::NAME)?.join(" "))
    };
    assert_eq!(page(2, 0)?, "ada bob");
    assert_eq!(page(2, 2)?, "cid dan");
    assert_eq!(page(2, 4)?, "eve");
    assert_eq!(page(2, 6)?, "");
    Ok(Passed)
}

fn offset_without_limit(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME).offset(3);
    assert_eq!(query.pluck(Person::NAME)?, ["dan", "eve"]);
    assert_eq!(Person::query().offset(3).all()?.len(), 2, "also without an order");
    Ok(Passed)
}

fn a_limit_of_nothing(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert!(Person::query().limit(0).all()?.is_empty());
    assert_eq!(Person::query().limit(0).count()?, 0);
    assert!(!Person::query().limit(0).exists()?);
    assert!(failure(Person::query().limit(0).one()).is_not_found());
    Ok(Passed)
}

fn limits_beyond_all_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().limit(1_000).all()?.len(), 5);
    assert_eq!(Person::query().limit(i64::MAX as u64).all()?.len(), 5);
    assert_eq!(Person::query().limit(2).limit(4).all()?.len(), 4, "the last one counts");
    Ok(Passed)
}

fn a_limit_that_no_database_can_count(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::query().limit(u64::MAX).all());
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_says(&error, &["18446744073709551615", "LIMIT"]);
    Ok(Passed)
}

fn distinct_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let teams = Person::query().distinct().order_by(Person::TEAM).select(Person::TEAM).all()?;
    assert_eq!(teams, [("blue".to_owned(),), ("green".to_owned(),), ("red".to_owned(),)]);
    let ages = Person::query().distinct().order_by(Person::AGE).pluck(Person::AGE)?;
    assert_eq!(ages, [18, 25, 36, 60]);
    assert_eq!(Person::query().distinct().select(Person::TEAM).count()?, 3);
    Ok(Passed)
}

fn each_visits_all_rows_in_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut seen = Vec::new();
    Person::query().order_by(Person::NAME.desc()).each(|row| {
        seen.push(row.name);
        Ok(())
    })?;
    assert_eq!(seen, ["eve", "dan", "cid", "bob", "ada"]);
    Ok(Passed)
}

fn each_ends_at_an_error(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut seen = 0;
    let error = failure(Person::query().each(|_| {
        seen += 1;
        if seen == 2 { Err(Error::new(ErrorKind::InvalidState, "enough")) } else { Ok(()) }
    }));
    assert_eq!((seen, error.kind()), (2, ErrorKind::InvalidState));
    assert_eq!(Person::query().count()?, 5, "the connection still answers");
    Ok(Passed)
}

fn each_can_be_left_by_an_error_of_the_caller(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let result = Person::query().each(|_| Err(Error::other(std::fmt::Error)));
    assert!(failure(result).downcast::<std::fmt::Error>().is_ok());
    Ok(Passed)
}

fn find_within_a_query(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let red = Person::filter(Person::TEAM.eq("red"));
    assert_eq!(red.find(all[0].id)?, all[0]);
    assert!(failure(red.find(all[1].id)).is_not_found());
    assert_eq!(Person::query().find(all[1].id)?, all[1]);
    Ok(Passed)
}

/// The query's rows are ada and bob.
fn find_within_a_limited_query(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let first_two = Person::query().order_by(Person::NAME).limit(2);
    assert_eq!(first_two.find(all[1].id)?, all[1]);
    assert!(failure(first_two.find(all[4].id)).is_not_found());
    Ok(Passed)
}

fn find_by_within_a_query(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::AGE.eq(18)).order_by(Person::NAME.desc());
    assert_eq!(query.find_by(Person::TEAM.eq("blue"))?.map(|row| row.name), Some("eve".into()));
    assert_eq!(query.find_by(Person::TEAM.eq("red"))?, None);
    Ok(Passed)
}

/// The query's rows are ada and bob.
fn find_by_within_a_limited_query(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let first_two = Person::query().order_by(Person::NAME).limit(2);
    assert_eq!(first_two.find_by(Person::AGE.lt(30))?.map(|row| row.name), Some("bob".into()));
    assert_eq!(first_two.find_by(Person::AGE.gt(50))?, None);
    Ok(Passed)
}

fn find_many_through_a_query(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let found = Person::on(&cx.db).find_many([all[4].id, all[0].id])?;
    assert_eq!(found, [all[4].clone(), all[0].clone()]);
    Ok(Passed)
}

/// Nothing is run: there is no table.
fn to_sql_shows_text_and_binds(cx: &Context<'_>) -> CaseResult {
    let query = Person::filter(Person::AGE.gt(18).and(Person::NAME.eq("o'hara")));
    let sql = query.to_sql()?;
    assert!(sql.text.starts_with("SELECT "), "{sql}");
    assert!(sql.text.contains(&cx.quoted("people")), "{sql}");
    assert!(!sql.text.contains("hara"), "data is bound, never written: {sql}");
    assert_eq!(sql.binds.len(), 2);
    assert_eq!(sql, query.to_sql()?);
    Ok(Passed)
}

fn explain_says_something(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    match Person::filter(Person::AGE.gt(18)).explain() {
        Ok(plan) => assert!(!plan.trim().is_empty()),
        Err(error) if error.is_unsupported() => return Ok(Unsupported(error.to_string())),
        Err(error) => return Err(error),
    }
    assert_eq!(
        names(Person::filter(Person::AGE.eq(60)))?,
        "dan",
        "and nothing is left switched on"
    );
    Ok(Passed)
}
