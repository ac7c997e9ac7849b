//! SQL Server's SQL, where it differs from the standard's.

use std::borrow::Cow;

use activerecord_core::dialect::{
    Capabilities, Conflict, Dialect, Insert, Limits, RawSyntax, Renderer, RowWriter, Update,
};
use activerecord_core::expression::{Expr, Lock, Select};
use activerecord_core::table::{ColumnInfo, ForeignKeyAction, Table};
use activerecord_core::{Error, Result};

use crate::backend::NAME;
use crate::config::MsSqlOptions;
use crate::{limits, version};

mod ddl;
mod expr;
mod function;
mod lock;
mod returned;
mod types;
mod write;

/// Quotes and comments.
pub(crate) const RAW_SYNTAX: RawSyntax = RawSyntax::iso().with_brackets();

/// SQL Server's SQL, as one server speaks it.
#[derive(Debug)]
pub(crate) struct MsSqlDialect {
    version: String,
    capabilities: Capabilities,
    limits: Limits,
    schema: Option<String>,
    triggers: Vec<String>,
}

impl MsSqlDialect {
    pub(crate) fn new(version: String, options: &MsSqlOptions) -> Self {
        MsSqlDialect {
            version,
            capabilities: version::capabilities(),
            limits: Limits::new(
                limits::BINDS_MAX,
                limits::BINDS_MAX,
                limits::VALUES_ROWS_MAX,
                limits::IDENTIFIER_BYTES_MAX,
            ),
            schema: options.schema.clone(),
            triggers: options.triggers.clone(),
        }
    }

    /// Whether the table was said to have triggers.
    fn has_triggers(&self, table: &Table) -> bool {
        self.triggers.iter().any(|name| name.eq_ignore_ascii_case(table.name))
    }
}

impl Dialect for MsSqlDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn write_identifier(&self, name: &str, sql: &mut String) {
        sql.push('[');
        sql.push_str(&name.replace(']', "]]"));
        sql.push(']');
    }

    fn write_placeholder(&self, number: usize, sql: &mut String) {
        sql.push_str("@P");
        sql.push_str(&number.to_string());
    }

    fn write_table(&self, table: &Table, sql: &mut String) {
        if let Some(schema) = table.schema.or(self.schema.as_deref()) {
            self.write_identifier(schema, sql);
            sql.push('.');
        }
        self.write_identifier(table.name, sql);
    }

    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        expr::write_value(expr, out)
    }

    fn write_condition(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        expr::write_condition(expr, out)
    }

    fn rephrase<'s>(&self, select: &'s Select) -> Cow<'s, Select> {
        Cow::Borrowed(select)
    }

    fn recursive_word(&self) -> &'static str {
        ""
    }

    fn write_top(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        match (select.limit, select.offset) {
            // FETCH takes no zero.
            (Some(limit), None | Some(0)) | (Some(limit @ 0), _) => {
                out.push("TOP (");
                out.limit(limit)?;
                out.push(") ");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        let (limit, offset) = match (select.limit, select.offset) {
            (Some(0), _) | (_, None) | (Some(_), Some(0)) => return Ok(()),
            (limit, Some(offset)) => (limit, offset),
        };
        if select.order.is_empty() {
            // OFFSET belongs to ORDER BY; of distinct rows, only what is selected can be ordered by.
            out.push(if select.distinct { " ORDER BY 1" } else { " ORDER BY (SELECT NULL)" });
        }
        out.push(" OFFSET ");
        out.bind_number(offset)?;
        out.push(" ROWS");
        if let Some(limit) = limit {
            out.push(" FETCH NEXT ");
            out.limit(limit)?;
            out.push(" ROWS ONLY");
        }
        Ok(())
    }

    fn write_table_lock(&self, lock: &Lock, out: &mut Renderer<'_>) -> Result<()> {
        lock::write_hints(lock, out)
    }

    fn write_lock(&self, lock: &Lock, _select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        lock::write_wait(lock, out)
    }

    fn write_insert(&self, insert: &Insert<'_>, out: &mut RowWriter<'_>) {
        self.insert(insert, out);
    }

    fn write_upsert(
        &self,
        insert: &Insert<'_>,
        conflict: &Conflict<'_>,
        out: &mut RowWriter<'_>,
    ) -> Result<()> {
        self.merge(insert, conflict, out);
        Ok(())
    }

    fn write_update(&self, update: &Update<'_>, out: &mut RowWriter<'_>) {
        self.update(update, out);
    }

    fn write_update_rows(
        &self,
        table: &Table,
        columns: &[usize],
        rows: usize,
        sql: &mut String,
    ) -> Result<bool> {
        self.update_rows(table, columns, rows, sql);
        Ok(true)
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        types::column_type(self, column)
    }

    fn indexed_column_type(&self, column: &ColumnInfo) -> Result<String> {
        types::indexed_column_type(self, column)
    }

    /// SQL Server's word for what refuses is the same whether at once or at the end.
    fn foreign_key_action(&self, action: ForeignKeyAction) -> &'static str {
        match action {
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => "NO ACTION",
            ForeignKeyAction::Cascade => "CASCADE",
            ForeignKeyAction::SetNull => "SET NULL",
            ForeignKeyAction::SetDefault => "SET DEFAULT",
        }
    }

    fn create_sequence(&self, name: &str) -> Option<String> {
        let mut sql = String::from("CREATE SEQUENCE ");
        self.write_identifier(name, &mut sql);
        // Without a start it begins at the smallest number there is.
        sql.push_str(" AS bigint START WITH 1 INCREMENT BY 1");
        Some(sql)
    }

    fn sequence_key(&self, sequence: &str) -> String {
        let mut sql = String::from("bigint NOT NULL DEFAULT NEXT VALUE FOR ");
        self.write_identifier(sequence, &mut sql);
        sql.push_str(" PRIMARY KEY");
        sql
    }

    fn create_guard(&self, table: &Table, index: Option<&str>) -> Option<String> {
        Some(ddl::create_guard(self, table, index))
    }

    fn generated_key(&self) -> &'static str {
        " IDENTITY(1, 1) NOT NULL PRIMARY KEY"
    }

    fn explain_prefix(&self) -> Result<&'static str> {
        let error: Error = self.unsupported("showing a plan by a statement");
        Err(error.with_help("`SET SHOWPLAN_TEXT ON` shows plans, in a session of its own"))
    }

    fn raw_syntax(&self) -> RawSyntax {
        RAW_SYNTAX
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}
