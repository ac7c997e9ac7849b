//! From the library's values to SQLite's: integer, real, text, blob and NULL.

use activerecord_core::{Error, ErrorKind, Result, Value};
use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::time_text::TimeText;
use crate::error::{self, Phase};

/// A value that is borrowed all the way to SQLite, which makes the only copy.
struct Borrowed<'a>(ValueRef<'a>);

impl ToSql for Borrowed<'_> {
    #[inline]
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// Text that is known to be ASCII.
struct Ascii<'a>(&'a [u8]);

impl ToSql for Ascii<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0)))
    }
}

/// Bytes of a value that a statement may keep while it waits to be run again.
const KEPT_BYTES: usize = 4096;

/// Whether a value is too long to be kept.
#[inline]
pub(super) fn is_long(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => text.len() > KEPT_BYTES,
        Value::Bytes(bytes) => bytes.len() > KEPT_BYTES,
        _ => false,
    }
}

/// Binds all values, in their order. What was bound before is replaced.
#[inline]
pub(super) fn bind_all(statement: &mut Statement<'_>, binds: &[Value<'_>]) -> Result<()> {
    let expected = statement.parameter_count();
    if expected != binds.len() {
        return Err(wrong_count(expected, binds.len()));
    }
    for (index, value) in binds.iter().enumerate() {
        if let Err(error) = bind(statement, index + 1, value) {
            return Err(error.with_parameter(index));
        }
    }
    Ok(())
}

#[inline]
fn bind(statement: &mut Statement<'_>, position: usize, value: &Value<'_>) -> Result<()> {
    let raw = match value {
        Value::Null(_) => ValueRef::Null,
        Value::Bool(value) => ValueRef::Integer(i64::from(*value)),
        Value::I64(value) => ValueRef::Integer(*value),
        Value::U64(value) => ValueRef::Integer(signed(*value, position)?),
        Value::F32(value) => ValueRef::Real(number(f64::from(*value), position)?),
        Value::F64(value) => ValueRef::Real(number(*value, position)?),
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => {
            ValueRef::Text(text.as_bytes())
        }
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
        Value::Uuid(bytes) => ValueRef::Blob(bytes),
        other => return bind_time(statement, position, other),
    };
    bound(statement.raw_bind_parameter(position, Borrowed(raw)))
}

/// Apart from the others, which are spared the buffer.
#[inline(never)]
fn bind_time(statement: &mut Statement<'_>, position: usize, value: &Value<'_>) -> Result<()> {
    let mut text = TimeText::new();
    let ascii = match value {
        Value::Date(days) => text.date(i64::from(*days))?,
        Value::Time(nanos) => text.time(*nanos)?,
        Value::DateTime { seconds, nanos } => text.date_time(*seconds, *nanos)?,
        Value::DateTimeTz { seconds, nanos, .. } => text.instant(*seconds, *nanos)?,
        other => return Err(unknown(other)),
    };
    bound(statement.raw_bind_parameter(position, Ascii(ascii)))
}

#[inline]
fn bound(result: rusqlite::Result<()>) -> Result<()> {
    match result {
        Ok(()) => Ok(()),
        Err(error) => Err(error::translate(error, Phase::Run)),
    }
}

#[inline]
fn signed(value: u64, position: usize) -> Result<i64> {
    i64::try_from(value).map_err(|_| {
        out_of_range(position, "is beyond 9223372036854775807, SQLite's greatest integer")
    })
}

#[inline]
fn number(value: f64, position: usize) -> Result<f64> {
    if value.is_nan() {
        return Err(out_of_range(position, "is not a number (NaN), which SQLite stores as NULL"));
    }
    Ok(value)
}

#[cold]
fn out_of_range(position: usize, why: &str) -> Error {
    Error::new(ErrorKind::OutOfRange, format!("the value of parameter {position} {why}"))
}

#[cold]
fn wrong_count(expected: usize, given: usize) -> Error {
    let message = format!("the statement has {expected} parameters, and {given} values were given");
    Error::new(ErrorKind::InvalidQuery, message)
}

#[cold]
fn unknown(value: &Value<'_>) -> Error {
    let message = format!("{} cannot be stored in SQLite", value.kind());
    Error::new(ErrorKind::Unsupported, message)
}
