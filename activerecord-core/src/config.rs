//! How to reach a database: one type for all of them.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

mod env;
mod network;
mod option_info;
mod parse;
mod secret;
mod url;

pub use self::network::{NetworkConfig, SslMode, word};
pub use self::option_info::{OptionInfo, OptionValue};
pub use self::secret::Secret;
pub use self::url::ConnectionUrl;

/// How many connections a pool holds when nothing else is said.
pub const POOL_SIZE_DEFAULT: u32 = 10;
/// How long a caller waits for a free connection when nothing else is said.
pub const POOL_TIMEOUT_DEFAULT: Duration = Duration::from_secs(30);

/// Where a database is and how to talk to it.
///
/// The words that several databases share are setters here; a database's own words are setters of
/// its options type, given by [`with`](ConnectionConfig::with). The same words work in a URL's
/// query and in the environment. `Debug` never shows a password.
///
/// ```
/// use activerecord::prelude::*;
/// use std::time::Duration;
///
/// # fn main() -> activerecord::Result<()> {
/// let config = ConnectionConfig::new()
///     .database(":memory:")
///     .pool_timeout(Duration::from_secs(5))
///     .with(SqliteOptions::new().busy_timeout(Duration::from_secs(1)));
/// let db = Database::open(config, SqliteBackend)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct ConnectionConfig {
    pub(crate) url: Option<ConnectionUrl>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) database: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) words: BTreeMap<String, Secret>,
    pub(crate) network: NetworkConfig,
    pub(crate) pool: PoolConfig,
    pub(crate) logging: LoggingConfig,
    pub(crate) statement_cache: Option<usize>,
    options: BTreeMap<TypeId, Arc<dyn BackendOptions>>,
}

/// The size and the patience of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolConfig {
    /// The greatest number of open connections.
    pub size: u32,
    /// How long to wait for a free connection.
    pub timeout: Duration,
    /// Close connections that were idle for this long.
    pub idle_timeout: Option<Duration>,
    /// Close connections that are this old.
    pub max_lifetime: Option<Duration>,
}

impl Default for PoolConfig {
    fn default() -> Self {
        PoolConfig {
            size: POOL_SIZE_DEFAULT,
            timeout: POOL_TIMEOUT_DEFAULT,
            idle_timeout: None,
            max_lifetime: None,
        }
    }
}

/// What is said about statements in traces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoggingConfig {
    /// Statements that take at least this long are warned about.
    pub slow_query: Option<Duration>,
    /// Whether binds are shown; those of sensitive columns never are.
    pub parameters: bool,
}

/// A database's own options: `SqliteOptions`, `PostgresOptions` and so on.
pub trait BackendOptions: Any + fmt::Debug + Send + Sync {
    /// The backend they belong to.
    fn backend(&self) -> &'static str;
}

impl ConnectionConfig {
    /// A configuration with every option at its default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The server's host name or address.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// let config = ConnectionConfig::new()
    ///     .host("db.example.org")
    ///     .port(5432)
    ///     .database("shop")
    ///     .user("ada")
    ///     .password("s3cret");
    /// assert_eq!((config.get_host(), config.get_port()), (Some("db.example.org"), Some(5432)));
    /// assert_eq!((config.get_database(), config.get_user()), (Some("shop"), Some("ada")));
    /// assert_eq!(config.get_password().map(|password| password.reveal()), Some("s3cret"));
    /// assert!(!format!("{config:?}").contains("s3cret"));
    /// ```
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The server's port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The database's name; for SQLite the file's path, or `:memory:`.
    #[must_use]
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self
    }

    /// The user to log in as.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The user's password.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(Secret::new(password));
        self
    }

    /// The greatest number of open connections, at least 1. Default: [`POOL_SIZE_DEFAULT`].
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use std::time::Duration;
    ///
    /// let config = ConnectionConfig::new()
    ///     .pool_size(4)
    ///     .pool_timeout(Duration::from_secs(5))
    ///     .idle_timeout(Duration::from_secs(60))
    ///     .max_lifetime(Duration::from_secs(3_600))
    ///     .statement_cache(64)
    ///     .slow_query(Duration::from_millis(200))
    ///     .log_parameters(true);
    /// assert_eq!(config.get_pool().size, 4);
    /// assert_eq!(config.get_pool().idle_timeout, Some(Duration::from_secs(60)));
    /// assert_eq!(config.get_statement_cache(), Some(64));
    /// assert!(config.get_logging().parameters);
    /// ```
    #[must_use]
    pub fn pool_size(mut self, connections: u32) -> Self {
        self.pool.size = connections;
        self
    }

    /// How long to wait for a free connection. Default: [`POOL_TIMEOUT_DEFAULT`].
    #[must_use]
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool.timeout = timeout;
        self
    }

    /// Closes connections that were idle for this long. Default: never.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool.idle_timeout = Some(timeout);
        self
    }

    /// Closes connections that are this old. Default: never.
    #[must_use]
    pub fn max_lifetime(mut self, lifetime: Duration) -> Self {
        self.pool.max_lifetime = Some(lifetime);
        self
    }

    /// How many prepared statements each connection keeps. Default: the backend's.
    #[must_use]
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = Some(statements);
        self
    }

    /// Warns about statements that take at least this long. Default: never.
    #[must_use]
    pub fn slow_query(mut self, threshold: Duration) -> Self {
        self.logging.slow_query = Some(threshold);
        self
    }

    /// Shows binds in traces, except those of `sensitive` columns. Default: no.
    #[must_use]
    pub fn log_parameters(mut self, log: bool) -> Self {
        self.logging.parameters = log;
        self
    }

    /// Sets any option by its word, as a URL or the environment would; the word and its value
    /// are checked when the database is opened.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let config = ConnectionConfig::new().database(":memory:").option("busy_timeout", "2s");
    /// assert_eq!(config.words().collect::<Vec<_>>(), [("busy_timeout", "2s")]);
    /// Database::open(config, SqliteBackend)?;
    ///
    /// let unknown = ConnectionConfig::new().database(":memory:").option("busy", "2s");
    /// assert!(Database::open(unknown, SqliteBackend).is_err());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn option(mut self, word: impl Into<String>, value: impl Into<String>) -> Self {
        self.words.insert(word.into(), Secret::new(value));
        self
    }

    /// Adds a database's own options.
    #[must_use]
    pub fn with<O: BackendOptions>(mut self, options: O) -> Self {
        self.options.insert(TypeId::of::<O>(), Arc::new(options));
        self
    }

    /// The host, where one was given.
    #[must_use]
    pub fn get_host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The port, where one was given.
    #[must_use]
    pub fn get_port(&self) -> Option<u16> {
        self.port
    }

    /// The database, where one was given.
    #[must_use]
    pub fn get_database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The user, where one was given.
    #[must_use]
    pub fn get_user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The password, where one was given.
    #[must_use]
    pub fn get_password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }

    /// How many prepared statements each connection keeps, where it was said.
    #[must_use]
    pub fn get_statement_cache(&self) -> Option<usize> {
        self.statement_cache
    }

    /// The pool's options.
    #[must_use]
    pub fn get_pool(&self) -> &PoolConfig {
        &self.pool
    }

    /// What is said in traces.
    #[must_use]
    pub fn get_logging(&self) -> &LoggingConfig {
        &self.logging
    }

    /// The options of type `O`, where they were given.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// let config = ConnectionConfig::new().with(SqliteOptions::new().foreign_keys(false));
    /// assert!(config.get_options::<SqliteOptions>().is_some());
    /// ```
    #[must_use]
    pub fn get_options<O: BackendOptions>(&self) -> Option<&O> {
        let options: &dyn Any = &**self.options.get(&TypeId::of::<O>())?;
        options.downcast_ref()
    }

    /// The words that are no common option: the backend reads them.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|(word, value)| (word.as_str(), value.reveal()))
    }

    /// The backends whose options were given.
    pub(crate) fn option_owners(&self) -> impl Iterator<Item = &'static str> {
        self.options.values().map(|options| options.backend())
    }
}

impl fmt::Debug for ConnectionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionConfig")
            .field("url", &self.url)
            .field("host", &self.host)
            .field("port", &self.port)
            .field("database", &self.database)
            .field("user", &self.user)
            .field("password", &self.password)
            .field("words", &self.words)
            .field("network", &self.network)
            .field("pool", &self.pool)
            .field("logging", &self.logging)
            .field("options", &self.options.values().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
