//! The SQL that PostgreSQL speaks.

use activerecord_core::dialect::{Capabilities, Dialect, Limits, RawSyntax, Renderer};
use activerecord_core::expression::{Expr, LikeStyle, Lock, ScalarFunction, Select};
use activerecord_core::table::{ColumnInfo, Table};
use activerecord_core::{Kind, Result, Value};

use crate::backend::NAME;
use crate::limits;
use crate::version::{self, Version};

mod aggregate;
mod arrays;
mod cast;
mod function;
mod lock;
mod types;
mod value;

pub(crate) use self::arrays::ArrayText;

/// PostgreSQL's dialect, by the server's version.
#[derive(Debug)]
pub(crate) struct PostgresDialect {
    version: Version,
    capabilities: Capabilities,
    limits: Limits,
}

impl PostgresDialect {
    pub(crate) fn new(version: Version) -> Self {
        PostgresDialect {
            capabilities: version::capabilities(&version),
            version,
            limits: Limits::new(
                limits::BINDS_MAX,
                // A list travels as one array.
                usize::MAX,
                usize::MAX,
                limits::IDENTIFIER_BYTES_MAX,
            ),
        }
    }

    fn write_like(
        &self,
        expr: &Expr,
        pattern: &Expr,
        style: LikeStyle,
        negated: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        out.operand(expr)?;
        out.push(if negated { " NOT" } else { "" });
        out.push(if style == LikeStyle::IgnoreCase { " ILIKE " } else { " LIKE " });
        out.operand(pattern)?;
        // Without this the backslash would be an escape character, unlike in other databases.
        out.push(" ESCAPE ''");
        Ok(())
    }
}

impl Dialect for PostgresDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> &str {
        &self.version.text
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn write_placeholder(&self, number: usize, sql: &mut String) {
        sql.push('$');
        sql.push_str(&number.to_string());
    }

    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        let (inner, negated) = match expr {
            Expr::Not(inner) => (&**inner, true),
            other => (other, false),
        };
        match inner {
            Expr::InList { expr, list, sensitive } => {
                arrays::write_in_list(expr, list, *sensitive, negated, out)
            }
            Expr::Like { expr, pattern, style } if *style != LikeStyle::Escaped => {
                self.write_like(expr, pattern, *style, negated, out)
            }
            Expr::Binary { left, op, right } if !negated && cast::stand_alone(left, right) => {
                cast::write_binary(left, *op, right, out)
            }
            Expr::Value { value, sensitive } if !negated => {
                out.bind(value::comparable(value), *sensitive)
            }
            Expr::Aggregate { .. } if !negated => aggregate::write(inner, out),
            Expr::Json { document, steps, kind } if !negated => {
                function::write_json(document, steps, *kind, out)
            }
            Expr::Call { function: ScalarFunction::Round(_), .. } if !negated => {
                function::write_round(inner, out)
            }
            _ => out.expr_default(expr),
        }
    }

    fn write_assigned(
        &self,
        _column: &ColumnInfo,
        value: &Expr,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        match value {
            // What is stored must have no digit too many, where what is compared may.
            Expr::Value { value, sensitive } => out.bind(value.clone(), *sensitive),
            other => out.expr(other),
        }
    }

    fn write_lone_value(
        &self,
        value: &Value<'static>,
        sensitive: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        cast::write_value(&Expr::Value { value: value.clone(), sensitive }, out)
    }

    fn write_truth(&self, truth: bool, sql: &mut String) {
        sql.push_str(if truth { "TRUE" } else { "FALSE" });
    }

    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        if let Some(limit) = select.limit {
            out.push(" LIMIT ");
            out.limit(limit)?;
        }
        if let Some(offset) = select.offset {
            out.push(" OFFSET ");
            out.bind_number(offset)?;
        }
        Ok(())
    }

    fn write_lock(&self, lock: &Lock, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        lock::write(lock, select, out)
    }

    fn write_insert_arrays(
        &self,
        table: &Table,
        columns: &[usize],
        sql: &mut String,
    ) -> Result<()> {
        arrays::write_insert(self, table, columns, sql)
    }

    fn write_update_rows(
        &self,
        table: &Table,
        columns: &[usize],
        _rows: usize,
        sql: &mut String,
    ) -> Result<bool> {
        arrays::write_update(self, table, columns, sql).map(|()| true)
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        types::column_type(column.kind, column.max_length)
    }

    fn explain_prefix(&self) -> Result<&'static str> {
        Ok("EXPLAIN ")
    }

    fn raw_syntax(&self) -> RawSyntax {
        RawSyntax::iso().with_dollar_quotes().with_escape_strings()
    }

    /// PostgreSQL puts an index into its table's schema, and takes no schema for it.
    fn write_index(&self, name: &str, table: &Table, sql: &mut String) {
        self.write_identifier(name, sql);
        sql.push_str(" ON ");
        self.write_table(table, sql);
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}

/// The name that an identifier stands for, which may be in quotes.
pub(crate) fn unquoted(identifier: &str) -> String {
    let inner = identifier.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    inner.map_or_else(|| identifier.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// The name of a type as a cast writes it.
fn cast_type(kind: Kind) -> String {
    types::name(kind)
}
