//! Values that do not fit: in the database for a field, or in a field for the database.

use std::fmt::Debug;

use activerecord::prelude::*;
use activerecord::{ColumnType, ErrorKind};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{memory, refused};

#[derive(ActiveRecord, Debug, Clone)]
struct Cell<T: ColumnType> {
    id: i64,
    value: T,
}

#[derive(ColumnType, Debug, Clone, Copy)]
enum Color {
    Red,
    DarkBlue,
}

/// A table that takes anything, with one literal in it.
fn holding(literal: &str) -> Database {
    let db = memory();
    db.execute_script("CREATE TABLE cells (id INTEGER PRIMARY KEY, value)").expect("a table");
    db.execute_script(&format!("INSERT INTO cells VALUES (1, {literal})")).expect("a row");
    db
}

/// Asserts that a literal in the database does not fit a field of type `T`.
#[track_caller]
fn misfit<T: ColumnType + Debug + 'static>(literal: &str, kind: ErrorKind, parts: &[&str]) {
    let db = holding(literal);
    let mut all = vec!["Cell", "`cells`.`value`", "expected ", "found "];
    all.extend(parts);
    let error = refused(Cell::<T>::on(&db).find(1), kind, &all);
    assert_eq!(
        (error.model(), error.table(), error.column()),
        (Some("Cell"), Some("cells"), Some("value"))
    );
    refused(Cell::<T>::on(&db).all(), kind, &all);
    let error = refused(Cell::<T>::on(&db).pluck(Cell::<T>::VALUE), kind, parts);
    assert_eq!(error.column(), Some("value"));
    refused(db.sql("SELECT * FROM cells", ()).all::<Cell<T>>(), kind, &all);
    assert_eq!(Cell::<T>::on(&db).count().expect("the connection answers"), 1);
}

use ErrorKind::{OutOfRange, TypeMismatch, UnexpectedNull};

#[test]
fn another_type_than_a_number() {
    misfit::<i64>("'abc'", TypeMismatch, &["expected an integer", "found text of 3 characters"]);
    misfit::<i64>("''", TypeMismatch, &["found text of 0 characters"]);
    misfit::<i64>("x'0001'", TypeMismatch, &["expected an integer", "found 2 bytes"]);
    misfit::<i64>("1.5", TypeMismatch, &["expected an integer", "found a float"]);
    misfit::<i64>("1e300", TypeMismatch, &["found a float"]);
    misfit::<u8>("'7'", TypeMismatch, &["expected an unsigned 8-bit integer"]);
    misfit::<f64>("'1.5'", TypeMismatch, &["expected a float", "found text"]);
    misfit::<bool>("'true'", TypeMismatch, &["expected a boolean", "found text"]);
    misfit::<bool>("0.0", TypeMismatch, &["expected a boolean", "found a float"]);
    misfit::<Decimal>(
        "'1,5'",
        TypeMismatch,
        &["expected a decimal number", "text that is not one"],
    );
    misfit::<Decimal>("''", TypeMismatch, &["expected a decimal number"]);
    misfit::<Decimal>("x'31'", TypeMismatch, &["expected a decimal number", "found 1 bytes"]);
}

#[test]
fn numbers_out_of_range() {
    misfit::<i8>("128", OutOfRange, &["expected an 8-bit integer", "found 128"]);
    misfit::<i16>("-32769", OutOfRange, &["expected a 16-bit integer", "found -32769"]);
    misfit::<i32>("3000000000", OutOfRange, &["expected a 32-bit integer", "found 3000000000"]);
    misfit::<u8>("256", OutOfRange, &["expected an unsigned 8-bit integer", "found 256"]);
    misfit::<u16>("-1", OutOfRange, &["expected an unsigned 16-bit integer", "found -1"]);
    misfit::<u32>("4294967296", OutOfRange, &["expected an unsigned 32-bit integer"]);
    misfit::<u64>("-1", OutOfRange, &["expected an unsigned integer", "found -1"]);
    misfit::<bool>("2", OutOfRange, &["expected a boolean, 0 or 1", "found 2"]);
    misfit::<f64>("9007199254740993", OutOfRange, &["exact in a float", "found 9007199254740993"]);
    misfit::<f32>("0.1", OutOfRange, &["expected a single precision float"]);
    misfit::<f32>("1e300", OutOfRange, &["expected a single precision float"]);
    misfit::<Decimal>("'1e5'", TypeMismatch, &["expected a decimal number"]);
    misfit::<Decimal>("'123456789012345678901234567890123'", TypeMismatch, &["28 digits"]);
    misfit::<Decimal>("1e300", OutOfRange, &["28 digits"]);
}

#[test]
fn another_type_than_text_or_bytes() {
    misfit::<String>("5", TypeMismatch, &["expected text", "found an integer"]);
    misfit::<String>("x'6162'", TypeMismatch, &["expected text", "found 2 bytes"]);
    misfit::<Vec<u8>>("'ab'", TypeMismatch, &["expected bytes", "found text of 2 characters"]);
    misfit::<Vec<u8>>("5", TypeMismatch, &["expected bytes", "found an integer"]);
    misfit::<Uuid>("'not a uuid'", TypeMismatch, &["expected a UUID", "text that is not one"]);
    misfit::<Uuid>("x'0102'", TypeMismatch, &["a UUID of 16 bytes", "found 2 bytes"]);
    misfit::<Uuid>("7", TypeMismatch, &["expected a UUID", "found an integer"]);
}

#[test]
fn text_that_is_not_unicode() {
    let db = holding("CAST(x'61ff' AS TEXT)");
    let error = refused(Cell::<String>::on(&db).find(1), TypeMismatch, &["Cell", "not UTF-8"]);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
}

#[test]
fn text_that_is_no_date_or_time() {
    let iso = "ISO 8601";
    misfit::<NaiveDate>("'tomorrow'", TypeMismatch, &["expected a date", iso]);
    misfit::<NaiveDate>("'2024-02-30'", TypeMismatch, &["expected a date", iso]);
    misfit::<NaiveDate>("'2024-02-29 10:00:00'", TypeMismatch, &["expected a date", "with a time"]);
    misfit::<NaiveDate>("20240229", TypeMismatch, &["expected a date", "found an integer"]);
    misfit::<NaiveTime>("'25:00:00'", TypeMismatch, &["expected a time of day", iso]);
    misfit::<NaiveTime>("'2024-02-29 10:00:00'", TypeMismatch, &["found a date and time"]);
    misfit::<NaiveDateTime>("'2024-02-29'", TypeMismatch, &["expected a date and time"]);
    misfit::<NaiveDateTime>("'2024-02-29 10:00:00Z'", TypeMismatch, &["with an offset"]);
    misfit::<DateTime<Utc>>("'2024-02-29 10:00:00'", TypeMismatch, &["without an offset"]);
    misfit::<DateTime<Utc>>("1709200000", TypeMismatch, &["an instant", "found an integer"]);
    misfit::<DateTime<Utc>>("'2024-02-29T10:00:00+25:00'", TypeMismatch, &[iso]);
}

#[test]
fn text_that_is_no_variant_or_document() {
    misfit::<Color>("'green'", TypeMismatch, &["one of `red`, `dark_blue`", "none of them"]);
    misfit::<Color>("'Red'", TypeMismatch, &["one of `red`, `dark_blue`"]);
    misfit::<Color>("1", TypeMismatch, &["one of `red`, `dark_blue`", "found an integer"]);
    misfit::<Json<Vec<i64>>>("'[1, 2'", TypeMismatch, &["expected JSON"]);
    misfit::<Json<Vec<i64>>>("'[\"private\"]'", TypeMismatch, &["expected JSON of", "Vec<i64>"]);
    misfit::<serde_json::Value>("5", TypeMismatch, &["expected JSON", "found an integer"]);
}

#[test]
fn messages_show_no_data() {
    for literal in ["'private'", "x'707269766174650a'", "'[\"private\"]'"] {
        let db = holding(literal);
        for error in [
            Cell::<i64>::on(&db).find(1).map(drop),
            Cell::<Color>::on(&db).find(1).map(drop),
            Cell::<NaiveDate>::on(&db).find(1).map(drop),
            Cell::<Uuid>::on(&db).find(1).map(drop),
            Cell::<Decimal>::on(&db).find(1).map(drop),
            Cell::<Json<Vec<i64>>>::on(&db).find(1).map(drop),
        ] {
            let error = error.expect_err("it does not fit");
            assert!(!format!("{error} {error:?}").contains("private"), "{error:?}");
        }
    }
}

#[test]
fn null_in_a_field_that_is_no_option() {
    let parts = &["found NULL", "make the field `value` an Option"];
    misfit_null::<i64>(parts);
    misfit_null::<bool>(parts);
    misfit_null::<f64>(parts);
    misfit_null::<String>(parts);
    misfit_null::<Vec<u8>>(parts);
    misfit_null::<NaiveDate>(parts);
    misfit_null::<DateTime<Utc>>(parts);
    misfit_null::<Decimal>(parts);
    misfit_null::<Uuid>(parts);
    misfit_null::<Color>(parts);
    misfit_null::<Json<Vec<i64>>>(parts);
    misfit_null::<serde_json::Value>(parts);
}

#[track_caller]
fn misfit_null<T: ColumnType + Debug + 'static>(parts: &[&str]) {
    let db = holding("NULL");
    let mut all = vec!["Cell", "`cells`.`value`"];
    all.extend(parts);
    let error = refused(Cell::<T>::on(&db).find(1), UnexpectedNull, &all);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
    assert!(Cell::<Option<T>>::on(&db).find(1).is_ok_and(|cell| cell.value.is_none()));
}

/// Asserts that a value can't be stored, by any verb.
#[track_caller]
fn unstorable<T>(good: T, bad: T, parts: &[&str])
where
    T: ColumnType<Base = T> + activerecord::Operand<T> + Clone + Debug + PartialEq + 'static,
{
    let db = memory();
    db.create_table::<Cell<T>>().expect("a table");
    let created = Cell { id: 0, value: bad.clone() }.create_on(&db);
    let error = refused(created, OutOfRange, parts);
    assert_eq!(error.model(), Some("Cell"));
    let mut cell = Cell { id: 0, value: good.clone() }.create_on(&db).expect("a row");
    refused(cell.update_on(&db, |cell| cell.value = bad.clone()), OutOfRange, parts);
    assert_eq!(cell.value, good);
    let all = Cell::<T>::on(&db).unfiltered();
    refused(all.update_all(Cell::<T>::VALUE.set(bad.clone())), OutOfRange, parts);
    refused(Cell::<T>::on(&db).filter(Cell::<T>::VALUE.eq(bad)).all(), OutOfRange, parts);
    assert_eq!(Cell::<T>::on(&db).pluck(Cell::<T>::VALUE).expect("the values"), [good]);
}

#[test]
fn values_that_sqlite_cannot_hold() {
    unstorable(1, u64::MAX, &["9223372036854775807"]);
    unstorable(1, i64::MAX as u64 + 1, &["9223372036854775807"]);
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
    unstorable(day, NaiveDate::from_ymd_opt(10_000, 1, 1).expect("a day"), &["year", "9999"]);
    unstorable(day, NaiveDate::from_ymd_opt(-1, 12, 31).expect("a day"), &["year"]);
    let leap = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_000).expect("a leap second");
    unstorable(NaiveTime::MIN, leap, &["leap second"]);
    unstorable(day.and_time(NaiveTime::MIN), NaiveDateTime::MAX, &["year"]);
}

#[test]
fn a_float_that_is_no_number() {
    let db = memory();
    db.create_table::<Cell<f64>>().expect("a table");
    for value in [f64::NAN, -f64::NAN] {
        let created = Cell { id: 0, value }.create_on(&db);
        refused(created, OutOfRange, &["not a number (NaN)", "NULL"]);
    }
    assert_eq!(Cell::<f64>::on(&db).count().expect("a count"), 0);
}

/// JSON has texts as keys only.
#[test]
fn a_value_that_is_no_document() {
    type Places = std::collections::BTreeMap<(i32, i32), i32>;
    let db = memory();
    db.create_table::<Cell<Json<Places>>>().expect("a table");
    let value = Json(Places::from([((1, 2), 3)]));
    let created = Cell { id: 0, value }.create_on(&db);
    let parts = ["Cell", "cannot be written as JSON"];
    let error = refused(created, TypeMismatch, &parts);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
    assert!(std::error::Error::source(&error).is_some(), "serde's own words are kept");
    assert_eq!(Cell::<Json<Places>>::on(&db).count().expect("a count"), 0);
}
