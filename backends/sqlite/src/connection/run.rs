//! Running a prepared statement.

use std::ops::ControlFlow;

use activerecord_core::{Done, EachRow, Error, Result, Value};

use super::bind::{bind_all, is_long};
use super::row::SqliteRow;
use crate::error::{Phase, is_fatal, translate};

/// Binds, runs, and says what was done.
#[inline]
pub(super) fn run_prepared(
    connection: &rusqlite::Connection,
    prepared: &mut rusqlite::Statement<'_>,
    sql: &str,
    binds: &[Value<'_>],
    each: Option<&mut EachRow<'_>>,
    broken: &mut bool,
) -> Result<Done> {
    let result = run_bound(connection, prepared, sql, binds, each, broken);
    // What was bound to a statement stays with it until it is bound anew, unless it is long. To clear
    // it each time would take longer than it seems: where SQLite has a plan that depends on a
    // value's being 0 or 1, as it has of many joins, it makes the plan anew.
    if binds.iter().any(is_long) {
        prepared.clear_bindings();
    }
    result
}

#[inline]
fn run_bound(
    connection: &rusqlite::Connection,
    prepared: &mut rusqlite::Statement<'_>,
    sql: &str,
    binds: &[Value<'_>],
    each: Option<&mut EachRow<'_>>,
    broken: &mut bool,
) -> Result<Done> {
    bind_all(prepared, binds)?;
    if prepared.readonly() {
        return read(prepared, each, broken).map(|()| Done::default());
    }
    // `changes` speaks of the last INSERT, UPDATE or DELETE, whenever that was; the total tells
    // whether this statement was one that changed something.
    let before = connection.total_changes();
    write(prepared, each, broken)?;
    if connection.total_changes() == before {
        return Ok(Done::default());
    }
    let last_insert_id = may_insert(sql).then(|| connection.last_insert_rowid());
    Ok(Done { affected: connection.changes(), last_insert_id })
}

/// Reads rows until they end or the caller breaks off.
#[inline]
fn read(
    prepared: &mut rusqlite::Statement<'_>,
    each: Option<&mut EachRow<'_>>,
    broken: &mut bool,
) -> Result<()> {
    let mut rows = prepared.raw_query();
    let Some(each) = each else {
        return drain(&mut rows, broken);
    };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                if each(&mut SqliteRow::new(row))?.is_break() {
                    return Ok(());
                }
            }
            Ok(None) => return Ok(()),
            Err(error) => return Err(fail(error, Phase::Run, broken)),
        }
    }
}

/// Runs a statement that has an effect to its end, whatever the caller makes of its rows.
#[inline]
fn write(
    prepared: &mut rusqlite::Statement<'_>,
    each: Option<&mut EachRow<'_>>,
    broken: &mut bool,
) -> Result<()> {
    let mut rows = prepared.raw_query();
    let Some(each) = each else {
        return drain(&mut rows, broken);
    };
    let mut outcome = Ok(ControlFlow::Continue(()));
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                if let Ok(ControlFlow::Continue(())) = outcome {
                    outcome = each(&mut SqliteRow::new(row));
                }
            }
            Ok(None) => return outcome.map(|_| ()),
            Err(error) => return Err(fail(error, Phase::Run, broken)),
        }
    }
}

#[inline]
fn drain(rows: &mut rusqlite::Rows<'_>, broken: &mut bool) -> Result<()> {
    loop {
        match rows.next() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(()),
            Err(error) => return Err(fail(error, Phase::Run, broken)),
        }
    }
}

/// Whether a statement that changed rows may have inserted some: after an UPDATE or DELETE,
/// SQLite still tells the number of the row that was inserted before.
fn may_insert(sql: &str) -> bool {
    let first = sql.bytes().find(|byte| !byte.is_ascii_whitespace());
    !matches!(first, Some(b'U' | b'u' | b'D' | b'd'))
}

/// Remembers whether the connection is of use after this error.
#[cold]
pub(super) fn fail(error: rusqlite::Error, phase: Phase, broken: &mut bool) -> Error {
    *broken |= is_fatal(&error);
    translate(error, phase)
}
