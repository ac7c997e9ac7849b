//! Between the library's days and seconds since 1970 and the server's years, months and days.

use activerecord_core::{Error, ErrorKind, Result, Value};

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_MICRO: u32 = 1_000;
/// Days from 1970-01-01 to 0001-01-01 and to 9999-12-31: year 0 is that of the zero date.
const DAYS_MIN: i64 = -719_162;
const DAYS_MAX: i64 = 2_932_896;

/// A date as the driver sends it.
pub(super) fn date(days: i32) -> Result<mysql::Value> {
    let (year, month, day) = civil(i64::from(days))?;
    Ok(mysql::Value::Date(year, month, day, 0, 0, 0, 0))
}

/// A date and time as the driver sends it.
pub(super) fn date_time(seconds: i64, nanos: u32) -> Result<mysql::Value> {
    let (year, month, day) = civil(seconds.div_euclid(SECONDS_PER_DAY))?;
    let second = seconds.rem_euclid(SECONDS_PER_DAY).unsigned_abs();
    let (hour, minute, second) = clock(second);
    Ok(mysql::Value::Date(year, month, day, hour, minute, second, micros(nanos)?))
}

/// A time of day as the driver sends it.
pub(super) fn time(nanos: u64) -> Result<mysql::Value> {
    let seconds = nanos / 1_000_000_000;
    if seconds >= SECONDS_PER_DAY.unsigned_abs() {
        return Err(out_of_range("a time of day of 24 hours or more cannot be stored"));
    }
    let fraction = u32::try_from(nanos % 1_000_000_000).unwrap_or(u32::MAX);
    let (hour, minute, second) = clock(seconds);
    Ok(mysql::Value::Time(false, 0, hour, minute, second, micros(fraction)?))
}

/// The date of a DATE column.
pub(super) fn read_date(year: u16, month: u8, day: u8) -> Option<Value<'static>> {
    i32::try_from(days(year, month, day)?).ok().map(Value::Date)
}

/// The date and time of a DATETIME or TIMESTAMP column.
pub(super) fn read_date_time(
    (year, month, day): (u16, u8, u8),
    (hour, minute, second): (u8, u8, u8),
    micros: u32,
) -> Option<Value<'static>> {
    let seconds = days(year, month, day)? * SECONDS_PER_DAY
        + i64::from(hour) * 3_600
        + i64::from(minute) * 60
        + i64::from(second);
    Some(Value::DateTime { seconds, nanos: micros.checked_mul(NANOS_PER_MICRO)? })
}

/// The time of day of a TIME column, which can hold others: negative ones, and up to 838 hours.
pub(super) fn read_time(
    (negative, days): (bool, u32),
    (hour, minute, second): (u8, u8, u8),
    micros: u32,
) -> Option<Value<'static>> {
    if negative || days > 0 || hour > 23 {
        return None;
    }
    let seconds = u64::from(hour) * 3_600 + u64::from(minute) * 60 + u64::from(second);
    Some(Value::Time(seconds * 1_000_000_000 + u64::from(micros) * u64::from(NANOS_PER_MICRO)))
}

/// Hours, minutes and seconds of the seconds of a day.
fn clock(seconds: u64) -> (u8, u8, u8) {
    let narrow = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
    (narrow(seconds / 3_600), narrow(seconds / 60 % 60), narrow(seconds % 60))
}

fn micros(nanos: u32) -> Result<u32> {
    if nanos >= 1_000_000_000 {
        return Err(out_of_range("a fraction of a second or more cannot be stored"));
    }
    if !nanos.is_multiple_of(NANOS_PER_MICRO) {
        return Err(out_of_range("the time has nanoseconds, and the database keeps microseconds")
            .with_help("cut or round it first: chrono's `trunc_subsecs(6)`, `round_subsecs(6)`"));
    }
    Ok(nanos / NANOS_PER_MICRO)
}

#[cold]
fn out_of_range(message: &'static str) -> Error {
    Error::new(ErrorKind::OutOfRange, message)
}

/// Year, month and day of a day counted from 1970-01-01: Howard Hinnant's `civil_from_days`.
fn civil(days: i64) -> Result<(u16, u8, u8)> {
    if !(DAYS_MIN..=DAYS_MAX).contains(&days) {
        return Err(out_of_range("the year is not between 1 and 9999, as MySQL's are"));
    }
    // Counted from 0000-03-01 a leap day is the last day of its year. The offset of 400 years
    // keeps the days of January and February of year 0 positive.
    let days = (days + 719_468 + 146_097).unsigned_abs();
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2) - 400;
    let narrow = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
    Ok((u16::try_from(year).unwrap_or(u16::MAX), narrow(month), narrow(day)))
}

/// The day counted from 1970-01-01, of a date that is none of the zero dates: Howard Hinnant's
/// `days_from_civil`.
fn days(year: u16, month: u8, day: u8) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_other_s_inverse() {
        for day in (DAYS_MIN..=DAYS_MAX).step_by(97).chain([DAYS_MIN, DAYS_MAX, -1, 0, 1]) {
            let (year, month, day_of_month) = civil(day).unwrap();
            assert_eq!(days(year, month, day_of_month), Some(day));
        }
        assert_eq!(civil(0).unwrap(), (1970, 1, 1));
        assert_eq!(civil(19_782).unwrap(), (2024, 2, 29));
        assert!(civil(DAYS_MAX + 1).is_err() && civil(DAYS_MIN - 1).is_err());
    }

    #[test]
    fn zero_dates_are_none() {
        for (year, month, day) in [(0, 0, 0), (2024, 0, 1), (2024, 1, 0)] {
            assert!(read_date(year, month, day).is_none());
            assert!(read_date_time((year, month, day), (0, 0, 0), 0).is_none());
        }
    }

    #[test]
    fn only_times_of_day_are_times() {
        assert_eq!(read_time((false, 0), (23, 59, 59), 1), Some(Value::Time(86_399_000_001_000)));
        assert!(read_time((true, 0), (1, 0, 0), 0).is_none());
        assert!(read_time((false, 1), (0, 0, 0), 0).is_none());
    }

    #[test]
    fn moments_before_1970_and_fractions() {
        let sent = date_time(-1, 999_999_000).unwrap();
        assert_eq!(sent, mysql::Value::Date(1969, 12, 31, 23, 59, 59, 999_999));
        let read = read_date_time((1969, 12, 31), (23, 59, 59), 999_999);
        assert_eq!(read, Some(Value::DateTime { seconds: -1, nanos: 999_999_000 }));
        assert_eq!(date_time(0, 1).unwrap_err().kind(), ErrorKind::OutOfRange);
        assert_eq!(time(86_400_000_000_000).unwrap_err().kind(), ErrorKind::OutOfRange);
    }
}
