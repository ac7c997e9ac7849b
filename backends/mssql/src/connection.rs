//! The driver glue: statements and borrowed binds down, rows up one at a time.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use activerecord_core::blocking::{BlockingSocket, Drive, Liveness};
use activerecord_core::dialect::Dialect;
use activerecord_core::{
    CancelHandle, Connection, Done, EachRow, Error, ErrorKind, Isolation, Result, Statement,
    TransactionOptions, Value,
};
use tiberius::{Client, IsolationLevel};

use crate::backend::Shared;
use crate::dialect::MsSqlDialect;
use crate::error::{is_fatal, translate};

mod bind;
mod bulk;
mod cancel;
mod effect;
mod number;
mod open;
mod row;
mod run;
mod script;
mod state;
mod time;
mod wire;

pub use self::bulk::BulkOptions;
use self::cancel::MsSqlCancel;
use self::effect::Effect;
use self::state::{Transaction, lost};
pub use self::wire::Wire;

/// An open session on a SQL Server.
///
/// Programs meet it only where they need the driver: [`as_any`](Connection::as_any) of a session's
/// connection gives it.
pub struct MsSqlConnection {
    client: Client<Wire>,
    drive: Drive,
    socket: BlockingSocket,
    shared: Arc<Shared>,
    dialect: Arc<MsSqlDialect>,
    database: String,
    transaction: Transaction,
    /// The transaction has set an isolation level, which would stay on the session.
    isolation_set: bool,
    /// The session may not be as it was at first.
    changed: bool,
    /// Of no more use.
    broken: bool,
    cancelled: Arc<AtomicBool>,
    /// The server has just answered.
    answered: Cell<bool>,
}

impl MsSqlConnection {
    pub(crate) fn open(shared: &Arc<Shared>) -> Result<Self> {
        let open::Opened { client, drive, socket, version, database } =
            open::open(&shared.settings)?;
        let dialect = shared
            .dialect
            .get_or_init(|| Arc::new(MsSqlDialect::new(version, &shared.settings.options)));
        Ok(MsSqlConnection {
            client,
            drive,
            socket,
            dialect: Arc::clone(dialect),
            database,
            shared: Arc::clone(shared),
            transaction: Transaction::None,
            isolation_set: false,
            changed: false,
            broken: false,
            cancelled: Arc::default(),
            answered: Cell::new(true),
        })
    }

    /// Lends the driver's client, and waits for what is done with it. The session is set up anew
    /// before it goes back to the pool.
    ///
    /// ```no_run
    /// use activerecord::mssql::MsSqlConnection;
    /// use activerecord::prelude::*;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("mssql://sa@localhost/app")?;
    /// db.with_session(&mut |session| {
    ///     let connection = session.connection().as_any().downcast_mut::<MsSqlConnection>();
    ///     let Some(connection) = connection else { return Ok(()) };
    ///     let rows = connection.with_client(async |client| {
    ///         client.simple_query("SELECT 1").await?.into_first_result().await
    ///     });
    ///     assert_eq!(rows.map(|rows| rows.len()).ok(), Some(1));
    ///     Ok(())
    /// })?;
    /// # Ok(()) }
    /// ```
    pub fn with_client<R>(&mut self, run: impl AsyncFnOnce(&mut Client<Wire>) -> R) -> R {
        self.changed = true;
        wire::finish(&self.drive, run(&mut self.client))
    }

    /// Runs statements of the library's own, without parameters, in one round trip.
    fn batch(&mut self, sql: &str) -> Result<()> {
        let result = run::batch(&mut self.client, &self.drive, sql);
        self.settle(result)
    }

    /// Remembers what the outcome says about the session.
    #[inline]
    fn settle<T>(&mut self, result: tiberius::Result<T>) -> Result<T> {
        match result {
            Ok(value) => {
                self.answered.set(true);
                Ok(value)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    #[cold]
    fn fail(&mut self, error: tiberius::error::Error) -> Error {
        if self.cancelled.load(Ordering::Relaxed) && error.code().is_none() {
            self.broken = true;
            return Error::new(ErrorKind::Cancelled, "the statement was cancelled")
                .with_source(error)
                .with_help("the connection was cut for it, and is replaced by another one");
        }
        self.broken |= is_fatal(&error);
        if error.code().is_some() && self.transaction == Transaction::Open && !self.broken {
            self.look_after_transaction();
        }
        translate(error)
    }

    fn run(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        self.check_transaction()?;
        bind::check(binds)?;
        let effect = Effect::of(statement.sql);
        let mut failure = None;
        let timed = statement.lock_timeout.map(|time| run::within(time, statement.sql));
        let sql = timed.as_deref().unwrap_or(statement.sql);
        let MsSqlConnection { client, drive, .. } = self;
        let result = match each {
            Some(each) => run::query(client, drive, sql, binds, effect, each, &mut failure),
            None if effect.batch && binds.is_empty() => {
                run::batch(client, drive, sql).map(|()| Done::default())
            }
            None => run::execute(client, drive, sql, binds),
        };
        let result = self.settle(result);
        if effect.transaction || effect.session {
            self.note(effect);
        }
        match failure {
            Some(error) if result.is_ok() => Err(error),
            _ => result,
        }
    }
}

impl Connection for MsSqlConnection {
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
        self.check_transaction()?;
        let result = script::batches(sql).into_iter().try_for_each(|batch| self.batch(batch));
        self.note(Effect::of_script(sql));
        result
    }

    fn begin(&mut self, options: &TransactionOptions) -> Result<()> {
        if options.is_read_only() {
            return Err(self.dialect.unsupported("a read-only transaction"));
        }
        let level = options.get_isolation();
        if let Some(level) = level {
            self.dialect.check_isolation(level)?;
        }
        let level = match level {
            None => IsolationLevel::Unspecified,
            Some(Isolation::ReadUncommitted) => IsolationLevel::ReadUncommitted,
            Some(Isolation::RepeatableRead) => IsolationLevel::RepeatableRead,
            Some(Isolation::Snapshot) => IsolationLevel::Snapshot,
            Some(Isolation::Serializable) => IsolationLevel::Serializable,
            Some(_) => IsolationLevel::ReadCommitted,
        };
        let begin = self.client.begin_transaction_with_isolation(level);
        let result = wire::finish(&self.drive, begin);
        self.settle(result)?;
        self.transaction = Transaction::Open;
        self.isolation_set = options.get_isolation().is_some();
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::Lost => {
                self.end("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION")?;
                Err(lost())
            }
            Transaction::Open | Transaction::None => self.end("COMMIT TRANSACTION"),
        }
    }

    fn rollback(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::None => Ok(()),
            // Some errors have rolled it back already.
            Transaction::Open | Transaction::Lost => {
                self.end("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION")
            }
        }
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.check_transaction()?;
        self.batch(&format!("SAVE TRANSACTION {name}"))
    }

    /// SQL Server has no statement for it; the savepoint ends with the transaction.
    fn release(&mut self, _name: &str) -> Result<()> {
        Ok(())
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        self.check_transaction()?;
        self.batch(&format!("ROLLBACK TRANSACTION {name}"))
    }

    fn in_transaction(&self) -> bool {
        self.transaction == Transaction::Open
    }

    fn is_broken(&self) -> bool {
        if self.broken {
            return true;
        }
        // Who has just answered need not be looked at. What a server says unasked is its last word:
        // an encrypted connection ends with one.
        !self.answered.replace(false) && self.socket.liveness() != Liveness::Quiet
    }

    fn ping(&mut self) -> Result<()> {
        self.batch("SELECT 1")
    }

    fn reset(&mut self) -> Result<()> {
        self.rollback()?;
        if std::mem::take(&mut self.changed) {
            let mut sql = open::session_settings(&self.shared.settings);
            sql.push_str("USE ");
            self.dialect.write_identifier(&self.database, &mut sql);
            self.batch(&sql)?;
        }
        Ok(())
    }

    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        Some(Box::new(MsSqlCancel {
            socket: self.socket.clone(),
            cancelled: Arc::clone(&self.cancelled),
        }))
    }

    /// This connection.
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

impl fmt::Debug for MsSqlConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MsSqlConnection")
            .field("transaction", &self.transaction)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
