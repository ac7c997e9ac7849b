//! Databases: which connection a statement takes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::config::LoggingConfig;
use crate::dialect::Dialect;
use crate::{Backend, ConnectionConfig, Connector, Result};

mod context;
mod executor;
mod many_statements;
mod pool;
mod registry;
mod schema;
mod session;
mod shapes;
mod slot;
mod statements;
mod target;
mod update_statements;

pub(crate) use self::context::{AmbientGuard, ambient};
pub use self::executor::Executor;
pub(crate) use self::executor::{run_on, run_on_shared};
pub(crate) use self::many_statements::ManyStatements;
pub use self::pool::PoolStatus;
pub(crate) use self::pool::{Lease, Pool};
pub use self::registry::{Connections, set_default, with_connection};
pub(crate) use self::registry::{describe, home, is_scoped};
pub use self::session::Session;
pub(crate) use self::shapes::ShapeBinds;
pub use self::slot::ModelSlot;
pub(crate) use self::slot::slot_by_type;
pub(crate) use self::statements::{InsertPlan, ModelStatements, ReadBack};
pub(crate) use self::target::run;
pub use self::target::{Implicit, Named, On, Target, Via};
pub(crate) use self::update_statements::UpdatePlan;

/// A database: a pool of connections and the SQL that it speaks.
///
/// A `Database` is a handle: cloning it is cheap, and all clones share one pool. It is `Send` and
/// `Sync`.
///
/// ```
/// use activerecord::prelude::*;
///
/// # fn main() -> activerecord::Result<()> {
/// let db = Database::open(ConnectionConfig::new().database(":memory:"), SqliteBackend)?;
/// let rows: Vec<(i64,)> = db.sql("SELECT 1 + ?", (1,)).all()?;
/// assert_eq!(rows, [(2,)]);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Database(pub(crate) Arc<Shared>);

/// What all handles of a database share.
pub(crate) struct Shared {
    id: u64,
    backend: &'static str,
    pool: Pool,
    dialect: Arc<dyn Dialect>,
    logging: LoggingConfig,
    statements: statements::StatementTable,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Database {
    /// Opens a database: checks the configuration, connects once, and asks the server for its
    /// version.
    ///
    /// # Errors
    /// The configuration is wrong ([`ErrorKind::Configuration`](crate::ErrorKind::Configuration)),
    /// or the connection could not be made.
    pub fn open(config: ConnectionConfig, backend: impl Backend) -> Result<Self> {
        Database::open_dyn(config, &backend)
    }

    /// [`open`](Database::open) for a backend that is chosen at run time.
    ///
    /// # Errors
    /// As [`open`](Database::open).
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::Backend;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let backend: &dyn Backend = &SqliteBackend;
    /// let db = Database::open_dyn(ConnectionConfig::new().database(":memory:"), backend)?;
    /// assert_eq!((db.backend(), db.dialect().name()), ("sqlite", "sqlite"));
    /// # Ok(()) }
    /// ```
    pub fn open_dyn(config: ConnectionConfig, backend: &dyn Backend) -> Result<Self> {
        let config = config.resolve(backend)?;
        let connector = backend.connector(&config)?;
        Database::connect(&config, backend.name(), connector)
    }

    fn connect(
        config: &ConnectionConfig,
        backend: &'static str,
        connector: Arc<dyn Connector>,
    ) -> Result<Self> {
        let first = connector.connect()?;
        let dialect = first.dialect();
        Ok(Database(Arc::new(Shared {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            backend,
            pool: Pool::new(connector, config.get_pool(), first),
            dialect,
            logging: config.get_logging().clone(),
            statements: statements::StatementTable::default(),
        })))
    }

    /// The backend's name, `sqlite` for example.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        self.0.backend
    }

    /// The SQL that the database speaks, by its real version.
    #[must_use]
    pub fn dialect(&self) -> &dyn Dialect {
        &*self.0.dialect
    }

    /// How many connections are open, idle and waited for.
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        self.0.pool.status()
    }

    /// Closes the idle connections, and those in use when they come back. Every later use is an
    /// [`ErrorKind::Closed`](crate::ErrorKind::Closed) error. Closing twice does nothing.
    ///
    /// ```
    /// use activerecord::ErrorKind;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// db.ping()?;
    /// let handle = db.clone();
    /// assert_eq!(handle, db);                                 // of the same database
    /// db.close();
    /// assert_eq!(handle.ping().unwrap_err().kind(), ErrorKind::Closed);
    /// # Ok(()) }
    /// ```
    pub fn close(&self) {
        self.0.pool.close();
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// There was none, or no connection could be had.
    pub fn ping(&self) -> Result<()> {
        run_on(self, |session| session.ping())
    }
}

impl Shared {
    pub(crate) fn dialect(&self) -> &dyn Dialect {
        &*self.dialect
    }

    pub(crate) fn backend(&self) -> &'static str {
        self.backend
    }

    pub(crate) fn logging(&self) -> &LoggingConfig {
        &self.logging
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.pool
    }
}

impl PartialEq for Database {
    /// Whether two handles are of the same database.
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Database {}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database")
            .field("backend", &self.backend)
            .field("version", &self.dialect.version())
            .field("pool", &self.pool.status())
            .finish_non_exhaustive()
    }
}
