//! Rows by their keys.

use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Person, people, person};
use crate::{Context, Outcome::Passed};

cases![find:
    a_missing_key_is_not_found,
    find_by_gives_a_row_or_none,
    find_by_takes_the_smallest_key,
    find_many_keeps_the_order_of_the_keys,
    find_many_counts_a_repeated_key_once,
    find_many_of_nothing_runs_nothing,
    find_many_beyond_one_statement,
    exists_tells_whether_there_is_a_row,
];

fn a_missing_key_is_not_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let error = failure(Person::find(4_711));
    assert!(error.is_not_found());
    assert_eq!((error.model(), error.table()), (Some("Person"), Some("people")));
    assert_says(&error, &["Person", "id = 4711"]);
    Ok(Passed)
}

fn find_by_gives_a_row_or_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::find_by(Person::AGE.eq(60))?.map(|found| found.name), Some("dan".into()));
    assert_eq!(Person::find_by(Person::AGE.eq(61))?, None);
    Ok(Passed)
}

fn find_by_takes_the_smallest_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    for (id, name) in [(30, "late"), (10, "early"), (20, "middle")] {
        Person { id, ..person(name, 18) }.create()?;
    }
    let found = Person::find_by(Person::AGE.eq(18))?;
    assert_eq!(found.map(|found| found.name), Some("early".into()));
    Ok(Passed)
}

fn find_many_keeps_the_order_of_the_keys(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let found = Person::find_many([all[3].id, 4_711, all[0].id, all[2].id])?;
    assert_eq!(found, [all[3].clone(), all[0].clone(), all[2].clone()]);
    Ok(Passed)
}

fn find_many_counts_a_repeated_key_once(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let keys = [all[1].id, all[0].id, all[1].id, all[0].id, all[4].id];
    let found: Vec<String> = Person::find_many(keys)?.into_iter().map(|row| row.name).collect();
    assert_eq!(found, ["bob", "ada", "eve"]);
    Ok(Passed)
}

/// There is no table: a statement would fail.
fn find_many_of_nothing_runs_nothing(_: &Context<'_>) -> CaseResult {
    assert_eq!(Person::find_many(Vec::<i64>::new())?, []);
    Ok(Passed)
}

fn find_many_beyond_one_statement(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let limits = cx.db.dialect().limits();
    for length in [1_000, 1_023, 1_024, 1_025, 2_049, limits.in_list.min(4_000) + 1] {
        // The keys that exist are the first, the last and one in the middle.
        let mut keys: Vec<i64> = (0..).map(|number| 1_000_000 + number).take(length).collect();
        keys[0] = all[4].id;
        keys[length / 2] = all[2].id;
        keys[length - 1] = all[0].id;
        let found = Person::find_many(keys)?;
        assert_eq!(found, [all[4].clone(), all[2].clone(), all[0].clone()], "of {length} keys");
    }
    Ok(Passed)
}

fn exists_tells_whether_there_is_a_row(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    assert!(Person::exists(all[0].id)?);
    assert!(!Person::exists(4_711)?);
    Ok(Passed)
}
