//! Dates and times: the library counts from 1970, SQL Server from the year 1, in units of 100
//! nanoseconds.

use activerecord_core::{Error, ErrorKind, Result, Value};
use tiberius::time::{Date, DateTime, DateTime2, DateTimeOffset, SmallDateTime, Time};

/// Days from 0001-01-01 to 1970-01-01.
const UNIX_DAYS: i64 = 719_162;
/// Days from 1900-01-01 to 1970-01-01.
const UNIX_DAYS_FROM_1900: i64 = 25_567;
/// The day after 9999-12-31, counted from 0001-01-01.
const DAYS_END: i64 = 3_652_059;
const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_SECOND: u64 = 1_000_000_000;
/// The finest scale there is.
const SCALE: u8 = 7;
const NANOS_PER_TICK: u64 = 100;
/// SQL Server's offsets are within 14 hours.
const OFFSET_MINUTES_MAX: i32 = 14 * 60;

pub(super) fn to_date(days: i32) -> Result<Date> {
    day(i64::from(days)).map(Date::new)
}

fn day(days: i64) -> Result<u32> {
    let day = days + UNIX_DAYS;
    if !(0..DAYS_END).contains(&day) {
        return Err(Error::new(
            ErrorKind::OutOfRange,
            "the date is not within the years 1 to 9999, which SQL Server knows",
        ));
    }
    u32::try_from(day).map_err(|error| Error::new(ErrorKind::OutOfRange, error.to_string()))
}

pub(super) fn to_time(nanos: u64) -> Result<Time> {
    if !nanos.is_multiple_of(NANOS_PER_TICK) {
        return Err(too_fine());
    }
    if nanos >= NANOS_PER_SECOND * SECONDS_PER_DAY.unsigned_abs() {
        return Err(Error::new(ErrorKind::OutOfRange, "the time is not within a day"));
    }
    Ok(Time::new(nanos / NANOS_PER_TICK, SCALE))
}

pub(super) fn to_date_time(seconds: i64, nanos: u32) -> Result<DateTime2> {
    // A leap second's nanoseconds run past the second.
    let seconds = seconds + i64::from(nanos / 1_000_000_000);
    let nanos = u64::from(nanos) % NANOS_PER_SECOND;
    let date = day(seconds.div_euclid(SECONDS_PER_DAY))?;
    let within = seconds.rem_euclid(SECONDS_PER_DAY).unsigned_abs();
    Ok(DateTime2::new(Date::new(date), to_time(within * NANOS_PER_SECOND + nanos)?))
}

/// An offset with seconds, which there is none of, is left out: the instant stays the same.
pub(super) fn to_instant(seconds: i64, nanos: u32, offset: i32) -> Result<DateTimeOffset> {
    let minutes = offset / 60;
    let known = offset % 60 == 0 && (-OFFSET_MINUTES_MAX..=OFFSET_MINUTES_MAX).contains(&minutes);
    let minutes = if known { i16::try_from(minutes).unwrap_or(0) } else { 0 };
    Ok(DateTimeOffset::new(to_date_time(seconds, nanos)?, minutes))
}

#[cold]
fn too_fine() -> Error {
    Error::new(
        ErrorKind::OutOfRange,
        "the time is finer than the 100 nanoseconds that SQL Server keeps",
    )
    .with_help("round it before: nothing is rounded silently")
}

pub(super) fn from_date(date: Date) -> i32 {
    i32::try_from(i64::from(date.days()) - UNIX_DAYS).unwrap_or(i32::MAX)
}

pub(super) fn from_time(time: Time) -> Option<u64> {
    let scale = u32::from(9_u8.checked_sub(time.scale())?);
    time.increments().checked_mul(10_u64.pow(scale))
}

fn moment(at: DateTime2) -> Option<(i64, u32)> {
    let nanos = from_time(at.time())?;
    let days = i64::from(at.date().days()) - UNIX_DAYS;
    let within = i64::try_from(nanos / NANOS_PER_SECOND).ok()?;
    let fraction = u32::try_from(nanos % NANOS_PER_SECOND).ok()?;
    Some((days * SECONDS_PER_DAY + within, fraction))
}

pub(super) fn from_date_time(at: DateTime2) -> Option<Value<'static>> {
    moment(at).map(|(seconds, nanos)| Value::DateTime { seconds, nanos })
}

pub(super) fn from_instant(at: DateTimeOffset) -> Option<Value<'static>> {
    let (seconds, nanos) = moment(at.datetime2())?;
    Some(Value::DateTimeTz { seconds, nanos, offset: i32::from(at.offset()) * 60 })
}

/// `datetime`, in three-hundredths of a second.
pub(super) fn from_legacy(at: DateTime) -> Value<'static> {
    let days = i64::from(at.days()) - UNIX_DAYS_FROM_1900;
    let parts = i64::from(at.seconds_fragments());
    // The server shows milliseconds, rounded: .000, .003, .007.
    let millis = (parts % 300 * 10 + 1) / 3;
    let nanos = u32::try_from(millis * 1_000_000).unwrap_or(0);
    Value::DateTime { seconds: days * SECONDS_PER_DAY + parts / 300, nanos }
}

/// `smalldatetime`, in minutes.
pub(super) fn from_small(at: SmallDateTime) -> Value<'static> {
    let days = i64::from(at.days()) - UNIX_DAYS_FROM_1900;
    let seconds = days * SECONDS_PER_DAY + i64::from(at.seconds_fragments()) * 60;
    Value::DateTime { seconds, nanos: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_go_both_ways() {
        for (seconds, nanos) in [(0, 0), (-1, 999_999_900), (253_402_300_799, 123_456_700)] {
            let at = to_date_time(seconds, nanos).unwrap();
            assert_eq!(from_date_time(at), Some(Value::DateTime { seconds, nanos }));
        }
        assert!(to_date_time(0, 1).is_err());
        assert!(to_date(i32::MIN).is_err());
    }

    #[test]
    fn legacy_times_are_read() {
        let third = from_legacy(DateTime::new(25_567, 1));
        assert_eq!(third, Value::DateTime { seconds: 0, nanos: 3_000_000 });
        let seventh = from_legacy(DateTime::new(25_567, 2));
        assert_eq!(seventh, Value::DateTime { seconds: 0, nanos: 7_000_000 });
        let small = from_small(SmallDateTime::new(25_568, 61));
        assert_eq!(small, Value::DateTime { seconds: 86_400 + 3_660, nanos: 0 });
    }

    #[test]
    fn offsets_within_fourteen_hours_are_kept() {
        assert_eq!(to_instant(0, 0, -5_400).unwrap().offset(), -90);
        assert_eq!(to_instant(0, 0, 61).unwrap().offset(), 0);
    }
}
