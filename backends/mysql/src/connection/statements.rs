//! The statements that a connection keeps prepared.

use hashlink::LruCache;
use mysql::prelude::Queryable;
use mysql::{Conn, Statement};

/// Prepared statements by their texts; the one that was not used for longest makes room.
///
/// The driver has such a cache too, but looks for named parameters in a text each time before it
/// looks for the text, which costs as much as the rest of a short statement's way through it. It is
/// set to keep everything, and what has to go is closed here.
pub(super) struct Statements(LruCache<Box<str>, Statement>);

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Statements(LruCache::new(capacity))
    }

    /// The statement of this text, and whether it is kept. One that is needed `once` is not.
    #[inline]
    pub(super) fn prepare(
        &mut self,
        conn: &mut Conn,
        sql: &str,
        once: bool,
    ) -> mysql::Result<(Statement, bool)> {
        if let Some(statement) = self.0.get(sql) {
            return Ok((statement.clone(), true));
        }
        let statement = conn.prep(sql)?;
        let keeps = !once && self.0.capacity() > 0;
        if keeps {
            if self.0.len() == self.0.capacity()
                && let Some((_, oldest)) = self.0.remove_lru()
            {
                conn.close(oldest)?;
            }
            self.0.insert(sql.into(), statement.clone());
        }
        Ok((statement, keeps))
    }

    /// Forgets a statement that the server can't run any more.
    pub(super) fn remove(&mut self, sql: &str) {
        self.0.remove(sql);
    }

    /// Forgets all: the server has done so.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl std::fmt::Debug for Statements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statements").field("kept", &self.0.len()).finish_non_exhaustive()
    }
}
