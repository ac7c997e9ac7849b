//! How Oracle plugs into the library.

use std::sync::{Arc, OnceLock};

use activerecord_core::config::{ConnectionUrl, OptionInfo};
use activerecord_core::{Backend, Connection, ConnectionConfig, Connector, Result};

use crate::config::{self, Settings};
use crate::connection::OracleConnection;
use crate::dialect::OracleDialect;

/// The backend's name in messages, URLs and errors.
pub(crate) const NAME: &str = "oracle";

/// Oracle Database, from version 12.1 on.
///
/// ```no_run
/// use activerecord_core::{Backend, ConnectionConfig, Statement, Value};
/// use activerecord_oracle::OracleBackend;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let config =
///     ConnectionConfig::new().host("db1").database("FREEPDB1").user("app").password("secret");
/// let mut connection = OracleBackend.connector(&config)?.connect()?;
/// let insert = Statement::new("INSERT INTO cities (name) VALUES (:1)");
/// let done = connection.execute(&insert, &[Value::Text("Turin".into())])?;
/// assert_eq!(done.affected, 1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct OracleBackend;

impl Backend for OracleBackend {
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
        Ok(Arc::new(OracleConnector(Arc::new(Shared { settings, dialect: OnceLock::new() }))))
    }
}

/// Opens connections to one database.
#[derive(Debug)]
struct OracleConnector(Arc<Shared>);

impl Connector for OracleConnector {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(OracleConnection::open(&self.0)?))
    }
}

/// What a connector and its connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    dialect: OnceLock<Arc<OracleDialect>>,
}

impl Shared {
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The dialect, once a connection has asked the server for its version.
    pub(crate) fn dialect(&self) -> Option<Arc<OracleDialect>> {
        self.dialect.get().map(Arc::clone)
    }

    /// Keeps the dialect: all connections are to the same database, so the first one tells.
    pub(crate) fn keep(&self, dialect: OracleDialect) -> Arc<OracleDialect> {
        Arc::clone(self.dialect.get_or_init(|| Arc::new(dialect)))
    }
}
