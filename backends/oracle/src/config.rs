//! What can be said about an Oracle database.

use std::path::PathBuf;
use std::time::Duration;

use activerecord_core::config::{BackendOptions, Secret};

use crate::backend::NAME;

mod address;
mod privilege;
mod session;
mod settings;
mod url;
mod words;

pub use self::privilege::Privilege;
pub(crate) use self::settings::{Fetch, Settings};
pub(crate) use self::url::read_url;
pub(crate) use self::words::OPTIONS;

/// Oracle's own options, for [`ConnectionConfig::with`](activerecord_core::ConnectionConfig::with).
///
/// The same words work in a URL's query and in the environment, where they win over these. Where
/// the database is, is said in one of two ways: by host, port and a service name (`database` means
/// the same) or SID, or by [`dsn`](OracleOptions::dsn) alone.
///
/// ```
/// use activerecord_core::{Backend, ConnectionConfig};
/// use activerecord_oracle::{OracleBackend, OracleOptions};
/// use std::time::Duration;
///
/// # fn main() -> activerecord_core::Result<()> {
/// let options = OracleOptions::new()
///     .service_name("FREEPDB1")
///     .call_timeout(Duration::from_secs(30))
///     .module("billing");
/// let config =
///     ConnectionConfig::new().host("db1").user("app").password("secret").with(options);
/// let connector = OracleBackend.connector(&config)?; // checked; `connect` would reach for it
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct OracleOptions {
    pub(crate) service_name: Option<String>,
    pub(crate) sid: Option<String>,
    pub(crate) dsn: Option<String>,
    pub(crate) wallet: Option<PathBuf>,
    pub(crate) config_dir: Option<PathBuf>,
    pub(crate) client_dir: Option<PathBuf>,
    pub(crate) privilege: Option<Privilege>,
    pub(crate) external_auth: bool,
    pub(crate) new_password: Option<Secret>,
    pub(crate) edition: Option<String>,
    pub(crate) events: bool,
    pub(crate) connection_class: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) driver_name: Option<String>,
    pub(crate) module: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) client_identifier: Option<String>,
    pub(crate) client_statement_cache: Option<u32>,
    pub(crate) fetch_size: Option<u32>,
    pub(crate) prefetch_rows: Option<u32>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) identifier_bytes: Option<u32>,
    pub(crate) nls: Vec<(&'static str, String)>,
}

impl OracleOptions {
    /// Options that are all at their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The service, as `database` of the common options.
    #[must_use]
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// The system identifier of the instance, for databases without services.
    #[must_use]
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    /// Where the database is, in Oracle's own words: an alias of `tnsnames.ora`, a full
    /// `(DESCRIPTION=…)`, or easy connect (`tcps://db1:2484/FREEPDB1?wallet_location=/w`). It goes
    /// instead of host, port, service name and SID.
    #[must_use]
    pub fn dsn(mut self, dsn: impl Into<String>) -> Self {
        self.dsn = Some(dsn.into());
        self
    }

    /// The folder of the wallet that holds the certificates of an encrypted connection.
    #[must_use]
    pub fn wallet(mut self, folder: impl Into<PathBuf>) -> Self {
        self.wallet = Some(folder.into());
        self
    }

    /// The folder of `tnsnames.ora` and `sqlnet.ora`; default: what `TNS_ADMIN` says. It holds for
    /// the whole process: the first connection decides.
    #[must_use]
    pub fn config_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config_dir = Some(folder.into());
        self
    }

    /// The folder of Oracle's client library, which is then looked for nowhere else. It holds for
    /// the whole process: the first connection decides.
    #[must_use]
    pub fn client_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.client_dir = Some(folder.into());
        self
    }

    /// The administrator's privilege to connect with. Default: none.
    #[must_use]
    pub fn privilege(mut self, privilege: Privilege) -> Self {
        self.privilege = Some(privilege);
        self
    }

    /// Whether the operating system or the wallet says who connects, instead of user and password.
    #[must_use]
    pub fn external_auth(mut self, external: bool) -> Self {
        self.external_auth = external;
        self
    }

    /// A new password to set while connecting, for one that has expired (ORA-28001).
    #[must_use]
    pub fn new_password(mut self, password: impl Into<String>) -> Self {
        self.new_password = Some(Secret::new(password));
        self
    }

    /// The edition of the session's objects. Default: the database's.
    #[must_use]
    pub fn edition(mut self, edition: impl Into<String>) -> Self {
        self.edition = Some(edition.into());
        self
    }

    /// Whether the client library listens to the database's high-availability events. Default: no.
    #[must_use]
    pub fn events(mut self, events: bool) -> Self {
        self.events = events;
        self
    }

    /// The class of sessions that a connection pool of the server (DRCP) may share.
    #[must_use]
    pub fn connection_class(mut self, class: impl Into<String>) -> Self {
        self.connection_class = Some(class.into());
        self
    }

    /// The schema in which unqualified names are looked for. Default: the user's own.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The name of the driver in `V$SESSION_CONNECT_INFO`. Default: `activerecord : ` and the
    /// version.
    #[must_use]
    pub fn driver_name(mut self, name: impl Into<String>) -> Self {
        self.driver_name = Some(name.into());
        self
    }

    /// The module in `V$SESSION`: which program this is.
    #[must_use]
    pub fn module(mut self, module: impl Into<String>) -> Self {
        self.module = Some(module.into());
        self
    }

    /// The action in `V$SESSION`: what the program does.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// The client identifier in `V$SESSION` and in the audit trail: for whom the program does it.
    #[must_use]
    pub fn client_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.client_identifier = Some(identifier.into());
        self
    }

    /// How many released statements the client library keeps besides those that the library keeps
    /// itself (`statement_cache`). Default: the client's own 20.
    #[must_use]
    pub fn client_statement_cache(mut self, statements: u32) -> Self {
        self.client_statement_cache = Some(statements);
        self
    }

    /// How many rows of a query come in one round trip, at least 1. More rows take more memory: a
    /// `VARCHAR2(4000)` takes four times as many bytes for each. Default: 100.
    #[must_use]
    pub fn fetch_size(mut self, rows: u32) -> Self {
        self.fetch_size = Some(rows);
        self
    }

    /// How many rows come with the answer to the query itself. Default: one more than
    /// [`fetch_size`](OracleOptions::fetch_size), so that a short list takes one round trip.
    #[must_use]
    pub fn prefetch_rows(mut self, rows: u32) -> Self {
        self.prefetch_rows = Some(rows);
        self
    }

    /// How long one round trip may take, from a millisecond to 49 days, as `read_timeout` of the
    /// common options; the statement is cancelled then. It needs a client of version 18 or later.
    /// Default: as long as it takes.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The greatest length of a name in bytes, 30 to 128, for databases whose parameter
    /// `COMPATIBLE` is below 12.2. Default: 128 from version 12.2 on, 30 before.
    #[must_use]
    pub fn identifier_bytes(mut self, bytes: u32) -> Self {
        self.identifier_bytes = Some(bytes);
        self
    }

    /// How texts are sorted: a name of `NLS_SORT`. Default: `BINARY`, by their bytes.
    #[must_use]
    pub fn nls_sort(mut self, sort: impl Into<String>) -> Self {
        self.set_nls("nls_sort", sort.into());
        self
    }

    /// How texts are compared: `BINARY`, the default, or `LINGUISTIC`.
    #[must_use]
    pub fn nls_comp(mut self, comparison: impl Into<String>) -> Self {
        self.set_nls("nls_comp", comparison.into());
        self
    }

    /// The language of messages and of the names of days: a name of `NLS_LANGUAGE`.
    #[must_use]
    pub fn nls_language(mut self, language: impl Into<String>) -> Self {
        self.set_nls("nls_language", language.into());
        self
    }

    /// The customs of a country: a name of `NLS_TERRITORY`.
    #[must_use]
    pub fn nls_territory(mut self, territory: impl Into<String>) -> Self {
        self.set_nls("nls_territory", territory.into());
        self
    }

    pub(crate) fn set_nls(&mut self, word: &'static str, value: String) {
        self.nls.retain(|(known, _)| *known != word);
        self.nls.push((word, value));
    }
}

impl BackendOptions for OracleOptions {
    fn backend(&self) -> &'static str {
        NAME
    }
}
