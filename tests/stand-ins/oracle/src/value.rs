//! Values, and how SQLite stores them.
//!
//! Text is stored as text. Everything else is a blob: a letter for its type, then bytes that
//! compare as the values do. A stored value therefore says what it is, and SQLite's own
//! comparisons, sorting and indexes are right for it.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::error::{OraError, Result};
use crate::number::Number;
use crate::stamp::Stamp;

/// A value as Oracle knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Number(Number),
    /// VARCHAR2, CHAR and CLOB. Never empty: that is `Null`.
    Text(String),
    /// RAW and BLOB.
    Bytes(Vec<u8>),
    /// DATE and TIMESTAMP.
    Stamp(Stamp),
    /// TIMESTAMP WITH TIME ZONE: the local time and its offset from UTC in minutes.
    Zoned(Stamp, i16),
    /// BINARY_DOUBLE and BINARY_FLOAT.
    Double(f64),
    /// INTERVAL DAY TO SECOND, in nanoseconds.
    DaySecond(i128),
    /// INTERVAL YEAR TO MONTH, in months.
    YearMonth(i64),
}

/// '' is NULL.
pub(crate) fn text(text: impl Into<String>) -> Value {
    let text = text.into();
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

pub(crate) fn integer(value: i64) -> Value {
    Value::Number(Number::from_i64(value))
}

impl Value {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The value in a column or an argument of SQLite.
    pub(crate) fn decode(stored: ValueRef<'_>) -> Result<Value> {
        let damaged = || OraError::new(600, "internal error: a stored value is damaged");
        let bytes = match stored {
            ValueRef::Null => return Ok(Value::Null),
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text).map_err(|_| damaged())?;
                return Ok(Value::Text(text.to_owned()));
            }
            // Conditions and SQLite's own counts.
            ValueRef::Integer(value) => return Ok(integer(value)),
            ValueRef::Real(_) => return Err(damaged()),
            ValueRef::Blob(bytes) => bytes,
        };
        let (tag, rest) = bytes.split_first().ok_or_else(damaged)?;
        Ok(match tag {
            b'N' => Value::Number(Number::from_bytes(rest)?),
            b'R' => Value::Bytes(rest.to_vec()),
            b'T' => Value::Stamp(Stamp::from_bytes(rest).ok_or_else(damaged)?),
            b'Z' => {
                let utc = rest.get(..11).and_then(Stamp::from_bytes).ok_or_else(damaged)?;
                let offset = rest.get(11..).and_then(|bytes| bytes.try_into().ok());
                let offset = i16::from_be_bytes(offset.ok_or_else(damaged)?).wrapping_sub(i16::MIN);
                Value::Zoned(utc.plus(i128::from(offset) * 60_000_000_000)?, offset)
            }
            b'F' => {
                let bits = rest.try_into().map(u64::from_be_bytes).map_err(|_| damaged())?;
                let sign = bits >> 63 != 0;
                Value::Double(f64::from_bits(if sign { bits ^ (1 << 63) } else { !bits }))
            }
            b'I' => {
                let value = rest.try_into().map(i128::from_be_bytes).map_err(|_| damaged())?;
                Value::DaySecond(value.wrapping_sub(i128::MIN))
            }
            b'Y' => {
                let value = rest.try_into().map(i64::from_be_bytes).map_err(|_| damaged())?;
                Value::YearMonth(value.wrapping_sub(i64::MIN))
            }
            _ => return Err(damaged()),
        })
    }

    /// What SQLite stores for the value.
    pub(crate) fn encode(&self) -> Result<rusqlite::types::Value> {
        use rusqlite::types::Value as Stored;
        let (tag, bytes): (u8, Vec<u8>) = match self {
            Value::Null => return Ok(Stored::Null),
            Value::Text(text) => return Ok(Stored::Text(text.clone())),
            Value::Number(number) => (b'N', number.bytes().to_vec()),
            Value::Bytes(bytes) => (b'R', bytes.clone()),
            Value::Stamp(stamp) => (b'T', stamp.to_bytes().to_vec()),
            Value::Zoned(stamp, offset) => {
                let utc = stamp.plus(-i128::from(*offset) * 60_000_000_000)?;
                let mut bytes = utc.to_bytes().to_vec();
                bytes.extend(offset.wrapping_add(i16::MIN).to_be_bytes());
                (b'Z', bytes)
            }
            Value::Double(value) => {
                // One NaN, larger than every number; -0 is 0.
                let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
                let bits = value.to_bits();
                let ordered = if bits >> 63 != 0 { !bits } else { bits ^ (1 << 63) };
                (b'F', ordered.to_be_bytes().to_vec())
            }
            Value::DaySecond(value) => (b'I', value.wrapping_add(i128::MIN).to_be_bytes().to_vec()),
            Value::YearMonth(value) => (b'Y', value.wrapping_add(i64::MIN).to_be_bytes().to_vec()),
        };
        let mut stored = Vec::with_capacity(bytes.len() + 1);
        stored.push(tag);
        stored.extend(bytes);
        Ok(Stored::Blob(stored))
    }

    /// As a literal in SQLite's SQL.
    pub(crate) fn literal(&self) -> Result<String> {
        use rusqlite::types::Value as Stored;
        Ok(match self.encode()? {
            Stored::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Stored::Blob(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                format!("X'{digits}'")
            }
            _ => "NULL".to_owned(),
        })
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let stored =
            self.encode().map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))?;
        Ok(ToSqlOutput::Owned(stored))
    }
}
