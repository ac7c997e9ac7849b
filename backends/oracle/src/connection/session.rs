//! The driver's connection, where the connection itself and those who may cancel it can reach it.

use std::fmt;
use std::sync::{Arc, RwLock};

use activerecord_core::{CancelHandle, Result};

use crate::error;

/// A session of Oracle: lends the driver's own [`oracle::Connection`], for what the library does
/// not cover. Got by [`Connection::as_any`](activerecord_core::Connection::as_any).
///
/// Whether statements commit by themselves (the driver's `autocommit`) is the library's matter.
/// What is set on the session stays set; statements `ALTER SESSION` that go through the library
/// are undone before another borrower gets the connection.
#[derive(Clone)]
pub struct OracleSession(Arc<RwLock<oracle::Connection>>);

impl OracleSession {
    pub(super) fn new(connection: oracle::Connection) -> Self {
        OracleSession(Arc::new(RwLock::new(connection)))
    }

    /// Lends the driver's connection.
    pub fn with<R>(&self, run: impl FnOnce(&oracle::Connection) -> R) -> R {
        // Only the flag below is written, which no panic can leave half done.
        run(&self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// Whether each statement commits by itself: a flag that goes with each, without a round trip
    /// of its own.
    pub(super) fn set_autocommit(&self, on: bool) {
        self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()).set_autocommit(on);
    }

    /// Whether the client library thinks that there is a server, without asking it.
    pub(super) fn is_connected(&self) -> bool {
        self.with(|connection| matches!(connection.status(), Ok(oracle::ConnStatus::Normal)))
    }
}

impl CancelHandle for OracleSession {
    fn cancel(&self) -> Result<()> {
        self.with(oracle::Connection::break_execution).map_err(error::translate)
    }
}

impl fmt::Debug for OracleSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OracleSession").finish_non_exhaustive()
    }
}
