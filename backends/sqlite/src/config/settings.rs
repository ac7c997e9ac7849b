//! The configuration once it is checked: all that opening a connection needs.

use std::time::Duration;

use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::{Location, Pragma, SqliteOptions};
use crate::limits;

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reading only.
    ReadOnly,
    /// Reading and writing a file that exists.
    Existing,
    /// Reading and writing; a missing file is created.
    Create,
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) location: Location,
    pub(crate) access: Access,
    pub(crate) pragmas: Vec<Pragma>,
    pub(crate) busy_timeout_ms: u64,
    pub(crate) statement_cache: usize,
    pub(crate) delete_on_close: bool,
}

impl Settings {
    pub(crate) fn of(config: &ConnectionConfig) -> Result<Self> {
        let mut options = config.get_options::<SqliteOptions>().cloned().unwrap_or_default();
        let database = config.words().find(|(word, _)| *word == "database");
        let database = database.map(|(_, text)| text).or_else(|| config.get_database());
        let database = database.ok_or_else(no_database)?;
        let address = Location::read(database, &mut options)?;
        for (word, text) in config.words() {
            options.read(word, text)?;
        }
        let location = address.locate(&options)?;
        if location.is_memory() {
            check_pool(config)?;
        }
        let mut pragmas = Vec::with_capacity(options.pragmas.len());
        for (name, value) in &options.pragmas {
            pragmas.push(Pragma::new(name, value)?);
        }
        let busy_timeout_ms = busy_timeout(&options, &mut pragmas)?;
        Ok(Settings {
            location,
            access: match (options.read_only, options.create) {
                (true, _) => Access::ReadOnly,
                (false, false) => Access::Existing,
                (false, true) => Access::Create,
            },
            pragmas,
            busy_timeout_ms,
            statement_cache: config
                .get_statement_cache()
                .unwrap_or(limits::STATEMENT_CACHE_DEFAULT),
            delete_on_close: options.delete_on_close,
        })
    }

    /// The pragma of that name, where it was asked for.
    pub(crate) fn pragma(&self, name: &str) -> Option<&Pragma> {
        self.pragmas.iter().find(|pragma| pragma.name == name)
    }
}

/// Takes the pragma out of the list: the driver sets it before all others, so that they wait for
/// locks too.
fn busy_timeout(options: &SqliteOptions, pragmas: &mut Vec<Pragma>) -> Result<u64> {
    let position = pragmas.iter().position(|pragma| pragma.name == "busy_timeout");
    let pragma = position.map(|position| pragmas.remove(position));
    let given = match (options.busy_timeout, &pragma) {
        (Some(timeout), _) => u64::try_from(timeout.as_millis()).ok(),
        (None, Some(pragma)) => pragma.value.parse().ok(),
        (None, None) => Some(limits::BUSY_TIMEOUT_MS_DEFAULT),
    };
    given.filter(|millis| *millis <= limits::BUSY_TIMEOUT_MS_MAX).ok_or_else(|| {
        let most = Duration::from_millis(limits::BUSY_TIMEOUT_MS_MAX);
        Error::new(ErrorKind::Configuration, "`busy_timeout` is out of range")
            .with_help(format!("it can be 0 to {} seconds", most.as_secs()))
    })
}

/// A database in memory lives as long as a connection to it.
fn check_pool(config: &ConnectionConfig) -> Result<()> {
    let pool = config.get_pool();
    let word = match (pool.idle_timeout, pool.max_lifetime) {
        (None, None) => return Ok(()),
        (Some(_), _) => "idle_timeout",
        (None, Some(_)) => "max_lifetime",
    };
    let message = format!("a database in memory can't have the option `{word}`");
    Err(Error::new(ErrorKind::Configuration, message)
        .with_help("it would be lost when its connection is closed"))
}

#[cold]
fn no_database() -> Error {
    Error::new(ErrorKind::Configuration, "no SQLite database was given").with_help(
        "give the path of a file, or `:memory:` for a database in memory: \
         `ConnectionConfig::new().database(\"app.db\")`, `sqlite://app.db`",
    )
}
