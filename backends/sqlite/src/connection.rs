//! The driver glue: statements and borrowed binds down, rows up one at a time.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use activerecord_core::dialect::Dialect;
use activerecord_core::{
    Caching, CancelHandle, Connection, Done, EachRow, Error, ErrorKind, Result, Statement,
    TransactionOptions, Value,
};

use crate::backend::Shared;
use crate::dialect::SqliteDialect;
use crate::error::Phase;
use crate::transaction::TransactionMode;

mod bind;
mod held;
mod row;
mod run;
mod setup;
mod time_text;

use self::held::Held;
use self::run::{fail, run_prepared};

/// An open connection.
#[derive(Debug)]
pub(crate) struct SqliteConnection {
    // Closed before `_shared` is let go, which may delete the file.
    held: Held,
    _shared: Arc<Shared>,
    dialect: Arc<SqliteDialect>,
    writable: bool,
    /// What `PRAGMA query_only` was before a read-only transaction set it.
    query_only_before: Option<bool>,
    /// The open transaction takes its locks late.
    deferred: bool,
    broken: bool,
}

impl SqliteConnection {
    pub(crate) fn open(shared: &Arc<Shared>) -> Result<Self> {
        let connection = setup::open(shared.settings())?;
        let writable = setup::is_writable(&connection, shared.settings())?;
        let dialect = shared.dialect(&connection);
        let held = Held::new(connection, shared.settings().statement_cache);
        Ok(SqliteConnection {
            held,
            _shared: Arc::clone(shared),
            dialect,
            writable,
            query_only_before: None,
            deferred: false,
            broken: false,
        })
    }

    /// Runs a statement, calling `each` for its rows where there is somebody to call.
    #[inline]
    fn run(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        let SqliteConnection { held, broken, deferred, .. } = self;
        let sql = statement.sql;
        let result = match statement.caching {
            Caching::Keep => held.with_kept(sql, |connection, prepared| match prepared {
                Ok(prepared) => run_prepared(connection, prepared, sql, binds, each, broken),
                Err(error) => Err(fail(error, Phase::Prepare, broken)),
            }),
            Caching::OneShot => held.connection().map(|connection| match connection.prepare(sql) {
                Ok(mut prepared) => {
                    run_prepared(connection, &mut prepared, sql, binds, each, broken)
                }
                Err(error) => Err(fail(error, Phase::Prepare, broken)),
            }),
        };
        let result = result.unwrap_or_else(|| Err(lost()));
        result.map_err(|error| if *deferred { late_lock(error) } else { error })
    }

    /// Whether no transaction is open.
    #[inline]
    fn is_autocommit(&self) -> bool {
        self.held.connection().is_none_or(rusqlite::Connection::is_autocommit)
    }

    /// Runs a statement of the library's own, which is kept prepared.
    fn command(&mut self, sql: &str) -> Result<()> {
        self.run(&Statement::new(sql), &[], None).map(|_| ())
    }

    fn set_query_only(&mut self, on: bool) -> Result<()> {
        // Not kept prepared: SQLite sets such a flag while it reads the text, not when it runs.
        let sql = if on { "PRAGMA query_only = ON" } else { "PRAGMA query_only = OFF" };
        self.execute_script(sql)
    }

    fn forbid_writes(&mut self) -> Result<()> {
        let connection = self.held.connection().ok_or_else(lost)?;
        let before = setup::pragma_flag(connection, "query_only")
            .map_err(|error| fail(error, Phase::Run, &mut self.broken))?;
        self.set_query_only(true)?;
        self.query_only_before = Some(before);
        Ok(())
    }

    /// Undoes what a read-only transaction had set.
    #[inline]
    fn restore(&mut self) -> Result<()> {
        match self.query_only_before.take() {
            None => Ok(()),
            Some(before) => self.set_query_only(before).inspect_err(|_| self.broken = true),
        }
    }
}

/// The connection is gone: a panic came between taking it and giving it back.
#[cold]
fn lost() -> Error {
    Error::new(ErrorKind::ConnectionLost, "the connection was lost to a panic")
}

/// A transaction that has read can't wait for the write lock, for it would keep out whom it waits
/// for: SQLite refuses at once. Only the whole transaction can be run again.
#[cold]
fn late_lock(error: Error) -> Error {
    if error.kind() != ErrorKind::LockTimeout {
        return error;
    }
    error.with_retryable(true).with_help(
        "a transaction that writes should begin with `TransactionMode::Immediate`, or be run again",
    )
}

impl Connection for SqliteConnection {
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
        let result = self.held.connection().ok_or_else(lost)?.execute_batch(sql);
        result.map_err(|error| fail(error, Phase::Prepare, &mut self.broken))
    }

    fn begin(&mut self, options: &TransactionOptions) -> Result<()> {
        if let Some(level) = options.get_isolation() {
            self.dialect.check_isolation(level)?;
        }
        let mode = TransactionMode::of(options, self.writable);
        self.command(mode.begin())?;
        self.deferred = mode == TransactionMode::Deferred;
        if options.is_read_only() {
            // After BEGIN: with writes forbidden, SQLite refuses the write lock that the mode
            // may ask for.
            return self.forbid_writes().inspect_err(|_| {
                let _ = self.rollback();
            });
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        self.restore()?;
        self.deferred = false;
        if self.is_autocommit() {
            return Err(rolled_back_already());
        }
        self.command("COMMIT").inspect_err(|_| {
            // A COMMIT that failed leaves the transaction open, with its locks.
            let _ = self.rollback();
        })
    }

    fn rollback(&mut self) -> Result<()> {
        let restored = self.restore();
        self.deferred = false;
        if !self.is_autocommit() {
            self.command("ROLLBACK")?;
        }
        restored
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.command(&format!("SAVEPOINT {name}"))
    }

    fn release(&mut self, name: &str) -> Result<()> {
        self.command(&format!("RELEASE {name}"))
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        self.command(&format!("ROLLBACK TO {name}"))?;
        // What was undone is undone, but the savepoint is still there.
        self.command(&format!("RELEASE {name}"))
    }

    fn in_transaction(&self) -> bool {
        !self.is_autocommit()
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn ping(&mut self) -> Result<()> {
        // The engine is in this process: an answer is all there is to ask for.
        self.command("SELECT 1")
    }

    fn reset(&mut self) -> Result<()> {
        if self.is_autocommit() && self.query_only_before.is_none() {
            return Ok(());
        }
        self.rollback()
    }

    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        let connection = self.held.connection()?;
        Some(Box::new(SqliteCancel(connection.get_interrupt_handle())))
    }

    /// The [`rusqlite::Connection`]. What is set on it stays set: the library undoes only an
    /// open transaction before the connection goes back to the pool.
    fn as_any(&mut self) -> &mut dyn Any {
        match self.held.connection_mut() {
            Some(connection) => connection,
            None => &mut self.broken,
        }
    }
}

#[cold]
fn rolled_back_already() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "SQLite has rolled the transaction back already, and nothing of it was kept",
    )
    .with_help("an earlier statement failed for a reason such as a full disk, and said so")
}

/// Interrupts a connection's statement.
struct SqliteCancel(rusqlite::InterruptHandle);

impl CancelHandle for SqliteCancel {
    fn cancel(&self) -> Result<()> {
        self.0.interrupt();
        Ok(())
    }
}

impl fmt::Debug for SqliteCancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteCancel").finish_non_exhaustive()
    }
}
