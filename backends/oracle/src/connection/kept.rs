//! Statements that stay prepared. The driver prepares, describes and allocates buffers anew for
//! each statement that it makes, which takes as long as finding a row; a kept one does all that
//! once. Each is an open cursor of the server, so there are few.

use std::ops::{Deref, DerefMut};

use activerecord_core::Expect;
use hashlink::LruCache;

use super::OracleSession;
use super::run::Effect;
use crate::config::Fetch;
use crate::limits;

/// A row and one more, so that the end of the rows comes with the first answer.
const ONE_ROW: Fetch = Fetch { size: 2, prefetch: 2 };

/// A prepared statement, and what running it changes.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) statement: oracle::Statement,
    effect: Effect,
}

impl Prepared {
    fn new(session: &OracleSession, sql: &str, fetch: Fetch, keep: bool) -> oracle::Result<Self> {
        let statement = session.with(|connection| {
            let mut builder = connection.statement(sql);
            builder.fetch_array_size(fetch.size).prefetch_rows(fetch.prefetch);
            if !keep {
                builder.exclude_from_cache();
            }
            builder.build()
        })?;
        let effect = Effect::of(&statement, sql);
        Ok(Prepared { statement, effect })
    }

    pub(super) fn effect(&self) -> Effect {
        self.effect
    }
}

/// A statement to run: one that is kept, or one for this time alone.
pub(super) enum Lent<'k> {
    Kept(&'k mut Prepared),
    Once(Box<Prepared>),
}

impl Lent<'_> {
    /// A statement of which no more than these rows are asked for.
    pub(super) fn first(session: &OracleSession, sql: &str, rows: u64) -> oracle::Result<Self> {
        let size = u32::try_from(rows).unwrap_or(u32::MAX).clamp(1, limits::FETCH_SIZE_MAX);
        let once = Prepared::new(session, sql, Fetch { size, prefetch: 0 }, false)?;
        Ok(Lent::Once(Box::new(once)))
    }
}

impl Deref for Lent<'_> {
    type Target = Prepared;

    fn deref(&self) -> &Prepared {
        match self {
            Lent::Kept(prepared) => prepared,
            Lent::Once(prepared) => prepared,
        }
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut Prepared {
        match self {
            Lent::Kept(prepared) => prepared,
            Lent::Once(prepared) => prepared,
        }
    }
}

/// The statements that a connection keeps, those for one row apart from those for many: their
/// buffers differ, and can't be changed.
#[derive(Debug)]
pub(super) struct Kept {
    one: LruCache<Box<str>, Prepared>,
    many: LruCache<Box<str>, Prepared>,
    capacity: usize,
    fetch: Fetch,
}

impl Kept {
    pub(super) fn new(capacity: usize, fetch: Fetch) -> Self {
        let empty = || LruCache::new(capacity);
        Kept { one: empty(), many: empty(), capacity, fetch }
    }

    /// The prepared form of a statement.
    pub(super) fn get(
        &mut self,
        session: &OracleSession,
        sql: &str,
        expect: Expect,
        keep: bool,
    ) -> oracle::Result<Lent<'_>> {
        let fetch = if expect == Expect::Many { self.fetch } else { ONE_ROW };
        if !keep || self.capacity == 0 {
            let once = Prepared::new(session, sql, fetch, false)?;
            return Ok(Lent::Once(Box::new(once)));
        }
        let (own, other) = match expect {
            Expect::Many => (&mut self.many, &mut self.one),
            _ => (&mut self.one, &mut self.many),
        };
        if !own.contains_key(sql) {
            let prepared = Prepared::new(session, sql, fetch, true)?;
            if own.len() + other.len() >= self.capacity && own.len() < other.len() {
                other.remove_lru();
            } else if own.len() + other.len() >= self.capacity {
                own.remove_lru();
            }
            own.insert(sql.into(), prepared);
        }
        match own.get_mut(sql) {
            Some(prepared) => Ok(Lent::Kept(prepared)),
            None => {
                Prepared::new(session, sql, fetch, false).map(|once| Lent::Once(Box::new(once)))
            }
        }
    }

    /// Forgets one statement.
    pub(super) fn forget(&mut self, sql: &str) {
        self.one.remove(sql);
        self.many.remove(sql);
    }

    /// Forgets all statements.
    pub(super) fn clear(&mut self) {
        self.one.clear();
        self.many.clear();
    }
}
