//! From one type to another.

use super::time::{
    date_text, date_time_text, instant_text, legacy, parse_date, parse_date_time, parse_instant,
    parse_legacy, parse_time, round, time_text,
};
use super::{Instant, Number, Stored, TICKS_PER_DAY};
use crate::error::{Result, SqlError};
use crate::types::Type;

/// What a conversion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// CAST, and what is compared: a text that is too long is cut.
    Expression,
    /// A column of this name: a text that is too long is an error.
    Column,
}

/// Converts a value, or says with SQL Server's number why it can't be.
pub(crate) fn convert(value: Stored, from: Type, to: Type, purpose: Purpose) -> Result<Stored> {
    if matches!(value, Stored::Null) {
        return Ok(value);
    }
    match to {
        Type::NVarChar(length) => to_text(&value, from).and_then(|text| cut(text, length, purpose)),
        Type::VarBinary(length) => match value {
            Stored::Blob(bytes) => bounded_bytes(bytes, length, purpose),
            _ => Err(SqlError::clash(&from.to_string(), &to.to_string())),
        },
        Type::Bit => to_bit(&value, from),
        Type::TinyInt | Type::SmallInt | Type::Int | Type::BigInt => to_integer(&value, from, to),
        Type::Decimal(precision, scale) => {
            let number = to_number(&value, from)?;
            Ok(Stored::Text(number.fit(precision, scale)?.to_string()))
        }
        Type::Float => to_float(&value, from).map(Stored::Real),
        #[allow(clippy::cast_possible_truncation)]
        Type::Real => to_float(&value, from).map(|float| Stored::Real(f64::from(float as f32))),
        Type::Guid => to_guid(value, from),
        Type::Date
        | Type::Time(_)
        | Type::DateTime
        | Type::DateTime2(_)
        | Type::DateTimeOffset(_) => to_time(&value, from, to),
    }
}

fn to_text(value: &Stored, from: Type) -> Result<String> {
    Ok(match (value, from) {
        (Stored::Text(text), Type::NVarChar(_) | Type::Decimal(..) | Type::Guid) => text.clone(),
        (Stored::Text(text), Type::DateTimeOffset(scale)) => {
            let instant = Instant::of_text(text).ok_or_else(|| broken(from))?;
            instant_text(instant, scale)
        }
        (Stored::Integer(days), Type::Date) => date_text(*days),
        (Stored::Integer(ticks), Type::Time(scale)) => time_text(*ticks, scale),
        (Stored::Integer(ticks), Type::DateTime2(scale)) => date_time_text(*ticks, scale),
        (Stored::Integer(number), _) if from.is_number() => number.to_string(),
        _ => return Err(SqlError::clash(&from.to_string(), "nvarchar")),
    })
}

/// Counts as SQL Server does, in UTF-16.
fn cut(text: String, length: Option<u16>, purpose: Purpose) -> Result<Stored> {
    let Some(length) = length.map(usize::from) else { return Ok(Stored::Text(text)) };
    if text.len() <= length || text.encode_utf16().count() <= length {
        return Ok(Stored::Text(text));
    }
    let kept: Vec<u16> = text.encode_utf16().take(length).collect();
    let kept = String::from_utf16_lossy(&kept);
    let only_blanks = text.encode_utf16().skip(length).all(|unit| unit == u16::from(b' '));
    match purpose {
        Purpose::Column if !only_blanks => Err(truncated()),
        _ => Ok(Stored::Text(kept)),
    }
}

fn bounded_bytes(mut bytes: Vec<u8>, length: Option<u16>, purpose: Purpose) -> Result<Stored> {
    if let Some(length) = length.map(usize::from).filter(|length| bytes.len() > *length) {
        if purpose == Purpose::Column {
            return Err(truncated());
        }
        bytes.truncate(length);
    }
    Ok(Stored::Blob(bytes))
}

/// 2628; the column is added by the one who knows it.
fn truncated() -> SqlError {
    SqlError::new(2628, 16, "String or binary data would be truncated")
}

fn to_bit(value: &Stored, from: Type) -> Result<Stored> {
    let bit = match (value, from) {
        (Stored::Integer(number), _) if from.is_number() => *number != 0,
        (Stored::Text(text), Type::NVarChar(_)) => match text.to_lowercase().as_str() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return Err(SqlError::conversion("nvarchar", "bit")),
        },
        (_, Type::Decimal(..)) => to_number(value, from)?.mantissa != 0,
        (_, Type::Real | Type::Float) => to_float(value, from)? != 0.0,
        _ => return Err(SqlError::clash(&from.to_string(), "bit")),
    };
    Ok(Stored::Integer(i64::from(bit)))
}

fn to_integer(value: &Stored, from: Type, to: Type) -> Result<Stored> {
    let integer = match (value, from) {
        (Stored::Integer(number), _) if from.is_number() => *number,
        (Stored::Text(text), Type::NVarChar(_)) => {
            let Some(number) = text.trim().parse::<i128>().ok() else {
                return Err(SqlError::conversion("nvarchar", &to.to_string()));
            };
            i64::try_from(number).map_err(|_| SqlError::overflow(&to.to_string()))?
        }
        (_, Type::Decimal(..)) => {
            let number = to_number(value, from)?;
            let whole = number.mantissa / 10_i128.pow(u32::from(number.scale));
            i64::try_from(whole).map_err(|_| SqlError::overflow(&to.to_string()))?
        }
        (_, Type::Real | Type::Float) => {
            let float = to_float(value, from)?.trunc();
            // 2^63 itself is the first float that does not fit.
            if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float) {
                return Err(SqlError::overflow(&to.to_string()));
            }
            #[allow(clippy::cast_possible_truncation)]
            let integer = float as i64;
            integer
        }
        _ => return Err(SqlError::clash(&from.to_string(), &to.to_string())),
    };
    let (low, high) = to.bounds().unwrap_or((i64::MIN, i64::MAX));
    if (low..=high).contains(&integer) {
        return Ok(Stored::Integer(integer));
    }
    if matches!(to, Type::TinyInt | Type::SmallInt) {
        let message = format!("Arithmetic overflow error for data type {to}, value = {integer}.");
        return Err(SqlError::new(220, 16, message));
    }
    Err(SqlError::overflow(&to.to_string()))
}

fn to_number(value: &Stored, from: Type) -> Result<Number> {
    match (value, from) {
        (Stored::Integer(number), _) if from.is_number() => {
            Ok(Number { mantissa: i128::from(*number), scale: 0 })
        }
        (Stored::Text(text), Type::Decimal(..)) => Number::parse(text).ok_or_else(|| broken(from)),
        (Stored::Text(text), Type::NVarChar(_)) => Number::parse(text).ok_or_else(|| {
            SqlError::new(8114, 16, "Error converting data type nvarchar to numeric.")
        }),
        (Stored::Real(float), _) => {
            Number::parse(&format!("{float:.20}")).ok_or_else(|| SqlError::overflow("numeric"))
        }
        _ => Err(SqlError::clash(&from.to_string(), "decimal")),
    }
}

fn to_float(value: &Stored, from: Type) -> Result<f64> {
    match (value, from) {
        (Stored::Real(float), _) => Ok(*float),
        #[allow(clippy::cast_precision_loss)]
        (Stored::Integer(number), _) if from.is_number() => Ok(*number as f64),
        (Stored::Text(text), Type::Decimal(..)) => {
            Number::parse(text).map(Number::to_float).ok_or_else(|| broken(from))
        }
        (Stored::Text(text), Type::NVarChar(_)) => text
            .trim()
            .parse()
            .map_err(|_| SqlError::new(8114, 16, "Error converting data type nvarchar to float.")),
        _ => Err(SqlError::clash(&from.to_string(), "float")),
    }
}

fn to_guid(value: Stored, from: Type) -> Result<Stored> {
    match (value, from) {
        (value, Type::Guid) => Ok(value),
        (Stored::Text(text), Type::NVarChar(_)) => {
            let digits = text.trim().trim_start_matches('{').trim_end_matches('}');
            let groups: Vec<usize> = digits.split('-').map(str::len).collect();
            let hex = digits.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
            if groups != [8, 4, 4, 4, 12] || !hex {
                let message = "Conversion failed when converting from a character string to uniqueidentifier.";
                return Err(SqlError::new(8169, 16, message));
            }
            Ok(Stored::Text(digits.to_uppercase()))
        }
        _ => Err(SqlError::clash(&from.to_string(), "uniqueidentifier")),
    }
}

fn to_time(value: &Stored, from: Type, to: Type) -> Result<Stored> {
    let moment = match (value, from) {
        (Stored::Integer(days), Type::Date) => Instant::of_local(days * TICKS_PER_DAY, 0),
        (Stored::Integer(ticks), Type::Time(_) | Type::DateTime | Type::DateTime2(_)) => {
            Instant::of_local(*ticks, 0)
        }
        (Stored::Text(text), Type::DateTimeOffset(_)) => {
            Instant::of_text(text).ok_or_else(|| broken(from))?
        }
        (Stored::Text(text), Type::NVarChar(_)) => {
            let parsed = match to {
                Type::Date => {
                    parse_date(text).map(|days| Instant::of_local(days * TICKS_PER_DAY, 0))
                }
                Type::Time(_) => parse_time(text).map(|ticks| Instant::of_local(ticks, 0)),
                Type::DateTime => parse_legacy(text).map(|ticks| Instant::of_local(ticks, 0)),
                Type::DateTime2(_) => {
                    parse_date_time(text).map(|ticks| Instant::of_local(ticks, 0))
                }
                _ => parse_instant(text),
            };
            parsed.ok_or_else(|| {
                let message =
                    "Conversion failed when converting date and/or time from character string.";
                SqlError::new(241, 16, message)
            })?
        }
        _ => return Err(SqlError::clash(&from.to_string(), &to.to_string())),
    };
    match (from, to) {
        (Type::Time(_), Type::Date) | (Type::Date, Type::Time(_)) => {
            Err(SqlError::clash(&from.to_string(), &to.to_string()))
        }
        (_, Type::Date) => Ok(Stored::Integer(moment.local_ticks().div_euclid(TICKS_PER_DAY))),
        (_, Type::Time(scale)) => {
            let ticks = round(moment.local_ticks().rem_euclid(TICKS_PER_DAY), scale);
            Ok(Stored::Integer(ticks.rem_euclid(TICKS_PER_DAY)))
        }
        (_, Type::DateTime) => legacy(moment.local_ticks()).map(Stored::Integer).ok_or_else(|| {
            let message = format!(
                "The conversion of a {from} data type to a datetime data type resulted in an \
                     out-of-range value."
            );
            SqlError::new(242, 16, message)
        }),
        (_, Type::DateTime2(scale)) => Ok(Stored::Integer(round(moment.local_ticks(), scale))),
        (_, Type::DateTimeOffset(scale)) => {
            let rounded = Instant { ticks: round(moment.ticks, scale), ..moment };
            Ok(Stored::Text(rounded.to_text()))
        }
        _ => Err(SqlError::clash(&from.to_string(), &to.to_string())),
    }
}

fn broken(from: Type) -> SqlError {
    SqlError::new(823, 24, format!("a stored {from} can't be read"))
}
