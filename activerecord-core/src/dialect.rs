//! From statements as data to the SQL of one database. Pure: no I/O.

use std::borrow::Cow;
use std::fmt;

use crate::expression::{Expr, Function, Lock, Order, ScalarFunction, Select, SetOperator};
use crate::table::{ColumnInfo, ForeignKeyAction, Reference, Table};
use crate::{Error, ErrorKind, Isolation, Result, Value};

mod assignments;
mod capabilities;
mod cte;
pub(crate) mod ddl;
mod derived;
mod expr;
mod function;
mod iso;
mod lateral;
mod lock;
mod names;
mod order;
mod own_table;
mod per_group;
mod raw_syntax;
mod render;
mod row_writer;
mod scope;
pub(crate) mod select;
pub(crate) mod write;

pub use self::capabilities::{Bulk, Capabilities, LastId, Limits};
pub use self::ddl::{DdlGuard, foreign_key_action, index_name, shorten};
pub use self::iso::IsoDialect;
pub use self::lateral::LateralStyle;
pub use self::lock::check_lock_wait;
pub use self::raw_syntax::RawSyntax;
pub use self::render::{Rendered, Renderer};
pub(crate) use self::row_writer::RowStatement;
pub use self::row_writer::RowWriter;
pub(crate) use self::write::UpsertParts;
pub use self::write::{Conflict, Insert, Update};

/// How one database writes SQL. The default methods write ISO SQL; a backend overrides only what
/// differs, and says by [`Capabilities`] and [`Limits`] what its server's version can do.
pub trait Dialect: Send + Sync + fmt::Debug + 'static {
    /// The short name in messages, `sqlite` for example.
    fn name(&self) -> &'static str;

    /// The server's version, as it says it.
    fn version(&self) -> &str;

    /// What the server can do.
    fn capabilities(&self) -> &Capabilities;

    /// How much fits into one statement.
    fn limits(&self) -> &Limits;

    /// Writes a quoted identifier. Default: `"name"`, with quotes inside doubled.
    fn write_identifier(&self, name: &str, sql: &mut String) {
        sql.push('"');
        if name.as_bytes().contains(&b'"') {
            sql.push_str(&name.replace('"', "\"\""));
        } else {
            sql.push_str(name);
        }
        sql.push('"');
    }

    /// Writes the placeholder of the bind number `number`, counted from 1. Default: `?`.
    fn write_placeholder(&self, _number: usize, sql: &mut String) {
        sql.push('?');
    }

    /// Writes a table's name with its schema.
    fn write_table(&self, table: &Table, sql: &mut String) {
        if let Some(schema) = table.schema {
            self.write_identifier(schema, sql);
            sql.push('.');
        }
        self.write_identifier(table.name, sql);
    }

    /// Writes an expression of operators that databases write differently. The default is what
    /// [`Renderer::expr_default`] does; an override handles its cases and calls that for the rest.
    ///
    /// The text is kept for queries that differ in their values: what is written for a comparison
    /// with a truth value, an `i64` or `f64`, a text, bytes, a UUID or a date may depend on the value's
    /// type, and on whether a text or bytes are empty, but not on the value.
    ///
    /// # Errors
    /// The expression can't be written for this database.
    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        out.expr_default(expr)
    }

    /// Writes an expression where a condition is expected: behind WHERE, AND, NOT and so on. Default:
    /// as any other; a database that tells conditions from values overrides both.
    ///
    /// # Errors
    /// As [`write_expr`](Dialect::write_expr).
    fn write_condition(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        self.write_expr(expr, out)
    }

    /// What stands before and behind a column where a SELECT reads it, for types that come in
    /// another form. Default: nothing.
    fn around_selected(&self, _column: &ColumnInfo) -> (&'static str, &'static str) {
        ("", "")
    }

    /// The same query in another form, where the database can't run it in the given one. Default:
    /// as it is.
    fn rephrase<'s>(&self, select: &'s Select) -> Cow<'s, Select> {
        Cow::Borrowed(select)
    }

    /// The operator that puts the rows of two queries together. Default: the standard's.
    fn set_operator(&self, operator: SetOperator) -> &'static str {
        operator.iso_name()
    }

    /// What stands behind `WITH` where a query reads its own rows. Default: `RECURSIVE `.
    fn recursive_word(&self) -> &'static str {
        "RECURSIVE "
    }

    /// What stands between a subquery and its name. Default: ` AS `.
    fn alias_word(&self) -> &'static str {
        " AS "
    }

    /// Writes what a column is set to by `update_all`. Default: the expression as it is; an engine
    /// that would store another type than the column's checks it here.
    ///
    /// # Errors
    /// The expression can't be written for this database.
    fn write_assigned(
        &self,
        _column: &ColumnInfo,
        value: &Expr,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        out.expr(value)
    }

    /// Writes the name of an aggregate function over arguments of type `argument`.
    fn function_name(&self, function: Function, _argument: Option<crate::Kind>) -> &'static str {
        function.iso_name()
    }

    /// The name of a function of the values of one row. Default: the standard's.
    fn scalar_function_name(&self, function: ScalarFunction) -> &'static str {
        function.iso_name()
    }

    /// Writes a value where the server has nothing to take its type from: selected, or the result of
    /// CASE. Default: as any other.
    ///
    /// # Errors
    /// The statement has too many binds.
    fn write_lone_value(
        &self,
        value: &Value<'static>,
        sensitive: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        out.expr(&Expr::Value { value: value.clone(), sensitive })
    }

    /// Writes `true` or `false` as a condition. Default: `1 = 1`, `1 = 0`.
    fn write_truth(&self, truth: bool, sql: &mut String) {
        sql.push_str(if truth { "1 = 1" } else { "1 = 0" });
    }

    /// Writes one item of ORDER BY.
    ///
    /// # Errors
    /// The expression can't be written for this database.
    fn write_order(&self, order: &Order, out: &mut Renderer<'_>) -> Result<()> {
        out.order_default(order)
    }

    /// Writes what bounds the rows behind `SELECT`, where the database has that. Default: nothing.
    ///
    /// # Errors
    /// The database can't bound this query.
    fn write_top(&self, _select: &Select, _out: &mut Renderer<'_>) -> Result<()> {
        Ok(())
    }

    /// Writes LIMIT and OFFSET behind a SELECT. Default: `OFFSET m ROWS FETCH NEXT n ROWS ONLY`.
    ///
    /// # Errors
    /// The database can't bound this query.
    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        out.limit_default(select)
    }

    /// Writes the lock behind the name of a table whose rows are locked, where the database wants it
    /// there. Default: nothing.
    ///
    /// # Errors
    /// The database has no such lock.
    fn write_table_lock(&self, _lock: &Lock, _out: &mut Renderer<'_>) -> Result<()> {
        Ok(())
    }

    /// Writes the lock behind a SELECT. The default is what [`Renderer::lock_default`] does:
    /// `FOR UPDATE`, `FOR SHARE`, with `OF`, `NOWAIT` or `SKIP LOCKED`.
    ///
    /// # Errors
    /// The database has no such lock.
    fn write_lock(&self, lock: &Lock, _select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        out.lock_default(lock)
    }

    /// Writes an INSERT. The default is what [`RowWriter::insert_default`] does: RETURNING at its
    /// end. Rows that come back in another order than they are sent in are
    /// [`numbered`](RowWriter::numbered).
    fn write_insert(&self, insert: &Insert<'_>, out: &mut RowWriter<'_>) {
        out.insert_default(insert);
    }

    /// Writes an INSERT that updates or keeps the rows that are there already. The default is what
    /// [`RowWriter::upsert_default`] does.
    ///
    /// # Errors
    /// The database has no such statement.
    fn write_upsert(
        &self,
        insert: &Insert<'_>,
        conflict: &Conflict<'_>,
        out: &mut RowWriter<'_>,
    ) -> Result<()> {
        out.upsert_default(insert, conflict)
    }

    /// Writes an UPDATE of one row. The default is what [`RowWriter::update_default`] does.
    fn write_update(&self, update: &Update<'_>, out: &mut RowWriter<'_>) {
        out.update_default(update);
    }

    /// Writes the values of an INSERT that sends no column. Default: `DEFAULT VALUES`.
    fn write_insert_defaults(&self, sql: &mut String) {
        sql.push_str(" DEFAULT VALUES");
    }

    /// Writes what follows the VALUES of an INSERT to update the row that is there already.
    /// Default: `ON CONFLICT (…) DO UPDATE SET …`.
    ///
    /// # Errors
    /// The database has no such statement.
    fn write_on_conflict(&self, conflict: &Conflict<'_>, sql: &mut String) -> Result<()> {
        write::on_conflict(self.as_dialect(), conflict, sql);
        Ok(())
    }

    /// Writes an INSERT of many rows whose values come as one array for each column, up to what
    /// [`write_on_conflict`](Dialect::write_on_conflict) follows; for [`Bulk::Arrays`] only.
    ///
    /// # Errors
    /// The database has no such statement.
    fn write_insert_arrays(
        &self,
        _table: &Table,
        _columns: &[usize],
        _sql: &mut String,
    ) -> Result<()> {
        Err(self.unsupported("inserting from arrays"))
    }

    /// Writes an UPDATE of `rows` rows, each with its own values: of the columns, of the key, and
    /// of the expected version where the table has one. Hands back whether the database has such
    /// a statement; without one the rows are updated one by one, which is the default.
    ///
    /// # Errors
    /// A value's type can't be written.
    fn write_update_rows(
        &self,
        _table: &Table,
        _columns: &[usize],
        _rows: usize,
        _sql: &mut String,
    ) -> Result<bool> {
        Ok(false)
    }

    /// Writes a foreign key's other table. Default: with its schema.
    fn write_referenced_table(&self, table: &Table, sql: &mut String) {
        self.write_table(table, sql);
    }

    /// Writes what stands between `CREATE INDEX` and the columns. Default: the index's name, and
    /// the table with its schema.
    fn write_index(&self, name: &str, table: &Table, sql: &mut String) {
        self.write_identifier(name, sql);
        sql.push_str(" ON ");
        self.write_table(table, sql);
    }

    /// The type of a column in CREATE TABLE.
    ///
    /// # Errors
    /// The database has no such type.
    fn column_type(&self, column: &ColumnInfo) -> Result<String>;

    /// The type of a column that is part of a key, an index or a foreign key, where databases bound
    /// the length. Default: as any other's.
    ///
    /// # Errors
    /// The database has no such type.
    fn indexed_column_type(&self, column: &ColumnInfo) -> Result<String> {
        self.column_type(column)
    }

    /// The words of a foreign key's action. Default: the standard's.
    fn foreign_key_action(&self, action: ForeignKeyAction) -> &'static str {
        ddl::foreign_key_action(action)
    }

    /// Writes what happens to a row when the one that it refers to is deleted or gets another key.
    /// Default: `ON DELETE …` and `ON UPDATE …`, unless it is nothing in particular.
    ///
    /// # Errors
    /// The database has no such action.
    fn write_foreign_key_actions(&self, reference: &Reference, sql: &mut String) -> Result<()> {
        ddl::write_foreign_key_actions(self.as_dialect(), reference, sql);
        Ok(())
    }

    /// The statement that makes a sequence, for models that name one. Default: none, and the key
    /// is made as that of any other table.
    fn create_sequence(&self, _name: &str) -> Option<String> {
        None
    }

    /// The type and default of a key column whose values a sequence makes, in CREATE TABLE; for
    /// databases that have [`create_sequence`](Dialect::create_sequence).
    fn sequence_key(&self, _sequence: &str) -> String {
        String::new()
    }

    /// Wraps a statement that creates or drops something, so that it does nothing where there is
    /// one already, or none. Default: none, for CREATE and DROP have words for it.
    fn guard_ddl(&self, _statement: &str, _guard: DdlGuard) -> Option<String> {
        None
    }

    /// What stands before CREATE TABLE, or CREATE INDEX where `index` is its name, to do nothing
    /// where there is one already. Default: none, for CREATE itself knows IF NOT EXISTS.
    fn create_guard(&self, _table: &Table, _index: Option<&str>) -> Option<String> {
        None
    }

    /// What stands behind the type of the key column that the database makes, in CREATE TABLE;
    /// it includes the primary key itself. Default: the standard's identity column.
    fn generated_key(&self) -> &'static str {
        " GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
    }

    /// The words before a statement that show how it would run.
    ///
    /// # Errors
    /// The database has none.
    fn explain_prefix(&self) -> Result<&'static str> {
        Ok("EXPLAIN ")
    }

    /// A SELECT of how many rows a table has at most, for a database that does not know it itself
    /// when it plans a statement. It must take no longer than to find a row by its key; it may
    /// fail, for a table of which nobody can tell. Default: none.
    fn estimate_rows(&self, _table: &Table) -> Option<String> {
        None
    }

    /// Which quotes and comments users may write in their own SQL.
    fn raw_syntax(&self) -> RawSyntax {
        RawSyntax::iso()
    }

    /// Checks that transactions of this isolation level exist.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`], listing the levels that exist.
    fn check_isolation(&self, level: Isolation) -> Result<()> {
        let known = self.capabilities().isolation_levels;
        if known.contains(&level) {
            return Ok(());
        }
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        Err(self
            .unsupported(&format!("isolation level {level}"))
            .with_help(format!("it has {}", known.join(", "))))
    }

    /// The error for what this database does not have.
    fn unsupported(&self, feature: &str) -> Error {
        let message = format!("{feature} is not supported by {} {}", self.name(), self.version());
        Error::new(ErrorKind::Unsupported, message)
    }

    /// Upcasts; implement it as `self`.
    fn as_dialect(&self) -> &dyn Dialect;
}
