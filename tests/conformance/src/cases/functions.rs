//! CASE, and functions of the values of one row.

use activerecord::prelude::*;
use activerecord::{
    abs, case, coalesce, concat, count_all, length, lower, nullif, round, sum, trim, upper, value,
};
use rust_decimal::Decimal;

use crate::case::{CaseResult, cases};
use crate::models::{Cell, Person, names, people, person};
use crate::{Context, Outcome::Passed};

cases![functions:
    a_value_by_conditions,
    no_condition_holds,
    columns_as_values,
    case_in_case,
    case_in_an_aggregate,
    case_in_an_order,
    case_in_a_condition,
    case_of_truth_values,
    case_of_decimals,
    the_first_that_is_not_null,
    null_where_it_is_equal,
    upper_and_lower_case,
    how_long_a_text_is,
    spaces_at_the_ends,
    texts_one_behind_the_other,
    numbers_without_sign,
    floats_are_rounded,
    decimals_are_rounded,
    a_value_of_the_program,
];

fn a_value_by_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let band = case()
        .when(Person::AGE.lt(20), "young")
        .when(Person::AGE.lt(40).and(Person::ACTIVE), "busy")
        .otherwise("old");
    let rows = Person::query().order_by(Person::NAME).select(band).all()?;
    let bands: Vec<String> = rows.into_iter().map(|(band,)| band).collect();
    assert_eq!(bands, ["busy", "young", "busy", "old", "young"]);
    Ok(Passed)
}

fn no_condition_holds(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rank = || case().when(Person::TEAM.eq("red"), 1_i64).end();
    let rows = Person::query().order_by(Person::NAME).pluck(rank())?;
    assert_eq!(rows, [Some(1), None, Some(1), None, None]);
    assert_eq!(names(Person::filter(rank().is_null()))?, "bob dan eve");
    Ok(Passed)
}

fn columns_as_values(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let shown = case().when(Person::NICKNAME.is_null(), Person::NAME).otherwise(Person::NICKNAME);
    let rows = Person::query().order_by(Person::NAME).pluck(shown)?;
    assert_eq!(rows, ["ada", "bobby", "sid", "dan", "evie"]);
    let doubled = case().when(Person::ACTIVE, Person::AGE * 2).otherwise(Person::AGE);
    assert_eq!(Person::query().order_by(Person::NAME).pluck(doubled)?, [72, 18, 50, 60, 36]);
    Ok(Passed)
}

fn case_in_case(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let inner = case().when(Person::ACTIVE, "on").otherwise("off");
    let outer = case().when(Person::TEAM.eq("red"), "red").otherwise(inner);
    let rows = Person::query().order_by(Person::NAME).pluck(outer)?;
    assert_eq!(rows, ["red", "off", "red", "off", "on"]);
    Ok(Passed)
}

fn case_in_an_aggregate(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let minors = || sum(case().when(Person::AGE.le(18), 1_i64).otherwise(0));
    let rows = Person::query()
        .group_by(Person::TEAM)
        .order_by(Person::TEAM)
        .select((Person::TEAM, count_all(), minors()))
        .all()?;
    let row = |team: &str, all, minors| (team.to_owned(), all, Some(minors));
    assert_eq!(rows, [row("blue", 2, 2), row("green", 1, 0), row("red", 2, 0)]);
    Ok(Passed)
}

fn case_in_an_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rank =
        case().when(Person::TEAM.eq("green"), 1_i64).when(Person::TEAM.eq("blue"), 2).otherwise(3);
    let rows = Person::query().order_by((rank.asc(), Person::NAME.desc())).pluck(Person::NAME)?;
    assert_eq!(rows, ["dan", "eve", "bob", "cid", "ada"]);
    Ok(Passed)
}

fn case_in_a_condition(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let limit = || case().when(Person::ACTIVE, 20).otherwise(50);
    assert_eq!(names(Person::filter((Person::AGE + 0).gt(limit())))?, "ada cid dan");
    assert_eq!(names(Person::filter(limit().eq(50)))?, "bob dan");
    Ok(Passed)
}

fn case_of_truth_values(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let known = || case().when(Person::SCORE.is_null(), false).otherwise(Person::ACTIVE);
    let rows = Person::query().order_by(Person::NAME).pluck(known())?;
    assert_eq!(rows, [true, false, true, false, false]);
    assert_eq!(names(Person::filter(known().eq(true)))?, "ada cid");
    Ok(Passed)
}

fn case_of_decimals(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let zero = Decimal::ZERO;
    let positive = || case().when(Person::BALANCE.lt(zero), zero).otherwise(Person::BALANCE);
    let rows = Person::query().order_by(positive().desc()).pluck(Person::NAME)?;
    assert_eq!(rows[..3], ["dan", "ada", "bob"]);
    assert_eq!(Person::query().sum(positive())?, Some(Decimal::new(1050 + 1 + 9999, 2)));
    assert_eq!(names(Person::filter(positive().gt(Decimal::new(5, 0))))?, "ada dan");
    Ok(Passed)
}

fn the_first_that_is_not_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let shown = Person::query().order_by(Person::NAME);
    let rows = shown.pluck(coalesce(Person::NICKNAME, Person::NAME))?;
    assert_eq!(rows, ["ada", "bobby", "sid", "dan", "evie"]);
    assert_eq!(shown.pluck(coalesce(Person::SCORE, 0))?, [10, 0, 7, 7, 0]);
    assert_eq!(names(Person::filter(coalesce(Person::SCORE, 0).lt(8)))?, "bob cid dan eve");
    let total = sum(Person::SCORE);
    assert_eq!(Person::filter(Person::AGE.gt(90)).select(coalesce(total, 0)).all()?, [(0,)]);
    Ok(Passed)
}

fn null_where_it_is_equal(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query().order_by(Person::NAME).pluck(nullif(Person::SCORE, 7))?;
    assert_eq!(rows, [Some(10), None, None, None, None]);
    let rows = Person::query().order_by(Person::NAME).pluck(nullif(Person::TEAM, "red"))?;
    assert_eq!(rows[0], None);
    assert_eq!(rows[1].as_deref(), Some("blue"));
    Ok(Passed)
}

fn upper_and_lower_case(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    person("Zoë", 40).create()?;
    assert_eq!(names(Person::filter(upper(Person::NAME).eq("ADA")))?, "ada");
    assert_eq!(names(Person::filter(lower(Person::NAME).eq("zoë")))?, "Zoë");
    let rows = Person::filter(Person::NAME.eq("bob"))
        .select((upper(Person::NICKNAME), upper(Person::TEAM)));
    assert_eq!(rows.all()?, [(Some("BOBBY".to_owned()), "BLUE".to_owned())]);
    Ok(Passed)
}

fn how_long_a_text_is(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    person("Zoë  ", 40).create()?;
    let lengths = Person::query().order_by(Person::ID).pluck(length(Person::NAME))?;
    assert_eq!(lengths, [3, 3, 3, 3, 3, 5].map(Some));
    assert_eq!(names(Person::filter(length(Person::NICKNAME).gt(4)))?, "bob");
    let ada = Person::filter(Person::NAME.eq("ada")).pluck(length(Person::NICKNAME))?;
    assert_eq!(ada, [None]);
    Ok(Passed)
}

fn spaces_at_the_ends(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    person("  zoe ", 40).create()?;
    assert_eq!(Person::filter(trim(Person::NAME).eq("zoe")).pluck(trim(Person::NAME))?, ["zoe"]);
    Ok(Passed)
}

fn texts_one_behind_the_other(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let label = || concat(concat(Person::NAME, "@"), Person::TEAM);
    assert_eq!(
        Person::filter(Person::AGE.gt(30)).order_by(Person::NAME).pluck(label())?,
        ["ada@red", "dan@green"]
    );
    assert_eq!(names(Person::filter(label().eq("cid@red")))?, "cid");
    Ok(Passed)
}

fn numbers_without_sign(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(abs(Person::BALANCE).eq(Decimal::new(325, 2))))?, "cid");
    let rows = Person::filter(Person::NAME.eq("cid"))
        .select((abs(Person::BALANCE), abs(Person::AGE - 60)));
    assert_eq!(rows.all()?, [(Decimal::new(325, 2), 35)]);
    Ok(Passed)
}

fn floats_are_rounded(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cell<f64>>()?;
    for number in [1.26, -2.0, 3.125_9] {
        Cell { id: 0, value: number }.create()?;
    }
    let rows =
        Cell::<f64>::query().order_by(Cell::<f64>::ID).pluck(round(Cell::<f64>::VALUE, 1))?;
    assert_eq!(rows, [1.3, -2.0, 3.1]);
    Ok(Passed)
}

fn decimals_are_rounded(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query().order_by(Person::NAME).pluck(round(Person::BALANCE, 1))?;
    let tenths = [105, 0, -33, 1000, 0].map(|tenths| Decimal::new(tenths, 1));
    assert_eq!(rows, tenths);
    let rounded = || round(Person::BALANCE, 0);
    assert_eq!(names(Person::filter(rounded().eq(Decimal::new(100, 0))))?, "dan");
    Ok(Passed)
}

fn a_value_of_the_program(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let columns =
        (value(7_i64), value("x"), value(Decimal::new(15, 1)), value(None::<i32>), Person::AGE);
    let rows = Person::filter(Person::NAME.eq("ada")).select(columns).all()?;
    assert_eq!(rows, [(7, "x".to_owned(), Decimal::new(15, 1), None, 36)]);
    assert_eq!(
        Person::query().order_by(Person::NAME).pluck(value(1_i64) + Person::ID - Person::ID)?,
        [1; 5]
    );
    Ok(Passed)
}
