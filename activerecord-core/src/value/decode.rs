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
        Value::Decimal(text) => format!("one of {} characters", text.len()).into(),
        other => other.kind().name().into(),
    }
}

/// Reads any integer type: integers, and nothing that would have to be rounded.
#[inline]
pub(crate) fn integer<T>(value: Value<'_>, kind: Kind) -> Result<T, DecodeError>
where
    T: TryFrom<i64> + TryFrom<u64>,
{
    match value {
        Value::I64(found) => {
            // There is nothing to drop, and the compiler does not see it.
            std::mem::forget(value);
            let out_of_range = |_| DecodeError::out_of_range(kind.name(), &Value::I64(found));
            T::try_from(found).map_err(out_of_range)
        }
        other => rare_integer(other, kind),
    }
}

/// Apart from the others, which are spared the code that drops a text.
#[inline(never)]
fn rare_integer<T>(value: Value<'_>, kind: Kind) -> Result<T, DecodeError>
where
    T: TryFrom<i64> + TryFrom<u64>,
{
    let converted = match &value {
        Value::U64(found) => T::try_from(*found).ok(),
        // A database whose integers end before `u64` does hands a whole decimal number back.
        Value::Decimal(text) => match whole(text) {
            Some(digits) => whole_number(digits),
            None => return Err(DecodeError::malformed(kind.name(), "a number with a fraction")),
        },
        other => return Err(DecodeError::mismatch(kind.name(), other)),
    };
    converted.ok_or_else(|| DecodeError::out_of_range(kind.name(), &value))
}

/// The part of a decimal number before the point, where nothing but zeros is behind it.
fn whole(text: &str) -> Option<&str> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction.bytes().all(|byte| byte == b'0').then_some(digits)
}

fn whole_number<T: TryFrom<i64> + TryFrom<u64>>(digits: &str) -> Option<T> {
    match digits.parse::<i64>() {
        Ok(number) => T::try_from(number).ok(),
        Err(_) => digits.parse::<u64>().ok().and_then(|number| T::try_from(number).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_decimal_numbers_are_integers() {
        let read = |text: &'static str| integer::<u64>(Value::Decimal(text.into()), Kind::U64);
        assert_eq!(read("18446744073709551615").unwrap(), u64::MAX);
        assert_eq!(read("7.00").unwrap(), 7);
        assert_eq!(read("7.5").unwrap_err().kind(), ErrorKind::TypeMismatch);
        assert_eq!(read("-1").unwrap_err().kind(), ErrorKind::OutOfRange);
        assert_eq!(read("18446744073709551616").unwrap_err().kind(), ErrorKind::OutOfRange);
    }
}
