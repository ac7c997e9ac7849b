//! Running a statement.

use std::ops::ControlFlow;

use activerecord_core::{Done, EachRow, Error};
use mysql::prelude::{Protocol, Queryable};
use mysql::{Conn, Params, QueryResult, Statement};

use super::row::{MySqlRow, forms};
use super::statements::{Prepared, Statements};
use crate::effect::Effect;
use crate::error::is_unpreparable;

/// Why a statement failed: the server or the way to it, or who was called for its rows.
pub(super) enum Failure {
    OfDriver(mysql::Error),
    OfCaller(Error),
    /// The driver can't read the result, which is left on the wire.
    Unreadable(Error),
}

impl From<mysql::Error> for Failure {
    #[cold]
    fn from(error: mysql::Error) -> Self {
        Failure::OfDriver(error)
    }
}

/// Runs a statement, or several, as they are: the server prepares nothing. What comes back is not
/// looked at, but for errors.
pub(super) fn text(conn: &mut Conn, sql: &str) -> Result<Done, Failure> {
    read(conn.query_iter(sql)?, sql, None)
}

/// Runs a statement that is prepared.
#[inline]
pub(super) fn prepared(
    conn: &mut Conn,
    statement: &Statement,
    sql: &str,
    params: Params,
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    match conn.exec_iter(statement, params) {
        Ok(result) => read(result, sql, each),
        Err(error) => Err(error.into()),
    }
}

/// Prepares a statement, runs it, and keeps it but for one that is run `once`.
#[cold]
pub(super) fn unprepared(
    conn: &mut Conn,
    statements: &mut Statements,
    (sql, effect, once): (&str, Effect, bool),
    params: Params,
    each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    match statements.prepare(conn, sql, effect, once) {
        Ok(Prepared::Kept(statement)) => prepared(conn, statement, sql, params, each),
        Ok(Prepared::Once(statement)) => {
            let result = prepared(conn, &statement, sql, params, each);
            if let Ok(_) | Err(Failure::OfCaller(_)) = result {
                // There is no answer to it, so nothing is waited for.
                conn.close(statement)?;
            }
            result
        }
        // LOCK TABLES and a few others.
        Err(error) if is_unpreparable(&error) && params == Params::Empty => {
            read(conn.query_iter(sql)?, sql, each)
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads all rows of all results to their end, whatever the caller makes of them: what is left
/// unread would be taken for the next statement's, and errors come at the end.
#[inline]
fn read<T: Protocol>(
    mut result: QueryResult<'_, '_, '_, T>,
    sql: &str,
    mut each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    let last_insert_id = result.last_insert_id().filter(|id| *id != 0);
    let mut done = Done {
        affected: result.affected_rows(),
        last_insert_id: last_insert_id.and_then(|id| i64::try_from(id).ok()),
    };
    let mut outcome = Ok(ControlFlow::Continue(()));
    let mut rows = 0;
    let mut forms = match forms(result.columns().as_ref()) {
        Ok(forms) => forms,
        Err(error) => {
            // The driver would decode the rows to skip them.
            std::mem::forget(result);
            return Err(Failure::Unreadable(error));
        }
    };
    while let Some(set) = result.iter() {
        for row in set {
            let row = row?;
            rows += 1;
            if let (Some(each), Ok(ControlFlow::Continue(()))) = (&mut each, &outcome) {
                outcome = each(&mut MySqlRow::new(row, &forms));
            }
        }
        // A procedure's other results, and its end: only the first result is the statement's.
        each = None;
        forms.clear();
    }
    if rows > 0 && !is_query(sql) {
        done.affected = rows;
    }
    outcome.map(|_| done).map_err(Failure::OfCaller)
}

/// Whether rows are what was asked for, and not the changed ones handed back.
fn is_query(sql: &str) -> bool {
    let first = sql.bytes().find(|byte| !byte.is_ascii_whitespace() && *byte != b'(');
    !matches!(first, Some(b'I' | b'i' | b'D' | b'd' | b'R' | b'r'))
}
