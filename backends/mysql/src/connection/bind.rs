//! From the library's values to the driver's.

use activerecord_core::{Error, ErrorKind, Result, Value};
use mysql::Params;

use super::time;
use crate::config::UuidStorage;

/// All values, in their order. The driver takes its own copy of texts and bytes: it has no other
/// way, and who writes by hand pays the same.
#[inline]
pub(super) fn params(binds: &[Value<'_>], uuid: UuidStorage) -> Result<Params> {
    if binds.is_empty() {
        return Ok(Params::Empty);
    }
    let mut values = Vec::with_capacity(binds.len());
    for (index, value) in binds.iter().enumerate() {
        // What most are, by itself.
        match value {
            Value::I64(value) => values.push(mysql::Value::Int(*value)),
            Value::Text(text) => values.push(mysql::Value::Bytes(text.as_bytes().to_vec())),
            other => match bind(other, uuid) {
                Ok(value) => values.push(value),
                Err(error) => return Err(error.with_parameter(index)),
            },
        }
    }
    Ok(Params::Positional(values))
}

#[inline(never)]
fn bind(value: &Value<'_>, uuid: UuidStorage) -> Result<mysql::Value> {
    Ok(match value {
        Value::Null(_) => mysql::Value::NULL,
        Value::Bool(value) => mysql::Value::Int(i64::from(*value)),
        Value::I64(value) => mysql::Value::Int(*value),
        Value::U64(value) => mysql::Value::UInt(*value),
        Value::F32(value) if value.is_finite() => mysql::Value::Float(*value),
        Value::F64(value) if value.is_finite() => mysql::Value::Double(*value),
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => {
            mysql::Value::Bytes(text.as_bytes().to_vec())
        }
        Value::Bytes(bytes) => mysql::Value::Bytes(bytes.to_vec()),
        Value::Uuid(bytes) if uuid == UuidStorage::Binary => mysql::Value::Bytes(bytes.to_vec()),
        Value::Uuid(bytes) => mysql::Value::Bytes(hyphenated(*bytes)),
        Value::Date(days) => time::date(*days)?,
        Value::Time(nanos) => time::time(*nanos)?,
        Value::DateTime { seconds, nanos } | Value::DateTimeTz { seconds, nanos, .. } => {
            time::date_time(*seconds, *nanos)?
        }
        Value::F32(_) | Value::F64(_) => return Err(not_finite()),
        other => return Err(unknown(other)),
    })
}

/// `67e55044-10b1-426f-9247-bb680e5fe0c8`
fn hyphenated(bytes: [u8; 16]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push(b'-');
        }
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}

#[cold]
fn not_finite() -> Error {
    Error::new(ErrorKind::OutOfRange, "MySQL can't store a float that is infinite or not a number")
}

#[cold]
fn unknown(value: &Value<'_>) -> Error {
    let message = format!("{} cannot be stored in MySQL", value.kind());
    Error::new(ErrorKind::Unsupported, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_in_each_form() {
        let bytes = [
            0x67, 0xe5, 0x50, 0x44, 0x10, 0xb1, 0x42, 0x6f, 0x92, 0x47, 0xbb, 0x68, 0x0e, 0x5f,
            0xe0, 0xc8,
        ];
        let sent = |storage| bind(&Value::Uuid(bytes), storage).unwrap();
        assert_eq!(sent(UuidStorage::Binary), mysql::Value::Bytes(bytes.to_vec()));
        let text = b"67e55044-10b1-426f-9247-bb680e5fe0c8".to_vec();
        assert_eq!(sent(UuidStorage::Text), mysql::Value::Bytes(text.clone()));
        assert_eq!(sent(UuidStorage::Native), mysql::Value::Bytes(text));
    }

    #[test]
    fn what_cannot_be_stored_says_which_bind_it_is() {
        let binds = [Value::I64(1), Value::F64(f64::NAN)];
        let error = params(&binds, UuidStorage::Native).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
        let infinite = [Value::F32(f32::INFINITY)];
        assert!(params(&infinite, UuidStorage::Native).is_err());
    }
}
