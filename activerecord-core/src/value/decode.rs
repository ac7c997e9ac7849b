//! From a database's value to a Rust value, or a reason why not.

use std::borrow::Cow;
use std::fmt;

use crate::{ErrorKind, Kind, Value};

/// Why a value from the database does not fit the field's type.
///
/// A [`ColumnType`](crate::ColumnType) returns this; the library adds model, table and column.
#[derive(Debug)]
pub struct DecodeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
}

impl DecodeError {
    /// The value is of another type, or not of the expected form.
    #[cold]
    pub fn mismatch(expected: impl Into<Cow<'static, str>>, found: &Value<'_>) -> Self {
        let kind =
            if found.is_null() { ErrorKind::UnexpectedNull } else { ErrorKind::TypeMismatch };
        DecodeError::new(kind, expected.into(), describe(found))
    }

    /// The value is of the right type but beyond the field's range.
    #[cold]
    pub fn out_of_range(expected: impl Into<Cow<'static, str>>, found: &Value<'_>) -> Self {
        let found = match found {
            Value::I64(value) => Cow::Owned(value.to_string()),
            Value::U64(value) => Cow::Owned(value.to_string()),
            other => describe(other),
        };
        DecodeError::new(ErrorKind::OutOfRange, expected.into(), found)
    }

    /// The value is of the right type but not of the expected form; `found` describes it without
    /// showing data that may be private.
    #[cold]
    pub fn malformed(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        DecodeError::new(ErrorKind::TypeMismatch, expected.into(), found.into())
    }

    fn new(kind: ErrorKind, expected: Cow<'static, str>, found: Cow<'static, str>) -> Self {
        DecodeError(Box::new(Inner { kind, expected, found }))
    }

    /// The category: a wrong type, a NULL, or a number out of range.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What the field can hold.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What the database sent.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.0.expected, self.0.found)
    }
}

impl std::error::Error for DecodeError {}

/// Names the type of a value; its content stays out of messages, it may be private.
fn describe(value: &Value<'_>) -> Cow<'static, str> {
    match value {
        Value::Null(_) | Value::Empty(_) => "NULL".into(),
        Value::Text(text) => format!("text of {} characters", text.chars().count()).into(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()).into(),
        other => other.kind().name().into(),
    }
}

/// Reads any integer type: integers, and nothing that would have to be rounded.
#[inline]
pub(crate) fn integer<T>(value: Value<'_>, kind: Kind) -> Result<T, DecodeError>
where
    T: TryFrom<i64> + TryFrom<u64>,
{
    let converted = match value {
        Value::I64(found) => T::try_from(found).ok(),
        Value::U64(found) => T::try_from(found).ok(),
        other => return Err(DecodeError::mismatch(kind.name(), &other)),
    };
    converted.ok_or_else(|| DecodeError::out_of_range(kind.name(), &value))
}
