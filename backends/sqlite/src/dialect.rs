//! SQLite's SQL, where it differs from the standard's.

use activerecord_core::dialect::{Capabilities, Dialect, Limits, RawSyntax, Renderer};
use activerecord_core::expression::{Expr, Function, LikeStyle, ScalarFunction, Select};
use activerecord_core::table::{ColumnInfo, Table};
use activerecord_core::{Kind, Result};
use rusqlite::Connection;
use rusqlite::limits::Limit;

use crate::backend::NAME;
use crate::{limits, version};

mod decimal;
mod in_list;
mod integer;
mod json;

/// SQLite's SQL, as one engine speaks it.
#[derive(Debug)]
pub(crate) struct SqliteDialect {
    version: &'static str,
    capabilities: Capabilities,
    limits: Limits,
    /// `json_each` is there: built in since 3.38, by choice before.
    has_json: bool,
}

impl SqliteDialect {
    /// Asks the engine behind a connection what it can do.
    pub(crate) fn of(connection: &Connection) -> Self {
        let number = rusqlite::version_number();
        let binds = connection.limit(Limit::SQLITE_LIMIT_VARIABLE_NUMBER).ok();
        let binds = binds
            .and_then(|binds| usize::try_from(binds).ok())
            .unwrap_or_else(|| version::binds_max_fallback(number));
        let has_json = connection.prepare("SELECT value FROM json_each('[]')").is_ok();
        let mut capabilities = version::capabilities(number);
        capabilities.list_is_one_bind = has_json;
        SqliteDialect {
            version: rusqlite::version(),
            capabilities,
            limits: Limits::new(
                binds,
                binds,
                limits::VALUES_ROWS_MAX,
                limits::IDENTIFIER_BYTES_MAX,
            ),
            has_json,
        }
    }
}

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> &str {
        self.version
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        let (inner, negated) = match expr {
            Expr::Not(inner) => (&**inner, true),
            other => (other, false),
        };
        if let Expr::InList { expr, list, sensitive } = inner {
            return self.write_in_list(expr, list, *sensitive, negated, out);
        }
        if let Expr::Json { document, steps, kind } = expr {
            return self.write_json(document, steps, *kind, out);
        }
        if let Expr::Likely(inner) = expr {
            out.push("likely(");
            out.expr(inner)?;
            out.push(")");
            return Ok(());
        }
        if let Some(plain) = plain_like(inner) {
            let plain = if negated { Expr::Not(Box::new(plain)) } else { plain };
            return out.expr_default(&plain);
        }
        if self.write_decimal(inner, negated, out)? || integer::write_integer(expr, out)? {
            return Ok(());
        }
        out.expr_default(expr)
    }

    fn function_name(&self, function: Function, argument: Option<Kind>) -> &'static str {
        match (function, argument) {
            (Function::Sum, Some(Kind::Decimal)) => "decimal_sum",
            (Function::Avg, Some(Kind::Decimal)) => "decimal_avg",
            _ => function.iso_name(),
        }
    }

    fn scalar_function_name(&self, function: ScalarFunction) -> &'static str {
        match function {
            ScalarFunction::Length => "LENGTH",
            _ => function.iso_name(),
        }
    }

    fn write_truth(&self, truth: bool, sql: &mut String) {
        sql.push(if truth { '1' } else { '0' });
    }

    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        match select.limit {
            Some(limit) => {
                // Not a bind: SQLite plans by the number, and whenever such a bind is set it
                // prepares the statement anew, which takes ten times as long as to run it.
                out.push(" LIMIT ");
                out.push_number(limit)?;
            }
            // SQLite knows OFFSET behind a LIMIT only; a negative one is none.
            None => out.push(" LIMIT -1"),
        }
        if let Some(offset) = select.offset {
            out.push(" OFFSET ");
            out.bind_number(offset)?;
        }
        Ok(())
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        Ok(match (column.kind, column.max_length) {
            // Exactly this word makes a key column the row's own number.
            (kind, _) if kind.is_integer() => "INTEGER".into(),
            (Kind::Bool, _) => "INTEGER".into(),
            (Kind::F32 | Kind::F64, _) => "REAL".into(),
            // SQLite does not enforce the length; it is there for the reader.
            (Kind::Text, Some(length)) => format!("VARCHAR({length})"),
            (Kind::Bytes | Kind::Uuid, _) => "BLOB".into(),
            // NUMERIC would turn the text into a float.
            (Kind::Decimal, _) => "TEXT COLLATE decimal".into(),
            (Kind::Text | Kind::Json, _) => "TEXT".into(),
            (Kind::Date | Kind::Time | Kind::DateTime | Kind::DateTimeTz, _) => "TEXT".into(),
            (other, _) => return Err(self.unsupported(&format!("a column of type {other}"))),
        })
    }

    /// With AUTOINCREMENT the key of a deleted row never comes back, as in every other database;
    /// without it SQLite takes the greatest key plus one. It costs 0.3 microseconds an insert, and
    /// one page more in the log of a transaction that inserts; a table that is created by one's
    /// own SQL can do without.
    fn generated_key(&self) -> &'static str {
        " PRIMARY KEY AUTOINCREMENT"
    }

    fn explain_prefix(&self) -> Result<&'static str> {
        Ok("EXPLAIN QUERY PLAN ")
    }

    fn raw_syntax(&self) -> RawSyntax {
        RawSyntax::iso().with_backticks().with_brackets().with_flat_comments()
    }

    /// SQLite has no count of its tables' rows, but where ANALYZE has made one; the greatest number
    /// of a row is the last one of its table (<https://www.sqlite.org/queryplanner-ng.html>).
    fn estimate_rows(&self, table: &Table) -> Option<String> {
        let mut sql = String::from("SELECT max(rowid) FROM ");
        self.write_table(table, &mut sql);
        Some(sql)
    }

    /// A foreign key never leaves its database, so SQLite takes no schema here.
    fn write_referenced_table(&self, table: &Table, sql: &mut String) {
        self.write_identifier(table.name, sql);
    }

    /// SQLite wants the schema before the index's name, not before the table's.
    fn write_index(&self, name: &str, table: &Table, sql: &mut String) {
        if let Some(schema) = table.schema {
            self.write_identifier(schema, sql);
            sql.push('.');
        }
        self.write_identifier(name, sql);
        sql.push_str(" ON ");
        self.write_identifier(table.name, sql);
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}

/// SQLite's LIKE disregards the case of ASCII letters by itself, and can use an index then.
fn plain_like(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Like { expr, pattern, style: LikeStyle::IgnoreCase } => Some(Expr::Like {
            expr: expr.clone(),
            pattern: pattern.clone(),
            style: LikeStyle::Plain,
        }),
        _ => None,
    }
}
