//! Reading the rows of a prepared statement, which are taken before the driver sees them.

use std::ops::ControlFlow;
use std::pin::pin;
use std::task::Poll;

use activerecord_core::{Done, EachRow, Result};
use futures_core::Stream as _;
use tokio_postgres::RowStream;

use super::Failure;
use crate::connection::row::WireRow;
use crate::connection::statements::Prepared;
use crate::connection::tap::Tap;
use crate::connection::wire::Link;

/// Keeps the rows of one result from the driver. Whatever ends the reading, a panic for example,
/// the next result is not taken for the rest of this one.
pub(super) struct Held<'t> {
    tap: &'t Tap,
    /// A row was taken, and the end of the result was not seen.
    is_within: bool,
}

impl<'t> Held<'t> {
    /// For the statement that is sent next.
    pub(super) fn rows_of(tap: &'t Tap) -> Self {
        tap.stream().hold_rows();
        Held { tap, is_within: false }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut stream = self.tap.stream();
        if self.is_within {
            stream.drop_rows();
        } else {
            stream.pass_rows();
        }
    }
}

/// What comes next.
enum Next {
    Row,
    /// The end, as the driver has it.
    End(Result<(), tokio_postgres::Error>),
    /// The end, after so many rows.
    Ended(u64),
}

/// Reads rows where they lie, until they end or the caller breaks off.
pub(super) fn read_held(
    link: &mut Link,
    mut held: Held<'_>,
    rows: RowStream,
    prepared: &Prepared,
    may_leave: bool,
    mut each: Option<&mut EachRow<'_>>,
) -> Result<Done, Failure> {
    let mut rows = pin!(rows);
    let mut scratch = String::new();
    let mut outcome = Ok(());
    loop {
        match take_rows(&mut held, prepared, &mut scratch, &mut each) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) if may_leave => return outcome.map(|()| Done::default()),
            Ok(ControlFlow::Break(())) => {}
            Err(failure) => {
                outcome = Err(failure);
                if may_leave {
                    return outcome.map(|()| Done::default());
                }
            }
        }
        let tap = held.tap;
        let next = link.poll(|cx| {
            if let Some(next) = next_of(tap) {
                return Poll::Ready(next);
            }
            match rows.as_mut().poll_next(cx) {
                Poll::Ready(Some(Ok(_))) => Poll::Ready(Next::Row),
                Poll::Ready(Some(Err(error))) => Poll::Ready(Next::End(Err(error))),
                Poll::Ready(None) => Poll::Ready(Next::End(Ok(()))),
                Poll::Pending => Poll::Pending,
            }
        });
        let affected = match next {
            Next::Row => continue,
            Next::Ended(affected) => affected,
            Next::End(Ok(())) => rows.rows_affected().unwrap_or(0),
            Next::End(Err(error)) => {
                held.is_within = false;
                return Err(error.into());
            }
        };
        held.is_within = false;
        let affected = if prepared.effects.is_query { 0 } else { affected };
        return outcome.map(|()| Done { affected, last_insert_id: None });
    }
}

/// What comes next, where it is here already.
fn next_of(tap: &Tap) -> Option<Next> {
    let mut stream = tap.stream();
    if stream.has_row() {
        return Some(Next::Row);
    }
    stream.ended().map(Next::Ended)
}

/// Hands out the rows that are there; breaks where the caller wants no more of them.
#[inline]
fn take_rows(
    held: &mut Held<'_>,
    prepared: &Prepared,
    scratch: &mut String,
    each: &mut Option<&mut EachRow<'_>>,
) -> Result<ControlFlow<()>, Failure> {
    let mut stream = held.tap.stream();
    while let Some(bytes) = stream.next_row() {
        held.is_within = true;
        let Some(call) = each.as_deref_mut() else { continue };
        let wanted = call(&mut WireRow::new(bytes, prepared, scratch));
        if !matches!(wanted, Ok(ControlFlow::Continue(()))) {
            *each = None;
            return wanted.map_err(Failure::Own);
        }
    }
    Ok(ControlFlow::Continue(()))
}
