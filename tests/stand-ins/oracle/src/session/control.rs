//! What other threads do to a session: interrupt it, kill it, bound its calls in time.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::database::lock;
use crate::error::{OraError, Result};

const ALIVE: u8 = 0;
const KILLED: u8 = 1;
const ENDED: u8 = 2;

#[derive(Debug, Default)]
pub(crate) struct Control {
    state: AtomicU8,
    interrupted: AtomicBool,
    in_transaction: AtomicBool,
    call_timeout_ms: AtomicU32,
    deadline: Mutex<Option<Instant>>,
    connection: Mutex<Weak<Mutex<Connection>>>,
}

impl Control {
    /// The connection that is rolled back when the session is killed.
    pub(crate) fn watch(&self, connection: &Arc<Mutex<Connection>>) {
        *lock(&self.connection) = Arc::downgrade(connection);
    }

    /// Begins a call: its time runs, earlier interruptions are over.
    pub(crate) fn begin_call(&self) -> Result<()> {
        self.interrupted.store(false, Ordering::Release);
        let timeout = self.call_timeout_ms();
        let deadline =
            (timeout > 0).then(|| Instant::now() + Duration::from_millis(timeout.into()));
        *lock(&self.deadline) = deadline;
        match self.state.load(Ordering::Acquire) {
            ENDED => Err(OraError::new(1012, "not logged on")),
            _ => self.check(),
        }
    }

    /// Whether the call may go on.
    pub(crate) fn check(&self) -> Result<()> {
        if self.state.load(Ordering::Acquire) == KILLED {
            return Err(OraError::new(28, "your session has been killed"));
        }
        if self.interrupted.load(Ordering::Acquire) {
            return Err(OraError::new(1013, "user requested cancel of current operation"));
        }
        match *lock(&self.deadline) {
            Some(deadline) if Instant::now() > deadline => {
                Err(OraError::new(3136, "inbound connection timed out"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Release);
    }

    /// Ends the session from outside: its transaction is rolled back now, its next call fails.
    pub(crate) fn kill(&self) {
        self.state.store(KILLED, Ordering::Release);
        let connection = lock(&self.connection).upgrade();
        if let Some(connection) = connection {
            let connection = lock(&connection);
            if !connection.is_autocommit() {
                let _ = connection.execute_batch("ROLLBACK");
            }
        }
    }

    pub(crate) fn end(&self) {
        self.state.store(ENDED, Ordering::Release);
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.state.load(Ordering::Acquire) == ALIVE
    }

    pub(crate) fn set_in_transaction(&self, active: bool) {
        self.in_transaction.store(active, Ordering::Release);
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.in_transaction.load(Ordering::Acquire)
    }

    pub(crate) fn call_timeout_ms(&self) -> u32 {
        self.call_timeout_ms.load(Ordering::Acquire)
    }

    pub(crate) fn set_call_timeout_ms(&self, timeout: u32) {
        self.call_timeout_ms.store(timeout, Ordering::Release);
    }
}
