//! Oracle's SQL, where it differs from the standard's.

use std::borrow::Cow;

use activerecord_core::dialect::{
    Capabilities, Conflict, DdlGuard, Dialect, Insert, Limits, RawSyntax, Renderer, RowWriter,
    Update, shorten,
};
use activerecord_core::expression::{Expr, Lock, Order, ScalarFunction, Select, SetOperator};
use activerecord_core::table::{ColumnInfo, Reference};
use activerecord_core::{Kind, Result};

use crate::backend::NAME;
use crate::version::{self, ServerVersion};

mod ddl;
mod expr;
mod integer;
mod json;
mod like;
mod lob;
mod names;
mod row;
mod select;

pub(crate) use self::names::from_database;

/// Oracle's SQL, as a server of one version speaks it.
///
/// ```
/// use activerecord_core::dialect::Dialect;
/// use activerecord_oracle::OracleDialect;
///
/// let dialect = OracleDialect::of_version(19, 3);
/// let mut sql = String::new();
/// dialect.write_identifier("users", &mut sql);
/// assert_eq!(sql, r#""USERS""#);
/// ```
#[derive(Debug)]
pub struct OracleDialect {
    text: String,
    server: ServerVersion,
    capabilities: Capabilities,
    limits: Limits,
}

impl OracleDialect {
    /// The SQL of a server of this version, for looking at statements without a database.
    #[must_use]
    pub fn of_version(major: i32, minor: i32) -> Self {
        OracleDialect::new(ServerVersion(major, minor), format!("{major}.{minor}"), None)
    }

    /// The SQL of a server; `identifier_bytes` says otherwise than its version how long a name
    /// can be.
    pub(crate) fn new(
        server: ServerVersion,
        text: String,
        identifier_bytes: Option<usize>,
    ) -> Self {
        OracleDialect {
            text,
            server,
            capabilities: version::capabilities(server),
            limits: version::limits(server, identifier_bytes),
        }
    }

    pub(crate) fn server(&self) -> ServerVersion {
        self.server
    }
}

impl Dialect for OracleDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> &str {
        &self.text
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    /// In capitals where the name is one that Oracle would fold, so that `users` is the table that
    /// everybody else calls `USERS`; otherwise exactly as it is.
    fn write_identifier(&self, name: &str, sql: &mut String) {
        let limit = self.limits.identifier_bytes;
        let name = match name.len() > limit {
            true => Cow::Owned(shorten(name.to_owned(), limit)),
            false => Cow::Borrowed(name),
        };
        names::write(&name, sql);
    }

    fn write_placeholder(&self, number: usize, sql: &mut String) {
        sql.push(':');
        sql.push_str(&number.to_string());
    }

    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        self.write_value(expr, out)
    }

    fn write_condition(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        self.write_true(expr, out)
    }

    fn around_selected(&self, column: &ColumnInfo) -> (&'static str, &'static str) {
        match column.kind {
            // The driver reads no JSON: it comes as text.
            Kind::Json if self.server.has_json() => ("JSON_SERIALIZE(", " RETURNING CLOB)"),
            _ => ("", ""),
        }
    }

    fn rephrase<'s>(&self, select: &'s Select) -> Cow<'s, Select> {
        select::lock_what_was_found(select)
    }

    fn set_operator(&self, operator: SetOperator) -> &'static str {
        match operator {
            SetOperator::Except => "MINUS",
            SetOperator::ExceptAll => "MINUS ALL",
            other => other.iso_name(),
        }
    }

    fn recursive_word(&self) -> &'static str {
        ""
    }

    fn scalar_function_name(&self, function: ScalarFunction) -> &'static str {
        match function {
            ScalarFunction::Length => "LENGTH",
            _ => function.iso_name(),
        }
    }

    fn alias_word(&self) -> &'static str {
        " "
    }

    fn write_order(&self, order: &Order, out: &mut Renderer<'_>) -> Result<()> {
        match lob::sortable(order) {
            Some(sql) => sql.write(out),
            None => out.order_default(order),
        }
    }

    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        match (select::skips(select), select.limit, select.offset) {
            (false, ..) => out.limit_default(select),
            // Rows are locked as they are read, so the reader stops in time.
            (true, Some(limit), None) => {
                out.read_first(limit);
                Ok(())
            }
            (true, ..) => Err(self.unsupported("SKIP LOCKED with an offset")),
        }
    }

    fn write_assigned(
        &self,
        column: &ColumnInfo,
        value: &Expr,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        integer::write_assigned(column, value, out)
    }

    fn write_lock(&self, lock: &Lock, _select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        select::write_lock(lock, out)
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
        out.push("UPDATE ").table().assignments(update).row_condition();
        self.returning(update.table, update.returned, out);
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        self.type_of(column)
    }

    fn indexed_column_type(&self, column: &ColumnInfo) -> Result<String> {
        self.indexed_type_of(column)
    }

    fn write_foreign_key_actions(&self, reference: &Reference, sql: &mut String) -> Result<()> {
        self.foreign_key_actions(reference, sql)
    }

    fn create_sequence(&self, name: &str) -> Option<String> {
        let mut sql = String::from("CREATE SEQUENCE ");
        self.write_identifier(name, &mut sql);
        Some(sql)
    }

    fn sequence_key(&self, sequence: &str) -> String {
        let mut sql = String::from(" DEFAULT ");
        self.write_identifier(sequence, &mut sql);
        sql.push_str(".NEXTVAL PRIMARY KEY");
        sql
    }

    fn guard_ddl(&self, statement: &str, guard: DdlGuard) -> Option<String> {
        Some(ddl::guarded(statement, guard))
    }

    fn explain_prefix(&self) -> Result<&'static str> {
        // The connection reads the plan once it is made.
        Ok("EXPLAIN PLAN FOR ")
    }

    fn raw_syntax(&self) -> RawSyntax {
        RawSyntax::iso().with_flat_comments()
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}
