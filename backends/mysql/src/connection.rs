//! The driver glue: statements and borrowed binds down, rows up one at a time.

use std::any::Any;
use std::sync::Arc;

use activerecord_core::dialect::Dialect;
use activerecord_core::{
    Caching, CancelHandle, Connection, Done, EachRow, Error, ErrorKind, Expect, Result, Statement,
    TransactionOptions, Value,
};
use mysql::Conn;
use mysql::prelude::Queryable;

use crate::backend::Shared;
use crate::dialect::MySqlDialect;
use crate::effect::Effect;
use crate::error;

mod bind;
mod cancel;
mod life;
mod open;
mod row;
mod run;
mod session;
#[cfg(unix)]
mod socket;
mod statements;
mod time;

use self::cancel::MySqlCancel;
use self::life::Life;
use self::statements::Statements;

/// Where the library's transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    /// There is none.
    None,
    /// The server has it open.
    Open,
    /// The server has rolled it back by itself.
    Lost,
}

/// An open connection.
#[derive(Debug)]
pub(crate) struct MySqlConnection {
    conn: Conn,
    statements: Statements,
    shared: Arc<Shared>,
    dialect: Arc<MySqlDialect>,
    /// The session's number at the server.
    id: u64,
    transaction: Transaction,
    /// A borrower may have changed what the session is set to.
    touched: bool,
    broken: bool,
    life: Life,
}

impl MySqlConnection {
    pub(crate) fn open(shared: &Arc<Shared>) -> Result<Self> {
        let mut conn = open::open(shared)?;
        let (dialect, id) = session::begin(&mut conn, shared)?;
        Ok(MySqlConnection {
            conn,
            statements: Statements::new(shared.settings.statement_cache),
            shared: Arc::clone(shared),
            dialect,
            id,
            transaction: Transaction::None,
            touched: false,
            broken: false,
            life: Life::new(),
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
        let sql = statement.sql;
        let kept = self.statements.get(sql);
        let effect = kept.map_or_else(|| Effect::of(sql), |kept| kept.effect);
        if effect != Effect::Plain {
            admit(effect, self.transaction, &self.dialect)?;
            self.touched |= effect.touches_session(sql);
        }
        let params = bind::params(binds, self.dialect.uuid_storage())?;
        let once = statement.caching == Caching::OneShot;
        let result = match kept {
            Some(kept) => run::prepared(&mut self.conn, &kept.statement, sql, params, each),
            None if once && binds.is_empty() && statement.expect == Expect::Nothing => {
                run::text(&mut self.conn, sql)
            }
            None => {
                let statements = &mut self.statements;
                run::unprepared(&mut self.conn, statements, (sql, effect, once), params, each)
            }
        };
        match result {
            Ok(done) => {
                self.life.has_answered();
                if effect == Effect::RollsBack && self.transaction == Transaction::Open {
                    self.transaction = Transaction::Lost;
                }
                if statement.expect != Expect::Nothing && is_insert(statement.sql) {
                    return self.with_last_key(done, statement.sql);
                }
                Ok(done)
            }
            Err(failure) => Err(self.failed(failure, statement.sql)),
        }
    }

    /// An INSERT with RETURNING does not tell the key that the server made, by which the library
    /// learns that it can do without RETURNING, which is faster: so it is asked for once.
    #[cold]
    fn with_last_key(&mut self, done: Done, sql: &str) -> Result<Done> {
        if done.last_insert_id.is_some() || !self.shared.is_new_insert(sql) {
            return Ok(done);
        }
        let asked: mysql::Result<Option<u64>> = self.conn.query_first("SELECT LAST_INSERT_ID()");
        let key = asked.map_err(|error| self.failed(run::Failure::OfDriver(error), ""))?;
        let key = key.filter(|key| *key != 0).and_then(|key| i64::try_from(key).ok());
        Ok(Done { last_insert_id: key, ..done })
    }

    /// Remembers what an error means for the transaction and the connection.
    #[cold]
    fn failed(&mut self, failure: run::Failure, sql: &str) -> Error {
        let error = match failure {
            run::Failure::OfCaller(error) => return error,
            run::Failure::Unreadable(error) => {
                self.broken = true;
                return error;
            }
            run::Failure::OfDriver(error) => error,
        };
        self.broken |= error::is_fatal(&error);
        // The server has forgotten the statement or can't run it any more, and did nothing: the
        // next call prepares it anew.
        if error::is_stale_statement(&error)
            && let Some(statement) = self.statements.remove(sql)
        {
            self.broken |= self.conn.close(statement).is_err();
        }
        let rolls_back = self.shared.facts.get().is_some_and(|facts| facts.rollback_on_timeout);
        if self.transaction == Transaction::Open && error::ends_transaction(&error, rolls_back) {
            self.transaction = Transaction::Lost;
        }
        error::translate_of(error, sql)
    }

    /// Runs a command of the library's own.
    fn command(&mut self, sql: &str) -> Result<()> {
        run::text(&mut self.conn, sql).map(|_| ()).map_err(|failure| self.failed(failure, sql))
    }

    /// Ends the transaction by this command.
    fn end(&mut self, sql: &str) -> Result<()> {
        self.transaction = Transaction::None;
        self.command(sql).inspect_err(|_| self.broken = true)
    }
}

impl Connection for MySqlConnection {
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
        let effect = Effect::of_script(sql);
        if effect != Effect::Plain {
            admit(effect, self.transaction, &self.dialect)?;
            self.touched |= effect.touches_session(sql);
        }
        self.command(sql)
    }

    fn begin(&mut self, options: &TransactionOptions) -> Result<()> {
        if let Some(level) = options.get_isolation() {
            self.dialect.check_isolation(level)?;
        }
        let start = match options.is_read_only() {
            true => "START TRANSACTION READ ONLY",
            false => "START TRANSACTION",
        };
        match options.get_isolation() {
            None => self.command(start)?,
            // One round trip: the level is of the next transaction only.
            Some(level) => {
                let sql = format!("SET TRANSACTION ISOLATION LEVEL {level}; {start}");
                // If only the first half was done, the level would be of somebody else's.
                self.command(&sql).inspect_err(|_| self.touched = true)?;
            }
        }
        self.transaction = Transaction::Open;
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        if self.transaction != Transaction::Open {
            self.rollback()?;
            return Err(rolled_back_already());
        }
        self.end("COMMIT")
    }

    fn rollback(&mut self) -> Result<()> {
        if self.transaction == Transaction::None {
            return Ok(());
        }
        // Also where the server has done it already: it costs nothing to make sure.
        self.end("ROLLBACK")
    }

    fn savepoint(&mut self, name: &str) -> Result<()> {
        self.command(&format!("SAVEPOINT {name}"))
    }

    fn release(&mut self, name: &str) -> Result<()> {
        self.command(&format!("RELEASE SAVEPOINT {name}"))
    }

    fn rollback_to(&mut self, name: &str) -> Result<()> {
        if self.transaction == Transaction::Lost {
            return Err(rolled_back_already());
        }
        // What was undone is undone, but the savepoint is still there.
        self.command(&format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))
    }

    fn in_transaction(&self) -> bool {
        self.transaction == Transaction::Open
    }

    fn is_broken(&self) -> bool {
        self.broken || self.life.ended(&self.conn)
    }

    fn ping(&mut self) -> Result<()> {
        self.conn.ping().map_err(|error| self.failed(run::Failure::OfDriver(error), ""))
    }

    fn reset(&mut self) -> Result<()> {
        if self.transaction != Transaction::None {
            self.rollback()?;
        }
        if !self.touched {
            return Ok(());
        }
        self.touched = false;
        // Everything, locks and temporary tables too; the prepared statements go as well.
        self.statements.clear();
        let reset = self.conn.reset();
        reset.map_err(|error| self.failed(run::Failure::OfDriver(error), ""))?;
        // All but the database that was chosen.
        let Some(database) = &self.shared.settings.database else { return Err(no_database()) };
        let chosen = self.conn.select_db(database);
        chosen.map_err(|error| self.failed(run::Failure::OfDriver(error), ""))?;
        session::begin(&mut self.conn, &self.shared).map(|_| ()).inspect_err(|_| self.broken = true)
    }

    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        Some(Box::new(MySqlCancel::new(&self.shared, self.id)))
    }

    /// The [`mysql::Conn`]. The session is set up anew before somebody else gets it, so that what
    /// is set on it does no harm; but leave transactions to the library.
    fn as_any(&mut self) -> &mut dyn Any {
        self.touched = true;
        &mut self.conn
    }
}

/// Refuses what would end the library's transaction behind its back.
#[cold]
fn admit(effect: Effect, transaction: Transaction, dialect: &MySqlDialect) -> Result<()> {
    match (effect, transaction) {
        (Effect::EndsTransaction(word), Transaction::Open) => Err(ends_transaction(dialect, word)),
        _ => Ok(()),
    }
}

/// Whether a statement is an INSERT of the library's.
fn is_insert(sql: &str) -> bool {
    sql.starts_with("INSERT")
}

#[cold]
fn ends_transaction(dialect: &MySqlDialect, word: &str) -> Error {
    let message = format!("{word} inside a transaction is not supported by {}", dialect.name());
    Error::new(ErrorKind::Unsupported, message).with_help(
        "the server would commit the transaction before it: run it outside, or end the \
         transaction by its own methods",
    )
}

/// The pool closes the connection then.
#[cold]
fn no_database() -> Error {
    let message = "a session that changed its database can't go back to having none";
    Error::new(ErrorKind::InvalidState, message)
}

#[cold]
fn rolled_back_already() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "the server has rolled the transaction back already, and nothing of it was kept",
    )
    .with_help("an earlier statement failed, by a deadlock for example, and said so")
}
