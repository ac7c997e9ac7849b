//! How PostgreSQL plugs into the library.

use std::sync::{Arc, OnceLock};

use activerecord_core::config::{ConnectionUrl, OptionInfo};
use activerecord_core::{Backend, Connection, ConnectionConfig, Connector, Result};

use crate::config::{self, Settings};
use crate::connection::{ArrayTexts, PostgresConnection};
use crate::dialect::PostgresDialect;
use crate::tls::Tls;
use crate::version::Version;

/// The backend's name in messages, URLs and errors.
pub(crate) const NAME: &str = "postgres";

/// PostgreSQL, from version 10 on.
///
/// ```no_run
/// use activerecord::prelude::*;
///
/// # fn main() -> activerecord::Result<()> {
/// let config = ConnectionConfig::new().host("localhost").database("app").user("app");
/// let db = Database::open(config, PostgresBackend)?;
/// let same = activerecord::connect("postgres://app@localhost/app")?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PostgresBackend;

impl Backend for PostgresBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["postgres", "postgresql"]
    }

    fn options(&self) -> &'static [OptionInfo] {
        config::OPTIONS
    }

    fn read_url(&self, url: &ConnectionUrl, config: ConnectionConfig) -> Result<ConnectionConfig> {
        url.read_hosts(config)
    }

    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        let settings = Settings::of(config)?;
        let tls = Tls::new(&settings.security, &settings.addresses)?;
        let (dialect, arrays) = Default::default();
        Ok(Arc::new(PostgresConnector(Arc::new(Shared { settings, tls, dialect, arrays }))))
    }
}

/// Opens connections to one database.
#[derive(Debug)]
struct PostgresConnector(Arc<Shared>);

impl Connector for PostgresConnector {
    fn connect(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(PostgresConnection::open(&self.0)?))
    }
}

/// What a connector and its connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) tls: Tls,
    dialect: OnceLock<Arc<PostgresDialect>>,
    pub(crate) arrays: ArrayTexts,
}

impl Shared {
    /// The dialect; the first connection tells the server's version.
    pub(crate) fn dialect(&self, version: Version) -> Arc<PostgresDialect> {
        Arc::clone(self.dialect.get_or_init(|| Arc::new(PostgresDialect::new(version))))
    }
}
