//! The names of types.

use activerecord_core::{Kind, Result};

use crate::limits;

/// The type of a column in CREATE TABLE.
pub(super) fn column_type(kind: Kind, max_length: Option<u32>) -> Result<String> {
    Ok(match (kind, max_length) {
        (Kind::Text, Some(length)) if length <= limits::VARCHAR_CHARACTERS_MAX => {
            format!("VARCHAR({length})")
        }
        _ => name(kind),
    })
}

/// The name of a type, as CREATE TABLE and casts write it.
pub(super) fn name(kind: Kind) -> String {
    match kind {
        Kind::Bool => "BOOLEAN".into(),
        Kind::I8 | Kind::I16 | Kind::U8 => "SMALLINT".into(),
        Kind::I32 | Kind::U16 => "INTEGER".into(),
        Kind::I64 | Kind::U32 => "BIGINT".into(),
        // Every `u64` and nothing beyond the digits of the greatest one.
        Kind::U64 => "NUMERIC(20)".into(),
        Kind::F32 => "REAL".into(),
        Kind::F64 => "DOUBLE PRECISION".into(),
        Kind::Text => "TEXT".into(),
        Kind::Bytes => "BYTEA".into(),
        // Without a scale nothing is rounded.
        Kind::Decimal => "NUMERIC".into(),
        Kind::Date => "DATE".into(),
        Kind::Time => "TIME".into(),
        Kind::DateTime => "TIMESTAMP".into(),
        Kind::DateTimeTz => "TIMESTAMPTZ".into(),
        Kind::Uuid => "UUID".into(),
        Kind::Json => "JSONB".into(),
        Kind::Array(item) => format!("{}[]", name(*item)),
        // Whatever comes to be: the server reads its text.
        _ => "TEXT".into(),
    }
}
