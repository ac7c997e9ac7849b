//! How SQL Server plugs into the library.

use std::sync::{Arc, OnceLock};

use activerecord_core::config::OptionInfo;
use activerecord_core::{Backend, Connection, ConnectionConfig, Connector, Result};

use crate::config::{self, Settings};
use crate::connection::MsSqlConnection;
use crate::dialect::MsSqlDialect;

/// The backend's name in messages, URLs and errors.
pub(crate) const NAME: &str = "mssql";

/// SQL Server 2016 or later, and Azure SQL.
///
/// ```no_run
/// use activerecord_core::{Backend, ConnectionConfig, Statement, Value};
/// use activerecord_mssql::MsSqlBackend;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let config = ConnectionConfig::new().host("localhost").user("app").database("app");
/// let mut connection = MsSqlBackend.connector(&config)?.connect()?;
/// let insert = Statement::new("INSERT INTO cities (name) VALUES (@P1)");
/// let done = connection.execute(&insert, &[Value::Text("Turin".into())])?;
/// assert_eq!(done.affected, 1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct MsSqlBackend;

impl Backend for MsSqlBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn schemes(&self) -> &'static [&'static str] {
        &[NAME, "sqlserver"]
    }

    fn options(&self) -> &'static [OptionInfo] {
        config::OPTIONS
    }

    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        let settings = Settings::of(config)?;
        Ok(Arc::new(MsSqlConnector(Arc::new(Shared { settings, dialect: OnceLock::new() }))))
    }
}

/// Opens connections to one database.
#[derive(Debug)]
struct MsSqlConnector(Arc<Shared>);

impl Connector for MsSqlConnector {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(MsSqlConnection::open(&self.0)?))
    }
}

/// What a connector and its connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// By the version of the server that the first connection met.
    pub(crate) dialect: OnceLock<Arc<MsSqlDialect>>,
}
