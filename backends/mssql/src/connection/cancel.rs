//! Giving a statement up from another thread.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use activerecord_core::blocking::BlockingSocket;
use activerecord_core::{CancelHandle, Error, ErrorKind, Result};

/// Cuts the connection: the driver can't send the protocol's own signal while somebody waits in a
/// read, and the server ends what ran on a connection that is gone.
pub(super) struct MsSqlCancel {
    pub(super) socket: BlockingSocket,
    pub(super) cancelled: Arc<AtomicBool>,
}

impl CancelHandle for MsSqlCancel {
    fn cancel(&self) -> Result<()> {
        self.cancelled.store(true, Ordering::Relaxed);
        self.socket.shutdown().map_err(|error| {
            Error::new(ErrorKind::ConnectionLost, "the connection could not be cut")
                .with_source(error)
        })
    }
}

impl fmt::Debug for MsSqlCancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MsSqlCancel").finish_non_exhaustive()
    }
}
