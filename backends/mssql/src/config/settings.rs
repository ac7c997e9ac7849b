//! The configuration once it is checked: all that opening a connection needs.

use std::fs;
use std::path::Path;
use std::time::Duration;

use activerecord_core::config::{Secret, SslMode};
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::MsSqlOptions;
use crate::limits;

const BEGIN_CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A checked configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) password: Option<Secret>,
    pub(crate) database: Option<String>,
    pub(crate) tls: SslMode,
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "nothing is encrypted"))]
    pub(crate) ca: Option<Vec<u8>>,
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) write_timeout: Option<Duration>,
    pub(crate) lock_timeout_ms: Option<u128>,
    pub(crate) packet_size: u32,
    pub(crate) options: MsSqlOptions,
}

impl Settings {
    pub(crate) fn of(config: &ConnectionConfig) -> Result<Self> {
        let mut options = config.get_options::<MsSqlOptions>().cloned().unwrap_or_default();
        for (word, text) in config.words() {
            options.read(word, text)?;
        }
        let network = config.get_network();
        let tls = tls(config, &options)?;
        let lock_timeout_ms = options.lock_timeout.map(|timeout| timeout.as_millis());
        if options.lock_timeout.is_some_and(|timeout| timeout > limits::LOCK_TIMEOUT_MAX) {
            return Err(out_of_range("lock_timeout", "0 to 2147483 seconds"));
        }
        let packet_size = options.packet_size.unwrap_or(limits::PACKET_SIZE_DEFAULT);
        if !limits::PACKET_SIZES.contains(&packet_size) {
            return Err(out_of_range("packet_size", "512 to 32767 bytes"));
        }
        if options.schema.as_ref().is_some_and(|schema| schema.is_empty()) {
            return Err(out_of_range("schema", "the name of a schema"));
        }
        Ok(Settings {
            host: config.get_host().unwrap_or("localhost").to_owned(),
            port: config.get_port().unwrap_or(limits::PORT_DEFAULT),
            user: user(config, &options)?,
            password: config.get_password().cloned(),
            database: config.get_database().map(str::to_owned),
            tls,
            ca: network.ssl_ca.as_deref().map(authorities).transpose()?,
            connect_timeout: network
                .connect_timeout
                .unwrap_or(Duration::from_secs(limits::CONNECT_TIMEOUT_SECONDS_DEFAULT)),
            read_timeout: network.read_timeout.or(options.query_timeout),
            write_timeout: network.write_timeout,
            lock_timeout_ms,
            packet_size,
            options,
        })
    }
}

/// Who logs in; a token says it by itself.
fn user(config: &ConnectionConfig, options: &MsSqlOptions) -> Result<String> {
    match config.get_user() {
        Some(user) => Ok(user.to_owned()),
        None if options.access_token.is_some() => Ok(String::new()),
        None => Err(Error::new(ErrorKind::Configuration, "no user was given for SQL Server")
            .with_help("give `user` and `password`, or an `access_token`")),
    }
}

/// Encrypted and verified, unless somebody says otherwise.
fn tls(config: &ConnectionConfig, options: &MsSqlOptions) -> Result<SslMode> {
    let network = config.get_network();
    let by_encrypt = match options.encrypt {
        Some(false) => SslMode::Disable,
        _ => SslMode::VerifyFull,
    };
    let mut mode = network.ssl_mode.unwrap_or(by_encrypt);
    if options.trust_server_certificate && mode.verifies() {
        mode = SslMode::Require;
    }
    if mode != SslMode::Disable && !cfg!(feature = "tls") {
        let message = "this build has no TLS, and connections to SQL Server are encrypted";
        return Err(Error::new(ErrorKind::Configuration, message)
            .with_help("switch the feature `tls` on, or set `encrypt` to `false`"));
    }
    if network.ssl_cert.is_some() || network.ssl_key.is_some() {
        let message = "SQL Server knows no login by a client's certificate";
        return Err(Error::new(ErrorKind::Configuration, message)
            .with_help("leave `ssl_cert` and `ssl_key` out"));
    }
    Ok(mode)
}

/// The file of certificates of authorities, in PEM form.
fn authorities(path: &Path) -> Result<Vec<u8>> {
    let failed = |what: &str| {
        let message = format!("the file `{}` of option `ssl_ca` {what}", path.display());
        Error::new(ErrorKind::Configuration, message)
    };
    let pem = fs::read(path).map_err(|error| failed("can't be read").with_source(error))?;
    if !pem.windows(BEGIN_CERTIFICATE.len()).any(|line| line == BEGIN_CERTIFICATE) {
        return Err(failed("has no certificate in PEM form"));
    }
    Ok(pem)
}

#[cold]
fn out_of_range(option: &str, expected: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("option `{option}` is out of range"))
        .with_help(format!("it can be {expected}"))
}
