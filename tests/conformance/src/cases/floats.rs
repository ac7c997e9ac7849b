//! Floats, bit by bit.

use activerecord::prelude::*;

use super::types::assert_kept;
use crate::case::{CaseResult, cases};
use crate::models::Cell;
use crate::{Context, Outcome::Passed};

cases![floats:
    doubles_keep_every_bit,
    singles_keep_every_bit,
    whole_numbers_stay_floats,
    floats_compare_as_numbers,
    a_double_is_found_by_its_value,
    a_single_is_found_by_its_value,
    singles_that_look_like_doubles,
    sums_and_means_of_floats,
];

fn doubles_keep_every_bit(cx: &Context<'_>) -> CaseResult {
    let values = [
        0.0,
        0.1,
        -0.1,
        1.0 / 3.0,
        0.1 + 0.2,
        123_456_789.123_456_79,
        1e22,
        1e-300,
        9_007_199_254_740_993.0,
        f64::EPSILON,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::MIN,
    ];
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn singles_keep_every_bit(cx: &Context<'_>) -> CaseResult {
    let values = [
        0.0_f32,
        0.1,
        -0.1,
        1.0 / 3.0,
        16_777_216.0,
        3.402_823e38,
        1e-30,
        f32::EPSILON,
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::MIN,
    ];
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn whole_numbers_stay_floats(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[3.0_f64, -2.0, 1e15, 9_007_199_254_740_992.0, 1e18])?;
    Ok(Passed)
}

fn floats_compare_as_numbers(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[10.5_f64, 9.5, -10.5, 1e10, 1e-10])?;
    type C = Cell<f64>;
    assert_eq!(C::query().order_by(C::VALUE).pluck(C::VALUE)?, [-10.5, 1e-10, 9.5, 10.5, 1e10]);
    assert_eq!(C::filter(C::VALUE.gt(9.5)).count()?, 2);
    assert_eq!(C::query().min(C::VALUE)?, Some(-10.5));
    assert_eq!(C::query().max(C::VALUE)?, Some(1e10));
    Ok(Passed)
}

fn a_double_is_found_by_its_value(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0.1_f64, 1.0 / 3.0, 0.1 + 0.2, 0.3])?;
    type C = Cell<f64>;
    assert_eq!(C::filter(C::VALUE.eq(0.1 + 0.2)).pluck(C::VALUE)?, [0.1 + 0.2]);
    assert_eq!(C::filter(C::VALUE.eq(1.0 / 3.0)).count()?, 1);
    let mut list: Vec<f64> = (0..40).map(|number| 1_000.5 + f64::from(number)).collect();
    list.push(0.3);
    assert_eq!(C::filter(C::VALUE.is_in(list)).pluck(C::VALUE)?, [0.3]);
    Ok(Passed)
}

fn a_single_is_found_by_its_value(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0.1_f32, 0.2, 1.0 / 3.0])?;
    type C = Cell<f32>;
    assert_eq!(C::filter(C::VALUE.eq(0.1)).pluck(C::VALUE)?, [0.1]);
    assert_eq!(C::filter(C::VALUE.is_in([1.0 / 3.0, 7.5])).count()?, 1);
    Ok(Passed)
}

fn singles_that_look_like_doubles(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0.1_f32, 16_777_216.0, 3.3])?;
    type C = Cell<f32>;
    assert_eq!(C::query().min(C::VALUE)?, Some(0.1));
    assert_eq!(C::query().max(C::VALUE)?, Some(16_777_216.0));
    Ok(Passed)
}

fn sums_and_means_of_floats(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[0.5_f64, 0.25, 2.25])?;
    type C = Cell<f64>;
    assert_eq!(C::query().sum(C::VALUE)?, Some(3.0));
    assert_eq!(C::query().avg(C::VALUE)?, Some(1.0));
    Ok(Passed)
}
