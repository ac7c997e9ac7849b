//! The types of columns.

use activerecord_core::dialect::Dialect;
use activerecord_core::table::ColumnInfo;
use activerecord_core::{Kind, Result};

use super::MsSqlDialect;
use crate::limits;

pub(super) fn column_type(dialect: &MsSqlDialect, column: &ColumnInfo) -> Result<String> {
    Ok(match (column.kind, column.max_length) {
        (Kind::Bool, _) => "bit".into(),
        // `tinyint` has no sign.
        (Kind::I8 | Kind::I16, _) => "smallint".into(),
        (Kind::U8, _) => "tinyint".into(),
        (Kind::I32 | Kind::U16, _) => "int".into(),
        (Kind::I64 | Kind::U32, _) => "bigint".into(),
        (Kind::U64, _) => "decimal(20, 0)".into(),
        (Kind::F32, _) => "real".into(),
        (Kind::F64, _) => "float".into(),
        (Kind::Text, Some(length)) if length <= limits::TEXT_CHARACTERS_MAX => {
            format!("nvarchar({})", length.max(1))
        }
        (Kind::Text | Kind::Json, _) => "nvarchar(max)".into(),
        (Kind::Bytes, _) => "varbinary(max)".into(),
        (Kind::Decimal, _) => "decimal(38, 10)".into(),
        (Kind::Date, _) => "date".into(),
        (Kind::Time, _) => "time(7)".into(),
        (Kind::DateTime, _) => "datetime2(7)".into(),
        (Kind::DateTimeTz, _) => "datetimeoffset(7)".into(),
        (Kind::Uuid, _) => "uniqueidentifier".into(),
        (other, _) => return Err(dialect.unsupported(&format!("a column of type {other}"))),
    })
}

/// What an index is over has a bound.
pub(super) fn indexed_column_type(dialect: &MsSqlDialect, column: &ColumnInfo) -> Result<String> {
    Ok(match (column.kind, column.max_length) {
        (Kind::Text | Kind::Json, None) => format!("nvarchar({})", limits::INDEXED_TEXT_CHARACTERS),
        (Kind::Bytes, _) => format!("varbinary({})", limits::INDEXED_BYTES),
        _ => return column_type(dialect, column),
    })
}
