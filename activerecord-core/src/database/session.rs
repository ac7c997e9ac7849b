//! A connection while somebody uses it: statements pass through here, and are seen by traces.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use tracing::Level;

use super::Shared;
use crate::dialect::Dialect;
use crate::{Connection, Done, Expect, Result, Row, Statement, TransactionOptions, Value};

/// The savepoints of [`Session::atomically`], with a number behind it: one may contain another.
const ATOMIC: &str = "ar_atomic";

/// The tracing target of all statements.
const TARGET: &str = "activerecord";

/// A connection that is lent for some statements.
#[derive(Debug)]
pub struct Session<'c> {
    connection: &'c mut dyn Connection,
    shared: &'c Shared,
    unfit: bool,
    /// How many calls of [`atomically`](Session::atomically) are open.
    atomic_depth: usize,
}

impl<'c> Session<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection, shared: &'c Shared) -> Self {
        Session { connection, shared, unfit: false, atomic_depth: 0 }
    }

    /// Whether nobody knows any more what state the connection is in.
    pub(crate) fn is_unfit(&self) -> bool {
        self.unfit
    }

    /// Runs several statements so that all of them or none take effect: in a transaction, or in a
    /// savepoint of the one that is open.
    pub(crate) fn atomically<R>(
        &mut self,
        run: impl FnOnce(&mut Session<'_>) -> Result<R>,
    ) -> Result<R> {
        let nested = self.connection.in_transaction();
        let name = format!("{ATOMIC}_{}", self.atomic_depth);
        if nested {
            self.command("SAVEPOINT", |connection| connection.savepoint(&name))?;
        } else {
            self.command("BEGIN", |connection| connection.begin(&TransactionOptions::new()))?;
        }
        self.atomic_depth += 1;
        let result = catch_unwind(AssertUnwindSafe(|| run(self)));
        self.atomic_depth -= 1;
        let ended = match (result.as_ref().map(Result::as_ref), nested) {
            (Ok(Ok(_)), false) => self.command("COMMIT", |connection| connection.commit()),
            (_, false) => self.command("ROLLBACK", |connection| connection.rollback()),
            (Ok(Ok(_)), true) if !self.dialect().capabilities().release_savepoint => Ok(()),
            (Ok(Ok(_)), true) => self.command("RELEASE", |connection| connection.release(&name)),
            (_, true) => self.command("ROLLBACK TO", |connection| connection.rollback_to(&name)),
        };
        if ended.is_err() {
            // A failed COMMIT leaves the transaction open.
            let undone = !nested && self.connection.rollback().is_ok();
            self.unfit |= !undone || self.connection.in_transaction();
        }
        // Somebody may catch the panic, and go on with the transaction around this one.
        let result = result.unwrap_or_else(|panic| resume_unwind(panic));
        match (result, ended) {
            (Ok(value), Ok(())) => Ok(value),
            // What went wrong first says more than a failing ROLLBACK that follows from it.
            (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        }
    }

    /// The SQL that the database speaks.
    #[must_use]
    pub fn dialect(&self) -> &'c dyn Dialect {
        self.shared.dialect()
    }

    pub(crate) fn shared(&self) -> &'c Shared {
        self.shared
    }

    /// The driver glue itself, for what the library does not cover. Its statements are not traced.
    pub fn connection(&mut self) -> &mut dyn Connection {
        self.connection
    }

    /// Runs a statement and calls `each` for every row.
    ///
    /// # Errors
    /// The database's error, or the one that `each` returned.
    #[inline]
    pub fn query(
        &mut self,
        statement: &Statement<'_>,
        binds: &[Value<'_>],
        each: &mut crate::EachRow<'_>,
    ) -> Result<Done> {
        crate::testing::count_statement();
        if !self.is_observed() {
            return self.connection.query(statement, binds, each);
        }
        let mut rows = 0_u64;
        let mut counting = |row: &mut dyn Row| -> Result<ControlFlow<()>> {
            rows += 1;
            each(row)
        };
        let observed = Observed::begin(self.shared, statement, binds);
        let result = self.connection.query(statement, binds, &mut counting);
        observed.end(&result, rows);
        result
    }

    /// Runs a statement that gives no rows.
    ///
    /// # Errors
    /// The database's error.
    #[inline]
    pub fn execute(&mut self, statement: &Statement<'_>, binds: &[Value<'_>]) -> Result<Done> {
        crate::testing::count_statement();
        if !self.is_observed() {
            return self.connection.execute(statement, binds);
        }
        let observed = Observed::begin(self.shared, statement, binds);
        let result = self.connection.execute(statement, binds);
        observed.end(&result, 0);
        result
    }

    /// Runs a script of statements separated by semicolons.
    ///
    /// # Errors
    /// The database's error for the first statement that fails.
    pub fn execute_script(&mut self, sql: &str) -> Result<()> {
        if !self.is_observed() {
            return self.connection.execute_script(sql);
        }
        let statement = Statement::new(sql).expect(Expect::Nothing);
        let observed = Observed::begin(self.shared, &statement, &[]);
        let result = self.connection.execute_script(sql).map(|()| Done::default());
        observed.end(&result, 0);
        result.map(|_| ())
    }

    /// Runs one of the connection's own commands; `text` is what traces show of it.
    pub(crate) fn command(
        &mut self,
        text: &str,
        run: impl FnOnce(&mut dyn Connection) -> Result<()>,
    ) -> Result<()> {
        if !self.is_observed() {
            return run(self.connection);
        }
        let statement = Statement::new(text).expect(Expect::Nothing);
        let observed = Observed::begin(self.shared, &statement, &[]);
        let result = run(self.connection).map(|()| Done::default());
        observed.end(&result, 0);
        result.map(|_| ())
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// There was none.
    pub fn ping(&mut self) -> Result<()> {
        self.connection.ping()
    }

    #[inline]
    fn is_observed(&self) -> bool {
        tracing::enabled!(target: TARGET, Level::DEBUG)
            || self.shared.logging().slow_query.is_some()
    }
}

/// A statement that is watched: a span from its beginning to its end.
struct Observed<'a> {
    shared: &'a Shared,
    sql: &'a str,
    span: tracing::Span,
    start: Instant,
}

impl<'a> Observed<'a> {
    fn begin(shared: &'a Shared, statement: &Statement<'a>, binds: &[Value<'_>]) -> Self {
        let span = tracing::debug_span!(
            target: TARGET,
            "statement",
            "db.system" = shared.backend(),
            "db.statement" = statement.sql,
            parameters = tracing::field::Empty,
            rows = tracing::field::Empty,
            affected = tracing::field::Empty,
            duration_us = tracing::field::Empty,
            error = tracing::field::Empty,
        );
        if shared.logging().parameters && !binds.is_empty() && !span.is_disabled() {
            span.record("parameters", show_binds(binds, statement.sensitive).as_str());
        }
        Observed { shared, sql: statement.sql, span, start: Instant::now() }
    }

    fn end(self, result: &Result<Done>, rows: u64) {
        let duration = self.start.elapsed();
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.span.record("duration_us", micros);
        match result {
            Ok(done) => {
                self.span.record("rows", rows);
                self.span.record("affected", done.affected);
            }
            // The category only: a database's message may quote data.
            Err(error) => {
                self.span.record("error", tracing::field::debug(error.kind()));
            }
        }
        let _entered = self.span.enter();
        tracing::debug!(target: TARGET, duration_us = micros, rows, "statement done");
        if self.shared.logging().slow_query.is_some_and(|limit| duration >= limit) {
            tracing::warn!(
                target: TARGET,
                { db.system = self.shared.backend(), db.statement = self.sql, duration_us = micros },
                "slow query"
            );
        }
    }
}

fn show_binds(binds: &[Value<'_>], sensitive: &[usize]) -> String {
    let mut shown = String::from("[");
    for (index, value) in binds.iter().enumerate() {
        shown.push_str(if index > 0 { ", " } else { "" });
        if sensitive.contains(&index) {
            shown.push_str("***");
        } else {
            let _ = write!(shown, "{value:?}");
        }
    }
    shown.push(']');
    shown
}
