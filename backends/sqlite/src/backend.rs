//! How SQLite plugs into the library.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use activerecord_core::config::{ConnectionUrl, OptionInfo};
use activerecord_core::{Backend, Connection, ConnectionConfig, Connector, Result};

use crate::config::{self, Settings};
use crate::connection::SqliteConnection;
use crate::dialect::SqliteDialect;

/// The backend's name in messages, URLs and errors.
pub(crate) const NAME: &str = "sqlite";

/// What SQLite keeps beside a file, as endings of its name.
const COMPANIONS: &[&str] = &["", "-wal", "-shm", "-journal"];

/// SQLite, version 3, compiled into the program.
///
/// ```
/// use activerecord_core::{Backend, ConnectionConfig, Statement, Value};
/// use activerecord_sqlite::SqliteBackend;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let config = ConnectionConfig::new().database(":memory:");
/// let mut connection = SqliteBackend.connector(&config)?.connect()?;
/// connection.execute(&Statement::new("CREATE TABLE cities (name TEXT)"), &[])?;
/// let insert = Statement::new("INSERT INTO cities VALUES (?)");
/// let done = connection.execute(&insert, &[Value::Text("Turin".into())])?;
/// assert_eq!(done.affected, 1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SqliteBackend;

impl Backend for SqliteBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn schemes(&self) -> &'static [&'static str] {
        &[NAME]
    }

    fn options(&self) -> &'static [OptionInfo] {
        config::OPTIONS
    }

    fn read_url(&self, url: &ConnectionUrl, config: ConnectionConfig) -> Result<ConnectionConfig> {
        config::read_url(url, config)
    }

    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        let settings = Settings::of(config)?;
        Ok(Arc::new(SqliteConnector(Arc::new(Shared { settings, dialect: OnceLock::new() }))))
    }
}

/// Opens connections to one database.
#[derive(Debug)]
struct SqliteConnector(Arc<Shared>);

impl Connector for SqliteConnector {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(SqliteConnection::open(&self.0)?))
    }

    fn max_connections(&self) -> Option<u32> {
        match self.0.settings.location {
            config::Location::Memory => Some(1),
            _ => None,
        }
    }
}

/// What a connector and its connections share. Gone with the last of them.
#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    dialect: OnceLock<Arc<SqliteDialect>>,
}

impl Shared {
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The dialect: all connections are to the same engine, so the first one tells.
    pub(crate) fn dialect(&self, connection: &rusqlite::Connection) -> Arc<SqliteDialect> {
        Arc::clone(self.dialect.get_or_init(|| Arc::new(SqliteDialect::of(connection))))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let Some(path) = self.settings.location.path() else { return };
        if !self.settings.delete_on_close {
            return;
        }
        for ending in COMPANIONS {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            // Most of them are not there.
            let _ = std::fs::remove_file(PathBuf::from(name));
        }
    }
}
