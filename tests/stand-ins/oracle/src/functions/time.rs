//! Dates, times, zones and intervals.

use std::sync::atomic::Ordering;

use bigdecimal::{BigDecimal, ToPrimitive};

use super::text::{as_integer, as_number, as_text};
use super::{Environment, format};
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::oci::descriptors::parse_offset;
use crate::stamp::{Stamp, days_in_month};
use crate::value::{Value, integer, text};

const SECOND: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * SECOND;

pub(super) fn session_offset(environment: &Environment) -> i16 {
    environment.zone.load(Ordering::Relaxed)
}

fn minutes(offset: i16) -> i128 {
    i128::from(offset) * 60 * SECOND
}

fn as_stamp(value: &Value) -> Result<Stamp> {
    match value {
        Value::Stamp(stamp) | Value::Zoned(stamp, _) => Ok(*stamp),
        _ => Err(OraError::new(932, "inconsistent datatypes: expected DATE")),
    }
}

/// `13:14:15.123` as hours, minutes, seconds, and nanoseconds.
pub(crate) fn parse_time(text: &str) -> Option<((u8, u8, u8), u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.splitn(3, ':').map(|part| part.parse::<u8>().ok());
    let time = (parts.next()??, parts.next()??, parts.next()??);
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some((time, nanos))
}

/// `5 04:03:02.1` in nanoseconds.
pub(crate) fn parse_day_second(text: &str) -> Option<i128> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (days, time) = text.split_once(' ')?;
    let days: i128 = days.parse().ok()?;
    let ((hours, minutes, seconds), nanos) = parse_time(time)?;
    let seconds = (i128::from(hours) * 60 + i128::from(minutes)) * 60 + i128::from(seconds);
    let total = days * DAY + seconds * SECOND + i128::from(nanos);
    Some(if negative { -total } else { total })
}

/// So many days, hours, minutes or seconds in nanoseconds.
pub(crate) fn unit_nanos(unit: &str, count: &Number) -> Result<i128> {
    let factor = match unit {
        "DAY" => DAY,
        "HOUR" => 3600 * SECOND,
        "MINUTE" => 60 * SECOND,
        "SECOND" => SECOND,
        _ => return Err(OraError::new(1760, "illegal argument for function")),
    };
    let nanos = (count.to_decimal() * BigDecimal::from(factor))
        .with_scale_round(0, bigdecimal::RoundingMode::HalfUp);
    nanos
        .to_i128()
        .ok_or_else(|| OraError::new(1873, "the leading precision of the interval is too small"))
}

pub(super) fn sysdate(_: &Environment, _: &[Value]) -> Result<Value> {
    Ok(Value::Stamp(Stamp::now().seconds()))
}

pub(super) fn systimestamp(_: &Environment, _: &[Value]) -> Result<Value> {
    Ok(Value::Zoned(Stamp::now(), 0))
}

fn local_now(environment: &Environment) -> Result<(Stamp, i16)> {
    let offset = session_offset(environment);
    Ok((Stamp::now().plus(minutes(offset))?, offset))
}

pub(super) fn current_date(environment: &Environment, _: &[Value]) -> Result<Value> {
    Ok(Value::Stamp(local_now(environment)?.0.seconds()))
}

pub(super) fn current_timestamp(environment: &Environment, values: &[Value]) -> Result<Value> {
    let (now, offset) = local_now(environment)?;
    Ok(Value::Zoned(now.round(digits(values)?)?, offset))
}

pub(super) fn localtimestamp(environment: &Environment, values: &[Value]) -> Result<Value> {
    Ok(Value::Stamp(local_now(environment)?.0.round(digits(values)?)?))
}

/// `CURRENT_TIMESTAMP(3)`: the digits come as a text.
fn digits(values: &[Value]) -> Result<u8> {
    let digits = values.first().map(as_integer).transpose()?.unwrap_or(6);
    u8::try_from(digits)
        .map_err(|_| OraError::new(30088, "datetime/interval precision is out of range"))
}

pub(super) fn to_date(_: &Environment, values: &[Value]) -> Result<Value> {
    let (stamp, _) = format::parse(as_text(&values[0])?, as_text(&values[1])?)?;
    Ok(Value::Stamp(stamp.seconds()))
}

pub(super) fn to_timestamp(_: &Environment, values: &[Value]) -> Result<Value> {
    let (stamp, _) = format::parse(as_text(&values[0])?, as_text(&values[1])?)?;
    Ok(Value::Stamp(stamp))
}

pub(super) fn to_timestamp_tz(environment: &Environment, values: &[Value]) -> Result<Value> {
    let (stamp, offset) = format::parse(as_text(&values[0])?, as_text(&values[1])?)?;
    Ok(Value::Zoned(stamp, offset.unwrap_or_else(|| session_offset(environment))))
}

pub(super) fn add_months(_: &Environment, values: &[Value]) -> Result<Value> {
    let stamp = as_stamp(&values[0])?.seconds();
    Ok(Value::Stamp(stamp.plus_months(as_integer(&values[1])?, true)?))
}

pub(super) fn last_day(_: &Environment, values: &[Value]) -> Result<Value> {
    let stamp = as_stamp(&values[0])?.seconds();
    Ok(Value::Stamp(Stamp { day: days_in_month(stamp.year, stamp.month), ..stamp }))
}

pub(super) fn months_between(_: &Environment, values: &[Value]) -> Result<Value> {
    let (a, b) = (as_stamp(&values[0])?, as_stamp(&values[1])?);
    let months = |stamp: Stamp| i64::from(stamp.year) * 12 + i64::from(stamp.month);
    let whole = months(a) - months(b);
    let is_last = |stamp: Stamp| stamp.day == days_in_month(stamp.year, stamp.month);
    if a.day == b.day || (is_last(a) && is_last(b)) {
        return Ok(integer(whole));
    }
    let seconds = |stamp: Stamp| {
        let time = (i64::from(stamp.hour) * 60 + i64::from(stamp.minute)) * 60;
        i64::from(stamp.day) * 86_400 + time + i64::from(stamp.second)
    };
    // A month of 31 days.
    let part = BigDecimal::from(seconds(a) - seconds(b)) / BigDecimal::from(31 * 86_400);
    Number::from_decimal(&(BigDecimal::from(whole) + part)).map(Value::Number)
}

pub(super) fn extract_utc(environment: &Environment, values: &[Value]) -> Result<Value> {
    Ok(Value::Stamp(utc(environment, &values[0])?))
}

fn utc(environment: &Environment, value: &Value) -> Result<Stamp> {
    match value {
        Value::Zoned(stamp, offset) => stamp.plus(-minutes(*offset)),
        other => as_stamp(other)?.plus(-minutes(session_offset(environment))),
    }
}

/// A stamp that compares with others whatever their offsets are.
pub(super) fn instant(environment: &Environment, value: &Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        other => Ok(Value::Stamp(utc(environment, other)?)),
    }
}

pub(super) fn zoned(environment: &Environment, value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Stamp(stamp) => Value::Zoned(*stamp, session_offset(environment)),
        other => other.clone(),
    })
}

pub(super) fn from_tz(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(Value::Zoned(as_stamp(&values[0])?, offset_of(as_text(&values[1])?)?))
}

fn offset_of(zone: &str) -> Result<i16> {
    if matches!(zone.to_uppercase().as_str(), "UTC" | "GMT") { Ok(0) } else { parse_offset(zone) }
}

pub(super) fn at_time_zone(environment: &Environment, values: &[Value]) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let offset = offset_of(as_text(&values[1])?)?;
    Ok(Value::Zoned(utc(environment, &values[0])?.plus(minutes(offset))?, offset))
}

/// `TRUNC(date[, unit])`.
pub(super) fn truncate(stamp: Stamp, unit: Option<&str>) -> Result<Stamp> {
    let midnight = Stamp { hour: 0, minute: 0, second: 0, nanos: 0, ..stamp };
    Ok(match unit.map(str::to_uppercase).as_deref() {
        None | Some("DD" | "DDD" | "J") => midnight,
        Some("MM" | "MONTH" | "MON") => Stamp { day: 1, ..midnight },
        Some("YYYY" | "YEAR" | "YY" | "Y") => Stamp { day: 1, month: 1, ..midnight },
        Some("Q") => Stamp { day: 1, month: (stamp.month - 1) / 3 * 3 + 1, ..midnight },
        Some("IW") => {
            let days = midnight.nanos_since_epoch().div_euclid(DAY);
            midnight.plus(-((days + 3).rem_euclid(7)) * DAY)?
        }
        Some("HH" | "HH24" | "HH12") => Stamp { hour: stamp.hour, ..midnight },
        Some("MI") => Stamp { hour: stamp.hour, minute: stamp.minute, ..midnight },
        Some(_) => {
            return Err(OraError::new(1898, "too many precision specifiers (for the stand-in)"));
        }
    })
}

pub(super) fn extract(environment: &Environment, field: &str, value: &Value) -> Result<Value> {
    let (stamp, offset) = match value {
        Value::Null => return Ok(Value::Null),
        Value::Stamp(stamp) => (*stamp, 0),
        // The fields are those of UTC.
        Value::Zoned(stamp, offset) => match field {
            "TIMEZONE_HOUR" | "TIMEZONE_MINUTE" => (*stamp, *offset),
            _ => (utc(environment, value)?, 0),
        },
        Value::DaySecond(nanos) => return extract_day_second(field, *nanos),
        Value::YearMonth(months) => {
            return Ok(integer(if field == "YEAR" { months / 12 } else { months % 12 }));
        }
        _ => return Err(OraError::new(30076, "invalid extract field for extract source")),
    };
    Ok(integer(i64::from(match field {
        "YEAR" => stamp.year,
        "MONTH" => i16::from(stamp.month),
        "DAY" => i16::from(stamp.day),
        "HOUR" => i16::from(stamp.hour),
        "MINUTE" => i16::from(stamp.minute),
        "TIMEZONE_HOUR" => offset / 60,
        "TIMEZONE_MINUTE" => offset % 60,
        _ => return seconds(i128::from(stamp.second) * SECOND + i128::from(stamp.nanos)),
    })))
}

fn seconds(nanos: i128) -> Result<Value> {
    Number::from_decimal(&BigDecimal::new(nanos.into(), 9)).map(Value::Number)
}

fn extract_day_second(field: &str, nanos: i128) -> Result<Value> {
    Ok(integer(match field {
        "DAY" => (nanos / DAY) as i64,
        "HOUR" => (nanos % DAY / (3600 * SECOND)) as i64,
        "MINUTE" => (nanos % (3600 * SECOND) / (60 * SECOND)) as i64,
        _ => return seconds(nanos % (60 * SECOND)),
    }))
}

/// A stamp moved by an interval.
pub(super) fn shift(values: &[Value], sign: i64) -> Result<Value> {
    let moved = |stamp: Stamp| match &values[1] {
        Value::DaySecond(nanos) => stamp.plus(i128::from(sign) * nanos),
        Value::YearMonth(months) => stamp.plus_months(sign * months, false),
        _ => Err(OraError::new(30081, "invalid data type for datetime/interval arithmetic")),
    };
    Ok(match (&values[0], &values[1]) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Stamp(stamp), _) => Value::Stamp(moved(*stamp)?),
        (Value::Zoned(stamp, offset), _) => Value::Zoned(moved(*stamp)?, *offset),
        _ => {
            return Err(OraError::new(30081, "invalid data type for datetime/interval arithmetic"));
        }
    })
}

pub(super) fn days_between(values: &[Value]) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let nanos =
        as_stamp(&values[0])?.nanos_since_epoch() - as_stamp(&values[1])?.nanos_since_epoch();
    let days = BigDecimal::from(nanos) / BigDecimal::from(DAY);
    Number::from_decimal(&days).map(Value::Number)
}

pub(super) fn stamps_between(environment: &Environment, values: &[Value]) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let zoned = values.iter().any(|value| matches!(value, Value::Zoned(..)));
    let at = |value: &Value| match zoned {
        true => utc(environment, value),
        false => as_stamp(value),
    };
    Ok(Value::DaySecond(at(&values[0])?.nanos_since_epoch() - at(&values[1])?.nanos_since_epoch()))
}

pub(super) fn interval_scale(values: &[Value]) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let factor = as_number(&values[1])?.to_decimal();
    let scale = |value: i128| {
        let scaled =
            (BigDecimal::from(value) * &factor).with_scale_round(0, bigdecimal::RoundingMode::Down);
        scaled.to_i128().ok_or_else(|| {
            OraError::new(1873, "the leading precision of the interval is too small")
        })
    };
    Ok(match &values[0] {
        Value::DaySecond(nanos) => Value::DaySecond(scale(*nanos)?),
        Value::YearMonth(months) => Value::YearMonth(scale(i128::from(*months))? as i64),
        _ => {
            return Err(OraError::new(30081, "invalid data type for datetime/interval arithmetic"));
        }
    })
}

pub(super) fn num_to_day_second(_: &Environment, values: &[Value]) -> Result<Value> {
    let unit = as_text(&values[1])?.to_uppercase();
    Ok(Value::DaySecond(unit_nanos(&unit, &as_number(&values[0])?)?))
}

pub(super) fn num_to_year_month(_: &Environment, values: &[Value]) -> Result<Value> {
    let count = as_integer(&values[0])?;
    match as_text(&values[1])?.to_uppercase().as_str() {
        "YEAR" => Ok(Value::YearMonth(count * 12)),
        "MONTH" => Ok(Value::YearMonth(count)),
        _ => Err(OraError::new(1760, "illegal argument for function")),
    }
}

pub(super) fn session_time_zone(environment: &Environment, _: &[Value]) -> Result<Value> {
    let offset = session_offset(environment);
    let sign = if offset < 0 { '-' } else { '+' };
    Ok(text(format!("{sign}{:02}:{:02}", (offset / 60).abs(), (offset % 60).abs())))
}

pub(super) fn database_time_zone(_: &Environment, _: &[Value]) -> Result<Value> {
    Ok(text("+00:00"))
}
