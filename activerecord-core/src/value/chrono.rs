//! `chrono`'s dates and times as column types.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono::{Datelike, Timelike};

use super::iso;
use crate::column_type::{ColumnType, Timestamp};
use crate::{DecodeError, Error, ErrorKind, Kind, Result, Value};

const UNIX_EPOCH_DAYS_FROM_CE: i32 = 719_163;
const SECONDS_OF_DAY: i64 = 86_400;

impl ColumnType for NaiveDate {
    type Base = Self;
    const KIND: Kind = Kind::Date;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        let date = match &value {
            Value::Date(days) => days
                .checked_add(UNIX_EPOCH_DAYS_FROM_CE)
                .and_then(NaiveDate::from_num_days_from_ce_opt),
            // A date of a database whose dates have a time.
            Value::DateTime { seconds, nanos: 0 } if seconds.rem_euclid(SECONDS_OF_DAY) == 0 => {
                DateTime::from_timestamp(*seconds, 0).map(|instant| instant.date_naive())
            }
            Value::Text(text) => match iso::parse(text, Kind::Date.name())? {
                iso::Parsed { date, time: None, .. } => date,
                _ => return Err(DecodeError::malformed(Kind::Date.name(), "a date with a time")),
            },
            other => return Err(DecodeError::mismatch(Kind::Date.name(), other)),
        };
        date.ok_or_else(|| DecodeError::out_of_range(Kind::Date.name(), &value))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Date(self.num_days_from_ce() - UNIX_EPOCH_DAYS_FROM_CE))
    }
}

impl ColumnType for NaiveTime {
    type Base = Self;
    const KIND: Kind = Kind::Time;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        let time = match &value {
            Value::Time(nanos) => {
                let seconds = u32::try_from(nanos / 1_000_000_000).ok();
                let nanos = u32::try_from(nanos % 1_000_000_000).ok();
                seconds
                    .zip(nanos)
                    .and_then(|(s, n)| NaiveTime::from_num_seconds_from_midnight_opt(s, n))
            }
            Value::Text(text) => match iso::parse(text, Kind::Time.name())? {
                iso::Parsed { date: None, time, offset: None } => time,
                _ => return Err(DecodeError::malformed(Kind::Time.name(), "a date and time")),
            },
            other => return Err(DecodeError::mismatch(Kind::Time.name(), other)),
        };
        time.ok_or_else(|| DecodeError::out_of_range(Kind::Time.name(), &value))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        let nanos = checked_nanos(self.nanosecond())?;
        Ok(Value::Time(
            u64::from(self.num_seconds_from_midnight()) * 1_000_000_000 + u64::from(nanos),
        ))
    }
}

impl ColumnType for NaiveDateTime {
    type Base = Self;
    const KIND: Kind = Kind::DateTime;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        let found = match &value {
            Value::DateTime { seconds, nanos } => {
                DateTime::from_timestamp(*seconds, *nanos).map(|instant| instant.naive_utc())
            }
            Value::Text(text) => match iso::parse(text, Kind::DateTime.name())? {
                iso::Parsed { date: Some(date), time: Some(time), offset: None } => {
                    Some(date.and_time(time))
                }
                iso::Parsed { offset: Some(_), .. } => {
                    return Err(DecodeError::malformed(
                        Kind::DateTime.name(),
                        "a date and time with an offset",
                    ));
                }
                _ => return Err(DecodeError::malformed(Kind::DateTime.name(), "no date and time")),
            },
            other => return Err(DecodeError::mismatch(Kind::DateTime.name(), other)),
        };
        found.ok_or_else(|| DecodeError::out_of_range(Kind::DateTime.name(), &value))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        let utc = self.and_utc();
        Ok(Value::DateTime {
            seconds: utc.timestamp(),
            nanos: checked_nanos(utc.timestamp_subsec_nanos())?,
        })
    }
}

/// A leap second has nanoseconds beyond a second; no database can hold one.
fn checked_nanos(nanos: u32) -> Result<u32> {
    if nanos < 1_000_000_000 {
        return Ok(nanos);
    }
    Err(Error::new(ErrorKind::OutOfRange, "a leap second cannot be stored in a database")
        .with_help("move the time to the second before or after"))
}

fn instant_from_value(value: &Value<'_>) -> Result<(DateTime<Utc>, i32), DecodeError> {
    let expected = Kind::DateTimeTz.name();
    let (instant, offset) = match value {
        Value::DateTimeTz { seconds, nanos, offset } => {
            (DateTime::from_timestamp(*seconds, *nanos), *offset)
        }
        // Of a database that has no type for instants, where they are stored in UTC.
        Value::DateTime { seconds, nanos } => (DateTime::from_timestamp(*seconds, *nanos), 0),
        Value::Text(text) => match iso::parse(text, expected)? {
            iso::Parsed { date: Some(date), time: Some(time), offset: Some(offset) } => {
                let local = date.and_time(time);
                let shift = chrono::Duration::seconds(i64::from(offset));
                (local.checked_sub_signed(shift).map(|utc| utc.and_utc()), offset)
            }
            _ => return Err(DecodeError::malformed(expected, "a date or time without an offset")),
        },
        other => return Err(DecodeError::mismatch(expected, other)),
    };
    let instant = instant.ok_or_else(|| DecodeError::out_of_range(expected, value))?;
    Ok((instant, offset))
}

fn instant_to_value<Z: TimeZone>(instant: &DateTime<Z>, offset: i32) -> Result<Value<'static>> {
    Ok(Value::DateTimeTz {
        seconds: instant.timestamp(),
        nanos: checked_nanos(instant.timestamp_subsec_nanos())?,
        offset,
    })
}

impl ColumnType for DateTime<Utc> {
    type Base = Self;
    const KIND: Kind = Kind::DateTimeTz;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        instant_from_value(&value).map(|(instant, _)| instant)
    }

    fn to_value(&self) -> Result<Value<'_>> {
        instant_to_value(self, 0)
    }
}

impl ColumnType for DateTime<FixedOffset> {
    type Base = Self;
    const KIND: Kind = Kind::DateTimeTz;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        let (instant, offset) = instant_from_value(&value)?;
        let zone = FixedOffset::east_opt(offset)
            .ok_or_else(|| DecodeError::out_of_range(Kind::DateTimeTz.name(), &value))?;
        Ok(instant.with_timezone(&zone))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        instant_to_value(self, self.offset().local_minus_utc())
    }
}

impl ColumnType for DateTime<Local> {
    type Base = Self;
    const KIND: Kind = Kind::DateTimeTz;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        instant_from_value(&value).map(|(instant, _)| instant.with_timezone(&Local))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        instant_to_value(self, self.offset().local_minus_utc())
    }
}

impl Timestamp for NaiveDateTime {}
impl Timestamp for DateTime<Utc> {}
impl Timestamp for DateTime<FixedOffset> {}
impl Timestamp for DateTime<Local> {}
