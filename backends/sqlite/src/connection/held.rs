//! A connection together with the statements that it keeps prepared.
//!
//! rusqlite has a cache of its own, but each use of it takes the statement out of the cache, makes
//! a new copy of its text as the key, and puts it back: as much work as SQLite needs to find a row
//! by its key. Here a statement stays where it is. It borrows its connection, so the two are held
//! by a cell that owns both.

use std::fmt;

use hashlink::LruCache;
use rusqlite::{Connection, Statement};
use self_cell::self_cell;

type Kept<'c> = LruCache<Box<str>, Statement<'c>>;

self_cell!(
    struct Cell {
        owner: Connection,

        #[not_covariant]
        dependent: Kept,
    }
);

/// A connection and its prepared statements, or for a moment the connection alone.
enum State {
    Keeping(Cell),
    Bare(Connection),
    /// Only while one of the other two is turned into the other.
    Changing,
}

/// A connection and its prepared statements.
pub(super) struct Held {
    state: State,
    capacity: usize,
}

// SAFETY: what keeps this from being `Send` by itself is the reference from a statement to its
// connection. The connection is `Send` (rusqlite says so), it lies in the cell's own allocation,
// which does not move, and nothing outside of the cell refers to a statement: connection and
// statements always go to another thread together, and are used by one thread at a time, since
// every use needs `&mut Held`. rusqlite sends its own cache of raw statements on the same grounds.
#[allow(unsafe_code)]
unsafe impl Send for Held {}

impl Held {
    /// Holds a connection that keeps up to `capacity` statements.
    pub(super) fn new(connection: Connection, capacity: usize) -> Self {
        Held { state: keeping(connection, capacity), capacity }
    }

    /// The connection.
    pub(super) fn connection(&self) -> Option<&Connection> {
        match &self.state {
            State::Keeping(cell) => Some(cell.borrow_owner()),
            State::Bare(connection) => Some(connection),
            State::Changing => None,
        }
    }

    /// The connection, to do with it as one likes; it forgets its statements.
    pub(super) fn connection_mut(&mut self) -> Option<&mut Connection> {
        self.state = match std::mem::replace(&mut self.state, State::Changing) {
            State::Keeping(cell) => State::Bare(cell.into_owner()),
            other => other,
        };
        match &mut self.state {
            State::Bare(connection) => Some(connection),
            _ => None,
        }
    }

    /// Lends the connection and the prepared form of `sql`, which is kept.
    #[inline]
    pub(super) fn with_kept<R>(
        &mut self,
        sql: &str,
        run: impl FnOnce(&Connection, rusqlite::Result<&mut Statement<'_>>) -> R,
    ) -> Option<R> {
        if let State::Bare(_) = self.state {
            self.keep_again();
        }
        let State::Keeping(cell) = &mut self.state else { return None };
        Some(cell.with_dependent_mut(|connection, kept| {
            if let Some(statement) = last_used(kept, sql) {
                return run(connection, Ok(statement));
            }
            if let Some(statement) = kept.get_mut(sql) {
                return run(connection, Ok(statement));
            }
            match connection.prepare(sql) {
                Ok(mut statement) if kept.capacity() == 0 => run(connection, Ok(&mut statement)),
                Ok(statement) => {
                    kept.insert(sql.into(), statement);
                    match kept.get_mut(sql) {
                        Some(statement) => run(connection, Ok(statement)),
                        None => run(connection, Err(rusqlite::Error::InvalidQuery)),
                    }
                }
                Err(error) => run(connection, Err(error)),
            }
        }))
    }

    #[cold]
    fn keep_again(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Changing) {
            State::Bare(connection) => keeping(connection, self.capacity),
            other => other,
        };
    }
}

/// The statement that was run last, where it is of this text: it is in its place already.
#[inline]
fn last_used<'k, 'c>(kept: &'k mut Kept<'c>, sql: &str) -> Option<&'k mut Statement<'c>> {
    let (text, statement) = kept.iter_mut().next_back()?;
    (**text == *sql).then_some(statement)
}

fn keeping(connection: Connection, capacity: usize) -> State {
    State::Keeping(Cell::new(connection, |_| LruCache::new(capacity)))
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("connection", &self.connection()).finish_non_exhaustive()
    }
}
