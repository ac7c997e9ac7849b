//! What can be said about a SQL Server database.

use std::fmt;
use std::time::Duration;

use activerecord_core::config::{BackendOptions, Secret};

use crate::backend::NAME;

mod settings;
mod words;

pub(crate) use self::settings::Settings;
pub(crate) use self::words::OPTIONS;

/// SQL Server's own options, for
/// [`ConnectionConfig::with`](activerecord_core::ConnectionConfig::with).
///
/// The same words work in a URL's query and in the environment, where they win over these.
///
/// ```
/// use activerecord_core::{Backend, ConnectionConfig};
/// use activerecord_mssql::{MsSqlBackend, MsSqlOptions};
/// use std::time::Duration;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = MsSqlOptions::new()
///     .application_name("billing")
///     .lock_timeout(Duration::from_secs(5))
///     .tables_with_triggers(["orders"]);
/// let config = ConnectionConfig::new().host("localhost").user("app").database("app").with(options);
/// let connector = MsSqlBackend.connector(&config)?;
/// # let _ = connector;
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct MsSqlOptions {
    pub(crate) instance: Option<String>,
    pub(crate) application_name: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) encrypt: Option<bool>,
    pub(crate) trust_server_certificate: bool,
    pub(crate) host_name_in_certificate: Option<String>,
    pub(crate) query_timeout: Option<Duration>,
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) packet_size: Option<u32>,
    pub(crate) read_only_intent: bool,
    pub(crate) access_token: Option<Secret>,
    pub(crate) triggers: Vec<String>,
}

impl MsSqlOptions {
    /// Options that are all at their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The name of the server's instance, which the server is asked to confirm. The port must be
    /// given besides: the SQL Browser, which knows the ports of names, is not asked.
    #[must_use]
    pub fn instance(mut self, name: impl Into<String>) -> Self {
        self.instance = Some(name.into());
        self
    }

    /// The program's name in the server's lists of sessions. Default: `activerecord`.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// The schema of models that name none. Default: that of the login, usually `dbo`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// Whether the connection is encrypted. Default: yes. The common word `ssl_mode` says the same
    /// in more detail, and wins over this.
    #[must_use]
    pub fn encrypt(mut self, encrypt: bool) -> Self {
        self.encrypt = Some(encrypt);
        self
    }

    /// Takes whatever certificate the server shows: the connection is encrypted, and anybody in
    /// between can read it. Default: no.
    #[must_use]
    pub fn trust_server_certificate(mut self, trust: bool) -> Self {
        self.trust_server_certificate = trust;
        self
    }

    /// The host's name that the certificate must have, where it is not the one that is connected to.
    #[must_use]
    pub fn host_name_in_certificate(mut self, name: impl Into<String>) -> Self {
        self.host_name_in_certificate = Some(name.into());
        self
    }

    /// How long to wait for the server's next bytes, which is how long a statement may take to
    /// begin its answer. After it the connection is lost. Default: no limit. The common word
    /// `read_timeout` says the same, and wins over this.
    #[must_use]
    pub fn query_timeout(mut self, timeout: Duration) -> Self {
        self.query_timeout = Some(timeout);
        self
    }

    /// How long a statement waits for a lock, in milliseconds up to 24 days; zero is not at all.
    /// Default: for as long as it takes, as is SQL Server's own.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = Some(timeout);
        self
    }

    /// The size of a packet in bytes, 512 to 32767. Default: 16384.
    #[must_use]
    pub fn packet_size(mut self, bytes: u32) -> Self {
        self.packet_size = Some(bytes);
        self
    }

    /// Says that the session only reads, so that an availability group may send it to a replica.
    #[must_use]
    pub fn read_only_intent(mut self, read_only: bool) -> Self {
        self.read_only_intent = read_only;
        self
    }

    /// An access token of Microsoft Entra (Azure Active Directory), instead of user and password. It
    /// is a secret, so there is no word for it in URLs.
    #[must_use]
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(Secret::new(token));
        self
    }

    /// Tables that have triggers, by their names: SQL Server refuses to hand values of their rows
    /// back directly, so that they go through a table variable.
    #[must_use]
    pub fn tables_with_triggers<N: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        self.triggers.extend(names.into_iter().map(Into::into));
        self
    }
}

impl fmt::Debug for MsSqlOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MsSqlOptions")
            .field("instance", &self.instance)
            .field("application_name", &self.application_name)
            .field("schema", &self.schema)
            .field("encrypt", &self.encrypt)
            .field("trust_server_certificate", &self.trust_server_certificate)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

impl BackendOptions for MsSqlOptions {
    fn backend(&self) -> &'static str {
        NAME
    }
}
