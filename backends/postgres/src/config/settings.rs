//! The configuration once it is checked: all that opening a connection needs.

use std::path::PathBuf;
use std::time::Duration;

use activerecord_core::blocking::{Keepalive, SocketOptions};
use activerecord_core::config::{NetworkConfig, Secret, SslMode};
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::{Address, ChannelBinding, PostgresOptions, TargetSession, startup, words};
use crate::limits;

/// A checked configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) addresses: Vec<Address>,
    pub(crate) user: String,
    pub(crate) password: Option<Secret>,
    pub(crate) database: Option<String>,
    pub(crate) target: TargetSession,
    pub(crate) security: Security,
    pub(crate) socket: SocketOptions,
    /// How long connecting to one server may take, login included.
    pub(crate) connect_timeout: Duration,
    pub(crate) application_name: Option<String>,
    /// The session's time zone.
    pub(crate) timezone: String,
    /// The server's command line: what the session begins with, and returns to.
    pub(crate) startup: String,
    pub(crate) init_commands: Vec<String>,
    pub(crate) statement_cache: usize,
    pub(crate) prepared: bool,
}

/// How connections are encrypted. A build without TLS reads less of it.
#[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "it is read where TLS is built in"))]
#[derive(Debug, Clone)]
pub(crate) struct Security {
    /// None: by where the server is.
    pub(crate) mode: Option<SslMode>,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) cert: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) binding: ChannelBinding,
}

impl Security {
    /// Whether and how a connection to this server is encrypted.
    pub(crate) fn mode_for(&self, address: &Address) -> SslMode {
        let by_place = if address.is_local() { SslMode::Disable } else { SslMode::VerifyFull };
        match self.mode {
            // PostgreSQL never encrypts what stays on the machine's own file system.
            _ if address.socket().is_some() => SslMode::Disable,
            Some(mode) => mode,
            None => by_place,
        }
    }
}

impl Settings {
    pub(crate) fn of(config: &ConnectionConfig) -> Result<Self> {
        let mut options = config.get_options::<PostgresOptions>().cloned().unwrap_or_default();
        let mut network = config.get_network().clone();
        let mut database = config.get_database();
        for (word, text) in config.words() {
            match words::library_word(word) {
                Some(info) if info.word == "database" => database = Some(text),
                Some(info) => read_alias(&mut network, info.word, text)?,
                None => options.read(word, text)?,
            }
        }
        check_charset(network.charset.as_deref())?;
        let timezone = network.timezone.clone().unwrap_or_else(|| "UTC".to_owned());
        let port = config.get_port().unwrap_or(limits::PORT_DEFAULT);
        Ok(Settings {
            addresses: Address::read_all(config.get_host().unwrap_or("localhost"), port)?,
            user: user(config)?,
            password: config.get_password().cloned(),
            database: database.map(str::to_owned),
            target: options.target_session_attrs,
            socket: socket(&options, &network),
            connect_timeout: network.connect_timeout.unwrap_or(limits::CONNECT_TIMEOUT_DEFAULT),
            startup: startup::command_line(&options, &timezone)?,
            timezone,
            application_name: options.application_name,
            init_commands: options.init_commands,
            statement_cache: config
                .get_statement_cache()
                .unwrap_or(limits::STATEMENT_CACHE_DEFAULT),
            prepared: !options.unprepared,
            security: security(network, options.channel_binding)?,
        })
    }
}

fn read_alias(network: &mut NetworkConfig, word: &str, text: &str) -> Result<()> {
    match word {
        "ssl_mode" => {
            let info = activerecord_core::config::word::SSL_MODE;
            network.ssl_mode = Some(SslMode::read(&info, text)?);
        }
        "ssl_ca" => network.ssl_ca = Some(text.into()),
        "ssl_cert" => network.ssl_cert = Some(text.into()),
        "ssl_key" => network.ssl_key = Some(text.into()),
        _ => network.charset = Some(text.into()),
    }
    Ok(())
}

fn socket(options: &PostgresOptions, network: &NetworkConfig) -> SocketOptions {
    SocketOptions {
        connect_timeout: Some(network.connect_timeout.unwrap_or(limits::CONNECT_TIMEOUT_DEFAULT)),
        read_timeout: network.read_timeout,
        write_timeout: network.write_timeout,
        keepalive: options.keepalives.unwrap_or(true).then_some(Keepalive { ..options.keepalive }),
    }
}

fn security(network: NetworkConfig, binding: ChannelBinding) -> Result<Security> {
    let wants_tls = network.ssl_mode.is_some_and(SslMode::is_required);
    if wants_tls && cfg!(not(feature = "tls")) {
        return Err(configuration("`ssl_mode` asks for TLS, which this build does not have")
            .with_help("switch the feature `tls` on"));
    }
    if network.ssl_cert.is_some() != network.ssl_key.is_some() {
        return Err(configuration("`ssl_cert` and `ssl_key` belong together: one is missing"));
    }
    Ok(Security {
        mode: network.ssl_mode,
        ca: network.ssl_ca,
        cert: network.ssl_cert,
        key: network.ssl_key,
        binding,
    })
}

fn check_charset(charset: Option<&str>) -> Result<()> {
    match charset {
        None => Ok(()),
        Some(name)
            if matches!(name.to_ascii_lowercase().as_str(), "utf8" | "utf-8" | "unicode") =>
        {
            Ok(())
        }
        Some(name) => Err(configuration(format!("option `charset` must be UTF8, got `{name}`"))
            .with_help(
                "texts are UTF-8 in Rust; the server converts them from and to its database's own \
                 encoding",
            )),
    }
}

/// Without a user the name of the one who runs the program, as PostgreSQL's own clients do.
fn user(config: &ConnectionConfig) -> Result<String> {
    if let Some(user) = config.get_user() {
        return Ok(user.to_owned());
    }
    let login = ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    login.ok_or_else(|| {
        configuration("no user was given")
            .with_help("`ConnectionConfig::new().user(\"app\")`, `postgres://app@host/name`")
    })
}

fn configuration(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
