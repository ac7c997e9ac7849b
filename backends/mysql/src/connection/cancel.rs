//! Stopping a statement from another thread.

use std::sync::Arc;

use activerecord_core::{CancelHandle, Result};
use mysql::prelude::Queryable;

use super::open;
use crate::backend::Shared;
use crate::error;

/// Stops a session's statement, by a connection of its own: the session's is busy.
#[derive(Debug)]
pub(super) struct MySqlCancel {
    shared: Arc<Shared>,
    id: u64,
}

impl MySqlCancel {
    pub(super) fn new(shared: &Arc<Shared>, id: u64) -> Self {
        MySqlCancel { shared: Arc::clone(shared), id }
    }
}

impl CancelHandle for MySqlCancel {
    fn cancel(&self) -> Result<()> {
        let mut conn = open::open(&self.shared)?;
        conn.query_drop(format!("KILL QUERY {}", self.id)).map_err(error::translate)
    }
}
