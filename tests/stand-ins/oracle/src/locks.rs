//! Locks: rows, and the right to write.
//!
//! SQLite has one writer at a time, Oracle one per row. A transaction that writes takes the right
//! to write and keeps it; rows that it changed or selected for update are its own until it ends.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::database::lock;
use crate::error::{OraError, Result};
use crate::session::Control;

/// How long a session waits at most, where Oracle would wait for ever: one thread that uses two
/// sessions would hang.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is locked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resource {
    Writer,
    Row(String, i64),
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Forever,
    No,
    Seconds(u64),
    /// Rows that others hold are left out.
    Skip,
}

#[derive(Debug, Default)]
pub(crate) struct Locks {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Who holds what, and since which point of its transaction.
    holders: HashMap<Resource, (u32, u64)>,
    /// For whom a session waits.
    waiting: HashMap<u32, u32>,
}

impl State {
    /// Whether `session` waiting for `holder` closes a circle.
    fn is_deadlock(&self, session: u32, holder: u32) -> bool {
        let mut next = Some(holder);
        while let Some(other) = next {
            if other == session {
                return true;
            }
            next = self.waiting.get(&other).copied();
        }
        false
    }
}

impl Locks {
    /// Takes a lock. The answer is whether it was free at once, or `None` if it is to be skipped.
    pub(crate) fn take(
        &self,
        session: u32,
        control: &Control,
        resource: Resource,
        point: u64,
        wait: Wait,
    ) -> Result<Option<bool>> {
        let start = Instant::now();
        let mut state = lock(&self.state);
        let mut at_once = true;
        loop {
            let holder = state.holders.get(&resource).map(|(holder, _)| *holder);
            match holder {
                Some(holder) if holder != session => {
                    state = self.wait(state, (session, holder), control, wait, start)?;
                    if wait == Wait::Skip {
                        return Ok(None);
                    }
                    at_once = false;
                }
                Some(_) => return Ok(Some(at_once)),
                None => {
                    state.holders.insert(resource, (session, point));
                    return Ok(Some(at_once));
                }
            }
        }
    }

    /// Waits a while for somebody to release something.
    fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        (session, holder): (u32, u32),
        control: &Control,
        wait: Wait,
        start: Instant,
    ) -> Result<MutexGuard<'a, State>> {
        let waited = start.elapsed();
        match wait {
            Wait::Skip => return Ok(state),
            Wait::No => {
                let text = "resource busy and acquire with NOWAIT specified or timeout expired";
                return Err(OraError::new(54, text));
            }
            Wait::Seconds(seconds) if waited >= Duration::from_secs(seconds) => {
                let text = "resource busy; acquire with WAIT timeout expired";
                return Err(OraError::new(30006, text));
            }
            Wait::Forever if waited >= PATIENCE => {
                let text = "resource busy: the stand-in, which has one writer, waits 10 s at most";
                return Err(OraError::new(54, text));
            }
            _ => {}
        }
        if state.is_deadlock(session, holder) {
            return Err(OraError::new(60, "deadlock detected while waiting for resource"));
        }
        state.waiting.insert(session, holder);
        let step = Duration::from_millis(20);
        let (mut state, _) =
            self.released.wait_timeout(state, step).unwrap_or_else(|poison| poison.into_inner());
        state.waiting.remove(&session);
        control.check()?;
        Ok(state)
    }

    /// Releases everything of a session that was taken after a point of its transaction.
    pub(crate) fn release(&self, session: u32, after: Option<u64>) {
        let mut state = lock(&self.state);
        state.holders.retain(|_, (holder, point)| {
            *holder != session || after.is_some_and(|after| *point <= after)
        });
        self.released.notify_all();
    }

    /// Gives the right to write back: the change that took it failed.
    pub(crate) fn release_writer(&self, session: u32) {
        let mut state = lock(&self.state);
        state
            .holders
            .retain(|resource, (holder, _)| *holder != session || *resource != Resource::Writer);
        self.released.notify_all();
    }

    /// Takes rows that the holder of the right to write has changed.
    pub(crate) fn hold(&self, session: u32, point: u64, rows: Vec<(String, i64)>) {
        let mut state = lock(&self.state);
        for (table, row) in rows {
            state.holders.entry(Resource::Row(table, row)).or_insert((session, point));
        }
    }

    /// Whether somebody else holds rows of a table.
    pub(crate) fn has_foreign_rows(&self, session: u32, name: &str) -> bool {
        let state = lock(&self.state);
        state.holders.iter().any(|(resource, (holder, _))| {
            *holder != session && matches!(resource, Resource::Row(table, _) if table == name)
        })
    }
}
