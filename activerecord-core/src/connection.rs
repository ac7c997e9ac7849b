//! The seam between the library and a driver.
//!
//! A statement goes down as text and borrowed binds; rows come up one at a time, each column by
//! its position. Everything here is object safe, so that nothing above is compiled once per
//! driver.

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use smallvec::SmallVec;

use crate::dialect::Dialect;
use crate::table::Table;
use crate::{Kind, Result, TransactionOptions, Value};

/// A few values, as binds or as a key: on the stack up to eight.
pub type Values<'a> = SmallVec<[Value<'a>; 8]>;

/// What is called for each row of a result; `Break` ends the reading.
pub type EachRow<'a> = dyn FnMut(&mut dyn Row) -> Result<ControlFlow<()>> + 'a;

/// One row of a result, valid until the next one is read.
pub trait Row {
    /// The value of the column at `index`.
    ///
    /// Ask for each column once at the most, and in ascending order: some drivers hand out
    /// their own buffers and decode the row as a stream.
    ///
    /// # Errors
    /// There is no such column, or the driver can't read it (text that is not UTF-8).
    fn get(&mut self, index: usize) -> Result<Value<'_>>;

    /// How many columns the row has.
    fn width(&self) -> usize;

    /// The name of the column at `index`, or `""` where there is none.
    fn name(&self, index: usize) -> &str;
}

/// Whether a connection keeps the prepared form of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// The text comes again: keep it prepared.
    Keep,
    /// The text won't come again.
    OneShot,
}

/// How many rows the caller expects: drivers size their buffers by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// No rows.
    Nothing,
    /// One row at the most.
    One,
    /// Any number of rows.
    Many,
}

/// A value that the statement hands back although it is not a query, where the database needs to
/// be told (Oracle's `RETURNING … INTO`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// The type.
    pub kind: Kind,
    /// The greatest length in characters, for text.
    pub max_length: Option<u32>,
}

/// A statement to run: its text, and what the text can't say.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The text, with the database's own placeholders.
    pub sql: &'a str,
    /// Whether to keep it prepared.
    pub caching: Caching,
    /// How many rows to expect.
    pub expect: Expect,
    /// Values that come back without being a query's rows.
    pub outputs: &'a [Output],
    /// How many rows to read at the most, where the text can't say it. The driver asks for no more:
    /// a row may be locked by being read.
    pub first: Option<u64>,
    /// How long to wait for rows that somebody else has locked, where the text can't say it; the
    /// session's own timeout counts again afterwards.
    pub lock_timeout: Option<Duration>,
    /// The positions of binds that must not be logged.
    pub sensitive: &'a [usize],
}

impl<'a> Statement<'a> {
    /// A statement that is kept prepared and may give many rows.
    #[must_use]
    pub const fn new(sql: &'a str) -> Self {
        Statement {
            sql,
            caching: Caching::Keep,
            expect: Expect::Many,
            outputs: &[],
            first: None,
            lock_timeout: None,
            sensitive: &[],
        }
    }

    /// Sets how many rows to expect.
    #[must_use]
    pub const fn expect(mut self, expect: Expect) -> Self {
        self.expect = expect;
        self
    }

    /// Says that the text won't come again.
    #[must_use]
    pub const fn one_shot(mut self) -> Self {
        self.caching = Caching::OneShot;
        self
    }

    /// Sets the positions of binds that must not be logged.
    #[must_use]
    pub const fn sensitive(mut self, binds: &'a [usize]) -> Self {
        self.sensitive = binds;
        self
    }

    /// Sets how many rows to read at the most, where the text does not say it.
    #[must_use]
    pub const fn first(mut self, rows: Option<u64>) -> Self {
        self.first = rows;
        self
    }

    /// Sets how long to wait for rows that somebody else has locked, where the text does not say it.
    #[must_use]
    pub const fn lock_timeout(mut self, time: Option<Duration>) -> Self {
        self.lock_timeout = time;
        self
    }

    /// Sets the values that come back without being a query's rows.
    #[must_use]
    pub const fn outputs(mut self, outputs: &'a [Output]) -> Self {
        self.outputs = outputs;
        self
    }
}

/// What a statement did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows inserted, updated or deleted; 0 for a query.
    pub affected: u64,
    /// The key that the database made for the last inserted row, where it tells.
    pub last_insert_id: Option<i64>,
}

/// Stops what a connection is doing, from another thread.
pub trait CancelHandle: Send + Sync + fmt::Debug {
    /// Asks the database to give up the running statement, which then fails with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled). Does nothing when none runs.
    ///
    /// # Errors
    /// The request could not be sent.
    fn cancel(&self) -> Result<()>;
}

/// An open connection of a driver. Written once per backend.
///
/// A connection commits each statement by itself until [`begin`](Connection::begin), and again
/// after [`commit`](Connection::commit) or [`rollback`](Connection::rollback).
pub trait Connection: Send + fmt::Debug {
    /// The SQL that this database speaks, by its real version.
    fn dialect(&self) -> Arc<dyn Dialect>;

    /// Runs a statement and calls `each` for every row that it gives, outside any executor.
    ///
    /// A statement with an effect is run to its end even when `each` breaks off.
    ///
    /// # Errors
    /// The database's error, or the one that `each` returned.
    fn query(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<Done>;

    /// Runs a statement that gives no rows.
    ///
    /// # Errors
    /// The database's error.
    fn execute(&mut self, statement: &Statement<'_>, binds: &[Value<'_>]) -> Result<Done>;

    /// Runs a script of statements separated by semicolons, without binds.
    ///
    /// # Errors
    /// The database's error for the first statement that fails.
    fn execute_script(&mut self, sql: &str) -> Result<()>;

    /// Makes keys for rows that are yet to be inserted, for databases that hand none back from a
    /// statement about many rows ([`Bulk::Batch`](crate::dialect::Bulk::Batch)). Nothing where the
    /// table's keys can't be made beforehand; the rows are then inserted one by one.
    ///
    /// # Errors
    /// The database's error.
    fn new_keys(&mut self, _table: &'static Table, _count: usize) -> Result<Option<Vec<i64>>> {
        Ok(None)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// The options ask for what the database does not have; nothing was begun then.
    fn begin(&mut self, options: &TransactionOptions) -> Result<()>;

    /// Commits the transaction and restores what [`begin`](Connection::begin) had set.
    ///
    /// # Errors
    /// The database refused; the connection must not be used again.
    fn commit(&mut self) -> Result<()>;

    /// Rolls the transaction back and restores what [`begin`](Connection::begin) had set. Does
    /// nothing where the database has rolled back already.
    ///
    /// # Errors
    /// The database refused; the connection must not be used again.
    fn rollback(&mut self) -> Result<()>;

    /// Sets a savepoint. The name is the library's own and needs no quotes.
    ///
    /// # Errors
    /// The database's error.
    fn savepoint(&mut self, name: &str) -> Result<()>;

    /// Forgets a savepoint and keeps what was done since.
    ///
    /// # Errors
    /// The database's error.
    fn release(&mut self, name: &str) -> Result<()>;

    /// Undoes what was done since a savepoint, and forgets it.
    ///
    /// # Errors
    /// The database's error.
    fn rollback_to(&mut self, name: &str) -> Result<()>;

    /// Whether the database still has the transaction open that was begun.
    fn in_transaction(&self) -> bool;

    /// Whether the connection is known to be of no more use. Costs no round trip.
    fn is_broken(&self) -> bool;

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// There was none.
    fn ping(&mut self) -> Result<()>;

    /// Undoes what a borrower may have set, before the connection goes back to the pool.
    ///
    /// # Errors
    /// It could not be undone; the pool then closes the connection.
    fn reset(&mut self) -> Result<()>;

    /// A handle that stops this connection's work from another thread, where the driver has one.
    fn cancel_handle(&self) -> Option<Box<dyn CancelHandle>> {
        None
    }

    /// The driver's own connection, for what the library does not cover.
    fn as_any(&mut self) -> &mut dyn Any;
}
