//! `uuid::Uuid` as a column type.

use uuid::Uuid;

use crate::column_type::{ColumnType, KeyStrategy};
use crate::{DecodeError, Kind, Result, Value};

impl ColumnType for Uuid {
    type Base = Self;
    const KIND: Kind = Kind::Uuid;
    const KEY: KeyStrategy = KeyStrategy::Uuid;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Uuid(bytes) => Ok(Uuid::from_bytes(bytes)),
            Value::Bytes(bytes) => Uuid::from_slice(&bytes)
                .map_err(|_| DecodeError::mismatch("a UUID of 16 bytes", &Value::Bytes(bytes))),
            Value::Text(text) => Uuid::try_parse(&text)
                .map_err(|_| DecodeError::malformed(Kind::Uuid.name(), "text that is not one")),
            other => Err(DecodeError::mismatch(Kind::Uuid.name(), &other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Uuid(*self.as_bytes()))
    }
}
