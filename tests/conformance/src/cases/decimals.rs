//! Decimals: exact, never through a float.

use activerecord::prelude::*;
use activerecord::sum;
use rust_decimal::Decimal;

use super::types::assert_kept;
use crate::case::{CaseResult, cases};
use crate::models::{Cell, Person, names, people};
use crate::{Context, Outcome::Passed};

cases![decimals:
    every_digit_is_kept,
    they_compare_as_numbers,
    they_are_found_whatever_their_scale,
    they_are_ordered_as_numbers,
    lists_and_ranges,
    a_long_list,
    sums_are_exact,
    means_are_exact,
    smallest_and_greatest,
    arithmetic_is_exact,
    integers_are_operands,
    arithmetic_in_a_condition,
    groups_and_sums,
];

type C = Cell<Decimal>;

/// A decimal from its text.
fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn decimals(texts: &[&str]) -> Vec<Decimal> {
    texts.iter().map(|text| decimal(text)).collect()
}

fn every_digit_is_kept(cx: &Context<'_>) -> CaseResult {
    let values = decimals(&[
        "0",
        "0.00",
        "0.1",
        "-0.1",
        "1.10",
        "123.4567",
        "9999999.99",
        "0.0000000001",
        "123456789012345678.0123456789",
        "-999999999999999999.9999999999",
        "9007199254740993",
    ]);
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn they_compare_as_numbers(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["9.5", "10.25", "-9.5", "-10.25", "0"]))?;
    let count = |condition| C::filter(condition).count();
    assert_eq!(count(C::VALUE.gt(decimal("9.5")))?, 1);
    assert_eq!(count(C::VALUE.ge(decimal("9.50")))?, 2);
    assert_eq!(count(C::VALUE.lt(decimal("-9.5")))?, 1);
    assert_eq!(count(C::VALUE.le(decimal("-9.500")))?, 2);
    assert_eq!(count(C::VALUE.ne(decimal("0.0")))?, 4);
    Ok(Passed)
}

fn they_are_found_whatever_their_scale(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["1.10", "1.1", "1.11", "100", "-0.50"]))?;
    assert_eq!(C::filter(C::VALUE.eq(decimal("1.1"))).count()?, 2);
    assert_eq!(C::filter(C::VALUE.eq(decimal("1.100"))).count()?, 2);
    assert_eq!(C::filter(C::VALUE.eq(decimal("100.0"))).count()?, 1);
    assert_eq!(C::filter(C::VALUE.eq(decimal("-0.5"))).count()?, 1);
    Ok(Passed)
}

fn they_are_ordered_as_numbers(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["10", "9.99", "-10", "-9.99", "0.5", "100.001"]))?;
    let expected = decimals(&["-10", "-9.99", "0.5", "9.99", "10", "100.001"]);
    assert_eq!(C::query().order_by(C::VALUE).pluck(C::VALUE)?, expected);
    let doubled = C::query().order_by((C::VALUE * 2).desc()).pluck(C::VALUE)?;
    assert_eq!(doubled, expected.into_iter().rev().collect::<Vec<_>>());
    Ok(Passed)
}

fn lists_and_ranges(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["1.50", "2.5", "10.00", "-3"]))?;
    let count = |condition| C::filter(condition).count();
    assert_eq!(count(C::VALUE.is_in(decimals(&["1.5", "10", "7"])))?, 2);
    assert_eq!(count(C::VALUE.not_in(decimals(&["1.5", "10", "7"])))?, 2);
    assert_eq!(count(C::VALUE.between(decimal("1.5"), decimal("9.99")))?, 2);
    assert_eq!(count(C::VALUE.not_between(decimal("1.5"), decimal("10.0")))?, 1);
    Ok(Passed)
}

fn a_long_list(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["1.50", "2.5", "10.00", "-3"]))?;
    let mut list: Vec<Decimal> = (0..60).map(|number| Decimal::new(1_000 + number, 1)).collect();
    list.extend(decimals(&["1.5", "10", "-3.000"]));
    assert_eq!(C::filter(C::VALUE.is_in(list.clone())).count()?, 3);
    assert_eq!(C::filter(C::VALUE.not_in(list)).pluck(C::VALUE)?, decimals(&["2.5"]));
    Ok(Passed)
}

fn sums_are_exact(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["0.1", "0.2"]))?;
    assert_eq!(C::query().sum(C::VALUE)?, Some(decimal("0.3")));
    for _ in 0..97 {
        Cell { id: 0, value: decimal("0.01") }.create()?;
    }
    assert_eq!(C::query().sum(C::VALUE)?, Some(decimal("1.27")));
    Cell { id: 0, value: decimal("9007199254740993") }.create()?;
    assert_eq!(C::query().sum(C::VALUE)?, Some(decimal("9007199254740994.27")));
    Ok(Passed)
}

fn means_are_exact(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["0.1", "0.2", "0.6"]))?;
    assert_eq!(C::query().avg(C::VALUE)?, Some(decimal("0.3")));
    assert_eq!(C::filter(C::VALUE.lt(decimal("0.5"))).avg(C::VALUE)?, Some(decimal("0.15")));
    Ok(Passed)
}

fn smallest_and_greatest(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["9", "10", "-9", "-10"]))?;
    assert_eq!(C::query().min(C::VALUE)?, Some(decimal("-10")));
    assert_eq!(C::query().max(C::VALUE)?, Some(decimal("10")));
    assert_eq!(C::filter(C::VALUE.gt(100)).max(C::VALUE)?, None);
    Ok(Passed)
}

fn arithmetic_is_exact(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &decimals(&["0.1", "9999999.99"]))?;
    C::query().unfiltered().update_all(C::VALUE.set(C::VALUE + decimal("0.2")))?;
    let values = C::query().order_by(C::VALUE).pluck(C::VALUE)?;
    assert_eq!(values, decimals(&["0.3", "10000000.19"]));
    C::query().unfiltered().update_all(C::VALUE.set(C::VALUE * decimal("1.1") - C::VALUE))?;
    let values = C::query().order_by(C::VALUE).pluck(C::VALUE)?;
    assert_eq!(values, decimals(&["0.03", "1000000.019"]));
    Ok(Passed)
}

fn integers_are_operands(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::BALANCE.gt(0)))?, "ada bob dan");
    assert_eq!(names(Person::filter(Person::BALANCE.le(-3)))?, "cid");
    assert_eq!(names(Person::filter((Person::BALANCE * 2).eq(21)))?, "ada");
    Ok(Passed)
}

fn arithmetic_in_a_condition(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let doubled = Person::BALANCE * 2;
    assert_eq!(names(Person::filter(doubled.clone().gt(decimal("20.99"))))?, "ada dan");
    assert_eq!(names(Person::filter(doubled.clone().eq(decimal("21.000"))))?, "ada");
    assert_eq!(names(Person::filter(doubled.lt(Person::BALANCE)))?, "cid");
    Ok(Passed)
}

fn groups_and_sums(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sums = Person::query()
        .group_by(Person::TEAM)
        .having(sum(Person::BALANCE).gt(decimal("0.01")))
        .order_by(sum(Person::BALANCE))
        .select((Person::TEAM, sum(Person::BALANCE)))
        .all()?;
    let expected = [("red", "7.25"), ("green", "99.99")];
    assert_eq!(sums, expected.map(|(team, sum)| (team.to_owned(), Some(decimal(sum)))));
    Ok(Passed)
}
