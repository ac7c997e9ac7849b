//! The driver glue: statements and borrowed binds down, rows up one at a time.

use std::any::Any;
use std::sync::Arc;

use activerecord_core::dialect::Dialect;
use activerecord_core::table::Table;
use activerecord_core::{
    Caching, CancelHandle, Connection, Done, EachRow, Error, ErrorKind, Result, Statement,
    TransactionOptions, Value,
};

use crate::backend::Shared;
use crate::dialect::OracleDialect;
use crate::{error, limits, transaction};

mod batch;
mod bind;
mod calendar;
mod cell;
mod explain;
mod kept;
mod keys;
mod kind;
mod output;
mod row;
mod run;
mod script;
mod session;
mod setup;

use self::kept::{Kept, Lent};
use self::keys::KeySequences;
pub use self::session::OracleSession;

/// The savepoint around a statement that is run for many rows.
const BATCH_SAVEPOINT: &str = "ar_batch";

/// An open connection.
#[derive(Debug)]
pub(crate) struct OracleConnection {
    kept: Kept,
    session: OracleSession,
    shared: Arc<Shared>,
    dialect: Arc<OracleDialect>,
    sequences: KeySequences,
    /// A transaction was begun and not ended.
    begun: bool,
    /// A statement changed the session itself.
    altered: bool,
    broken: bool,
}

impl OracleConnection {
    pub(crate) fn open(shared: &Arc<Shared>) -> Result<Self> {
        let (session, dialect) = setup::open(shared)?;
        let settings = shared.settings();
        Ok(OracleConnection {
            kept: Kept::new(settings.statement_cache, settings.fetch),
            session,
            shared: Arc::clone(shared),
            dialect,
            sequences: KeySequences::default(),
            begun: false,
            altered: false,
            broken: false,
        })
    }

    /// Runs a statement, calling `each` for its rows where there is somebody to call.
    fn run(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        if binds.len() + statement.outputs.len() > limits::BINDS_MAX {
            return Err(too_many_binds());
        }
        if batch::is_batch(binds) {
            return self.run_many(statement.sql, binds);
        }
        if explain::is_explain(statement.sql, statement.caching) {
            let explained = explain::explain(&self.session, statement.sql, binds, each);
            return explained.map_err(|failure| self.failed(failure, statement));
        }
        let keep = statement.caching == Caching::Keep;
        let prepared = match statement.first {
            Some(rows) => Lent::first(&self.session, statement.sql, rows),
            None => self.kept.get(&self.session, statement.sql, statement.expect, keep),
        };
        let ran = prepared.map_err(run::Failure::Driver).and_then(|mut prepared| {
            let done = self
                .session
                .with(|connection| run::run(connection, &mut prepared, statement, binds, each))?;
            Ok((done, prepared.effect()))
        });
        match ran {
            Ok((done, effect)) => {
                self.after(effect);
                Ok(done)
            }
            Err(failure) => Err(self.failed(failure, statement)),
        }
    }

    /// What else a statement has changed.
    fn after(&mut self, effect: run::Effect) {
        match effect {
            run::Effect::Data => {}
            run::Effect::Session => self.altered = true,
            run::Effect::Transaction => self.transaction_is_over(),
            run::Effect::Objects => {
                // It has committed what was done before.
                self.transaction_is_over();
                // What is kept was prepared for the tables as they were.
                self.kept.clear();
                self.sequences.clear();
            }
        }
    }

    fn transaction_is_over(&mut self) {
        if std::mem::take(&mut self.begun) {
            self.session.set_autocommit(true);
        }
    }

    #[cold]
    fn failed(&mut self, failure: run::Failure, statement: &Statement<'_>) -> Error {
        let driver = match failure {
            run::Failure::Ours(error) => return error,
            run::Failure::Driver(driver) => driver,
        };
        if error::code(&driver).is_some_and(|code| error::CURSOR_IS_STALE.contains(&code)) {
            self.kept.forget(statement.sql);
        }
        self.fail(driver)
    }

    /// Remembers whether the connection is of use after this error.
    #[cold]
    fn fail(&mut self, driver: oracle::Error) -> Error {
        self.broken |= error::is_fatal(&driver);
        error::translate(driver)
    }

    /// Runs a statement for many rows, all of them or none. The server stops at nothing: it tells
    /// afterwards which rows it could not take.
    fn run_many(&mut self, sql: &str, binds: &[Value<'_>]) -> Result<Done> {
        if self.begun {
            self.command(&format!("SAVEPOINT {BATCH_SAVEPOINT}"))?;
            let result = self.run_batch(sql, binds);
            if result.is_err() && !self.broken {
                self.command(&format!("ROLLBACK TO SAVEPOINT {BATCH_SAVEPOINT}"))?;
            }
            return result;
        }
        self.session.set_autocommit(false);
        let result = self.run_batch(sql, binds);
        let ended = match &result {
            Ok(_) => self.session.with(oracle::Connection::commit),
            Err(_) => self.session.with(oracle::Connection::rollback),
        };
        self.session.set_autocommit(true);
        match (result, ended) {
            (Ok(done), Ok(())) => Ok(done),
            (Err(error), Ok(())) => Err(error),
            (result, Err(driver)) => {
                self.broken = true;
                let failed = error::translate(driver);
                Err(result.err().unwrap_or(failed))
            }
        }
    }

    fn run_batch(&mut self, sql: &str, binds: &[Value<'_>]) -> Result<Done> {
        let result = self.session.with(|connection| batch::run(connection, sql, binds));
        result.map_err(|failure| match failure {
            run::Failure::Ours(error) => error,
            run::Failure::Driver(driver) => self.fail(driver),
        })
    }

    /// Runs a statement of the library's own.
    fn command(&mut self, sql: &str) -> Result<()> {
        let result = self.session.with(|connection| connection.execute(sql, &[]).map(|_| ()));
        result.map_err(|driver| self.fail(driver))
    }

    /// Ends the transaction by `end`; whatever comes of it, statements commit by themselves again.
    fn end(&mut self, end: fn(&oracle::Connection) -> oracle::Result<()>) -> Result<()> {
        let result = self.session.with(end);
        self.begun = false;
        self.session.set_autocommit(true);
        result.map_err(|driver| {
            self.broken |= error::is_fatal(&driver);
            error::translate(driver)
        })
    }
}

#[cold]
fn ended_already() -> Error {
    Error::new(ErrorKind::TransactionAborted, "a statement has ended the transaction already")
        .with_help("COMMIT and ROLLBACK do, and so do CREATE, ALTER and DROP, which commit")
}

#[cold]
fn too_many_binds() -> Error {
    let message =
        format!("the statement has more than the {} binds that Oracle takes", limits::BINDS_MAX);
    Error::new(ErrorKind::InvalidQuery, message).with_help("split the list that it is built from")
}

impl Connection for OracleConnection {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::clone(&self.dialect) as Arc<dyn Dialect>
    }

    fn query(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<Done> {
        self.run(statement, binds, Some(each))
    }

    fn execute(&mut self, statement: &Statement<'_>, binds: &[Value<'_>]) -> Result<Done> {
        self.run(statement, binds, None)
    }

    fn execute_script(&mut self, sql: &str) -> Result<()> {
        for statement in script::split(sql) {
            self.run(&Statement::new(statement).one_shot(), &[], None)?;
        }
        Ok(())
    }

    fn new_keys(&mut self, table: &'static Table, count: usize) -> Result<Option<Vec<i64>>> {
        let OracleConnection { session, sequences, dialect, .. } = self;
        let result = session.with(|connection| sequences.take(connection, dialect, table, count));
        result.map_err(|driver| self.fail(driver))
    }

    fn begin(&mut self, options: &TransactionOptions) -> Result<()> {
        if let Some(level) = options.get_isolation() {
            self.dialect.check_isolation(level)?;
        }
        self.session.set_autocommit(false);
        if let Some(setup) = transaction::setup(options) {
            // It must be the first statement of the transaction.
            self.command(setup).inspect_err(|_| self.session.set_autocommit(true))?;
        }
        self.begun = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        if !self.begun {
            return Err(ended_already());
        }
        self.end(oracle::Connection::commit).inspect_err(|_| {
            // Oracle has undone it where a deferred constraint was violated; otherwise its locks
            // must go.
            if self.session.with(oracle::Connection::rollback).is_err() {
                self.broken = true;
            }
        })
    }

    fn rollback(&mut self) -> Result<()> {
        if !self.begun {
            return Ok(());
        }
        self.end(oracle::Connection::rollback).inspect_err(|_| self.broken = true)
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.command(&format!("SAVEPOINT {name}"))
    }

    /// Oracle forgets savepoints only at the end of the transaction; one of the same name moves it.
    fn release(&mut self, _name: &str) -> Result<()> {
        Ok(())
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        self.command(&format!("ROLLBACK TO SAVEPOINT {name}"))
    }

    fn in_transaction(&self) -> bool {
        self.begun
    }

    fn is_broken(&self) -> bool {
        self.broken || !self.session.is_connected()
    }

    fn ping(&mut self) -> Result<()> {
        let result = self.session.with(oracle::Connection::ping);
        result.map_err(|driver| self.fail(driver))
    }

    fn reset(&mut self) -> Result<()> {
        if self.begun {
            self.rollback()?;
        }
        if std::mem::take(&mut self.altered) {
            let shared = Arc::clone(&self.shared);
            let result =
                self.session.with(|connection| setup::set_up(connection, shared.settings()));
            return result.map_err(|driver| self.fail(driver));
        }
        Ok(())
    }

    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        Some(Box::new(self.session.clone()))
    }

    /// The [`OracleSession`], which lends the driver's own connection.
    fn as_any(&mut self) -> &mut dyn Any {
        &mut self.session
    }
}
