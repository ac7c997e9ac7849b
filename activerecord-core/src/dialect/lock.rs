//! Locks on rows, as the databases that have FOR UPDATE write them.

use std::time::Duration;

use super::Renderer;
use crate::expression::{Lock, LockStrength, LockWait};
use crate::{Error, ErrorKind, Result};

impl Renderer<'_> {
    /// Writes `FOR UPDATE` or `FOR SHARE`, and what else the lock says.
    ///
    /// # Errors
    /// The database has no such lock.
    pub fn lock_default(&mut self, lock: &Lock) -> Result<()> {
        let known = self.dialect().capabilities();
        if !known.row_locks {
            return Err(self.dialect().unsupported("locking the rows of a query"));
        }
        if lock.strength == LockStrength::Share && !known.lock_share {
            return Err(self.dialect().unsupported("locking rows for sharing"));
        }
        self.push(match lock.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::Share => " FOR SHARE",
        });
        self.lock_of(lock)?;
        self.lock_wait(lock.wait)
    }

    /// Writes ` OF` and the tables whose rows are locked, by the names that they have in the query;
    /// nothing where it is those of all.
    ///
    /// # Errors
    /// The database locks the rows of all tables only, or a table is not in the query.
    pub fn lock_of(&mut self, lock: &Lock) -> Result<()> {
        if lock.of.is_empty() {
            return Ok(());
        }
        if !self.dialect().capabilities().lock_of {
            return Err(lock_of_unsupported(self));
        }
        for (index, name) in self.locked_tables(lock)?.iter().enumerate() {
            self.push(if index == 0 { " OF " } else { ", " });
            self.identifier(name);
        }
        Ok(())
    }

    /// The tables that a lock names, each once, by the names that they have in the query.
    ///
    /// # Errors
    /// A table is not in the query.
    pub fn locked_tables(&self, lock: &Lock) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::with_capacity(lock.of.len());
        for column in &lock.of {
            let name = self.name_in_query(column)?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Writes what happens where a row is locked by somebody else.
    ///
    /// # Errors
    /// The database can't do that.
    pub fn lock_wait(&mut self, wait: LockWait) -> Result<()> {
        let known = self.dialect().capabilities();
        match wait {
            LockWait::Block => {}
            LockWait::NoWait if known.lock_nowait => self.push(" NOWAIT"),
            LockWait::SkipLocked if known.lock_skip => self.push(" SKIP LOCKED"),
            LockWait::NoWait => return Err(self.dialect().unsupported("NOWAIT")),
            LockWait::SkipLocked => return Err(self.dialect().unsupported("SKIP LOCKED")),
            LockWait::AtMost(_) => return Err(lock_wait_unsupported(self)),
        }
        Ok(())
    }
}

impl Renderer<'_> {
    /// Writes ` WAIT` and a number of seconds, with no part of the time left out.
    ///
    /// # Errors
    /// The time is longer than `max` seconds.
    pub fn lock_wait_seconds(&mut self, time: Duration, max: u64) -> Result<()> {
        check_lock_wait(time, Duration::from_secs(max))?;
        self.push(" WAIT ");
        self.push_number(time.as_secs() + u64::from(time.subsec_nanos() > 0))
    }
}

/// Checks that a lock can be waited for so long.
///
/// # Errors
/// The time is longer than `max`.
pub fn check_lock_wait(time: Duration, max: Duration) -> Result<()> {
    if time <= max {
        return Ok(());
    }
    let message = format!("a lock can be waited for {max:?} at the most, not {time:?}");
    Err(Error::new(ErrorKind::OutOfRange, message))
}

#[cold]
fn lock_of_unsupported(out: &Renderer<'_>) -> Error {
    out.dialect()
        .unsupported("locking the rows of some of the joined tables")
        .with_help("lock the rows of all of them, or those of one table by a query of their own")
}

#[cold]
fn lock_wait_unsupported(out: &Renderer<'_>) -> Error {
    out.dialect()
        .unsupported("a time to wait for the locks of one query")
        .with_help("set the lock timeout of the session, or use `nowait` and try again")
}
