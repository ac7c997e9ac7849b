//! Every type that a column can have.

use std::collections::BTreeMap;

use activerecord::prelude::*;
use activerecord::{DecodeError, Kind, Result, Value};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An enum that is stored as text.
#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Role {
    #[default]
    Guest,
    Member,
    SuperAdmin,
}

/// An enum that is stored as text in other words.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Mood {
    VeryGood,
    #[column_type(rename = "so-so")]
    Middling,
}

/// An enum that is stored as a number.
#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[column_type(repr = "i16")]
pub(crate) enum Level {
    #[default]
    Low = -1,
    Middle = 5,
    High = 300,
}

/// A newtype of a number.
#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score(pub(crate) i32);

/// A newtype of text.
#[derive(ColumnType, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shade(pub(crate) String);

/// A type that says itself how it is stored: as `yes` and `no`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct YesNo(pub(crate) bool);

impl activerecord::ColumnType for YesNo {
    type Base = Self;
    const KIND: Kind = Kind::Text;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match &value {
            Value::Text(text) if text == "yes" => Ok(YesNo(true)),
            Value::Text(text) if text == "no" => Ok(YesNo(false)),
            Value::Text(_) => Err(DecodeError::malformed("yes or no", "another text")),
            other => Err(DecodeError::mismatch("yes or no", other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Text(if self.0 { "yes" } else { "no" }.into()))
    }
}

/// A document.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq)]
pub(crate) struct Settings {
    pub(crate) theme: String,
    pub(crate) tags: Vec<String>,
    pub(crate) sizes: BTreeMap<String, Option<i64>>,
}

/// A column of each type.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "everything")]
pub(crate) struct Everything {
    pub(crate) id: i64,
    pub(crate) truth: bool,
    pub(crate) tiny: i8,
    pub(crate) small: i16,
    pub(crate) middle: i32,
    pub(crate) large: i64,
    pub(crate) tiny_unsigned: u8,
    pub(crate) small_unsigned: u16,
    pub(crate) middle_unsigned: u32,
    pub(crate) large_unsigned: u64,
    pub(crate) single: f32,
    pub(crate) double: f64,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) day: NaiveDate,
    pub(crate) hour: NaiveTime,
    pub(crate) moment: NaiveDateTime,
    pub(crate) instant: DateTime<Utc>,
    pub(crate) zoned: DateTime<FixedOffset>,
    pub(crate) uuid: Uuid,
    pub(crate) price: Decimal,
    pub(crate) settings: Json<Settings>,
    pub(crate) document: serde_json::Value,
    #[record(max_length = 20)]
    pub(crate) role: Role,
    pub(crate) level: Level,
    pub(crate) points: Score,
    pub(crate) shade: Shade,
}

/// The same columns, each of which may be NULL.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "optional")]
pub(crate) struct Optional {
    pub(crate) id: i64,
    pub(crate) truth: Option<bool>,
    pub(crate) tiny: Option<i8>,
    pub(crate) small: Option<i16>,
    pub(crate) middle: Option<i32>,
    pub(crate) large: Option<i64>,
    pub(crate) tiny_unsigned: Option<u8>,
    pub(crate) small_unsigned: Option<u16>,
    pub(crate) middle_unsigned: Option<u32>,
    pub(crate) large_unsigned: Option<u64>,
    pub(crate) single: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) text: Option<String>,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) day: Option<NaiveDate>,
    pub(crate) hour: Option<NaiveTime>,
    pub(crate) moment: Option<NaiveDateTime>,
    pub(crate) instant: Option<DateTime<Utc>>,
    pub(crate) zoned: Option<DateTime<FixedOffset>>,
    pub(crate) uuid: Option<Uuid>,
    pub(crate) price: Option<Decimal>,
    pub(crate) settings: Option<Json<Settings>>,
    pub(crate) document: Option<serde_json::Value>,
    #[record(max_length = 20)]
    pub(crate) role: Option<Role>,
    pub(crate) level: Option<Level>,
    pub(crate) points: Option<Score>,
    pub(crate) shade: Option<Shade>,
}

/// A row with something in every column. Its times are whole seconds and its offset is none, so
/// that every database can hand the same struct back.
pub(crate) fn everything() -> Everything {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default();
    let hour = NaiveTime::from_hms_opt(13, 5, 7).unwrap_or_default();
    let moment = day.and_time(hour);
    let sizes = BTreeMap::from([("s".to_owned(), Some(1)), ("m".to_owned(), None)]);
    Everything {
        id: 0,
        truth: true,
        tiny: -8,
        small: -1_600,
        middle: -320_000,
        large: -64_000_000_000,
        tiny_unsigned: 200,
        small_unsigned: 60_000,
        middle_unsigned: 4_000_000_000,
        large_unsigned: 9_000_000_000_000_000_000,
        single: 0.1,
        double: 0.1,
        text: "Grüße, 世界".into(),
        bytes: vec![0, 1, 254, 255],
        day,
        hour,
        moment,
        instant: moment.and_utc(),
        zoned: moment.and_utc().fixed_offset(),
        uuid: Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
        price: Decimal::new(1_234_567, 4),
        settings: Json(Settings {
            theme: "dark".into(),
            tags: vec!["a".into(), "b".into()],
            sizes,
        }),
        document: serde_json::json!({ "list": [1, "two", null, true], "nested": { "a": {} } }),
        role: Role::SuperAdmin,
        level: Level::High,
        points: Score(-7),
        shade: Shade("dark blue".into()),
    }
}

/// The roles of `Cell<Role>` as the texts that they are stored as.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "cells")]
pub(crate) struct RoleText {
    pub(crate) id: i64,
    #[record(max_length = 20)]
    pub(crate) value: String,
}

/// Amounts, as wide as they come.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "amounts")]
pub(crate) struct Wide {
    pub(crate) id: i64,
    pub(crate) amount: i64,
}

/// The same amounts in a field that is too small for some of them.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "amounts")]
pub(crate) struct Narrow {
    pub(crate) id: i64,
    pub(crate) amount: i8,
}

/// The same amounts in a field without a sign.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "amounts")]
pub(crate) struct Unsigned {
    pub(crate) id: i64,
    pub(crate) amount: u64,
}
