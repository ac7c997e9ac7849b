//! Running a statement.

use std::ops::ControlFlow;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use activerecord_core::{Caching, Done, EachRow, Error, ErrorKind, Result, Statement, Value};
use futures_core::Stream as _;
use tokio_postgres::{Client, RowStream};

use super::bind::{binds, text_binds};
use super::prepare::request;
use super::row::DriverRow;
use super::statements::{Prepared, fields_of, wrong_count};
use super::text::Effects;
use super::wire::Link;
use super::{PostgresConnection, Transaction};

mod held;
mod within;

use self::held::{Held, read_held};

/// Why a statement came to nothing.
enum Failure {
    /// The driver's or the server's reason.
    Driver(tokio_postgres::Error),
    /// The caller's, or the library's own.
    Own(Error),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Failure::Driver(error)
    }
}

impl PostgresConnection {
    /// Runs a statement, calling `each` for its rows where there is somebody to call.
    #[inline]
    pub(super) fn run(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        mut each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        if let Some(time) = statement.lock_timeout {
            return self.run_within(time, statement.sql, binds, each);
        }
        if statement.caching == Caching::OneShot || self.statements.is_off() {
            return self.run_once(statement.sql, binds, each);
        }
        let PostgresConnection { client, statements, link, transaction, .. } = self;
        if let Some(prepared) = statements.get(statement.sql)
            && prepared.suits(binds)
        {
            let effects = prepared.effects;
            let each = each.as_deref_mut();
            let result = exchange(client, link.get_mut(), transaction, prepared, binds, each);
            match result {
                Err(Failure::Driver(error)) if is_outdated(&error) => {
                    self.forget(statement.sql, error)?;
                }
                Err(failure) if prepared.is_exact => {
                    self.shared.arrays.forget(statement.sql);
                    statements.remove(statement.sql);
                    return self.finish(Err(failure), effects);
                }
                other => return self.finish(other, effects),
            }
        }
        self.run_prepared_now(statement.sql, binds, each)
    }

    /// Prepares a statement that is not known yet, and runs it.
    #[cold]
    fn run_prepared_now(
        &mut self,
        sql: &str,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        let prepared = self.prepare(sql, binds)?;
        let PostgresConnection { client, link, transaction, .. } = self;
        let result = exchange(client, link.get_mut(), transaction, &prepared, binds, each);
        let effects = prepared.effects;
        if prepared.is_exact && result.is_err() {
            self.shared.arrays.forget(sql);
        } else {
            self.statements.insert(sql, prepared);
        }
        self.finish(result, effects)
    }

    /// Runs a statement that has no name on the server: one round trip, and nothing is kept.
    fn run_once(
        &mut self,
        sql: &str,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        let effects = Effects::of(sql);
        let exact = self.exact_text(sql)?;
        let text = exact.as_deref().unwrap_or(sql);
        let PostgresConnection { client, link, transaction, untyped, .. } = self;
        let typed = text_binds(binds).map(|bind| (bind, untyped.clone()));
        let link = link.get_mut();
        let rows = request(client, link, transaction, client.query_typed_raw(text, typed));
        let result = match rows {
            Ok(rows) => {
                let early = may_leave(effects, *transaction);
                read(link, rows, early, effects.is_query, each)
            }
            Err(error) => Err(Failure::Driver(error)),
        };
        if exact.is_some() && result.is_err() {
            self.shared.arrays.forget(sql);
        }
        self.finish(result, effects)
    }

    #[inline]
    fn finish(&mut self, result: Result<Done, Failure>, effects: Effects) -> Result<Done> {
        if effects != Effects::QUERY && effects != Effects::NOTHING {
            self.note(effects);
        }
        match result {
            Ok(done) => {
                self.answered.set(true);
                Ok(done)
            }
            Err(Failure::Driver(error)) => Err(self.fail(error)),
            Err(Failure::Own(error)) => Err(error),
        }
    }

    /// Forgets a statement that the server no longer has in this form. It has done nothing, so it
    /// can be prepared again and repeated; within a transaction only all of it can.
    #[cold]
    fn forget(&mut self, sql: &str, error: tokio_postgres::Error) -> Result<()> {
        if error.code().is_some_and(|code| code.code() == NO_SUCH_STATEMENT) {
            // Who has dropped one, a pooler for example, has dropped them all.
            self.statements.clear();
        } else {
            self.statements.remove(sql);
        }
        self.shared.arrays.clear();
        if self.transaction == Transaction::None {
            return Ok(());
        }
        let database = self.fail(error).database().cloned();
        let error = Error::new(
            ErrorKind::TransactionAborted,
            "a table was changed under a prepared statement, within a transaction",
        )
        .with_help("run the transaction again: the statement is prepared anew then")
        .with_retryable(true);
        Err(match database {
            Some(database) => error.with_database(database),
            None => error,
        })
    }
}

/// SQLSTATE `invalid_sql_statement_name`.
const NO_SUCH_STATEMENT: &str = "26000";
/// SQLSTATE `feature_not_supported`, which a statement gets whose result would have other columns
/// than when it was prepared.
const RESULT_CHANGED: &str = "0A000";
/// The function of the server that says so; the SQLSTATE means other things as well.
const PLAN_CHECK: &str = "RevalidateCachedQuery";

#[cold]
fn is_outdated(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|said| match said.code().code() {
        NO_SUCH_STATEMENT => true,
        RESULT_CHANGED => said.routine() == Some(PLAN_CHECK),
        _ => false,
    })
}

/// Whether the rest of a result can be left to the driver when the caller breaks off. What goes
/// wrong there is not heard of, which must not be where something would be committed.
fn may_leave(effects: Effects, transaction: Transaction) -> bool {
    effects == Effects::QUERY && transaction == Transaction::None
}

/// Sends the values of a prepared statement and reads what comes back: one round trip.
#[inline]
fn exchange(
    client: &Client,
    link: &mut Link,
    transaction: &mut Transaction,
    prepared: &Prepared,
    values: &[Value<'_>],
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    if prepared.parameters.len() != values.len() {
        return Err(Failure::Own(wrong_count(prepared.parameters.len(), values.len())));
    }
    let tap = link.tap().clone();
    let held = Held::rows_of(&tap);
    let sent = client.query_raw(&prepared.statement, binds(values, &prepared.parameters));
    let rows = request(client, link, transaction, sent)?;
    let early = may_leave(prepared.effects, *transaction);
    read_held(link, held, rows, prepared, early, each)
}

/// Reads the rows of a statement that has no name, as the driver has them, until they end or the
/// caller breaks off.
fn read(
    link: &mut Link,
    rows: RowStream,
    may_leave: bool,
    is_query: bool,
    mut each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    let mut rows = pin!(rows);
    let mut fields = None;
    let mut scratch = String::new();
    let mut outcome = Ok(());
    loop {
        let next = match rows.as_mut().poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(next) => next,
            Poll::Pending => link.poll(|cx| rows.as_mut().poll_next(cx)),
        };
        let Some(row) = next else { break };
        let row = row?;
        let Some(call) = each.as_deref_mut() else { continue };
        let fields = fields.get_or_insert_with(|| fields_of(row.columns()));
        match call(&mut DriverRow { row: &row, fields, scratch: &mut scratch }) {
            Ok(ControlFlow::Continue(())) => continue,
            Ok(ControlFlow::Break(())) => {}
            Err(error) => outcome = Err(Failure::Own(error)),
        }
        if may_leave {
            return outcome.map(|()| Done::default());
        }
        each = None;
    }
    let affected = if is_query { 0 } else { rows.rows_affected().unwrap_or(0) };
    outcome.map(|()| Done { affected, last_insert_id: None })
}
