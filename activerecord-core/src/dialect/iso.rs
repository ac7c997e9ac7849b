//! ISO SQL, for looking at a query without a database.

use super::{Capabilities, Dialect, Limits};
use crate::table::ColumnInfo;
use crate::{Kind, Result};

/// The dialect of no database: what [`Query::to_sql`](crate::Query::to_sql) shows where no
/// database is configured.
#[derive(Debug, Clone, Copy, Default)]
pub struct IsoDialect;

const LIMITS: Limits = Limits::new(usize::MAX, usize::MAX, usize::MAX, 128);
const CAPABILITIES: Capabilities = Capabilities::iso();

impl Dialect for IsoDialect {
    fn name(&self) -> &'static str {
        "iso"
    }

    fn version(&self) -> &str {
        "SQL:2023"
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    fn limits(&self) -> &Limits {
        &LIMITS
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        Ok(match (column.kind, column.max_length) {
            (Kind::Bool, _) => "BOOLEAN".into(),
            (Kind::I8 | Kind::I16 | Kind::U8, _) => "SMALLINT".into(),
            (Kind::I32 | Kind::U16, _) => "INTEGER".into(),
            (Kind::I64 | Kind::U32, _) => "BIGINT".into(),
            (Kind::U64, _) => "NUMERIC(20)".into(),
            (Kind::F32, _) => "REAL".into(),
            (Kind::F64, _) => "DOUBLE PRECISION".into(),
            (Kind::Text, Some(length)) => format!("VARCHAR({length})"),
            (Kind::Text | Kind::Json, _) => "CLOB".into(),
            (Kind::Bytes, _) => "BLOB".into(),
            (Kind::Decimal, _) => "NUMERIC(38, 10)".into(),
            (Kind::Date, _) => "DATE".into(),
            (Kind::Time, _) => "TIME(6)".into(),
            (Kind::DateTime, _) => "TIMESTAMP(6)".into(),
            (Kind::DateTimeTz, _) => "TIMESTAMP(6) WITH TIME ZONE".into(),
            (Kind::Uuid, _) => "BINARY(16)".into(),
            (Kind::Array(_), _) => return Err(self.unsupported("an array")),
        })
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}
