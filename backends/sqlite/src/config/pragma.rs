//! Pragmas: SQLite's settings of a connection or a file.

use activerecord_core::{Error, ErrorKind, Result};

use super::words;

/// How changes are made safe against a crash (`PRAGMA journal_mode`).
///
/// ```
/// use activerecord_core::{ConnectionConfig, Database};
/// use activerecord_sqlite::{JournalMode, SqliteBackend, SqliteOptions};
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = SqliteOptions::new().journal_mode(JournalMode::Memory);
/// let config = ConnectionConfig::new().database(":memory:").with(options);
/// let db = Database::open(config, SqliteBackend)?;
/// assert_eq!(db.sql("PRAGMA journal_mode", ()).one::<(String,)>()?.0, "memory");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JournalMode {
    /// A journal beside the file, deleted after each transaction.
    Delete,
    /// A journal beside the file, emptied after each transaction.
    Truncate,
    /// A journal beside the file, overwritten by each transaction.
    Persist,
    /// A journal in memory: a crash can destroy the file.
    Memory,
    /// A write-ahead log: readers and the writer don't wait for each other.
    Wal,
    /// No journal: a crash can destroy the file, and nothing can be rolled back.
    Off,
}

impl JournalMode {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            JournalMode::Delete => "delete",
            JournalMode::Truncate => "truncate",
            JournalMode::Persist => "persist",
            JournalMode::Memory => "memory",
            JournalMode::Wal => "wal",
            JournalMode::Off => "off",
        }
    }
}

/// How often SQLite waits until the disk has what was written (`PRAGMA synchronous`).
///
/// ```
/// use activerecord_core::{ConnectionConfig, Database};
/// use activerecord_sqlite::{SqliteBackend, SqliteOptions, Synchronous};
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = SqliteOptions::new().synchronous(Synchronous::Extra);
/// let config = ConnectionConfig::new().database(":memory:").with(options);
/// let db = Database::open(config, SqliteBackend)?;
/// let level: (i64,) = db.sql("PRAGMA synchronous", ()).one()?;
/// assert_eq!(level, (3,));                                // SQLite's number for it
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Synchronous {
    /// Never: a power failure can destroy the file.
    Off,
    /// At the critical moments. With a write-ahead log a power failure can undo the last
    /// transactions, and never harms the file.
    Normal,
    /// At every commit.
    Full,
    /// At every commit, and for the folder too.
    Extra,
}

impl Synchronous {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Synchronous::Off => "off",
            Synchronous::Normal => "normal",
            Synchronous::Full => "full",
            Synchronous::Extra => "extra",
        }
    }
}

/// A pragma to set; name and value are safe to write into SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pragma {
    pub(crate) name: String,
    pub(crate) value: String,
    /// It is an option of the library's: known to exist.
    pub(crate) known: bool,
}

impl Pragma {
    pub(super) fn new(name: &str, value: &str) -> Result<Self> {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            let message = format!("`{name}` can't be the name of a pragma");
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_help("names are made of small letters and `_`"));
        }
        let is_value = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte);
        if value.is_empty() || !value.bytes().all(is_value) {
            let message = format!("pragma `{name}` can't have the value `{value}`");
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_help("values are words or numbers"));
        }
        let known = words::known_pragma(name);
        let value = match known {
            // SQLite's own numbers for words, such as `synchronous = 1`, are as good.
            Some(info) if value.parse::<i64>().is_err() => words::pragma_value(info, value)?,
            _ => value.to_owned(),
        };
        Ok(Pragma { name: name.to_owned(), value, known: known.is_some() })
    }

    /// The statement that sets it.
    pub(crate) fn sql(&self) -> String {
        if self.value.parse::<f64>().is_ok() {
            format!("PRAGMA {} = {}", self.name, self.value)
        } else {
            format!("PRAGMA {} = '{}'", self.name, self.value)
        }
    }
}
