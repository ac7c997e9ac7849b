//! A session: statements, transactions, and what happens to them from outside.

use std::sync::atomic::AtomicI16;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use crate::database::{Database, lock};
use crate::error::{OraError, Result};
use crate::functions::{self, Environment, from_sqlite};
use crate::locks::{Resource, Wait};
use crate::record::{self, Call};
use crate::sql::ast::Statement;
use crate::sql::parser::parse;
use crate::sql::translate::{Compiled, Translator};
use crate::transaction::Transaction;
use crate::types::{Column, Type};
use crate::value::Value;

mod block;
mod constraints;
mod control;
mod ddl;
pub(crate) mod dictionary;
mod prepared;
mod run;
mod settings;

pub(crate) use self::control::Control;
pub(crate) use self::prepared::Prepared;

/// What a statement answered.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) columns: Arc<Vec<Column>>,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) affected: u64,
    /// The rows of RETURNING.
    pub(crate) returned: Vec<Vec<Value>>,
    /// What a block gave back, by the position of the bind.
    pub(crate) outputs: Vec<(usize, Value)>,
    pub(crate) rowid: Option<String>,
    /// Whether a query locks its rows.
    pub(crate) locks: bool,
    /// Tables whose rows are locked when they are fetched: SKIP LOCKED does that. The rows end with
    /// the numbers of what is to be locked.
    pub(crate) pending: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Session {
    database: Arc<Database>,
    connection: Arc<Mutex<Connection>>,
    control: Arc<Control>,
    environment: Arc<Environment>,
    transaction: Transaction,
    id: u32,
    /// Rows that the running statement changed or deleted.
    changed: Arc<Mutex<Vec<(String, i64)>>>,
    /// The isolation that transactions begin with.
    default_isolation: crate::transaction::Isolation,
    /// The plan that was made last.
    plan: Vec<String>,
}

impl Session {
    /// Logs in.
    pub(crate) fn open(connect_string: &str, user: &str, password: &str) -> Result<Session> {
        let database = Database::open(connect_string, user, password)?;
        let mut connection = connect(&database)?;
        let control = Arc::new(Control::default());
        let id = database.register(&control);
        let watched = control.clone();
        connection
            .progress_handler(2000, Some(move || watched.check().is_err()))
            .map_err(|error| from_sqlite(&error))?;
        let changed: Arc<Mutex<Vec<(String, i64)>>> = Arc::default();
        let seen = changed.clone();
        connection
            .update_hook(Some(move |action, _: &str, table: &str, row| {
                // Rows that are new can't be seen by others yet.
                if action != rusqlite::hooks::Action::SQLITE_INSERT {
                    lock(&seen).push((table.to_owned(), row));
                }
            }))
            .map_err(|error| from_sqlite(&error))?;
        let environment = Arc::new(Environment {
            database: database.clone(),
            session: id,
            zone: AtomicI16::new(0),
            nls: Mutex::default(),
            drawn: Mutex::default(),
            one_draw: Mutex::default(),
        });
        functions::install(&connection, &environment)?;
        let connection = Arc::new(Mutex::new(connection));
        control.watch(&connection);
        let session = Session {
            database,
            connection,
            control,
            environment,
            transaction: Transaction::default(),
            id,
            changed,
            default_isolation: crate::transaction::Isolation::default(),
            plan: Vec::new(),
        };
        session.round_trip("connect");
        Ok(session)
    }

    pub(crate) fn control(&self) -> Arc<Control> {
        self.control.clone()
    }

    /// Runs one call: a session that was killed or lost does nothing more.
    pub(crate) fn enter<T>(&mut self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.control.begin_call()?;
        let result = body(self);
        self.control.set_in_transaction(self.transaction.active);
        if result.as_ref().is_err_and(OraError::ends_session) {
            self.abandon();
        }
        result
    }

    fn abandon(&mut self) {
        let connection = self.connection.clone();
        let _ = self.transaction.rollback(&lock(&connection));
        self.database.locks.release(self.id, None);
        self.control.end();
    }

    /// Logs off. What is not committed is rolled back, as ODPI-C has done before.
    pub(crate) fn end(&mut self) {
        self.round_trip("disconnect");
        self.abandon();
    }

    pub(crate) fn ping(&mut self) -> Result<()> {
        self.round_trip("ping");
        Ok(())
    }

    pub(crate) fn ended_transactions(&self) -> u64 {
        self.transaction.ended
    }

    /// Records a call that goes to the server.
    pub(crate) fn round_trip(&self, name: &'static str) {
        self.add_call(name, "", "", 0, false);
    }

    fn add_call(&self, name: &'static str, sql: &str, binds: &str, rows: u32, commit: bool) {
        self.database.record.add(Call {
            session: self.id,
            name,
            sql: sql.to_owned(),
            binds: binds.to_owned(),
            rows,
            commit,
        });
    }

    pub(crate) fn record_execute(&self, prepared: &Prepared, binds: &str, rows: u32, commit: bool) {
        record::collect(prepared.text());
        self.add_call("execute", prepared.text(), binds, rows, commit);
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<Prepared> {
        self.add_call("prepare", text, "", 0, false);
        Ok(Prepared::new(text))
    }

    /// The columns of a query.
    pub(crate) fn describe(
        &mut self,
        prepared: &mut Prepared,
        types: &[Type],
    ) -> Result<Arc<Vec<Column>>> {
        match &*self.compile(prepared, types)? {
            Compiled::Query(query) => Ok(query.columns.clone()),
            _ => Ok(Arc::default()),
        }
    }

    fn compile(&mut self, prepared: &mut Prepared, types: &[Type]) -> Result<Arc<Compiled>> {
        let catalog = self.database.catalog();
        if let Some(compiled) = prepared.compiled(catalog.version, types) {
            return Ok(compiled);
        }
        let statement = match prepared.statement() {
            Some(statement) => statement,
            None => {
                let statement = Arc::new(parse(prepared.text())?);
                prepared.set_statement(statement.clone());
                statement
            }
        };
        let mut translator = Translator::new(&catalog, &self.database.schema, types);
        let compiled = Arc::new(translator.statement(&statement)?);
        prepared.set_compiled(catalog.version, types, compiled.clone());
        Ok(compiled)
    }

    /// Runs a statement once.
    pub(crate) fn execute(
        &mut self,
        prepared: &mut Prepared,
        types: &[Type],
        values: &[Value],
    ) -> Result<Outcome> {
        // A failure of the first change must not leave a transaction behind.
        let wrote = self.transaction.writes;
        let result = self.execute_compiled(prepared, types, values);
        if result.is_err() && !wrote && self.transaction.writes {
            let connection = self.connection.clone();
            if self.transaction.undo_begin(&lock(&connection))? {
                self.database.locks.release_writer(self.id);
            }
        }
        result.map_err(|error| self.told(error))
    }

    fn execute_compiled(
        &mut self,
        prepared: &mut Prepared,
        types: &[Type],
        values: &[Value],
    ) -> Result<Outcome> {
        let compiled = self.compile(prepared, types)?;
        match &*compiled {
            Compiled::Query(query) => self.run_query(query, values),
            Compiled::Change(change) => self.run_change(change, values),
            Compiled::Other(statement) => self.run_other(statement, types, values),
        }
    }

    /// An interruption is told by who interrupted.
    fn told(&self, error: OraError) -> OraError {
        match error.code {
            1013 => self.control.check().err().unwrap_or(error),
            _ => error,
        }
    }

    fn run_other(
        &mut self,
        statement: &Statement,
        types: &[Type],
        values: &[Value],
    ) -> Result<Outcome> {
        match statement {
            Statement::Commit => self.end_transaction(true)?,
            Statement::Rollback => self.end_transaction(false)?,
            Statement::Savepoint(name) => {
                let connection = self.connection.clone();
                self.transaction.savepoint(&lock(&connection), name)?;
            }
            Statement::RollbackTo(name) => {
                let connection = self.connection.clone();
                let point = self.transaction.rollback_to(&lock(&connection), name)?;
                self.database.locks.release(self.id, Some(point));
                // The right to write stays with the transaction.
                if self.transaction.writes {
                    self.take(Resource::Writer, Wait::Forever)?;
                }
            }
            Statement::SetTransaction(isolation) => {
                let connection = self.connection.clone();
                self.transaction.set(&lock(&connection), *isolation)?;
            }
            Statement::Ddl(ddl) => self.run_ddl(ddl)?,
            Statement::Block(block) => return self.run_block(block, types, values),
            Statement::AlterSession { name, value } => self.alter_session(name, value)?,
            Statement::KillSession(number) => self.kill(*number)?,
            Statement::LockTable { table, wait } => self.lock_table(table, *wait)?,
            Statement::ClearRecord => self.database.record.clear(),
            Statement::Explain(explained) => self.explain(explained, types, values)?,
            _ => return Err(OraError::unknown("this statement")),
        }
        Ok(Outcome::default())
    }

    /// EXPLAIN PLAN: the plan is SQLite's.
    fn explain(&mut self, explained: &Statement, types: &[Type], values: &[Value]) -> Result<()> {
        let catalog = self.database.catalog();
        let mut translator = Translator::new(&catalog, &self.database.schema, types);
        let Compiled::Query(query) = translator.statement(explained)? else {
            return Err(OraError::unknown("the plan of what is no query"));
        };
        let connection = self.connection.clone();
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
        let connection = lock(&connection);
        let mut statement = connection.prepare(&sql).map_err(|error| from_sqlite(&error))?;
        for index in 1..=statement.parameter_count() {
            let value = values.get(index - 1).unwrap_or(&Value::Null);
            statement.raw_bind_parameter(index, value).map_err(|error| from_sqlite(&error))?;
        }
        let mut plan = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| from_sqlite(&error))? {
            plan.push(row.get::<_, String>(3).map_err(|error| from_sqlite(&error))?);
        }
        self.plan = plan;
        Ok(())
    }

    /// Takes a lock; whether it was free at once, or `None` if it is to be skipped.
    fn take(&mut self, resource: Resource, wait: Wait) -> Result<Option<bool>> {
        self.transaction.point += 1;
        let point = self.transaction.point;
        self.database.locks.take(self.id, &self.control, resource, point, wait)
    }

    /// COMMIT as a call of its own.
    pub(crate) fn commit(&mut self, name: &'static str) -> Result<()> {
        self.round_trip(name);
        self.end_transaction(true)
    }

    /// COMMIT that came with a statement.
    pub(crate) fn commit_with_statement(&mut self) -> Result<()> {
        self.end_transaction(true)
    }

    pub(crate) fn rollback(&mut self, name: &'static str) -> Result<()> {
        self.round_trip(name);
        self.end_transaction(false)
    }

    fn end_transaction(&mut self, commit: bool) -> Result<()> {
        let connection = self.connection.clone();
        let connection = lock(&connection);
        let result = match commit {
            true => self.transaction.commit(&connection),
            false => self.transaction.rollback(&connection),
        };
        drop(connection);
        self.transaction.isolation = self.default_isolation;
        self.database.locks.release(self.id, None);
        result
    }

    fn kill(&mut self, number: u32) -> Result<()> {
        if number == self.id {
            return Err(OraError::new(27, "cannot kill current session"));
        }
        let control = self.database.control(number).filter(|control| control.is_alive());
        let control =
            control.ok_or_else(|| OraError::new(30, "User session ID does not exist."))?;
        control.kill();
        self.database.locks.release(number, None);
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.abandon();
    }
}

/// A connection to the database's file.
fn connect(database: &Database) -> Result<Connection> {
    let connection = Connection::open(&database.file).map_err(|error| from_sqlite(&error))?;
    // Nothing has to survive the process.
    let setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; \
                 PRAGMA temp_store = MEMORY; PRAGMA recursive_triggers = ON;";
    connection.execute_batch(setup).map_err(|error| from_sqlite(&error))?;
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .map_err(|error| from_sqlite(&error))?;
    connection.set_prepared_statement_cache_capacity(200);
    Ok(connection)
}
