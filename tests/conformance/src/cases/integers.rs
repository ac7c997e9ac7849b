//! Integers at their limits.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::failure;
use super::types::assert_kept;
use crate::case::{CaseResult, cases, require};
use crate::models::{Cell, Wide};
use crate::{Context, Outcome::Passed};

cases![integers:
    i8_at_its_limits,
    i16_at_its_limits,
    i32_at_its_limits,
    i64_at_its_limits,
    u8_at_its_limits,
    u16_at_its_limits,
    u32_at_its_limits,
    u64_up_to_the_greatest_i64,
    u64_beyond_the_greatest_i64,
    u64_beyond_the_database_is_out_of_range,
    integers_compare_as_numbers,
    a_list_of_integers_at_their_limits,
    a_sum_beyond_the_type_is_an_error,
    arithmetic_beyond_the_type_is_an_error,
];

fn i8_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, 1, -1, i8::MAX, i8::MIN])?;
    Ok(Passed)
}

fn i16_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, i16::from(i8::MAX) + 1, i16::MAX, i16::MIN])?;
    Ok(Passed)
}

fn i32_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, i32::from(i16::MAX) + 1, i32::MAX, i32::MIN])?;
    Ok(Passed)
}

fn i64_at_its_limits(cx: &Context<'_>) -> CaseResult {
    let beyond_a_float = (1_i64 << 53) + 1;
    assert_kept(cx, &[0, i64::from(i32::MAX) + 1, beyond_a_float, i64::MAX, i64::MIN])?;
    Ok(Passed)
}

fn u8_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, 127, 128, u8::MAX])?;
    Ok(Passed)
}

fn u16_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, 32_767, 32_768, u16::MAX])?;
    Ok(Passed)
}

fn u32_at_its_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, 2_147_483_647, 2_147_483_648, u32::MAX])?;
    Ok(Passed)
}

fn u64_up_to_the_greatest_i64(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0, u64::from(u32::MAX) + 1, i64::MAX as u64])?;
    Ok(Passed)
}

fn u64_beyond_the_greatest_i64(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().full_u64, "no integers beyond {}", i64::MAX);
    assert_kept(cx, &[i64::MAX as u64 + 1, u64::MAX])?;
    Ok(Passed)
}

fn u64_beyond_the_database_is_out_of_range(cx: &Context<'_>) -> CaseResult {
    require!(!cx.capabilities().full_u64, "every u64 can be stored");
    cx.create::<Cell<u64>>()?;
    let error = failure(Cell { id: 0, value: u64::MAX }.create());
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!(Cell::<u64>::query().count()?, 0);
    let mut cell = Cell { id: 0, value: 1_u64 }.create()?;
    let error = failure(cell.update(|cell| cell.value = u64::MAX));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!(cell.value, 1);
    Ok(Passed)
}

fn integers_compare_as_numbers(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[10_i64, 9, -10, -9, 100])?;
    type C = Cell<i64>;
    assert_eq!(C::query().order_by(C::VALUE).pluck(C::VALUE)?, [-10, -9, 9, 10, 100]);
    assert_eq!(C::filter(C::VALUE.gt(9)).order_by(C::VALUE).pluck(C::VALUE)?, [10, 100]);
    assert_eq!(C::filter(C::VALUE.between(-9, 10)).count()?, 3);
    Ok(Passed)
}

fn a_list_of_integers_at_their_limits(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[i64::MIN, -1, 0, (1 << 53) + 1, i64::MAX])?;
    type C = Cell<i64>;
    // Long enough to travel in another way than one bind a value, where a database has one.
    let mut list: Vec<i64> = (1_000..1_100).collect();
    list.extend([i64::MIN, (1 << 53) + 1, i64::MAX, (1 << 53) + 2]);
    let found = C::filter(C::VALUE.is_in(list.clone())).order_by(C::VALUE).pluck(C::VALUE)?;
    assert_eq!(found, [i64::MIN, (1 << 53) + 1, i64::MAX]);
    let found = C::filter(C::VALUE.not_in(list)).order_by(C::VALUE).pluck(C::VALUE)?;
    assert_eq!(found, [-1, 0]);
    Ok(Passed)
}

fn a_sum_beyond_the_type_is_an_error(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    Wide { id: 0, amount: i64::MAX }.create()?;
    assert_eq!(Wide::query().sum(Wide::AMOUNT)?, Some(i64::MAX));
    Wide { id: 0, amount: i64::MAX }.create()?;
    assert_eq!(failure(Wide::query().sum(Wide::AMOUNT)).kind(), ErrorKind::OutOfRange);
    Ok(Passed)
}

/// No number is rounded on its way: neither `MAX + 1` as a float, nor as the smallest number.
fn arithmetic_beyond_the_type_is_an_error(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    Wide { id: 0, amount: i64::MAX }.create()?;
    let raise = Wide::query().unfiltered().update_all(Wide::AMOUNT.set(Wide::AMOUNT + 1));
    let stored = Wide::query().pluck(Wide::AMOUNT);
    assert!(raise.is_err(), "it became {stored:?}");
    assert_eq!(stored?, [i64::MAX]);
    Ok(Passed)
}
