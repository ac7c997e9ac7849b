//! Running statements.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use activerecord_core::blocking::Drive;
use activerecord_core::{Done, EachRow, Error, Value};
use futures_core::Stream;
use tiberius::{Client, Query, QueryItem, QueryStream};

use super::bind::Bind;
use super::effect::Effect;
use super::row::MsSqlRow;
use super::wire::{Wire, finish};

/// Nanoseconds of a millisecond.
const NANOS_OF_MILLI: u128 = 1_000_000;

fn prepared<'q>(sql: &'q str, binds: &'q [Value<'q>]) -> Query<'q> {
    let mut query = Query::new(sql);
    for value in binds {
        query.bind(Bind(value));
    }
    query
}

/// A statement that waits no longer than this for a lock. It goes as a call of `sp_executesql`, at
/// the end of which the server sets back what was set within.
#[cold]
pub(super) fn within(time: Duration, sql: &str) -> String {
    format!("SET LOCK_TIMEOUT {}; {sql}", time.as_nanos().div_ceil(NANOS_OF_MILLI))
}

/// Runs statements without parameters and reads whatever they give.
pub(super) fn batch(client: &mut Client<Wire>, drive: &Drive, sql: &str) -> tiberius::Result<()> {
    let mut stream = finish(drive, client.simple_query(sql))?;
    while let Some(item) = next(&mut stream, drive) {
        item?;
    }
    Ok(())
}

/// The number that a query of the library's own gives.
pub(super) fn number(
    client: &mut Client<Wire>,
    drive: &Drive,
    sql: &str,
) -> tiberius::Result<Option<i32>> {
    match last_row(client, drive, sql)? {
        Some(row) => row.try_get(0),
        None => Ok(None),
    }
}

/// The last row of what statements of the library's own give.
pub(super) fn last_row(
    client: &mut Client<Wire>,
    drive: &Drive,
    sql: &str,
) -> tiberius::Result<Option<tiberius::Row>> {
    let mut stream = finish(drive, client.simple_query(sql))?;
    let mut found = None;
    while let Some(item) = next(&mut stream, drive) {
        if let QueryItem::Row(row) = item? {
            found = Some(row);
        }
    }
    Ok(found)
}

/// Runs a statement that gives no rows.
pub(super) fn execute(
    client: &mut Client<Wire>,
    drive: &Drive,
    sql: &str,
    binds: &[Value<'_>],
) -> tiberius::Result<Done> {
    let result = finish(drive, prepared(sql, binds).execute(client))?;
    // Triggers add their counts before the statement's own; what is set around it counts nothing.
    let counts = result.rows_affected();
    let affected = match sql.starts_with("SET IDENTITY_INSERT ") {
        true => counts.iter().sum(),
        false => counts.last().copied().unwrap_or(0),
    };
    Ok(Done { affected, last_insert_id: None })
}

/// Runs a statement and calls `each` for its rows. It is read to its end whatever `each` says: an
/// error may come last.
pub(super) fn query(
    client: &mut Client<Wire>,
    drive: &Drive,
    sql: &str,
    binds: &[Value<'_>],
    effect: Effect,
    each: &mut EachRow<'_>,
    failure: &mut Option<Error>,
) -> tiberius::Result<Done> {
    let mut stream = if effect.batch && binds.is_empty() {
        finish(drive, client.simple_query(sql))?
    } else {
        finish(drive, prepared(sql, binds).query(client))?
    };
    let mut metadata = None;
    let mut rows = 0;
    let mut wanted = true;
    while let Some(item) = next(&mut stream, drive) {
        match item? {
            QueryItem::Metadata(of) => metadata = Some(of),
            QueryItem::Row(row) => {
                rows += 1;
                if !wanted {
                    continue;
                }
                let columns = metadata.as_ref().map_or(&[][..], |metadata| metadata.columns());
                match each(&mut MsSqlRow::new(columns, row)) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => wanted = false,
                    Err(error) => {
                        *failure = Some(error);
                        wanted = false;
                    }
                }
            }
        }
    }
    Ok(Done { affected: if effect.reads { 0 } else { rows }, last_insert_id: None })
}

/// The next part of a result. Most are there already; the drive is for those that are not.
#[inline]
fn next(stream: &mut QueryStream<'_>, drive: &Drive) -> Option<tiberius::Result<QueryItem>> {
    match Pin::new(&mut *stream).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(item) => item,
        Poll::Pending => drive.run(|cx| Pin::new(&mut *stream).poll_next(cx)),
    }
}
