//! Locks on rows, and on the right to write, which SQLite gives to one connection at a time.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Result, SqlError};

/// What can be locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Resource {
    Row { table: i64, row: i64 },
    Writer,
}

/// How it is locked, from the weakest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    Shared,
    Update,
    Exclusive,
}

impl Mode {
    /// Whether two sessions can have the locks at once: an update lock lets readers share.
    fn goes_with(self, other: Mode) -> bool {
        self == Mode::Shared && other != Mode::Exclusive
            || other == Mode::Shared && self != Mode::Exclusive
    }
}

/// The locks of one database.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Debug, Default)]
struct State {
    held: HashMap<Resource, Vec<(u64, Mode)>>,
    /// For whom a session waits.
    waiting: HashMap<u64, Vec<u64>>,
}

impl State {
    fn holders(&self, session: u64, resource: Resource, mode: Mode) -> Vec<u64> {
        let held = self.held.get(&resource).map(Vec::as_slice).unwrap_or_default();
        let blocks = |(other, theirs): &&(u64, Mode)| *other != session && !mode.goes_with(*theirs);
        held.iter().filter(blocks).map(|(other, _)| *other).collect()
    }

    fn take(&mut self, session: u64, resource: Resource, mode: Mode) {
        let held = self.held.entry(resource).or_default();
        match held.iter_mut().find(|(other, _)| *other == session) {
            Some((_, known)) => *known = mode.max(*known),
            None => held.push((session, mode)),
        }
    }

    /// Whether one of these waits for the session, directly or through others.
    fn is_cycle(&self, session: u64, holders: &[u64]) -> bool {
        let mut open = holders.to_vec();
        let mut seen = Vec::new();
        while let Some(next) = open.pop() {
            if next == session {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                open.extend(self.waiting.get(&next).into_iter().flatten());
            }
        }
        false
    }
}

impl Locks {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks all of these or none; the first that somebody else has is handed back.
    pub(crate) fn try_all(
        &self,
        session: u64,
        resources: &[Resource],
        mode: Mode,
    ) -> std::result::Result<(), Resource> {
        let mut state = self.state();
        for resource in resources {
            if !state.holders(session, *resource, mode).is_empty() {
                return Err(*resource);
            }
        }
        for resource in resources {
            state.take(session, *resource, mode);
        }
        Ok(())
    }

    /// Whether the lock could be had now.
    pub(crate) fn is_free(&self, session: u64, resource: Resource, mode: Mode) -> bool {
        self.state().holders(session, resource, mode).is_empty()
    }

    /// Whether anybody else has a lock on a row.
    pub(crate) fn others_hold_rows(&self, session: u64) -> bool {
        let state = self.state();
        state.held.iter().any(|(resource, held)| {
            matches!(resource, Resource::Row { .. }) && held.iter().any(|(who, _)| *who != session)
        })
    }

    /// Waits until the lock could be had.
    ///
    /// # Errors
    /// 1222 after the time, 1205 where those who have it wait for this session.
    pub(crate) fn wait(
        &self,
        session: u64,
        resource: Resource,
        mode: Mode,
        timeout: Option<Duration>,
    ) -> Result<()> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.state();
        let result = loop {
            let holders = state.holders(session, resource, mode);
            if holders.is_empty() {
                break Ok(());
            }
            if state.is_cycle(session, &holders) {
                break Err(SqlError::deadlock());
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                break Err(SqlError::lock_timeout());
            }
            state.waiting.insert(session, holders);
            // Woken from time to time, as a safeguard against a wake-up that was missed.
            let pause = left.unwrap_or(Duration::MAX).min(Duration::from_millis(100));
            state = self
                .released
                .wait_timeout(state, pause)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        };
        state.waiting.remove(&session);
        result
    }

    /// Waits for a lock and takes it.
    pub(crate) fn take(
        &self,
        session: u64,
        resource: Resource,
        mode: Mode,
        timeout: Option<Duration>,
    ) -> Result<()> {
        while self.try_all(session, &[resource], mode).is_err() {
            self.wait(session, resource, mode, timeout)?;
        }
        Ok(())
    }

    /// Lets everything go that the session holds.
    pub(crate) fn release(&self, session: u64) {
        let mut state = self.state();
        state.held.retain(|_, held| {
            held.retain(|(who, _)| *who != session);
            !held.is_empty()
        });
        self.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Resource = Resource::Row { table: 1, row: 1 };

    #[test]
    fn readers_share_and_one_may_mean_to_update() {
        let locks = Locks::default();
        assert_eq!(locks.try_all(1, &[ROW], Mode::Shared), Ok(()));
        assert_eq!(locks.try_all(2, &[ROW], Mode::Update), Ok(()));
        assert_eq!(locks.try_all(3, &[ROW], Mode::Update), Err(ROW));
        assert_eq!(locks.try_all(2, &[ROW], Mode::Exclusive), Err(ROW));
        locks.release(1);
        assert_eq!(locks.try_all(2, &[ROW], Mode::Exclusive), Ok(()));
        assert!(!locks.is_free(1, ROW, Mode::Shared));
    }

    #[test]
    fn waiting_ends() {
        let locks = Locks::default();
        locks.take(1, ROW, Mode::Update, None).unwrap();
        let soon = Some(Duration::from_millis(10));
        assert_eq!(locks.take(2, ROW, Mode::Update, soon).unwrap_err().number, 1222);
        locks.state().waiting.insert(1, vec![2]);
        assert_eq!(locks.take(2, ROW, Mode::Update, None).unwrap_err().number, 1205);
    }
}
