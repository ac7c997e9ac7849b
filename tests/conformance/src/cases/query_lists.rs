//! `is_in` and `not_in`.

use activerecord::prelude::*;

use super::types::assert_kept;
use crate::case::{CaseResult, cases};
use crate::models::{Cell, Country, Person, country, names, people};
use crate::{Context, Outcome::Passed};

cases![query_lists:
    one_of_a_list,
    none_of_a_list,
    an_empty_list,
    null_in_a_list,
    null_outside_of_a_list,
    columns_and_expressions_in_a_list,
    lists_of_any_kind,
    a_list_around_the_limit,
    a_long_list_of_texts,
    a_long_list_with_a_null,
    long_lists_beside_other_conditions,
    a_long_list_of_truths,
];

fn one_of_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.is_in([18, 60, 99])))?, "bob dan eve");
    assert_eq!(names(Person::filter(Person::NAME.is_in(["ada", "nobody"])))?, "ada");
    assert_eq!(names(Person::filter(Person::AGE.is_in([36])))?, "ada");
    Ok(Passed)
}

fn none_of_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.not_in([18, 60, 99])))?, "ada cid");
    assert_eq!(names(Person::filter(Person::SCORE.not_in([7])))?, "ada", "NULL is neither");
    Ok(Passed)
}

fn an_empty_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let none: [i32; 0] = [];
    assert_eq!(names(Person::filter(Person::AGE.is_in(none)))?, "");
    assert_eq!(names(Person::filter(Person::AGE.not_in(none)))?, "ada bob cid dan eve");
    assert_eq!(names(Person::filter(Person::SCORE.not_in(none)))?, "ada bob cid dan eve");
    let either = Person::AGE.is_in(none).or(Person::AGE.eq(60));
    assert_eq!(names(Person::filter(either))?, "dan");
    Ok(Passed)
}

fn null_in_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::SCORE.is_in([Some(10), None])))?, "ada bob eve");
    let only_null: [Option<i32>; 1] = [None];
    assert_eq!(names(Person::filter(Person::SCORE.is_in(only_null)))?, "bob eve");
    Ok(Passed)
}

/// A plain `NOT IN (10, NULL)` would give no row at all.
fn null_outside_of_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::SCORE.not_in([Some(10), None])))?, "cid dan");
    let only_null: [Option<i32>; 1] = [None];
    assert_eq!(names(Person::filter(Person::SCORE.not_in(only_null)))?, "ada cid dan");
    Ok(Passed)
}

fn columns_and_expressions_in_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter((Person::AGE + 1).is_in([19, 26])))?, "bob cid eve");
    assert_eq!(
        names(Person::filter(Person::AGE.is_in([Person::SCORE * 5, Person::SCORE + 18])))?,
        "cid"
    );
    Ok(Passed)
}

fn lists_of_any_kind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let list = vec!["ada".to_owned(), "bob".to_owned()];
    assert_eq!(names(Person::filter(Person::NAME.is_in(&list)))?, "ada bob");
    assert_eq!(names(Person::filter(Person::NAME.is_in(list)))?, "ada bob");
    assert_eq!(names(Person::filter(Person::AGE.is_in((17..19).chain(60..61))))?, "bob dan eve");
    let set = std::collections::BTreeSet::from([18, 25]);
    assert_eq!(names(Person::filter(Person::AGE.is_in(set)))?, "bob cid eve");
    Ok(Passed)
}

fn a_list_around_the_limit(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let limit = cx.db.dialect().limits().in_list.min(2_000);
    for length in [15, 16, 17, 100, 999, 1_000, 1_001, limit - 1, limit, limit + 1, 2_000] {
        let length = i32::try_from(length).unwrap_or(i32::MAX);
        // The last of the list is 18.
        let list: Vec<i32> = (19 - length..=18).collect();
        let query = Person::filter(Person::AGE.is_in(list.clone()));
        assert_eq!(names(query)?, "bob eve", "one of {length}");
        let query = Person::filter(Person::AGE.not_in(list));
        assert_eq!(names(query)?, "ada cid dan", "none of {length}");
    }
    Ok(Passed)
}

fn a_long_list_of_texts(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    let strange = [
        "it's",
        "\"x\"",
        "a\\b",
        "a\\\"b",
        "[x]",
        "{x}",
        "a,b",
        "a\nb\tc",
        "日本",
        "👩‍👩‍👧",
        "\u{7f}",
        "?",
    ];
    for code in strange {
        country(code, "strange").create()?;
    }
    country("other", "not in the list").create()?;
    let mut list: Vec<String> = (0..100).map(|number| format!("no {number}")).collect();
    list.extend(strange.map(String::from));
    let found = Country::filter(Country::CODE.is_in(list.clone())).count()?;
    assert_eq!(found, strange.len() as u64);
    let found = Country::filter(Country::CODE.not_in(list)).pluck(Country::CODE)?;
    assert_eq!(found, ["other"]);
    Ok(Passed)
}

fn a_long_list_with_a_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut list: Vec<Option<i32>> = (100..140).map(Some).collect();
    list.extend([Some(10), None]);
    assert_eq!(names(Person::filter(Person::SCORE.is_in(list.clone())))?, "ada bob eve");
    assert_eq!(names(Person::filter(Person::SCORE.not_in(list)))?, "cid dan");
    Ok(Passed)
}

fn long_lists_beside_other_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::TEAM.eq("red"))
        .filter(Person::AGE.is_in(0..50).or(Person::AGE.is_in(55..99)))
        .filter(
            Person::NAME.is_in((0..30).map(|number| format!("x{number}")).chain(["cid".into()])),
        )
        .filter(Person::SCORE.gt(6))
        .limit(5);
    assert_eq!(names(query)?, "cid");
    Ok(Passed)
}

fn a_long_list_of_truths(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Some(true), Some(false), None])?;
    type C = Cell<Option<bool>>;
    assert_eq!(C::filter(C::VALUE.is_in([true; 40])).pluck(C::VALUE)?, [Some(true)]);
    assert_eq!(C::filter(C::VALUE.not_in([true; 40])).pluck(C::VALUE)?, [Some(false)]);
    Ok(Passed)
}
