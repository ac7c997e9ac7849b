//! Comparisons.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::raw;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Country, Person, names, people};
use crate::{Context, Outcome::Passed};

cases![query_filter:
    equal,
    not_equal_leaves_nulls_out,
    less_and_greater,
    between_includes_both_ends,
    none_means_null,
    some_means_its_value,
    null_and_not_null,
    less_than_none_is_never_true,
    the_negation_of_less_than_none_is_not_true_either,
    columns_of_truth_are_conditions,
    columns_are_compared_with_columns,
    text_in_any_form,
    references_are_operands,
    arithmetic_in_conditions,
    arithmetic_keeps_its_parentheses,
    a_subquery_as_a_list,
    a_subquery_with_its_own_binds,
    raw_conditions,
    raw_conditions_are_put_in_parentheses,
    raw_conditions_check_their_binds,
    a_column_of_another_model_is_refused,
    equality_is_exact,
];

fn equal(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.eq(18)))?, "bob eve");
    assert_eq!(names(Person::filter(Person::NAME.eq("cid")))?, "cid");
    assert_eq!(names(Person::filter(Person::SCORE.eq(7)))?, "cid dan");
    assert_eq!(names(Person::filter(Person::AGE.eq(19)))?, "");
    Ok(Passed)
}

fn not_equal_leaves_nulls_out(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.ne(18)))?, "ada cid dan");
    assert_eq!(names(Person::filter(Person::SCORE.ne(7)))?, "ada");
    Ok(Passed)
}

fn less_and_greater(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.lt(25)))?, "bob eve");
    assert_eq!(names(Person::filter(Person::AGE.le(25)))?, "bob cid eve");
    assert_eq!(names(Person::filter(Person::AGE.gt(25)))?, "ada dan");
    assert_eq!(names(Person::filter(Person::AGE.ge(25)))?, "ada cid dan");
    assert_eq!(names(Person::filter(Person::SCORE.lt(10)))?, "cid dan");
    assert_eq!(names(Person::filter(Person::NAME.ge("dan")))?, "dan eve");
    Ok(Passed)
}

fn between_includes_both_ends(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::AGE.between(18, 36)))?, "ada bob cid eve");
    assert_eq!(names(Person::filter(Person::AGE.not_between(18, 36)))?, "dan");
    assert_eq!(names(Person::filter(Person::AGE.between(36, 18)))?, "");
    assert_eq!(names(Person::filter(Person::SCORE.not_between(8, 9)))?, "ada cid dan");
    Ok(Passed)
}

fn none_means_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::SCORE.eq(None)))?, "bob eve");
    assert_eq!(names(Person::filter(Person::SCORE.ne(None)))?, "ada cid dan");
    assert_eq!(names(Person::filter(Person::NAME.eq(None)))?, "");
    Ok(Passed)
}

fn some_means_its_value(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for (wanted, expected) in [(Some(7), "cid dan"), (Some(10), "ada"), (None, "bob eve")] {
        assert_eq!(names(Person::filter(Person::SCORE.eq(wanted)))?, expected);
    }
    let nickname = Some("sid".to_owned());
    assert_eq!(names(Person::filter(Person::NICKNAME.eq(&nickname)))?, "cid");
    Ok(Passed)
}

fn null_and_not_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NICKNAME.is_null()))?, "ada dan");
    assert_eq!(names(Person::filter(Person::NICKNAME.is_not_null()))?, "bob cid eve");
    assert_eq!(names(Person::filter(Person::NAME.is_null()))?, "");
    Ok(Passed)
}

fn less_than_none_is_never_true(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::SCORE.lt(None)))?, "");
    assert_eq!(names(Person::filter(Person::SCORE.ge(None)))?, "");
    assert_eq!(names(Person::filter(Person::SCORE.lt(None).or(Person::AGE.eq(60))))?, "dan");
    Ok(Passed)
}

/// As in SQL: what compares with NULL is neither true nor false.
fn the_negation_of_less_than_none_is_not_true_either(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(!Person::SCORE.lt(None)))?, "");
    Ok(Passed)
}

fn columns_of_truth_are_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::ACTIVE))?, "ada cid eve");
    assert_eq!(names(Person::filter(Person::ACTIVE.eq(false)))?, "bob dan");
    assert_eq!(names(Person::filter(Person::AGE.gt(20).and(Person::ACTIVE)))?, "ada cid");
    Ok(Passed)
}

fn columns_are_compared_with_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    Person::filter(Person::NAME.eq("dan")).update_all(Person::SCORE.set(60))?;
    assert_eq!(names(Person::filter(Person::SCORE.eq(Person::AGE)))?, "dan");
    assert_eq!(names(Person::filter(Person::AGE.gt(Person::SCORE)))?, "ada cid");
    assert_eq!(names(Person::filter(Person::TEAM.lt(Person::NAME)))?, "bob eve");
    Ok(Passed)
}

fn text_in_any_form(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let owned = String::from("ada");
    assert_eq!(names(Person::filter(Person::NAME.eq(&owned)))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.eq(owned.as_str())))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.eq(owned)))?, "ada");
    Ok(Passed)
}

fn references_are_operands(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let Person { id, score, balance, .. } = &all[0];
    assert_eq!(names(Person::filter(Person::BALANCE.eq(balance)))?, "ada");
    assert_eq!(names(Person::filter(Person::SCORE.eq(score)))?, "ada");
    assert_eq!(names(Person::filter(Person::ID.eq(id)))?, "ada");
    Ok(Passed)
}

fn arithmetic_in_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter((Person::AGE + 2).eq(20)))?, "bob eve");
    assert_eq!(names(Person::filter((Person::AGE - Person::SCORE).eq(18)))?, "cid");
    assert_eq!(names(Person::filter(Person::AGE.eq(Person::SCORE * 3 + 4)))?, "cid");
    assert_eq!(names(Person::filter((Person::SCORE + 1).is_null()))?, "bob eve");
    Ok(Passed)
}

fn arithmetic_keeps_its_parentheses(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(((Person::AGE + 2) * 3).eq(60)))?, "bob eve");
    assert_eq!(names(Person::filter((Person::AGE + (Person::AGE * 3)).eq(100)))?, "cid");
    assert_eq!(
        names(Person::filter((Person::AGE - (Person::AGE - 5)).eq(5)))?,
        "ada bob cid dan eve"
    );
    Ok(Passed)
}

fn a_subquery_as_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let old = Person::filter(Person::AGE.gt(30)).select(Person::TEAM);
    assert_eq!(names(Person::filter(Person::TEAM.in_query(old.clone())))?, "ada cid dan");
    assert_eq!(names(Person::filter(!Person::TEAM.in_query(old)))?, "bob eve");
    Ok(Passed)
}

fn a_subquery_with_its_own_binds(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.create::<Country>()?;
    Country { code: "red".into(), name: "ada".into() }.create()?;
    Country { code: "blue".into(), name: "eve".into() }.create()?;
    let query = Person::filter(Person::AGE.ge(18))
        .filter(
            Person::NAME.in_query(Country::filter(Country::CODE.ne("red")).select(Country::NAME)),
        )
        .filter(Person::TEAM.eq("blue"));
    assert_eq!(names(query)?, "eve");
    Ok(Passed)
}

fn raw_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sql = format!("{} * 2 > ?", cx.quoted("age"));
    let query = Person::filter(Person::TEAM.eq("red")).filter(raw(&sql, (50,)));
    assert_eq!(names(query.clone())?, "ada");
    assert_eq!(names(query.filter(Person::NAME.ne("ada")))?, "");
    assert_eq!(names(Person::filter(!raw(&sql, (50,))))?, "bob cid eve");
    Ok(Passed)
}

fn raw_conditions_are_put_in_parentheses(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let age = cx.quoted("age");
    let either = format!("{age} = ? OR {age} = ?");
    let query = Person::filter(raw(&either, (18, 60))).filter(Person::TEAM.eq("blue"));
    assert_eq!(names(query)?, "bob eve");
    Ok(Passed)
}

fn raw_conditions_check_their_binds(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::filter(raw("1 = ?", (1, 2))).all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["1 placeholders", "2 binds"]);
    Ok(Passed)
}

fn a_column_of_another_model_is_refused(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::filter(Country::CODE.eq("it")).all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["`countries`.`code`", "`people`"]);
    let error = failure(Person::query().order_by(Country::CODE).all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    Ok(Passed)
}

/// `%` and `_` mean something to LIKE only.
fn equality_is_exact(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for text in ["%", "a%", "_da", "ad", "adaa", "ada%"] {
        assert_eq!(names(Person::filter(Person::NAME.eq(text)))?, "", "{text}");
    }
    Ok(Passed)
}
