//! Running a statement that waits for locks no longer than it says.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use activerecord_core::{Done, EachRow, Result, Value};

use super::super::bind::text_binds;
use super::super::text::Effects;
use super::super::{PostgresConnection, Transaction};
use super::{Failure, read};

/// Nanoseconds of a millisecond.
const NANOS_OF_MILLI: u128 = 1_000_000;

/// Sets the session's timeout back, to what [`set_timeout`] has found. After a failure there is
/// nothing to do: it goes with the transaction or savepoint that is rolled back.
const RESTORE: &str =
    "SELECT set_config('lock_timeout', current_setting('activerecord.lock_timeout'), true)";

/// Remembers the session's timeout and sets another.
fn set_timeout(time: Duration) -> String {
    let millis = time.as_nanos().div_ceil(NANOS_OF_MILLI);
    format!(
        "SELECT set_config('activerecord.lock_timeout', current_setting('lock_timeout'), true);\
         SET LOCAL lock_timeout = {millis}"
    )
}

impl PostgresConnection {
    /// Runs a statement between two that set the session's timeout and set it back; all three
    /// go in one packet.
    #[cold]
    pub(super) fn run_within(
        &mut self,
        time: Duration,
        sql: &str,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done> {
        let effects = Effects::of(sql);
        let result = self.exchange_within(&set_timeout(time), sql, binds, each);
        self.finish(result, effects)
    }

    fn exchange_within(
        &mut self,
        set: &str,
        sql: &str,
        binds: &[Value<'_>],
        each: Option<&mut EachRow<'_>>,
    ) -> Result<Done, Failure> {
        let PostgresConnection { client, link, transaction, untyped, .. } = self;
        let link = link.get_mut();
        let begin = if *transaction == Transaction::Pending { "BEGIN;" } else { "" };
        let set = format!("{begin}{set}");
        let typed = text_binds(binds).map(|bind| (bind, untyped.clone()));
        let mut before = pin!(client.batch_execute(&set));
        let mut request = pin!(client.query_typed_raw(sql, typed));
        let mut after = pin!(client.batch_execute(RESTORE));
        let (mut was_set, mut was_restored) = (None, None);
        // A request is sent when it is polled for the first time.
        let rows = link.poll(|cx| {
            poll_once(before.as_mut(), &mut was_set, cx);
            let rows = request.as_mut().poll(cx);
            poll_once(after.as_mut(), &mut was_restored, cx);
            rows
        });
        if *transaction == Transaction::Pending {
            *transaction = Transaction::Open;
        }
        // The rest must be read, or the server's answer to what comes next would stand behind it.
        let result = match rows {
            Ok(rows) => read(link, rows, false, Effects::of(sql).is_query, each),
            Err(error) => Err(Failure::Driver(error)),
        };
        link.poll(|cx| {
            let set = poll_once(before.as_mut(), &mut was_set, cx);
            let restored = poll_once(after.as_mut(), &mut was_restored, cx);
            if set && restored { Poll::Ready(()) } else { Poll::Pending }
        });
        let failed = was_set.into_iter().chain(was_restored).find_map(Result::err);
        match failed {
            Some(error) if result.is_ok() => Err(Failure::Driver(error)),
            _ => result,
        }
    }
}

/// Polls a future until it has come to its end, and not again; tells whether it has.
fn poll_once<F: Future>(
    future: Pin<&mut F>,
    outcome: &mut Option<F::Output>,
    cx: &mut Context<'_>,
) -> bool {
    if outcome.is_none()
        && let Poll::Ready(found) = future.poll(cx)
    {
        *outcome = Some(found);
    }
    outcome.is_some()
}
