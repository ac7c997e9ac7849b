//! How MySQL and MariaDB plug into the library.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use activerecord_core::config::OptionInfo;
use activerecord_core::{Backend, Connection, ConnectionConfig, Connector, Result};

use crate::config::{self, Settings};
use crate::connection::MySqlConnection;
use crate::dialect::MySqlDialect;
use crate::limits::COMPARED_MAX;

/// The backend's name in messages and errors.
pub(crate) const NAME: &str = "mysql";

/// MySQL 5.7.8 or later, MariaDB 10.2.7 or later, and servers that speak like one of them.
///
/// ```no_run
/// use activerecord_core::{Backend, ConnectionConfig, Statement, Value};
/// use activerecord_mysql::MySqlBackend;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let config = ConnectionConfig::new().host("localhost").user("app").database("app");
/// let mut connection = MySqlBackend.connector(&config)?.connect()?;
/// let insert = Statement::new("INSERT INTO cities (name) VALUES (?)");
/// let done = connection.execute(&insert, &[Value::Text("Turin".into())])?;
/// assert_eq!(done.affected, 1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct MySqlBackend;

impl Backend for MySqlBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn schemes(&self) -> &'static [&'static str] {
        &[NAME, "mariadb"]
    }

    fn options(&self) -> &'static [OptionInfo] {
        config::OPTIONS
    }

    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        let settings = Settings::of(config)?;
        let compared = Mutex::default();
        let shared = Shared { settings, facts: OnceLock::new(), compared };
        Ok(Arc::new(MySqlConnector(Arc::new(shared))))
    }
}

/// Opens connections to one server.
#[derive(Debug)]
struct MySqlConnector(Arc<Shared>);

impl Connector for MySqlConnector {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(MySqlConnection::open(&self.0)?))
    }
}

/// What a connector and its connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// What the first connection found out.
    pub(crate) facts: OnceLock<Facts>,
    /// The INSERTs with RETURNING after which the server was asked for its last key.
    compared: Mutex<HashSet<Box<str>>>,
}

impl Shared {
    /// Whether this INSERT comes for the first time.
    pub(crate) fn is_new_insert(&self, sql: &str) -> bool {
        // A panic elsewhere leaves the set whole.
        let mut compared = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
        !compared.contains(sql) && compared.len() < COMPARED_MAX && compared.insert(sql.into())
    }
}

/// What is known of the server once one connection was made.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) dialect: Arc<MySqlDialect>,
    pub(crate) max_allowed_packet: u64,
    /// A lock that is not granted in time undoes the whole transaction, not the statement alone.
    pub(crate) rollback_on_timeout: bool,
}
