//! `is_in` and `not_in` agree with Rust's `contains`, however long the list is.

use std::fmt::Debug;

use activerecord::prelude::*;
use activerecord::{ColumnType, Operand};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::values::{Cell, any_text};
use super::{for_any, memory};

/// Asserts it for values and lists up to a length at which they travel in another way.
fn agree<T>(values: impl Strategy<Value = T> + Clone)
where
    T: ColumnType<Base = T> + Operand<T> + Clone + Debug + PartialEq + 'static,
{
    let db = memory();
    db.create_table::<Cell<T>>().expect("a table");
    let lists = prop_oneof![vec(values.clone(), 0..4), vec(values.clone(), 14..60)];
    let inputs = (values, lists, any::<proptest::sample::Index>(), any::<bool>());
    for_any(inputs, |(value, mut list, place, put)| {
        if put {
            list.insert(place.index(list.len() + 1), value.clone());
        }
        let expected = list.contains(&value);
        let row = Cell { id: 0, value }.create_on(&db).expect("a row");
        type C<T> = Cell<T>;
        let holds = |condition| C::<T>::on(&db).filter(C::<T>::ID.eq(row.id)).filter(condition);
        let inside = holds(Cell::<T>::VALUE.is_in(list.clone())).exists();
        prop_assert_eq!(inside.map_err(|error| error.to_string()), Ok(expected));
        let outside = holds(Cell::<T>::VALUE.not_in(list)).exists();
        prop_assert_eq!(outside.map_err(|error| error.to_string()), Ok(!expected));
        Ok(())
    });
}

#[test]
fn integers() {
    agree(-20_i64..20);
    agree(any::<i64>());
    agree(any::<u8>());
}

#[test]
fn texts() {
    agree(any_text());
    agree("[a-c\"\\\\\\[\\]{},:\u{0}-\u{1f}\u{7f}-\u{9f}]{0,4}");
}

#[test]
fn decimals() {
    let decimals =
        (-200_i64..200, 0_u32..3).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    agree(decimals);
}

#[test]
fn uuids_and_bytes() {
    agree((0_u128..40).prop_map(Uuid::from_u128));
    agree(vec(0_u8..3, 0..3));
}

#[test]
fn floats() {
    agree((-40_i32..40).prop_map(|number| f64::from(number) / 8.0));
    agree(proptest::num::f64::NORMAL);
}

#[test]
fn days() {
    let day = |number| chrono::NaiveDate::from_num_days_from_ce_opt(number).expect("a day");
    agree((738_000..738_040).prop_map(day));
}
