//! Numbers, texts, bytes and UUIDs come back as they were stored, to the last bit.

use std::fmt::Debug;

use activerecord::prelude::*;
use activerecord::{ColumnType, ErrorKind};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{for_any, memory};

/// A value of any type.
#[derive(ActiveRecord, Debug, Clone)]
pub(crate) struct Cell<T: ColumnType> {
    pub(crate) id: i64,
    pub(crate) value: T,
}

/// Asserts that every value comes back, by `same`.
pub(crate) fn kept_by<T>(values: impl Strategy<Value = T>, same: impl Fn(&T, &T) -> bool)
where
    T: ColumnType + Clone + Debug + 'static,
{
    let db = memory();
    db.create_table::<Cell<T>>().expect("a table");
    for_any(values, |value| {
        let created = Cell { id: 0, value: value.clone() }.create_on(&db);
        let created = created.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(same(&created.value, &value), "the struct has {:?}", created.value);
        let found = Cell::<T>::on(&db).find(created.id);
        let found = found.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(same(&found.value, &value), "{:?} came back", found.value);
        Ok(())
    });
}

/// Asserts that every value comes back equal, and as an `Option` too.
pub(crate) fn kept<T>(values: impl Strategy<Value = T> + Clone + 'static)
where
    T: ColumnType + Clone + Debug + PartialEq + 'static,
{
    kept_by(values.clone(), T::eq);
    kept_by(proptest::option::of(values), Option::eq);
}

/// Asserts that no value is stored, for this reason.
pub(crate) fn refused<T>(values: impl Strategy<Value = T>, kind: ErrorKind)
where
    T: ColumnType + Clone + Debug + 'static,
{
    let db = memory();
    db.create_table::<Cell<T>>().expect("a table");
    for_any(values, |value| {
        let error = Cell { id: 0, value }.create_on(&db).err();
        prop_assert_eq!(error.map(|error| error.kind()), Some(kind));
        prop_assert_eq!(Cell::<T>::on(&db).count().ok(), Some(0));
        Ok(())
    });
}

/// Any character, NUL and noncharacters included.
pub(crate) fn any_text() -> impl Strategy<Value = String> + Clone {
    proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
}

#[test]
fn truths() {
    kept(any::<bool>());
}

#[test]
fn integers() {
    kept(any::<i8>());
    kept(any::<i16>());
    kept(any::<i32>());
    kept(any::<i64>());
    kept(any::<u8>());
    kept(any::<u16>());
    kept(any::<u32>());
    kept(0..=i64::MAX as u64);
}

#[test]
fn integers_that_sqlite_has_not() {
    refused(i64::MAX as u64 + 1.., ErrorKind::OutOfRange);
}

/// SQLite stores `-0.0` as the integer 0, which is the same number.
fn same_bits(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a == 0.0 && b == 0.0)
}

/// Every pattern of bits that is a number: infinities and subnormal numbers too.
fn doubles() -> impl Strategy<Value = f64> + Clone {
    let limits = vec![f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, f64::from_bits(1), -0.0];
    let whole = any::<i64>().prop_map(|number| number as f64);
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        proptest::num::f64::SUBNORMAL,
        proptest::num::f64::NORMAL,
        whole,
        proptest::sample::select(limits),
    ]
    .prop_filter("not a number", |number| !number.is_nan())
}

fn singles() -> impl Strategy<Value = f32> + Clone {
    let limits = vec![f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE, f32::from_bits(1), -0.0];
    prop_oneof![
        any::<u32>().prop_map(f32::from_bits),
        proptest::num::f32::SUBNORMAL,
        proptest::sample::select(limits),
    ]
    .prop_filter("not a number", |number| !number.is_nan())
}

#[test]
fn floats() {
    kept_by(doubles(), |a, b| same_bits(*a, *b));
    kept_by(singles(), |a, b| same_bits(f64::from(*a), f64::from(*b)));
}

#[test]
fn floats_that_are_no_numbers() {
    let nan = any::<u64>().prop_map(|bits| f64::from_bits(bits | 0x7ff8_0000_0000_0000));
    refused(nan, ErrorKind::OutOfRange);
    let nan = any::<u32>().prop_map(|bits| f32::from_bits(bits | 0x7fc0_0000));
    refused(nan, ErrorKind::OutOfRange);
}

#[test]
fn texts() {
    kept(any_text());
    kept(".*");
}

#[test]
fn bytes() {
    kept(proptest::collection::vec(any::<u8>(), 0..300));
}

#[test]
fn uuids() {
    kept(any::<u128>().prop_map(Uuid::from_u128));
}

/// 28 digits and more: up to 2^96, with any scale.
fn decimals() -> impl Strategy<Value = Decimal> + Clone {
    let greatest = (1_i128 << 96) - 1;
    (-greatest..=greatest, 0_u32..=28, 0_u32..=28).prop_map(|(digits, scale, shorter)| {
        Decimal::from_i128_with_scale(digits / 10_i128.pow(shorter), scale)
    })
}

/// The scale too: `1.10` is not `1.1`.
#[test]
fn decimals_keep_every_digit() {
    let same = |a: &Decimal, b: &Decimal| a == b && a.scale() == b.scale();
    kept_by(decimals(), same);
    kept(decimals());
}

#[test]
fn decimals_are_compared_as_numbers() {
    let db = memory();
    db.create_table::<Cell<Decimal>>().expect("a table");
    type C = Cell<Decimal>;
    for_any((decimals(), decimals()), |(left, right)| {
        let row = C { id: 0, value: left }.create_on(&db).expect("a row");
        let holds = |condition| C::on(&db).filter(C::ID.eq(row.id)).filter(condition).exists();
        prop_assert_eq!(holds(C::VALUE.lt(right)).ok(), Some(left < right));
        prop_assert_eq!(holds(C::VALUE.eq(right)).ok(), Some(left == right));
        prop_assert_eq!(holds(C::VALUE.eq(left.normalize())).ok(), Some(true));
        prop_assert_eq!(holds(C::VALUE.ge(right)).ok(), Some(left >= right));
        Ok(())
    });
}

#[test]
fn decimals_are_summed_exactly() {
    let db = memory();
    db.create_table::<Cell<Decimal>>().expect("a table");
    type C = Cell<Decimal>;
    let amounts = (any::<i64>(), 0_u32..=9)
        .prop_map(|(digits, scale)| Decimal::from_i128_with_scale(i128::from(digits), scale));
    for_any(proptest::collection::vec(amounts, 1..8), |amounts| {
        C::on(&db).unfiltered().delete_all().expect("an empty table");
        for value in &amounts {
            C { id: 0, value: *value }.create_on(&db).expect("a row");
        }
        let expected: Decimal = amounts.iter().sum();
        prop_assert_eq!(C::on(&db).sum(C::VALUE).ok().flatten(), Some(expected));
        prop_assert_eq!(C::on(&db).max(C::VALUE).ok().flatten(), amounts.iter().max().copied());
        Ok(())
    });
}
