//! The text and the binds of a statement while it is written.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Dialect;
use super::derived::Names;
use super::scope::Scope;
use crate::expression::{CteDefinition, Expr, Window};
use crate::relation::{Side, check_same_home};
use crate::table::Table;
use crate::{Error, ErrorKind, Result, Statement, Value};

/// A written statement: its text, its binds, and which of these must stay out of logs.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The text, with the database's own placeholders.
    pub text: String,
    /// The binds, in the order of the placeholders.
    pub binds: Vec<Value<'static>>,
    pub(crate) sensitive: Vec<usize>,
    /// How many rows are read, where the text does not say it.
    pub(crate) first: Option<u64>,
    /// How long locked rows are waited for, where the text does not say it.
    pub(crate) lock_timeout: Option<Duration>,
}

impl Rendered {
    /// The statement, for running it.
    pub(crate) fn statement(&self) -> Statement<'_> {
        Statement::new(&self.text)
            .first(self.first)
            .lock_timeout(self.lock_timeout)
            .sensitive(&self.sensitive)
    }
}

impl fmt::Display for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Writes a statement for a dialect.
#[derive(Debug)]
pub struct Renderer<'d> {
    dialect: &'d dyn Dialect,
    sql: String,
    binds: Vec<Value<'static>>,
    sensitive: Vec<usize>,
    first: Option<u64>,
    lock_timeout: Option<Duration>,
    /// The tables whose columns can be named.
    pub(super) scope: Scope,
    /// The names that the next SELECT gives to what it selects.
    names: Names,
    /// The window of the function that is written next.
    window: Option<Box<Window>>,
    /// The queries with names that are read.
    pub(super) ctes: Vec<Arc<CteDefinition>>,
    /// The first model that said which database is asked.
    home: Option<Side>,
    /// Whether relations between models of different databases are refused.
    pub(super) is_implicit: bool,
}

impl<'d> Renderer<'d> {
    /// An empty statement.
    #[must_use]
    pub fn new(dialect: &'d dyn Dialect) -> Self {
        Renderer {
            dialect,
            sql: String::with_capacity(128),
            binds: Vec::new(),
            sensitive: Vec::new(),
            first: None,
            lock_timeout: None,
            scope: Scope::default(),
            names: Names::None,
            window: None,
            ctes: Vec::new(),
            home: None,
            is_implicit: false,
        }
    }

    /// The dialect it is written for.
    #[must_use]
    pub fn dialect(&self) -> &'d dyn Dialect {
        self.dialect
    }

    /// Adds text of the library's own.
    pub fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds a quoted identifier.
    pub fn identifier(&mut self, name: &str) {
        self.dialect.write_identifier(name, &mut self.sql);
    }

    /// Adds a table's name.
    pub fn table(&mut self, table: &Table) {
        self.dialect.write_table(table, &mut self.sql);
    }

    /// Adds a condition that does not depend on the row.
    pub fn truth(&mut self, truth: bool) {
        self.dialect.write_truth(truth, &mut self.sql);
    }

    /// Lets the SELECT that `write` begins with give names to what it selects.
    pub(super) fn named_columns<R>(
        &mut self,
        names: Names,
        write: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        self.names = names;
        let result = write(self);
        self.names = Names::None;
        result
    }

    /// The names of the SELECT that begins here.
    pub(super) fn take_names(&mut self) -> Names {
        std::mem::take(&mut self.names)
    }

    /// Sets the window of the function that is written next.
    pub(super) fn set_window(&mut self, window: &Window) {
        self.window = Some(Box::new(window.clone()));
    }

    /// The window of the function that begins here; see [`over`](Renderer::over).
    pub fn take_window(&mut self) -> Option<Box<Window>> {
        self.window.take()
    }

    /// Takes note of whose database is asked, which must be that of all models.
    pub(super) fn at_home(&mut self, home: Option<fn() -> Side>) -> Result<()> {
        let Some(home) = home else { return Ok(()) };
        self.is_implicit = true;
        match self.home {
            Some(first) => check_same_home(first, home()),
            None => {
                self.home = Some(home());
                Ok(())
            }
        }
    }

    /// Adds a bind.
    ///
    /// # Errors
    /// The statement has as many binds as the database takes already.
    pub fn bind(&mut self, value: Value<'static>, sensitive: bool) -> Result<()> {
        let limit = self.dialect.limits().binds;
        if self.binds.len() == limit {
            let message = format!(
                "the statement has more than the {limit} binds that {} takes",
                self.dialect.name()
            );
            return Err(Error::new(ErrorKind::InvalidQuery, message)
                .with_help("split the list that it is built from"));
        }
        if sensitive {
            self.sensitive.push(self.binds.len());
        }
        self.binds.push(value);
        self.dialect.write_placeholder(self.binds.len(), &mut self.sql);
        Ok(())
    }

    /// Adds a number of rows as a bind.
    ///
    /// # Errors
    /// The number is beyond what a database can count.
    pub fn bind_number(&mut self, number: u64) -> Result<()> {
        self.bind(Value::I64(countable(number)?), false)
    }

    /// Adds how many rows are wanted at most. One and two, which `first` and `one` ask for, are
    /// part of the text: a server that knows them plans for few rows. Other numbers are binds, so
    /// that pages of all sizes are one statement.
    ///
    /// # Errors
    /// The number is beyond what a database can count.
    ///
    /// ```
    /// use activerecord::Value;
    /// use activerecord::dialect::{IsoDialect, Renderer};
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let rendered = |rows| {
    ///     let mut out = Renderer::new(&IsoDialect);
    ///     out.push(" LIMIT ");
    ///     out.limit(rows)?;
    ///     Ok::<_, activerecord::Error>(out.finish())
    /// };
    /// assert_eq!(rendered(1)?.text, " LIMIT 1");
    /// assert_eq!(rendered(50)?.text, " LIMIT ?");
    /// assert_eq!(rendered(50)?.binds, [Value::I64(50)]);
    /// # Ok(()) }
    /// ```
    pub fn limit(&mut self, rows: u64) -> Result<()> {
        if matches!(rows, 1 | 2) { self.push_number(rows) } else { self.bind_number(rows) }
    }

    /// Bounds the rows of the whole statement by reading no more than these, where the text can't
    /// say it.
    pub fn read_first(&mut self, rows: u64) {
        self.first = Some(rows);
    }

    /// Waits no longer than this for rows that somebody else has locked, where the text can't say
    /// it.
    pub fn wait_for_locks(&mut self, time: Duration) {
        self.lock_timeout = Some(time);
    }

    /// Adds a number of rows as part of the text.
    ///
    /// # Errors
    /// The number is beyond what a database can count.
    pub fn push_number(&mut self, number: u64) -> Result<()> {
        let number = countable(number)?;
        self.sql.push_str(&number.to_string());
        Ok(())
    }

    /// Adds an expression, in the dialect's way.
    ///
    /// # Errors
    /// It can't be written for this database, or names a column that is not in the query.
    pub fn expr(&mut self, expr: &Expr) -> Result<()> {
        self.dialect.write_expr(expr, self)
    }

    /// Adds an expression as a condition, in the dialect's way.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn condition(&mut self, expr: &Expr) -> Result<()> {
        self.dialect.write_condition(expr, self)
    }

    /// Adds expressions with commas between.
    ///
    /// # Errors
    /// As [`expr`](Renderer::expr).
    pub fn list(&mut self, exprs: &[Expr]) -> Result<()> {
        for (index, expr) in exprs.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.expr(expr)?;
        }
        Ok(())
    }

    /// The finished statement.
    #[must_use]
    pub fn finish(self) -> Rendered {
        Rendered {
            text: self.sql,
            binds: self.binds,
            sensitive: self.sensitive,
            first: self.first,
            lock_timeout: self.lock_timeout,
        }
    }

    /// The text so far.
    pub fn sql(&mut self) -> &mut String {
        &mut self.sql
    }
}

fn countable(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| {
        Error::new(ErrorKind::OutOfRange, format!("{number} is too great for LIMIT or OFFSET"))
    })
}
