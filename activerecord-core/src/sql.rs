//! SQL that the user writes.

use std::ops::ControlFlow;

use crate::database::{Database, Executor, run_on};
use crate::dialect::Dialect;
use crate::expression::Binds;
use crate::{ColumnType, Error, ErrorKind, Expect, FromRow, Result, Row, Statement, Value};

mod by_name;
mod placeholders;

pub(crate) use self::by_name::read_rows;
pub(crate) use self::placeholders::split_at_placeholders;

/// A statement in SQL with its binds, made by [`Database::sql`] or
/// [`Transaction::sql`](crate::Transaction::sql).
///
/// ```
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// db.execute_script(
///     "CREATE TABLE cities (name TEXT, people INTEGER);
///      INSERT INTO cities VALUES ('Oslo', 7), ('Rome', 28);",
/// )?;
/// let all: Vec<(String, i64)> = db.sql("SELECT * FROM cities ORDER BY name", ()).all()?;
/// assert_eq!(all, [("Oslo".to_owned(), 7), ("Rome".to_owned(), 28)]);
/// let large = "SELECT name FROM cities WHERE people > ?";
/// let first: Option<(String,)> = db.sql(large, (10,)).first()?;
/// assert_eq!(first, Some(("Rome".to_owned(),)));
/// assert!(db.sql(large, (99,)).one::<(String,)>().unwrap_err().is_not_found());
/// assert_eq!(db.sql("DELETE FROM cities WHERE people < ?", (10,)).execute()?, 1);
/// # Ok(()) }
/// ```
#[must_use = "a statement does nothing until `all`, `first`, `one` or `execute` is called"]
pub struct RawQuery<'e> {
    executor: &'e dyn Executor,
    sql: Result<(String, Vec<Value<'static>>)>,
}

impl std::fmt::Debug for RawQuery<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.sql.as_ref().map(|(text, _)| text);
        f.debug_struct("RawQuery").field("sql", &text).finish_non_exhaustive()
    }
}

impl Database {
    /// A statement in SQL with `?` for each bind, whatever the database's own placeholders are.
    /// Question marks inside of quotes and comments are left alone; `??` stands for a question
    /// mark of an operator.
    ///
    /// ```
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let rows: Vec<(i64, String)> = db.sql("SELECT 1, ?", ("one",)).all()?;
    /// assert_eq!(rows, [(1, "one".to_owned())]);
    /// # Ok(()) }
    /// ```
    pub fn sql(&self, sql: &str, binds: impl Binds) -> RawQuery<'_> {
        RawQuery::new(self, sql, binds)
    }

    /// Runs a script of statements separated by semicolons, without binds.
    ///
    /// # Errors
    /// The database's error for the first statement that fails; those before it were run.
    pub fn execute_script(&self, sql: &str) -> Result<()> {
        run_on(self, |session| session.execute_script(sql))
    }
}

impl crate::Transaction<'_> {
    /// A statement in SQL; see [`Database::sql`].
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # User { name: "Ada".into(), ..Default::default() }.create()?;
    /// db.transaction(|tx| {
    ///     assert_eq!(tx.sql("UPDATE users SET name = ?", ("Eve",)).execute()?, 1);
    ///     Ok(())
    /// })?;
    /// assert_eq!(User::query().pluck(User::NAME)?, ["Eve"]);
    /// # Ok(()) }
    /// ```
    pub fn sql(&self, sql: &str, binds: impl Binds) -> RawQuery<'_> {
        RawQuery::new(self, sql, binds)
    }
}

impl<'e> RawQuery<'e> {
    pub(crate) fn new(executor: &'e dyn Executor, sql: &str, binds: impl Binds) -> Self {
        let sql = prepare(executor.database().dialect(), sql, binds);
        RawQuery { executor, sql }
    }

    /// All rows.
    ///
    /// # Errors
    /// The database's error; a value does not fit; a struct's column is not in the result.
    pub fn all<T: FromRow>(self) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.read(Expect::Many, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`all`](RawQuery::all).
    pub fn first<T: FromRow>(self) -> Result<Option<T>> {
        let mut first = None;
        self.read(Expect::One, |row| {
            first = Some(row);
            ControlFlow::Break(())
        })?;
        Ok(first)
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`all`](RawQuery::all); [`ErrorKind::NotFound`] when there is no row,
    /// [`ErrorKind::TooManyRows`] when there are several.
    pub fn one<T: FromRow>(self) -> Result<T> {
        let mut rows = Vec::new();
        self.read(Expect::Many, |row| {
            rows.push(row);
            if rows.len() > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        only(rows)
    }

    /// Runs the statement and tells how many rows it changed.
    ///
    /// # Errors
    /// The database's error.
    pub fn execute(self) -> Result<u64> {
        let (sql, binds) = self.sql?;
        let statement = Statement::new(&sql).expect(Expect::Nothing);
        run_on(self.executor, |session| session.execute(&statement, &binds))
            .map(|done| done.affected)
    }

    fn read<T: FromRow>(
        self,
        expect: Expect,
        mut each: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<()> {
        let (sql, binds) = self.sql?;
        let statement = Statement::new(&sql).expect(expect);
        run_on(self.executor, |session| {
            read_rows(session, &statement, &binds, &mut |row| Ok(each(row)))
        })
    }
}

/// The only row of a result.
pub(crate) fn only<T>(mut rows: Vec<T>) -> Result<T> {
    match (rows.pop(), rows.is_empty()) {
        (Some(row), true) => Ok(row),
        (None, _) => Err(Error::new(ErrorKind::NotFound, "expected one row, found none")),
        (Some(_), false) => {
            Err(Error::new(ErrorKind::TooManyRows, "expected one row, found several")
                .with_help("use `first` for any one of them, or narrow the filter"))
        }
    }
}

fn prepare(
    dialect: &dyn Dialect,
    sql: &str,
    binds: impl Binds,
) -> Result<(String, Vec<Value<'static>>)> {
    let binds = binds.into_binds()?;
    let parts = split_at_placeholders(sql, dialect.raw_syntax());
    check_bind_count(parts.len() - 1, binds.len())?;
    let mut text = String::with_capacity(sql.len());
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            dialect.write_placeholder(index, &mut text);
        }
        text.push_str(part);
    }
    Ok((text, binds))
}

pub(crate) fn check_bind_count(placeholders: usize, binds: usize) -> Result<()> {
    if placeholders == binds {
        return Ok(());
    }
    let message = format!("the SQL has {placeholders} placeholders, but {binds} binds were given");
    Err(Error::new(ErrorKind::InvalidQuery, message)
        .with_help("give one bind for each `?`; write `??` for a question mark that is none"))
}

/// Decodes one column of a tuple.
#[inline]
pub(crate) fn decode<T: ColumnType>(row: &mut dyn Row, index: usize) -> Result<T> {
    let value = row.get(index)?;
    match T::from_value(value) {
        Ok(value) => Ok(value),
        Err(error) => {
            let name = row.name(index);
            let message = format!("column {} (`{name}`) of the result: {error}", index + 1);
            Err(Error::new(error.kind(), message).with_column(name.to_owned()))
        }
    }
}
