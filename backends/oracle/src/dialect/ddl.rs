//! Types of columns, foreign keys, and statements that do nothing where nothing is to be done.

use activerecord_core::dialect::{DdlGuard, Dialect};
use activerecord_core::table::{ColumnInfo, ForeignKeyAction, Reference};
use activerecord_core::{Kind, Result};

use super::OracleDialect;
use crate::limits;

/// Whether a text of this length is a CLOB.
pub(super) fn is_long_text(max_length: Option<u32>) -> bool {
    max_length.is_none_or(|length| length > limits::VARCHAR2_MAX)
}

impl OracleDialect {
    pub(super) fn type_of(&self, column: &ColumnInfo) -> Result<String> {
        Ok(match (column.kind, column.max_length) {
            (Kind::Bool, _) if self.server().is_23() => "BOOLEAN".into(),
            (Kind::Bool, _) => "NUMBER(1)".into(),
            (Kind::I8 | Kind::U8, _) => "NUMBER(3)".into(),
            (Kind::I16 | Kind::U16, _) => "NUMBER(5)".into(),
            (Kind::I32 | Kind::U32, _) => "NUMBER(10)".into(),
            (Kind::I64, _) => "NUMBER(19)".into(),
            (Kind::U64, _) => "NUMBER(20)".into(),
            (Kind::F32, _) => "BINARY_FLOAT".into(),
            (Kind::F64, _) => "BINARY_DOUBLE".into(),
            // Without a scale every number of 38 digits is kept as it is.
            (Kind::Decimal, _) => "NUMBER".into(),
            (Kind::Text, Some(length)) if !is_long_text(Some(length)) => {
                format!("VARCHAR2({length} CHAR)")
            }
            (Kind::Json, _) if self.server().has_json() => "JSON".into(),
            (Kind::Text | Kind::Json, _) => "CLOB".into(),
            (Kind::Bytes, _) => "BLOB".into(),
            (Kind::Date, _) => "DATE".into(),
            // Oracle has no time of day; an interval compares and sorts like one.
            (Kind::Time, _) => "INTERVAL DAY(0) TO SECOND(6)".into(),
            (Kind::DateTime, _) => "TIMESTAMP(6)".into(),
            (Kind::DateTimeTz, _) => "TIMESTAMP(6) WITH TIME ZONE".into(),
            (Kind::Uuid, _) => "RAW(16)".into(),
            (other, _) => return Err(self.unsupported(&format!("a column of type {other}"))),
        })
    }

    /// No LOB can be part of an index: a text without a length is as long as a VARCHAR2 can be.
    pub(super) fn indexed_type_of(&self, column: &ColumnInfo) -> Result<String> {
        match column.kind {
            Kind::Text if is_long_text(column.max_length) => {
                Ok(format!("VARCHAR2({})", limits::VARCHAR2_MAX))
            }
            Kind::Bytes => Ok(format!("RAW({})", limits::RAW_MAX)),
            _ => self.type_of(column),
        }
    }

    pub(super) fn foreign_key_actions(
        &self,
        reference: &Reference,
        sql: &mut String,
    ) -> Result<()> {
        match reference.on_update {
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => {}
            _ => return Err(self.unsupported("ON UPDATE of a foreign key")),
        }
        match reference.on_delete {
            // What Oracle does when nothing is said.
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => {}
            ForeignKeyAction::Cascade => sql.push_str(" ON DELETE CASCADE"),
            ForeignKeyAction::SetNull => sql.push_str(" ON DELETE SET NULL"),
            _ => return Err(self.unsupported("ON DELETE SET DEFAULT")),
        }
        Ok(())
    }
}

/// A block that runs a statement and disregards that there was nothing to do. IF NOT EXISTS came
/// only with 23ai.
pub(super) fn guarded(statement: &str, guard: DdlGuard) -> String {
    let expected = match guard {
        // The name is taken; the columns have an index.
        DdlGuard::IfNotExists => "-955, -1408",
        // There is no such table; there is no such sequence.
        DdlGuard::IfExists => "-942, -2289",
    };
    format!(
        "BEGIN EXECUTE IMMEDIATE '{}'; EXCEPTION WHEN OTHERS THEN \
         IF SQLCODE NOT IN ({expected}) THEN RAISE; END IF; END;",
        statement.replace('\'', "''")
    )
}
