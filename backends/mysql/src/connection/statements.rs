//! The statements that a connection keeps prepared.

use hashlink::LruCache;
use mysql::prelude::Queryable;
use mysql::{Conn, Statement};

use crate::effect::Effect;

/// Prepared statements by their texts; the one that was not used for longest makes room.
///
/// The driver has such a cache too, but looks for named parameters in a text each time before it
/// looks for the text, which costs as much as the rest of a short statement's way through it. It is
/// set to keep everything, and what has to go is closed here.
pub(super) struct Statements(LruCache<Box<str>, Kept>);

/// A statement that is kept, and what it does to its session.
pub(super) struct Kept {
    pub(super) statement: Statement,
    pub(super) effect: Effect,
}

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Statements(LruCache::new(capacity))
    }

    /// The statement of this text, if it is kept.
    #[inline]
    pub(super) fn get(&mut self, sql: &str) -> Option<&Kept> {
        // What was run last is in its place already.
        if let Some((text, _)) = self.0.iter().next_back()
            && **text == *sql
        {
            return self.0.iter().next_back().map(|(_, kept)| kept);
        }
        self.0.get(sql)
    }

    /// Prepares a statement; one that is needed `once` is not kept, but handed back to be closed.
    #[cold]
    pub(super) fn prepare(
        &mut self,
        conn: &mut Conn,
        sql: &str,
        effect: Effect,
        once: bool,
    ) -> mysql::Result<Prepared<'_>> {
        let statement = conn.prep(sql)?;
        if once || self.0.capacity() == 0 {
            return Ok(Prepared::Once(statement));
        }
        if self.0.len() == self.0.capacity()
            && let Some((_, oldest)) = self.0.remove_lru()
        {
            conn.close(oldest.statement)?;
        }
        let kept = Kept { statement, effect };
        Ok(Prepared::Kept(&self.0.entry(sql.into()).or_insert(kept).statement))
    }

    /// Forgets a statement that the server can't run any more, and hands it back.
    pub(super) fn remove(&mut self, sql: &str) -> Option<Statement> {
        self.0.remove(sql).map(|kept| kept.statement)
    }

    /// Forgets all: the server has done so.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A statement that is prepared.
pub(super) enum Prepared<'s> {
    Kept(&'s Statement),
    /// Nobody closes it when it has been run, but who has it.
    Once(Statement),
}

impl std::fmt::Debug for Statements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statements").field("kept", &self.0.len()).finish_non_exhaustive()
    }
}
