//! The types that binds are sent as. Every bind has its type said: the driver would send texts as
//! NVARCHAR2, which no index of a VARCHAR2 column serves, and NULLs too.

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use oracle::StatementType;
use oracle::sql_type::OracleType;

use crate::limits;

/// How texts and bytes travel that are longer than a VARCHAR2 or RAW.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Long {
    /// As a longer text, which INSERT and UPDATE put into a LOB column.
    Text,
    /// As a LOB of its own, which can be part of an expression.
    Lob,
}

impl Long {
    pub(super) fn of(kind: StatementType) -> Self {
        match kind {
            StatementType::Insert | StatementType::Update => Long::Text,
            _ => Long::Lob,
        }
    }
}

/// Bytes of what is sent as a text or as bytes; 0 for others.
pub(super) fn length(value: &Value<'_>) -> usize {
    match value {
        Value::Decimal(digits) if is_beyond_the_driver(digits) => digits.len(),
        Value::Text(text) | Value::Json(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Uuid(bytes) => bytes.len(),
        _ => 0,
    }
}

/// Whether a number has more digits in a row than the driver reads: it counts them in 64 bits, and
/// panics where overflows are checked. Such a number is sent as a text, which Oracle makes a NUMBER
/// of by the session's decimal point.
fn is_beyond_the_driver(number: &str) -> bool {
    number
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > limits::DRIVER_DIGITS_MAX)
}

/// The type that a value of this kind and of so many bytes is sent as.
pub(super) fn kind_of(kind: Kind, bytes: usize, long: Long) -> Result<OracleType> {
    Ok(match kind {
        Kind::U64 => OracleType::UInt64,
        kind if kind.is_integer() => OracleType::Int64,
        Kind::Bool => OracleType::Int64,
        Kind::F32 => OracleType::BinaryFloat,
        Kind::F64 => OracleType::BinaryDouble,
        Kind::Decimal if bytes == 0 => OracleType::Number(0, 0),
        Kind::Decimal => OracleType::Varchar2(characters(bytes)),
        Kind::Text | Kind::Json if long == Long::Lob && bytes > limits::VARCHAR2_MAX as usize => {
            OracleType::CLOB
        }
        Kind::Text | Kind::Json => OracleType::Varchar2(characters(bytes)),
        Kind::Bytes if long == Long::Lob && bytes > limits::RAW_MAX as usize => OracleType::BLOB,
        Kind::Bytes | Kind::Uuid => OracleType::Raw(rounded(bytes)),
        Kind::Date => OracleType::Date,
        Kind::DateTime => OracleType::Timestamp(9),
        Kind::DateTimeTz => OracleType::TimestampTZ(9),
        Kind::Time => OracleType::IntervalDS(9, 9),
        other => return Err(unknown(other)),
    })
}

/// The type for texts of any length that the driver sends in one piece.
pub(super) fn longest_text() -> OracleType {
    OracleType::Varchar2(characters(limits::BIND_BYTES_MAX - 3))
}

/// The type for bytes of any length that the driver sends in one piece.
pub(super) fn longest_bytes() -> OracleType {
    OracleType::Raw(rounded(limits::BIND_BYTES_MAX - 3))
}

/// The size of a buffer for so many bytes: one of a few, so that a longer value seldom needs
/// another. Beyond the last the driver sends the value in pieces.
fn rounded(bytes: usize) -> u32 {
    let size = limits::BIND_SIZES.iter().find(|size| **size >= bytes);
    let size = size.copied().unwrap_or(limits::BIND_BYTES_MAX + 1);
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// The size of a text's buffer, which the driver counts in characters, of 4 bytes each.
fn characters(bytes: usize) -> u32 {
    match rounded(bytes) {
        size if size as usize > limits::BIND_BYTES_MAX => size,
        size => size.div_ceil(limits::CHARACTER_BYTES_MAX),
    }
}

#[cold]
pub(super) fn unknown(kind: Kind) -> Error {
    Error::new(ErrorKind::Unsupported, format!("{kind} cannot be stored in Oracle"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(value: &Value<'_>, long: Long) -> OracleType {
        kind_of(value.kind(), length(value), long).unwrap()
    }

    #[test]
    fn texts_are_never_of_the_national_character_set() {
        let text = |length: usize| Value::Text("x".repeat(length).into());
        for (length, size) in [(0, 8), (32, 8), (33, 32), (128, 32), (4_000, 1_000)] {
            assert_eq!(kind(&text(length), Long::Text), OracleType::Varchar2(size), "{length}");
        }
        assert_eq!(kind(&text(4_001), Long::Text), OracleType::Varchar2(8_191));
        assert_eq!(kind(&text(32_764), Long::Text), OracleType::Varchar2(8_191));
        assert_eq!(kind(&text(32_765), Long::Text), OracleType::Varchar2(32_768));
        assert_eq!(kind(&text(1_000_000), Long::Text), OracleType::Varchar2(32_768));
        assert_eq!(kind(&text(4_001), Long::Lob), OracleType::CLOB);
        assert_eq!(kind(&Value::Null(Kind::Text), Long::Lob), OracleType::Varchar2(8));
    }

    #[test]
    fn nulls_have_the_type_of_their_values() {
        for (null, value) in [
            (Kind::I32, Value::I64(1)),
            (Kind::Bool, Value::Bool(true)),
            (Kind::F64, Value::F64(1.0)),
            (Kind::Decimal, Value::Decimal("1".into())),
            (Kind::Uuid, Value::Uuid([1; 16])),
            (Kind::Date, Value::Date(1)),
            (Kind::Time, Value::Time(1)),
            (Kind::DateTime, Value::DateTime { seconds: 1, nanos: 0 }),
            (Kind::DateTimeTz, Value::DateTimeTz { seconds: 1, nanos: 0, offset: 0 }),
        ] {
            let expected = kind(&value, Long::Text);
            assert_eq!(kind(&Value::Null(null), Long::Text), expected, "{null:?}");
        }
    }

    #[test]
    fn numbers_that_the_driver_can_t_read_are_texts() {
        let decimal = |text: &'static str| kind(&Value::Decimal(text.into()), Long::Text);
        assert_eq!(decimal("-1234567890123456789.5"), OracleType::Number(0, 0));
        assert_eq!(decimal("12345678901234567890"), OracleType::Varchar2(8));
        assert_eq!(decimal("0.0000000000000000000000000001"), OracleType::Varchar2(8));
    }

    #[test]
    fn bytes() {
        let bytes = |length: usize| Value::Bytes(vec![1; length].into());
        assert_eq!(kind(&bytes(16), Long::Text), OracleType::Raw(32));
        assert_eq!(kind(&bytes(2_000), Long::Lob), OracleType::Raw(2_000));
        assert_eq!(kind(&bytes(2_001), Long::Lob), OracleType::BLOB);
        assert_eq!(kind(&bytes(40_000), Long::Text), OracleType::Raw(32_768));
    }
}
