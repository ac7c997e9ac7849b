//! What a database crate implements to plug into the library.

use std::fmt;
use std::sync::Arc;

use crate::config::{ConnectionUrl, OptionInfo};
use crate::{Connection, ConnectionConfig, Result};

/// A database that the library can talk to: `SqliteBackend`, `PostgresBackend` and so on.
///
/// To write one, implement this, [`Connector`], [`Connection`] and
/// [`Dialect`](crate::dialect::Dialect), and run the crate `activerecord-conformance` against it.
pub trait Backend: Send + Sync + fmt::Debug + 'static {
    /// The short name in messages and logs, `sqlite` for example.
    fn name(&self) -> &'static str;

    /// The URL schemes that mean this database.
    fn schemes(&self) -> &'static [&'static str];

    /// The options that this database knows, for URLs, the environment and messages.
    fn options(&self) -> &'static [OptionInfo];

    /// Reads what stands between the scheme and the `?` of a URL into `config`. The default reads
    /// `//user:password@host:port/database`.
    ///
    /// # Errors
    /// The URL is malformed.
    fn read_url(&self, url: &ConnectionUrl, config: ConnectionConfig) -> Result<ConnectionConfig> {
        url.read_authority(config)
    }

    /// Checks the configuration, without connecting, and makes a factory of connections of it.
    ///
    /// # Errors
    /// An option is unknown, malformed, or missing.
    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>>;
}

/// Opens connections, all alike.
pub trait Connector: Send + Sync + fmt::Debug {
    /// Opens a connection and sets its session up.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionFailed`](crate::ErrorKind::ConnectionFailed) with the reason.
    fn connect(&self) -> Result<Box<dyn Connection>>;

    /// The greatest number of connections that may be open at once, where the database bounds it:
    /// a private in-memory database is one connection.
    fn max_connections(&self) -> Option<u32> {
        None
    }
}
