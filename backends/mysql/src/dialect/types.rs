//! The types of columns.

use activerecord_core::dialect::Dialect;
use activerecord_core::table::ColumnInfo;
use activerecord_core::{Kind, Result};

use super::MySqlDialect;
use crate::config::UuidStorage;
use crate::limits::{DECIMAL_TYPE, VARCHAR_MAX};

impl MySqlDialect {
    /// The type of a column in CREATE TABLE.
    pub(super) fn type_of(&self, column: &ColumnInfo) -> Result<String> {
        Ok(match column.kind {
            Kind::Bool => "BOOLEAN".into(),
            Kind::I8 => "TINYINT".into(),
            Kind::I16 => "SMALLINT".into(),
            Kind::I32 => "INT".into(),
            Kind::I64 => "BIGINT".into(),
            Kind::U8 => "TINYINT UNSIGNED".into(),
            Kind::U16 => "SMALLINT UNSIGNED".into(),
            Kind::U32 => "INT UNSIGNED".into(),
            Kind::U64 => "BIGINT UNSIGNED".into(),
            Kind::F32 => "FLOAT".into(),
            Kind::F64 => "DOUBLE".into(),
            Kind::Text => self.text(column.max_length),
            Kind::Bytes => "LONGBLOB".into(),
            Kind::Decimal => DECIMAL_TYPE.into(),
            Kind::Date => "DATE".into(),
            Kind::Time => "TIME(6)".into(),
            // TIMESTAMP ends in 2038.
            Kind::DateTime | Kind::DateTimeTz => "DATETIME(6)".into(),
            Kind::Json => "JSON".into(),
            Kind::Uuid => match self.uuid_storage() {
                UuidStorage::Native => "UUID".into(),
                UuidStorage::Binary => "BINARY(16)".into(),
                UuidStorage::Text => "CHAR(36) CHARACTER SET ascii".into(),
            },
            other => return Err(self.unsupported(&format!("a column of type {other}"))),
        })
    }

    fn text(&self, max_length: Option<u32>) -> String {
        let collation = self.collation();
        match max_length {
            Some(length) if length <= VARCHAR_MAX => {
                format!("VARCHAR({length}) CHARACTER SET utf8mb4 COLLATE {collation}")
            }
            _ => format!("LONGTEXT CHARACTER SET utf8mb4 COLLATE {collation}"),
        }
    }
}
