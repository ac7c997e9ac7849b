//! Every type at once, NULLs, and what does not fit a field.

use activerecord::prelude::*;
use activerecord::{ColumnType, ErrorKind, Result};
use uuid::Uuid;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{
    Cell, Everything, Narrow, Optional, RoleText, Settings, Unsigned, Wide, YesNo, everything,
};
use crate::{Context, Outcome::Passed};

cases![types:
    a_column_of_each_type,
    an_update_of_each_type,
    a_null_of_each_type,
    from_null_to_a_value_and_back,
    every_type_in_one_projection,
    booleans_keep_their_type,
    bytes_of_any_value,
    uuids_of_any_value,
    a_list_of_uuids,
    an_own_type_says_how_it_is_stored,
    a_number_beyond_the_field_is_out_of_range,
    a_number_beyond_the_field_in_a_projection,
    a_negative_number_in_a_field_without_a_sign,
    another_type_than_the_fields_is_a_mismatch,
    what_does_not_fit_is_found_among_rows_that_do,
];

/// Stores each value, and asserts that it comes back.
pub(super) fn assert_kept<T>(cx: &Context<'_>, values: &[T]) -> Result<()>
where
    T: ColumnType + Clone + PartialEq + std::fmt::Debug + 'static,
{
    cx.create::<Cell<T>>()?;
    for value in values {
        let cell = Cell { id: 0, value: value.clone() }.create()?;
        assert_eq!(cell.value, *value, "in the struct");
        assert_eq!(Cell::<T>::find(cell.id)?.value, *value, "in the row");
    }
    let stored = Cell::<T>::query().order_by(Cell::<T>::ID).pluck(Cell::<T>::VALUE)?;
    assert_eq!(stored, values);
    Ok(())
}

fn a_column_of_each_type(cx: &Context<'_>) -> CaseResult {
    cx.create::<Everything>()?;
    let created = everything().create()?;
    assert_eq!(created, Everything { id: created.id, ..everything() });
    assert_eq!(Everything::find(created.id)?, created);
    Ok(Passed)
}

fn an_update_of_each_type(cx: &Context<'_>) -> CaseResult {
    cx.create::<Everything>()?;
    let mut row = everything().create()?;
    row.update(|row| {
        row.truth = false;
        row.tiny = i8::MIN;
        row.large = i64::MIN;
        row.double = -2.5;
        row.text = "other".into();
        row.bytes = vec![7];
        row.uuid = Uuid::from_u128(7);
        row.price = rust_decimal::Decimal::new(-7, 3);
        row.settings = Json(Settings { theme: "light".into(), ..Default::default() });
        row.document = serde_json::json!([1]);
    })?;
    assert_eq!(Everything::find(row.id)?, row);
    row.save()?;
    assert_eq!(Everything::find(row.id)?, row);
    Ok(Passed)
}

fn a_null_of_each_type(cx: &Context<'_>) -> CaseResult {
    cx.create::<Optional>()?;
    let created = Optional::default().create()?;
    assert_eq!(created, Optional { id: created.id, ..Default::default() });
    assert_eq!(Optional::find(created.id)?, created);
    Ok(Passed)
}

fn from_null_to_a_value_and_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Optional>()?;
    let full = everything();
    let mut row = Optional::default().create()?;
    let empty = row.clone();
    row.update(|row| {
        row.truth = Some(full.truth);
        row.tiny = Some(full.tiny);
        row.small = Some(full.small);
        row.middle = Some(full.middle);
        row.large = Some(full.large);
        row.tiny_unsigned = Some(full.tiny_unsigned);
        row.small_unsigned = Some(full.small_unsigned);
        row.middle_unsigned = Some(full.middle_unsigned);
        row.large_unsigned = Some(full.large_unsigned);
        row.single = Some(full.single);
        row.double = Some(full.double);
        row.text = Some(full.text);
        row.bytes = Some(full.bytes);
        row.day = Some(full.day);
        row.hour = Some(full.hour);
        row.moment = Some(full.moment);
        row.instant = Some(full.instant);
        row.zoned = Some(full.zoned);
        row.uuid = Some(full.uuid);
        row.price = Some(full.price);
        row.settings = Some(full.settings);
        row.document = Some(full.document);
        row.role = Some(full.role);
        row.level = Some(full.level);
        row.points = Some(full.points);
        row.shade = Some(full.shade);
    })?;
    assert_eq!(Optional::find(row.id)?, row);
    let mut again = empty.clone();
    again.save()?;
    assert_eq!(Optional::find(row.id)?, empty);
    Ok(Passed)
}

fn every_type_in_one_projection(cx: &Context<'_>) -> CaseResult {
    cx.create::<Everything>()?;
    let row = everything().create()?;
    type E = Everything;
    let first = E::query().select((E::TRUTH, E::TINY, E::LARGE_UNSIGNED, E::DOUBLE, E::TEXT));
    let expected = (row.truth, row.tiny, row.large_unsigned, row.double, row.text.clone());
    assert_eq!(first.all()?, [expected]);
    let second = E::query().select((E::BYTES, E::DAY, E::HOUR, E::MOMENT, E::INSTANT, E::ZONED));
    let expected = (row.bytes, row.day, row.hour, row.moment, row.instant, row.zoned);
    assert_eq!(second.all()?, [expected]);
    let third = E::query().select((E::UUID, E::PRICE, E::SETTINGS, E::DOCUMENT, E::ROLE));
    assert_eq!(third.all()?, [(row.uuid, row.price, row.settings, row.document, row.role)]);
    let fourth = E::query().select((E::LEVEL, E::POINTS, E::SHADE));
    assert_eq!(fourth.all()?, [(row.level, row.points, row.shade)]);
    Ok(Passed)
}

fn booleans_keep_their_type(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[true, false, true])?;
    let mut cell = Cell { id: 0, value: true }.create()?;
    for _ in 0..4 {
        cell.update(|cell| cell.value = !cell.value)?;
        assert_eq!(Cell::<bool>::find(cell.id)?.value, cell.value);
    }
    assert_eq!(Cell::<bool>::filter(Cell::<bool>::VALUE.eq(false)).count()?, 1);
    Ok(Passed)
}

fn bytes_of_any_value(cx: &Context<'_>) -> CaseResult {
    let all: Vec<u8> = (0..=255).collect();
    let mut values = vec![vec![0], vec![0, 0, 0], all.clone(), all.repeat(400), b"'; --".to_vec()];
    if cx.capabilities().empty_text {
        values.push(Vec::new());
    }
    assert_kept(cx, &values)?;
    Ok(Passed)
}

fn uuids_of_any_value(cx: &Context<'_>) -> CaseResult {
    let values = [Uuid::nil(), Uuid::max(), Uuid::from_u128(1), Uuid::now_v7()];
    assert_kept(cx, &values)?;
    for value in values {
        assert_eq!(Cell::<Uuid>::filter(Cell::<Uuid>::VALUE.eq(value)).count()?, 1, "{value}");
    }
    Ok(Passed)
}

fn a_list_of_uuids(cx: &Context<'_>) -> CaseResult {
    let values: Vec<Uuid> = (1..=100).map(Uuid::from_u128).collect();
    assert_kept(cx, &values[..50])?;
    assert_eq!(Cell::<Uuid>::filter(Cell::<Uuid>::VALUE.is_in(&values[40..])).count()?, 10);
    assert_eq!(Cell::<Uuid>::filter(Cell::<Uuid>::VALUE.not_in(&values[40..])).count()?, 40);
    Ok(Passed)
}

fn an_own_type_says_how_it_is_stored(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Some(YesNo(true)), Some(YesNo(false)), None])?;
    let raw: Vec<Option<String>> = Cell::<Option<String>>::query()
        .order_by(Cell::<Option<String>>::ID)
        .pluck(Cell::<Option<String>>::VALUE)?;
    assert_eq!(raw, [Some("yes".into()), Some("no".into()), None]);
    Cell::<Option<String>>::filter(Cell::<Option<String>>::VALUE.is_null())
        .update_all(Cell::<Option<String>>::VALUE.set("perhaps"))?;
    let error = failure(Cell::<Option<YesNo>>::query().all());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_says(&error, &["`cells`.`value`", "expected yes or no", "found another text"]);
    Ok(Passed)
}

fn a_number_beyond_the_field_is_out_of_range(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    let wide = Wide { id: 0, amount: 300 }.create()?;
    let error = failure(Narrow::find(wide.id));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!((error.table(), error.column()), (Some("amounts"), Some("amount")));
    assert_says(
        &error,
        &["Narrow", "`amounts`.`amount`", "expected an 8-bit integer", "found 300"],
    );
    Wide::filter(Wide::ID.eq(wide.id)).update_all(Wide::AMOUNT.set(-128))?;
    assert_eq!(Narrow::find(wide.id)?.amount, i8::MIN);
    Ok(Passed)
}

fn a_number_beyond_the_field_in_a_projection(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    Wide { id: 0, amount: 300 }.create()?;
    let error = failure(Narrow::query().pluck(Narrow::AMOUNT));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!(error.column(), Some("amount"));
    assert_says(&error, &["expected an 8-bit integer", "found 300"]);
    Ok(Passed)
}

fn a_negative_number_in_a_field_without_a_sign(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    let wide = Wide { id: 0, amount: -1 }.create()?;
    let error = failure(Unsigned::find(wide.id));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_says(&error, &["`amounts`.`amount`", "expected an unsigned integer", "found -1"]);
    Ok(Passed)
}

fn another_type_than_the_fields_is_a_mismatch(cx: &Context<'_>) -> CaseResult {
    cx.create::<RoleText>()?;
    let row = RoleText { id: 0, value: "no number".into() }.create()?;
    let error = failure(Cell::<i64>::find(row.id));
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
    assert_says(&error, &["Cell", "`cells`.`value`", "expected an integer", "found text"]);
    assert!(!error.to_string().contains("no number"), "data stays out of messages: {error}");
    Ok(Passed)
}

fn what_does_not_fit_is_found_among_rows_that_do(cx: &Context<'_>) -> CaseResult {
    cx.create::<Wide>()?;
    for amount in [1, 2, 300, 4] {
        Wide { id: 0, amount }.create()?;
    }
    assert_eq!(failure(Narrow::query().all()).kind(), ErrorKind::OutOfRange);
    let mut seen = Vec::new();
    let result = Narrow::query().order_by(Narrow::ID).each(|row| {
        seen.push(row.amount);
        Ok(())
    });
    assert_eq!(failure(result).kind(), ErrorKind::OutOfRange);
    assert_eq!(seen, [1, 2]);
    assert_eq!(Narrow::filter(Narrow::AMOUNT.lt(100)).count()?, 3, "the connection still answers");
    Ok(Passed)
}
