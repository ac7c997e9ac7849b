//! The driver glue: statements and borrowed binds down, rows up one at a time.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use activerecord_core::dialect::Dialect;
use activerecord_core::{
    CancelHandle, Connection, Done, EachRow, Error, ErrorKind, Result, Statement,
    TransactionOptions, Value,
};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::backend::Shared;
use crate::config::Address;
use crate::dialect::PostgresDialect;
use crate::error::{is_fatal, translate};
use crate::transaction;

mod arrays;
mod bind;
mod cancel;
mod copy;
mod open;
mod parameter;
mod prepare;
mod row;
mod run;
mod statements;
mod tap;
mod text;
mod wire;

pub(crate) use self::arrays::ArrayTexts;
use self::cancel::PostgresCancel;
pub use self::copy::{copy_in, copy_in_with_keys};
use self::statements::Statements;
#[cfg(feature = "tls")]
pub(crate) use self::tap::Tap;
use self::text::Effects;
use self::wire::Link;
#[cfg(feature = "tls")]
pub(crate) use self::wire::Wire;

/// An open session on a PostgreSQL server.
///
/// Programs meet it only where they need the driver: [`as_any`](Connection::as_any) of a session's
/// connection gives it, and [`with_client`](PostgresConnection::with_client) lends the driver's
/// own client.
#[derive(Debug)]
pub struct PostgresConnection {
    // Dropped in this order: without a client the statements need not be closed one by one, and
    // the link says goodbye.
    client: Client,
    statements: Statements,
    link: RefCell<Link>,
    shared: Arc<Shared>,
    dialect: Arc<PostgresDialect>,
    address: Address,
    /// The type of a parameter that the server is to infer.
    untyped: Type,
    transaction: Transaction,
    /// Somebody else may have done something in the transaction that nobody told of.
    unsure: bool,
    /// The session may not be as it was at first.
    changed: bool,
    /// Of no more use.
    broken: bool,
    /// The server has just answered.
    answered: Cell<bool>,
}

/// Where the session's transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    /// Begun, but not on the server yet: BEGIN goes there together with the first statement.
    Pending,
    Open,
    /// A statement failed: only a rollback is left.
    Aborted,
}

impl PostgresConnection {
    /// Lends the driver's client, and waits for what is done with it. The session is reset when it
    /// goes back to the pool.
    ///
    /// ```no_run
    /// use activerecord::postgres::PostgresConnection;
    /// use activerecord::prelude::*;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("postgres://localhost/app")?;
    /// db.with_session(&mut |session| {
    ///     let connection = session.connection().as_any().downcast_mut::<PostgresConnection>();
    ///     let Some(connection) = connection else { return Ok(()) };
    ///     let rows = connection.with_client(async |client| {
    ///         client.query("SELECT 1", &[]).await
    ///     });
    ///     assert_eq!(rows.map(|rows| rows.len()).ok(), Some(1));
    ///     Ok(())
    /// })?;
    /// # Ok(()) }
    /// ```
    pub fn with_client<R>(&mut self, run: impl AsyncFnOnce(&Client) -> R) -> R {
        self.changed = true;
        self.unsure = self.transaction != Transaction::None;
        // An error comes up again with the next statement.
        let _ = self.ensure_begun();
        self.link.get_mut().run(run(&self.client))
    }

    /// Runs statements of the library's own, without parameters, in one round trip.
    fn batch(&mut self, sql: &str) -> Result<()> {
        let result = if self.transaction == Transaction::Pending {
            let sql = format!("BEGIN;{sql}");
            let result = self.link.get_mut().run(self.client.batch_execute(&sql));
            self.transaction = Transaction::Open;
            result
        } else {
            self.link.get_mut().run(self.client.batch_execute(sql))
        };
        self.settle(result)
    }

    /// Sends the BEGIN that was put off.
    fn ensure_begun(&mut self) -> Result<()> {
        if self.transaction != Transaction::Pending {
            return Ok(());
        }
        self.transaction = Transaction::Open;
        self.batch("BEGIN")
    }

    /// Remembers what the outcome says about the session.
    #[inline]
    fn settle<T>(&mut self, result: Result<T, tokio_postgres::Error>) -> Result<T> {
        match result {
            Ok(value) => {
                self.answered.set(true);
                Ok(value)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    #[cold]
    fn fail(&mut self, error: tokio_postgres::Error) -> Error {
        let link = self.link.get_mut();
        if error.as_db_error().is_some() && self.transaction == Transaction::Open {
            self.transaction = Transaction::Aborted;
        }
        let ended = error.is_closed() || link.has_ended();
        self.broken |= ended || is_fatal(&error);
        match link.take_failure() {
            // The request only knows that its connection is gone; the link knows why.
            Some(failure) if error.is_closed() => translate(failure),
            _ => translate(error),
        }
    }

    /// Takes note of what a statement does besides.
    #[inline]
    fn note(&mut self, effects: Effects) {
        self.changed |= effects.session;
        if effects.schema {
            self.statements.clear();
            self.shared.arrays.clear();
        }
    }
}

impl Connection for PostgresConnection {
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
        self.ensure_begun()?;
        let result = self.batch(sql);
        self.note(Effects::of_script(sql));
        result
    }

    fn begin(&mut self, options: &TransactionOptions) -> Result<()> {
        if let Some(level) = options.get_isolation() {
            self.dialect.check_isolation(level)?;
        }
        self.unsure = false;
        let begin = transaction::begin(options);
        if begin == "BEGIN" {
            self.transaction = Transaction::Pending;
            return Ok(());
        }
        // A server may refuse these, a standby for example: then nothing must follow.
        self.batch(&begin)?;
        self.transaction = Transaction::Open;
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        if std::mem::take(&mut self.unsure) && self.transaction == Transaction::Open {
            // In a transaction that has failed, this fails too, and COMMIT would not.
            self.batch("SELECT 1")?;
        }
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::Pending => Ok(()),
            Transaction::Aborted => {
                self.batch("ROLLBACK")?;
                Err(rolled_back())
            }
            Transaction::Open | Transaction::None => {
                self.link.get_mut().take_outside_transaction();
                self.batch("COMMIT")?;
                if self.link.get_mut().take_outside_transaction() {
                    return Err(over_already());
                }
                Ok(())
            }
        }
    }

    fn rollback(&mut self) -> Result<()> {
        self.unsure = false;
        match std::mem::replace(&mut self.transaction, Transaction::None) {
            Transaction::Pending | Transaction::None => Ok(()),
            Transaction::Open | Transaction::Aborted => self.batch("ROLLBACK"),
        }
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.batch(&format!("SAVEPOINT {name}"))
    }

    fn release(&mut self, name: &str) -> Result<()> {
        self.batch(&format!("RELEASE {name}"))
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        // What was undone is undone, but the savepoint is still there.
        self.batch(&format!("ROLLBACK TO {name};RELEASE {name}"))?;
        self.transaction = Transaction::Open;
        Ok(())
    }

    fn in_transaction(&self) -> bool {
        self.transaction != Transaction::None
    }

    fn is_broken(&self) -> bool {
        if self.broken {
            return true;
        }
        // Who has just answered need not be looked at.
        if self.answered.replace(false) {
            return false;
        }
        self.link.try_borrow_mut().is_ok_and(|mut link| !link.is_alive())
    }

    fn ping(&mut self) -> Result<()> {
        self.batch("")
    }

    fn reset(&mut self) -> Result<()> {
        self.rollback()?;
        if !std::mem::take(&mut self.changed) || !self.shared.settings.prepared {
            return Ok(());
        }
        self.statements.clear();
        self.batch("DISCARD ALL")?;
        self.run_init_commands()
    }

    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        Some(Box::new(PostgresCancel {
            shared: Arc::clone(&self.shared),
            address: self.address.clone(),
            token: self.client.cancel_token(),
        }))
    }

    /// This connection.
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

#[cold]
fn rolled_back() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "the transaction was rolled back: a statement in it had failed",
    )
    .with_help("put what may fail into a savepoint: `transaction` within the transaction")
}

#[cold]
fn over_already() -> Error {
    Error::new(ErrorKind::TransactionAborted, "the transaction was over already")
        .with_help("a statement in it was a COMMIT or ROLLBACK of its own")
}
