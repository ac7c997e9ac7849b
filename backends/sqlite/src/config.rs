//! What can be said about a SQLite database.

use std::fmt;
use std::time::Duration;

use activerecord_core::config::BackendOptions;

use crate::backend::NAME;

mod location;
mod pragma;
mod settings;
mod url;
mod words;

pub(crate) use self::location::Location;
pub(crate) use self::pragma::Pragma;
pub use self::pragma::{JournalMode, Synchronous};
pub(crate) use self::settings::{Access, Settings};
pub(crate) use self::url::read_url;
pub(crate) use self::words::OPTIONS;

/// SQLite's own options, for [`ConnectionConfig::with`](activerecord_core::ConnectionConfig::with).
///
/// The same words work in a URL's query and in the environment, where they win over these. What
/// is not set has the library's default: foreign keys are enforced; a file's journal is a
/// write-ahead log with `synchronous = NORMAL`, where there can be one; a lock is waited for 5
/// seconds; a missing file is created.
///
/// ```
/// use activerecord_core::{Backend, ConnectionConfig};
/// use activerecord_sqlite::{JournalMode, SqliteBackend, SqliteOptions};
/// use std::time::Duration;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = SqliteOptions::new()
///     .journal_mode(JournalMode::Delete)
///     .busy_timeout(Duration::from_secs(1))
///     .pragma("cache_size", -8000);
/// let config = ConnectionConfig::new().database(":memory:").with(options);
/// let connection = SqliteBackend.connector(&config)?.connect()?;
/// # assert!(!connection.is_broken());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    pub(crate) read_only: bool,
    pub(crate) create: bool,
    pub(crate) in_memory: bool,
    pub(crate) shared_cache: Option<bool>,
    pub(crate) immutable: bool,
    pub(crate) no_lock: bool,
    pub(crate) vfs: Option<String>,
    pub(crate) delete_on_close: bool,
    pub(crate) busy_timeout: Option<Duration>,
    pub(crate) pragmas: Vec<(String, String)>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        SqliteOptions {
            read_only: false,
            create: true,
            in_memory: false,
            shared_cache: None,
            immutable: false,
            no_lock: false,
            vfs: None,
            delete_on_close: false,
            busy_timeout: None,
            pragmas: Vec::new(),
        }
    }
}

impl SqliteOptions {
    /// Options that are all at their defaults.
    ///
    /// ```
    /// use activerecord_core::{ConnectionConfig, Database};
    /// use activerecord_sqlite::{JournalMode, SqliteBackend, SqliteOptions, Synchronous};
    /// use std::time::Duration;
    ///
    /// # fn main() -> activerecord_core::Result<()> {
    /// let options = SqliteOptions::new()
    ///     .foreign_keys(false)
    ///     .journal_mode(JournalMode::Wal)
    ///     .synchronous(Synchronous::Full)
    ///     .busy_timeout(Duration::from_secs(2))
    ///     .cache_size(-4_000)
    ///     .read_only(false)
    ///     .create(true)
    ///     .delete_on_close(false)
    ///     .pragma("temp_store", "memory");
    /// let config = ConnectionConfig::new().database(":memory:").with(options);
    /// let db = Database::open(config, SqliteBackend)?;
    /// let pragma = |name: &str| db.sql(&format!("PRAGMA {name}"), ()).one::<(i64,)>();
    /// assert_eq!((pragma("foreign_keys")?, pragma("cache_size")?), ((0,), (-4_000,)));
    /// assert_eq!((pragma("busy_timeout")?, pragma("temp_store")?), ((2_000,), (2,)));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a pragma on every connection, in SQLite's own words and units. The name is made of
    /// small letters and `_`, the value is a word or a number; both are checked when the database
    /// is opened, and a name that SQLite does not know is an error then.
    #[must_use]
    pub fn pragma(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.set_pragma(name.into(), value.to_string());
        self
    }

    pub(crate) fn set_pragma(&mut self, name: String, value: String) {
        self.pragmas.retain(|(known, _)| *known != name);
        self.pragmas.push((name, value));
    }

    /// Whether foreign keys are enforced. Default: yes.
    #[must_use]
    pub fn foreign_keys(self, enforce: bool) -> Self {
        self.pragma("foreign_keys", if enforce { "ON" } else { "OFF" })
    }

    /// How changes are made safe against a crash. Default: [`JournalMode::Wal`] where there can
    /// be one, and what the file has otherwise. A mode that was asked for and can't be had is an
    /// error when the database is opened; databases in memory disregard it.
    #[must_use]
    pub fn journal_mode(self, mode: JournalMode) -> Self {
        self.pragma("journal_mode", mode.word())
    }

    /// How often SQLite waits for the disk. Default: [`Synchronous::Normal`] with a write-ahead
    /// log, SQLite's own [`Synchronous::Full`] without.
    #[must_use]
    pub fn synchronous(self, level: Synchronous) -> Self {
        self.pragma("synchronous", level.word())
    }

    /// How long a statement waits for another connection's lock, up to about 24 days; parts of a
    /// millisecond are dropped. Default: 5 seconds.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = Some(timeout);
        self
    }

    /// The size of the page cache: in pages if positive, in kibibytes if negative.
    #[must_use]
    pub fn cache_size(self, size: i64) -> Self {
        self.pragma("cache_size", size)
    }

    /// Opens the file for reading only. Default: no.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Whether a missing file is created; a missing folder never is. Default: yes.
    #[must_use]
    pub fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// Deletes the file, with what SQLite keeps beside it, when the database and its last
    /// connection are gone: for tests. Default: no.
    #[must_use]
    pub fn delete_on_close(mut self, delete: bool) -> Self {
        self.delete_on_close = delete;
        self
    }
}

impl BackendOptions for SqliteOptions {
    fn backend(&self) -> &'static str {
        NAME
    }
}
