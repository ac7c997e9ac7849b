//! What can be said about a PostgreSQL database.

use std::time::Duration;

use activerecord_core::blocking::Keepalive;
use activerecord_core::config::BackendOptions;

use crate::backend::NAME;

mod address;
mod settings;
mod startup;
mod words;

pub(crate) use self::address::{Address, Place};
pub(crate) use self::settings::{Security, Settings};
pub(crate) use self::words::OPTIONS;

/// Which of several servers will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TargetSession {
    /// The first one that lets in.
    #[default]
    Any,
    /// One whose sessions can write.
    ReadWrite,
    /// One whose sessions can't write.
    ReadOnly,
    /// One that is not a standby.
    Primary,
    /// One that is a standby.
    Standby,
    /// A standby where there is one, any other server otherwise.
    PreferStandby,
}

/// Whether the login is bound to the encrypted connection, so that nobody in between can pass it
/// on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// Where the connection is encrypted and the server can.
    #[default]
    Prefer,
    /// Refuse a server that can't.
    Require,
}

/// PostgreSQL's own options, for
/// [`ConnectionConfig::with`](activerecord_core::ConnectionConfig::with).
///
/// The same words work in a URL's query and in the environment, where they win over these. What
/// is not set has the server's own default.
///
/// ```no_run
/// use activerecord::prelude::*;
/// use std::time::Duration;
///
/// # fn main() -> activerecord::Result<()> {
/// let options = PostgresOptions::new()
///     .search_path("app, public")
///     .application_name("billing")
///     .statement_timeout(Duration::from_secs(30));
/// let config = ConnectionConfig::new()
///     .host("db.example.org")
///     .database("app")
///     .user("app")
///     .password("secret")
///     .with(options);
/// let db = Database::open(config, PostgresBackend)?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    pub(crate) search_path: Option<String>,
    pub(crate) application_name: Option<String>,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) idle_in_transaction_session_timeout: Option<Duration>,
    pub(crate) target_session_attrs: TargetSession,
    pub(crate) channel_binding: ChannelBinding,
    pub(crate) options: Option<String>,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) init_commands: Vec<String>,
    pub(crate) keepalives: Option<bool>,
    pub(crate) keepalive: Keepalive,
    pub(crate) unprepared: bool,
}

impl PostgresOptions {
    /// Options that are all at their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The schemas that names without a schema are looked up in, with commas between.
    #[must_use]
    pub fn search_path(mut self, schemas: impl Into<String>) -> Self {
        self.search_path = Some(schemas.into());
        self
    }

    /// The program's name, as `pg_stat_activity` shows it.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// How long a statement may run, up to about 24 days; the error is
    /// [`ErrorKind::Cancelled`](activerecord_core::ErrorKind::Cancelled) then.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }

    /// How long a statement may wait for a lock.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = Some(timeout);
        self
    }

    /// How long a transaction may be left alone before the server ends its session.
    #[must_use]
    pub fn idle_in_transaction_session_timeout(mut self, timeout: Duration) -> Self {
        self.idle_in_transaction_session_timeout = Some(timeout);
        self
    }

    /// Which of several servers will do: give their names with commas between as the host,
    /// `db1,db2:5433`. Default: any.
    #[must_use]
    pub fn target_session_attrs(mut self, target: TargetSession) -> Self {
        self.target_session_attrs = target;
        self
    }

    /// Whether the login is bound to the encrypted connection. Default: where it can be.
    #[must_use]
    pub fn channel_binding(mut self, binding: ChannelBinding) -> Self {
        self.channel_binding = binding;
        self
    }

    /// Command-line options for the server, `-c geqo=off` for example.
    #[must_use]
    pub fn options(mut self, options: impl Into<String>) -> Self {
        self.options = Some(options.into());
        self
    }

    /// Sets one of the server's parameters for the session, `("work_mem", "64MB")` for example. It
    /// is part of the login, so it costs no round trip.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// A command that every new connection runs, besides those given before.
    #[must_use]
    pub fn init_command(mut self, sql: impl Into<String>) -> Self {
        self.init_commands.push(sql.into());
        self
    }

    /// Whether the operating system probes silent connections. Default: yes.
    #[must_use]
    pub fn keepalives(mut self, probe: bool) -> Self {
        self.keepalives = Some(probe);
        self
    }

    /// How long a connection is silent before it is probed. Default: the operating system's.
    #[must_use]
    pub fn keepalives_idle(mut self, idle: Duration) -> Self {
        self.keepalive.idle = Some(idle);
        self
    }

    /// How long between two probes. Default: the operating system's.
    #[must_use]
    pub fn keepalives_interval(mut self, interval: Duration) -> Self {
        self.keepalive.interval = Some(interval);
        self
    }

    /// How many probes may go without an answer. Default: the operating system's.
    #[must_use]
    pub fn keepalives_count(mut self, probes: u32) -> Self {
        self.keepalive.retries = Some(probes);
        self
    }

    /// Whether statements are kept prepared. Default: yes.
    ///
    /// Say no behind a pooler that gives every transaction another session (PgBouncer with
    /// `pool_mode = transaction` and without `max_prepared_statements`): statements have no name
    /// then and are planned each time, still in one round trip. Of the session's parameters only
    /// the time zone is set; others that are asked for are part of the login, where a pooler must be
    /// told to let them pass (`ignore_startup_parameters = options`, which drops them; PgBouncer
    /// from 1.20 on knows some of them). Nothing else is set back between borrowers.
    #[must_use]
    pub fn prepared_statements(mut self, keep: bool) -> Self {
        self.unprepared = !keep;
        self
    }
}

impl BackendOptions for PostgresOptions {
    fn backend(&self) -> &'static str {
        NAME
    }
}
