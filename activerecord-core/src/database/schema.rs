//! Tables from structs.

use super::{Database, Executor, Session, run_on};
use crate::dialect::ddl;
use crate::{Expect, Record, Result, Statement};

impl Database {
    /// Creates the model's table with its keys, constraints and indexes.
    ///
    /// # Errors
    /// [`ErrorKind::ObjectExists`](crate::ErrorKind::ObjectExists) when there is one already, or
    /// the database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(ActiveRecord)]
    /// struct City {
    ///     id: i64,
    ///     #[record(unique)]
    ///     name: String,
    /// }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// db.create_table::<City>()?;
    /// assert!(db.create_table::<City>().is_err());
    /// db.create_table_if_not_exists::<City>()?;
    /// db.drop_table::<City>()?;
    /// # Ok(()) }
    /// ```
    pub fn create_table<M: Record>(&self) -> Result<()> {
        create(self, M::TABLE, false)
    }

    /// Creates the model's table unless there is a table of that name; its columns are not
    /// compared.
    ///
    /// # Errors
    /// The database's error.
    pub fn create_table_if_not_exists<M: Record>(&self) -> Result<()> {
        create(self, M::TABLE, true)
    }

    /// Drops the model's table.
    ///
    /// # Errors
    /// [`ErrorKind::ObjectMissing`](crate::ErrorKind::ObjectMissing) when there is none, or the
    /// database's error.
    pub fn drop_table<M: Record>(&self) -> Result<()> {
        drop(self, M::TABLE, false)
    }

    /// Drops the model's table if there is one.
    ///
    /// # Errors
    /// The database's error.
    pub fn drop_table_if_exists<M: Record>(&self) -> Result<()> {
        drop(self, M::TABLE, true)
    }

    /// The statements that [`create_table`](Database::create_table) would run.
    ///
    /// # Errors
    /// A column has a type that the database does not have.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord)] struct City { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let sql = db.create_table_sql::<City>()?;
    /// assert!(sql[0].starts_with(r#"CREATE TABLE "cities""#));
    ///
    /// db.create_table::<City>()?;
    /// db.drop_table_if_exists::<City>()?;
    /// db.drop_table_if_exists::<City>()?;                     // there is none any more
    /// assert!(db.drop_table::<City>().is_err());
    /// # Ok(()) }
    /// ```
    pub fn create_table_sql<M: Record>(&self) -> Result<Vec<String>> {
        ddl::create_table(self.dialect(), M::TABLE, false)
    }
}

/// All statements or none, where the database can undo CREATE TABLE.
fn create(
    database: &Database,
    table: &'static crate::table::Table,
    if_not_exists: bool,
) -> Result<()> {
    let statements = ddl::create_table(database.dialect(), table, if_not_exists)?;
    let run_all = |executor: &dyn Executor| {
        run_on(executor, |session| statements.iter().try_for_each(|sql| run(session, sql)))
    };
    let result = if statements.len() > 1 && database.dialect().capabilities().transactional_ddl {
        database.transaction(|tx| run_all(tx))
    } else {
        run_all(database)
    };
    result.map_err(|error| error.with_model(table.model).with_table(table.name))
}

fn drop(database: &Database, table: &'static crate::table::Table, if_exists: bool) -> Result<()> {
    run_on(database, |session| {
        let statements = ddl::drop_table(session.dialect(), table, if_exists)?;
        statements.iter().try_for_each(|sql| run(session, sql))
    })
}

fn run(session: &mut Session<'_>, sql: &str) -> Result<()> {
    let statement = Statement::new(sql).one_shot().expect(Expect::Nothing);
    session.execute(&statement, &[]).map(|_| ())
}
