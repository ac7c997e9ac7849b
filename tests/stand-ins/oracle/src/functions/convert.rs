//! Conversions: to columns, by CAST, by the TO_ functions; LOBs; the session.

use std::sync::atomic::{AtomicU64, Ordering};

use super::numeric::as_double;
use super::text::{as_integer, as_number, as_text};
use super::{Environment, format, time};
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::types::{Length, MAX_VARCHAR2_BYTES, Type};
use crate::value::{Value, integer, text};

/// What a column does with a value: NULL, its type, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    /// `null`, `insert` or `update`: the error that a NULL gives.
    nullability: String,
    of: Type,
    path: String,
}

impl Assignment {
    /// From `nullability|type|path`.
    pub(crate) fn parse(spec: &str) -> Option<Assignment> {
        let mut parts = spec.splitn(3, '|');
        let nullability = parts.next()?.to_owned();
        let of = Type::from_spec(parts.next()?)?;
        Some(Assignment { nullability, of, path: parts.next()?.to_owned() })
    }
}

/// A value as the column stores it.
pub(crate) fn assign(environment: &Environment, value: Value, to: &Assignment) -> Result<Value> {
    let value = to_column(environment, value, to.of, &to.path)?;
    if value.is_null() {
        let path = &to.path;
        match to.nullability.as_str() {
            "insert" => {
                return Err(OraError::new(1400, format_args!("cannot insert NULL into ({path})")));
            }
            "update" => {
                return Err(OraError::new(1407, format_args!("cannot update ({path}) to NULL")));
            }
            _ => {}
        }
    }
    Ok(value)
}

fn to_column(environment: &Environment, value: Value, to: Type, path: &str) -> Result<Value> {
    match (to, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Type::Varchar2(length), value) => {
            let value = as_characters(value)?;
            check_length(&value, length, path)?;
            Ok(text(value))
        }
        (Type::Char(length), value) => {
            let value = as_characters(value)?;
            check_length(&value, length, path)?;
            let count = if length.chars { value.chars().count() } else { value.len() };
            let padding = " ".repeat((length.count as usize).saturating_sub(count));
            Ok(text(value + &padding))
        }
        (Type::Raw(most), Value::Bytes(bytes)) if bytes.len() > most as usize => {
            Err(too_large(path, bytes.len(), most))
        }
        (Type::Raw(_), Value::Text(hex)) => hex_to_raw(environment, &[Value::Text(hex)]),
        (to, value) => cast(environment, value, to),
    }
}

fn as_characters(value: Value) -> Result<String> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Number(number) => Ok(number.to_text()),
        _ => Err(OraError::new(932, "inconsistent datatypes: expected CHAR")),
    }
}

fn check_length(value: &str, length: Length, path: &str) -> Result<()> {
    let actual = if length.chars { value.chars().count() } else { value.len() };
    if actual > length.count as usize {
        return Err(too_large(path, actual, length.count));
    }
    // Characters may take more bytes than the type has at most.
    match value.len() > MAX_VARCHAR2_BYTES as usize {
        true => Err(too_large(path, value.len(), MAX_VARCHAR2_BYTES)),
        false => Ok(()),
    }
}

fn too_large(path: &str, actual: usize, most: u32) -> OraError {
    let text =
        format_args!("value too large for column {path} (actual: {actual}, maximum: {most})");
    OraError::new(12899, text)
}

/// A value in another type.
pub(crate) fn cast(environment: &Environment, value: Value, to: Type) -> Result<Value> {
    let zone = time::session_offset(environment);
    Ok(match (to, value) {
        (_, Value::Null) => Value::Null,
        (Type::Number(limits), value @ (Value::Number(_) | Value::Text(_) | Value::Double(_))) => {
            let number = as_number(&value)?;
            Value::Number(match limits {
                Some((precision, scale)) => number.fit(precision, scale)?,
                None => number,
            })
        }
        (Type::BinaryDouble, value) => Value::Double(as_double(&value)?),
        (Type::BinaryFloat, value) => Value::Double(f64::from(as_double(&value)? as f32)),
        (Type::Varchar2(length) | Type::Char(length), value) => {
            let whole = match value {
                value @ (Value::Stamp(_) | Value::Zoned(..)) => {
                    let shown = to_char(environment, &[value])?;
                    as_text(&shown)?.to_owned()
                }
                Value::Double(value) => format!("{value:e}"),
                Value::Bytes(bytes) => hex(&bytes),
                value => as_characters(value)?,
            };
            // CAST cuts.
            let kept: String = match length.chars {
                true => whole.chars().take(length.count as usize).collect(),
                false => whole[..whole.floor_char_boundary(length.count as usize)].to_owned(),
            };
            text(kept)
        }
        (Type::Clob, value) => text(as_characters(value)?),
        (Type::Raw(_) | Type::Blob, Value::Bytes(bytes)) => Value::Bytes(bytes),
        (Type::Raw(_) | Type::Blob, Value::Text(text)) => {
            hex_to_raw(environment, &[Value::Text(text)])?
        }
        (Type::Date, Value::Stamp(stamp) | Value::Zoned(stamp, _)) => Value::Stamp(stamp.seconds()),
        (Type::Timestamp(digits), Value::Stamp(stamp) | Value::Zoned(stamp, _)) => {
            Value::Stamp(stamp.round(digits)?)
        }
        (Type::TimestampTz(digits), Value::Stamp(stamp)) => {
            Value::Zoned(stamp.round(digits)?, zone)
        }
        (Type::TimestampTz(digits), Value::Zoned(stamp, offset)) => {
            Value::Zoned(stamp.round(digits)?, offset)
        }
        (Type::TimestampLtz(digits), Value::Stamp(stamp)) => {
            Value::Zoned(stamp.round(digits)?, zone)
        }
        (Type::TimestampLtz(digits), Value::Zoned(stamp, offset)) => {
            let moved = stamp.plus(i128::from(zone - offset) * 60_000_000_000)?;
            Value::Zoned(moved.round(digits)?, zone)
        }
        (Type::DaySecond, Value::DaySecond(nanos)) => {
            Value::DaySecond((nanos + 500).div_euclid(1000) * 1000)
        }
        (Type::YearMonth, value @ Value::YearMonth(_)) => value,
        (to, _) => {
            let text = format_args!("inconsistent datatypes: expected {}", to.name());
            return Err(OraError::new(932, text));
        }
    })
}

pub(super) fn same(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(values[0].clone())
}

pub(super) fn to_char(environment: &Environment, values: &[Value]) -> Result<Value> {
    let given = values.get(1).map(as_text).transpose()?;
    Ok(text(match &values[0] {
        Value::Text(value) if given.is_none() => value.clone(),
        Value::Number(number) if given.is_none() => number.to_text(),
        Value::Number(number) => format::number(number, given.unwrap_or_default())?,
        Value::Double(value) if given.is_none() => double_text(*value),
        Value::Stamp(stamp) => {
            let own = format::nls(environment, "NLS_TIMESTAMP_FORMAT");
            format::stamp(*stamp, 0, given.unwrap_or(&own))?
        }
        Value::Zoned(stamp, offset) => {
            let own = format::nls(environment, "NLS_TIMESTAMP_TZ_FORMAT");
            format::stamp(*stamp, *offset, given.unwrap_or(&own))?
        }
        Value::Bytes(bytes) if given.is_none() => hex(bytes),
        _ => return Err(OraError::unknown("TO_CHAR of this type or with this format")),
    }))
}

/// As Oracle shows a BINARY_DOUBLE: `1.5E+000`, `Nan`, `Inf`.
fn double_text(value: f64) -> String {
    if value.is_nan() {
        return "Nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let shortest = format!("{value:E}");
    let (digits, exponent) = shortest.split_once('E').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{sign}{:03}", exponent.abs())
}

pub(super) fn to_number(_: &Environment, values: &[Value]) -> Result<Value> {
    as_number(&values[0]).map(Value::Number)
}

pub(super) fn to_double(_: &Environment, values: &[Value]) -> Result<Value> {
    match &values[0] {
        Value::Text(text) => match text.trim().to_ascii_uppercase().as_str() {
            "NAN" => Ok(Value::Double(f64::NAN)),
            "INF" | "INFINITY" => Ok(Value::Double(f64::INFINITY)),
            "-INF" | "-INFINITY" => Ok(Value::Double(f64::NEG_INFINITY)),
            text => Ok(Value::Double(Number::parse(text)?.to_f64())),
        },
        other => Ok(Value::Double(as_double(other)?)),
    }
}

pub(super) fn to_float(environment: &Environment, values: &[Value]) -> Result<Value> {
    let value = to_double(environment, values)?;
    Ok(Value::Double(f64::from(as_double(&value)? as f32)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

pub(super) fn raw_to_hex(_: &Environment, values: &[Value]) -> Result<Value> {
    match &values[0] {
        Value::Bytes(bytes) => Ok(text(hex(bytes))),
        _ => Err(OraError::new(932, "inconsistent datatypes: expected BINARY")),
    }
}

pub(super) fn hex_to_raw(_: &Environment, values: &[Value]) -> Result<Value> {
    let invalid = || OraError::new(1465, "invalid hex number");
    let digits = as_text(&values[0])?;
    if !digits.is_ascii() {
        return Err(invalid());
    }
    let digits = if digits.len() % 2 == 0 { digits.to_owned() } else { format!("0{digits}") };
    let bytes: Option<Vec<u8>> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
        .collect();
    Ok(Value::Bytes(bytes.ok_or_else(invalid)?))
}

pub(super) fn lob_length(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(integer(match &values[0] {
        Value::Text(text) => text.chars().count() as i64,
        Value::Bytes(bytes) => bytes.len() as i64,
        _ => return Err(OraError::new(932, "inconsistent datatypes: expected a LOB")),
    }))
}

pub(super) fn lob_compare(_: &Environment, values: &[Value]) -> Result<Value> {
    let order = match values {
        [Value::Text(a), Value::Text(b)] => a.cmp(b),
        [Value::Bytes(a), Value::Bytes(b)] => a.cmp(b),
        _ => {
            return Err(OraError::new(
                932,
                "inconsistent datatypes: expected two LOBs of one type",
            ));
        }
    };
    Ok(integer(order as i64))
}

/// `DBMS_LOB.SUBSTR(lob, amount, offset)`: the other way round than SUBSTR.
pub(super) fn lob_substr(_: &Environment, values: &[Value]) -> Result<Value> {
    let amount = values.get(1).map(as_integer).transpose()?.unwrap_or(32_767);
    let offset = values.get(2).map(as_integer).transpose()?.unwrap_or(1);
    let (Ok(amount), Ok(offset)) = (usize::try_from(amount), usize::try_from(offset - 1)) else {
        return Ok(Value::Null);
    };
    match &values[0] {
        Value::Text(whole) => {
            let part: String = whole.chars().skip(offset).take(amount).collect();
            // In SQL the result is a VARCHAR2.
            match part.len() > MAX_VARCHAR2_BYTES as usize {
                true => Err(OraError::new(
                    6502,
                    "PL/SQL: numeric or value error: character string buffer too small",
                )),
                false => Ok(text(part)),
            }
        }
        _ => Err(OraError::unknown("DBMS_LOB.SUBSTR of a BLOB")),
    }
}

pub(super) fn sys_context(environment: &Environment, values: &[Value]) -> Result<Value> {
    let namespace = as_text(&values[0])?.to_uppercase();
    let name = as_text(&values[1])?.to_uppercase();
    let database = &environment.database;
    Ok(match (namespace.as_str(), name.as_str()) {
        ("USERENV", "SID" | "SESSIONID") => text(environment.session.to_string()),
        ("USERENV", "SESSION_USER" | "CURRENT_USER" | "CURRENT_SCHEMA") => {
            text(database.schema.as_str())
        }
        ("USERENV", "SERVICE_NAME" | "DB_NAME" | "INSTANCE_NAME" | "CON_NAME") => {
            text(database.service.as_str())
        }
        ("USERENV", "LANGUAGE") => text("AMERICAN_AMERICA.AL32UTF8"),
        ("USERENV", _) => return Err(OraError::new(2003, "invalid USERENV parameter")),
        _ => Value::Null,
    })
}

/// 16 bytes that nobody else has.
pub(super) fn sys_guid(environment: &Environment, _: &[Value]) -> Result<Value> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let now = crate::stamp::Stamp::now().nanos_since_epoch() as u64;
    let count = NEXT.fetch_add(1, Ordering::Relaxed) ^ (u64::from(environment.session) << 48);
    let mut bytes = now.to_be_bytes().to_vec();
    bytes.extend(count.to_be_bytes());
    Ok(Value::Bytes(bytes))
}
