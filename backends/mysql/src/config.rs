//! What can be said about a MySQL or MariaDB database.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use activerecord_core::config::BackendOptions;

use crate::backend::NAME;

mod address;
mod settings;
mod words;

pub(crate) use self::address::Address;
pub(crate) use self::settings::{Settings, Tls};
pub(crate) use self::words::OPTIONS;

/// How UUIDs are stored in the columns of tables that the library creates, and how they are sent.
/// Read are all three, whatever is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UuidStorage {
    /// The type `UUID` of MariaDB 10.7 and later. It refuses UUIDs of versions that nobody defined.
    Native,
    /// The 16 bytes, as `BINARY(16)`.
    Binary,
    /// The usual text, as `CHAR(36)`.
    Text,
}

/// MySQL's and MariaDB's own options, for
/// [`ConnectionConfig::with`](activerecord_core::ConnectionConfig::with).
///
/// The same words work in a URL's query and in the environment, where they win over these.
///
/// ```
/// use activerecord_core::{Backend, ConnectionConfig};
/// use activerecord_mysql::{MySqlBackend, MySqlOptions};
/// use std::time::Duration;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = MySqlOptions::new()
///     .statement_timeout(Duration::from_secs(30))
///     .lock_wait_timeout(Duration::from_secs(5));
/// let config = ConnectionConfig::new().host("localhost").user("app").database("app").with(options);
/// let connector = MySqlBackend.connector(&config)?;
/// # let _ = connector;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct MySqlOptions {
    pub(crate) socket: Option<PathBuf>,
    pub(crate) collation: Option<String>,
    pub(crate) sql_mode: Option<String>,
    pub(crate) init_commands: Vec<String>,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) lock_wait_timeout: Option<Duration>,
    pub(crate) max_allowed_packet: Option<u64>,
    pub(crate) compression: bool,
    pub(crate) tcp_nodelay: Option<bool>,
    pub(crate) tcp_keepalive: Option<Duration>,
    pub(crate) bind_address: Option<IpAddr>,
    pub(crate) cleartext_password: bool,
    pub(crate) server_public_key: Option<PathBuf>,
    pub(crate) server_version: Option<String>,
    pub(crate) uuid: Option<UuidStorage>,
}

impl MySqlOptions {
    /// Options that are all at their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The server's Unix socket, instead of a host and a port. A socket is never encrypted.
    #[must_use]
    pub fn socket(mut self, path: impl AsRef<Path>) -> Self {
        self.socket = Some(path.as_ref().to_owned());
        self
    }

    /// The collation of the session and of the text columns of tables that the library creates.
    /// Default: one that tells all texts apart (`utf8mb4_nopad_bin`, MySQL's `utf8mb4_0900_bin`).
    /// With a collation that disregards case, so do `eq`, `like` and unique constraints.
    #[must_use]
    pub fn collation(mut self, name: impl Into<String>) -> Self {
        self.collation = Some(name.into());
        self
    }

    /// The session's `sql_mode` instead of the library's strict one. Without strictness the server
    /// cuts and changes values silently.
    #[must_use]
    pub fn sql_mode(mut self, modes: impl Into<String>) -> Self {
        self.sql_mode = Some(modes.into());
        self
    }

    /// A statement to run on each new connection, after those given before.
    #[must_use]
    pub fn init_command(mut self, sql: impl Into<String>) -> Self {
        self.init_commands.push(sql.into());
        self
    }

    /// How long a statement may run: MariaDB's `max_statement_time`, for all statements; MySQL's
    /// `max_execution_time`, for SELECT only. Default: the server's.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }

    /// How long a statement waits for the lock of a row, in whole seconds. Default: the server's,
    /// which is 50 seconds unless it was changed.
    #[must_use]
    pub fn lock_wait_timeout(mut self, timeout: Duration) -> Self {
        self.lock_wait_timeout = Some(timeout);
        self
    }

    /// The greatest packet in bytes that is sent or received. Default: the server's own
    /// `max_allowed_packet`, which it is asked for once.
    #[must_use]
    pub fn max_allowed_packet(mut self, bytes: u64) -> Self {
        self.max_allowed_packet = Some(bytes);
        self
    }

    /// Compresses what is sent and received. Default: no.
    #[must_use]
    pub fn compression(mut self, compress: bool) -> Self {
        self.compression = compress;
        self
    }

    /// Whether small packets are sent at once. Default: yes.
    #[must_use]
    pub fn tcp_nodelay(mut self, nodelay: bool) -> Self {
        self.tcp_nodelay = Some(nodelay);
        self
    }

    /// How long a connection is silent before the system asks whether the other side still lives.
    /// Default: never.
    #[must_use]
    pub fn tcp_keepalive(mut self, time: Duration) -> Self {
        self.tcp_keepalive = Some(time);
        self
    }

    /// The address of this machine to connect from.
    #[must_use]
    pub fn bind_address(mut self, address: IpAddr) -> Self {
        self.bind_address = Some(address);
        self
    }

    /// Lets the server ask for the password in clear text (PAM, LDAP); only on connections that
    /// nobody can listen to. Default: no.
    #[must_use]
    pub fn cleartext_password(mut self, allow: bool) -> Self {
        self.cleartext_password = allow;
        self
    }

    /// A file with the server's public RSA key in PEM form, for logins of MySQL's
    /// `caching_sha2_password` without TLS. Default: the server is asked for it, and whoever sits
    /// in between can answer.
    #[must_use]
    pub fn server_public_key(mut self, file: impl AsRef<Path>) -> Self {
        self.server_public_key = Some(file.as_ref().to_owned());
        self
    }

    /// The version to believe, in the words of `SELECT VERSION()`, instead of asking the server: for
    /// proxies that answer with a version of their own.
    #[must_use]
    pub fn server_version(mut self, version: impl Into<String>) -> Self {
        self.server_version = Some(version.into());
        self
    }

    /// How UUIDs are stored and sent. Default: as 16 bytes. A database that has UUIDs in several
    /// forms can be opened several times.
    #[must_use]
    pub fn uuid_storage(mut self, storage: UuidStorage) -> Self {
        self.uuid = Some(storage);
        self
    }
}

impl BackendOptions for MySqlOptions {
    fn backend(&self) -> &'static str {
        NAME
    }
}
