//! The pool of a database's connections.
//!
//! Why not a pool crate: r2d2's last release is of 2021, it runs three threads per pool and keeps
//! only the text of a connection error, and a checkout costs several times this one (see
//! `docs/benchmarks`), which shows on a find by key in SQLite. What an ORM needs besides, to
//! tell a caller at once that it waits for itself, no pool crate has.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::config::PoolConfig;
use crate::{Connection, Connector, Error, ErrorKind, Result};

/// How long one wait lasts where there is no deadline; another follows it.
const WAIT_MAX: Duration = Duration::from_secs(3600);

/// A pool of at most `size` connections, opened when they are needed.
pub(crate) struct Pool {
    connector: Arc<dyn Connector>,
    size: u32,
    timeout: Duration,
    idle_timeout: Option<Duration>,
    max_lifetime: Option<Duration>,
    state: Mutex<State>,
    freed: Condvar,
}

struct State {
    /// The connection used last is taken first: its caches are warm.
    idle: Vec<Idle>,
    /// The threads that hold a connection, each as often as it holds one.
    holders: Vec<usize>,
    /// Connections that exist or are being opened.
    open: u32,
    waiting: u32,
    closed: bool,
}

struct Idle {
    connection: Box<dyn Connection>,
    age: Option<Age>,
}

/// When a connection was opened and given back; kept only where a time limit asks for it.
#[derive(Clone, Copy)]
struct Age {
    born: Instant,
    since: Instant,
}

/// How a pool is used at the moment.
///
/// ```
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// let status = db.pool_status();
/// assert_eq!((status.size, status.open, status.idle), (1, 1, 1));
/// let tx = db.begin()?;
/// assert_eq!(db.pool_status().idle, 0);
/// tx.rollback()?;
/// assert_eq!(db.pool_status(), status);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// The greatest number of connections.
    pub size: u32,
    /// Open connections.
    pub open: u32,
    /// Open connections that nobody uses.
    pub idle: u32,
    /// Callers that wait for a connection.
    pub waiting: u32,
    /// Whether the pool was closed.
    pub closed: bool,
}

/// A connection that is taken out of the pool; it goes back when this is dropped.
pub(crate) struct Lease<P: std::ops::Deref<Target = Pool>> {
    pool: P,
    connection: Option<Box<dyn Connection>>,
    born: Option<Instant>,
    holder: usize,
    unfit: bool,
}

thread_local! {
    static THREAD: u8 = const { 0 };
}

/// A number that no other living thread has.
fn this_thread() -> usize {
    THREAD.with(|marker| std::ptr::from_ref(marker).addr())
}

impl Pool {
    pub(crate) fn new(
        connector: Arc<dyn Connector>,
        config: &PoolConfig,
        first: Box<dyn Connection>,
    ) -> Self {
        let size = connector.max_connections().map_or(config.size, |max| max.min(config.size));
        // Where there can be one connection only, it is the database: it must not grow too old.
        let ages = connector.max_connections() != Some(1);
        let pool = Pool {
            connector,
            size,
            timeout: config.timeout,
            idle_timeout: config.idle_timeout.filter(|_| ages),
            max_lifetime: config.max_lifetime.filter(|_| ages),
            state: Mutex::new(State {
                idle: Vec::new(),
                holders: Vec::new(),
                open: 1,
                waiting: 0,
                closed: false,
            }),
            freed: Condvar::new(),
        };
        let age = pool.timed().then(|| Age { born: Instant::now(), since: Instant::now() });
        pool.lock().idle.push(Idle { connection: first, age });
        pool
    }

    fn timed(&self) -> bool {
        self.idle_timeout.is_some() || self.max_lifetime.is_some()
    }

    /// A panic elsewhere leaves the state whole: nothing in here panics between two changes.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes a connection: an idle one, a new one, or one that somebody gives back in time.
    pub(crate) fn get<P: std::ops::Deref<Target = Pool>>(pool: P) -> Result<Lease<P>> {
        let holder = this_thread();
        let (connection, born) = pool.take(holder)?;
        Ok(Lease { pool, connection: Some(connection), born, holder, unfit: false })
    }

    fn take(&self, holder: usize) -> Result<(Box<dyn Connection>, Option<Instant>)> {
        let mut state = self.lock();
        let mut deadline = None;
        loop {
            if state.closed {
                return Err(Error::new(ErrorKind::Closed, "the database was closed")
                    .with_help("open it again, or close it after its last use"));
            }
            while let Some(idle) = state.idle.pop() {
                if self.is_fresh(&idle) {
                    state.holders.push(holder);
                    return Ok((idle.connection, idle.age.map(|age| age.born)));
                }
                state.open -= 1;
                // Closing may take a round trip: not while the others wait for the lock.
                drop(state);
                drop(idle);
                state = self.lock();
            }
            if state.open < self.size {
                state.open += 1;
                state.holders.push(holder);
                drop(state);
                return self.open(holder);
            }
            if state.holders.contains(&holder) {
                return Err(self.exhausted_by_itself());
            }
            state = self.wait(state, &mut deadline)?;
        }
    }

    fn is_fresh(&self, idle: &Idle) -> bool {
        let Some(age) = idle.age else { return !idle.connection.is_broken() };
        let idled = self.idle_timeout.is_some_and(|limit| age.since.elapsed() >= limit);
        let old = self.max_lifetime.is_some_and(|limit| age.born.elapsed() >= limit);
        !idled && !old && !idle.connection.is_broken()
    }

    /// Opens a connection for a place that was counted already.
    fn open(&self, holder: usize) -> Result<(Box<dyn Connection>, Option<Instant>)> {
        match self.connector.connect() {
            Ok(connection) => Ok((connection, self.timed().then(Instant::now))),
            Err(error) => {
                let mut state = self.lock();
                state.open -= 1;
                state.forget(holder);
                self.wake(&state);
                Err(error)
            }
        }
    }

    fn wait<'s>(
        &self,
        mut state: MutexGuard<'s, State>,
        deadline: &mut Option<Option<Instant>>,
    ) -> Result<MutexGuard<'s, State>> {
        // A timeout beyond what the clock can tell means for ever.
        let deadline = *deadline.get_or_insert_with(|| Instant::now().checked_add(self.timeout));
        let left = deadline
            .map_or(WAIT_MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            let message = format!(
                "no connection became free within {:?}: all {} of the pool are in use",
                self.timeout, self.size
            );
            return Err(Error::new(ErrorKind::PoolTimeout, message)
                .with_help("raise `pool_size` or `pool_timeout`, or hold transactions for less"));
        }
        state.waiting += 1;
        let (mut state, _) =
            self.freed.wait_timeout(state, left).unwrap_or_else(|poisoned| poisoned.into_inner());
        state.waiting -= 1;
        Ok(state)
    }

    fn wake(&self, state: &State) {
        if state.waiting > 0 {
            self.freed.notify_one();
        }
    }

    #[cold]
    fn exhausted_by_itself(&self) -> Error {
        let message = format!(
            "this thread needs a second connection while it holds one, and all {} of the pool \
             are in use",
            self.size
        );
        Error::new(ErrorKind::Busy, message).with_help(
            "inside of `each` use `batches` instead; beside an open transaction use its `_on(&tx)` \
             forms; an in-memory database has one connection only",
        )
    }

    fn give_back(&self, connection: Box<dyn Connection>, born: Option<Instant>, holder: usize) {
        let age = born.map(|born| Age { born, since: Instant::now() });
        let mut state = self.lock();
        state.forget(holder);
        if state.closed {
            state.open -= 1;
            drop(state);
            drop(connection);
            return;
        }
        state.idle.push(Idle { connection, age });
        self.wake(&state);
    }

    fn discard(&self, connection: Box<dyn Connection>, holder: usize) {
        drop(connection);
        let mut state = self.lock();
        state.forget(holder);
        state.open -= 1;
        self.wake(&state);
    }

    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        state.open -= u32::try_from(idle.len()).unwrap_or(state.open);
        self.freed.notify_all();
        drop(state);
        drop(idle);
    }

    pub(crate) fn status(&self) -> PoolStatus {
        let state = self.lock();
        PoolStatus {
            size: self.size,
            open: state.open,
            idle: u32::try_from(state.idle.len()).unwrap_or(u32::MAX),
            waiting: state.waiting,
            closed: state.closed,
        }
    }
}

impl State {
    fn forget(&mut self, holder: usize) {
        if let Some(position) = self.holders.iter().rposition(|known| *known == holder) {
            self.holders.swap_remove(position);
        }
    }
}

impl<P: std::ops::Deref<Target = Pool>> Lease<P> {
    /// The connection. It is there until the lease is dropped.
    pub(crate) fn connection(&mut self) -> Result<&mut dyn Connection> {
        match &mut self.connection {
            Some(connection) => Ok(&mut **connection),
            None => Err(Error::new(ErrorKind::Closed, "the connection was given back")),
        }
    }

    /// Keeps the connection out of the pool: nobody knows what state it is in.
    pub(crate) fn mark_unfit(&mut self) {
        self.unfit = true;
    }
}

impl<P: std::ops::Deref<Target = Pool>> Drop for Lease<P> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let unfit = self.unfit || connection.is_broken() || connection.reset().is_err();
        if unfit {
            self.pool.discard(connection, self.holder);
        } else {
            self.pool.give_back(connection, self.born, self.holder);
        }
    }
}
