//! Stopping a statement from another thread.

use std::fmt;
use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;

use activerecord_core::blocking::Drive;
use activerecord_core::{CancelHandle, Result};
use tokio_postgres::CancelToken;

use super::open::connect;
use super::wire::Wire;
use crate::backend::Shared;
use crate::config::Address;
use crate::error::{could_not_connect, could_not_log_in};

/// Asks the server, over a connection of its own, to give up what a session does.
pub(super) struct PostgresCancel {
    pub(super) shared: Arc<Shared>,
    pub(super) address: Address,
    pub(super) token: CancelToken,
}

impl CancelHandle for PostgresCancel {
    fn cancel(&self) -> Result<()> {
        let PostgresCancel { shared, address, token } = self;
        let mode = shared.settings.security.mode_for(address);
        let connector = shared.tls.connector(address, mode)?;
        let failed = |error| could_not_connect(address, error);
        let socket = connect(&shared.settings, address).map_err(failed)?;
        let patience = Some(shared.settings.connect_timeout);
        socket.set_timeouts(patience, patience).map_err(failed)?;
        let drive = Drive::new(&socket);
        let mut request = pin!(token.cancel_query_raw(Wire::new(socket.clone(), None), connector));
        let sent = drive.run(|cx| request.as_mut().poll(cx));
        sent.map_err(|error| could_not_log_in(address, error))?;
        // The server hangs up once it has passed the request on.
        let _ = drive.run(|cx| socket.poll_read(cx, &mut [0]));
        Ok(())
    }
}

impl fmt::Debug for PostgresCancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresCancel").field("address", &self.address).finish_non_exhaustive()
    }
}
