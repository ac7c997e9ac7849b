//! The configuration once it is checked: all that opening a connection needs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use activerecord_core::config::{Secret, SslMode};
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::{Address, MySqlOptions};
use crate::limits;

/// A checked configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) address: Address,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) database: Option<String>,
    pub(crate) tls: Tls,
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) write_timeout: Option<Duration>,
    /// As the server writes it: UTC is `+00:00`.
    pub(crate) timezone: String,
    pub(crate) statement_cache: usize,
    pub(crate) options: MySqlOptions,
}

/// Whether and how the connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) mode: SslMode,
    pub(crate) ca: Option<PathBuf>,
    /// The client's own certificate and its key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
}

impl Settings {
    pub(crate) fn of(config: &ConnectionConfig) -> Result<Self> {
        let mut options = config.get_options::<MySqlOptions>().cloned().unwrap_or_default();
        for (word, text) in config.words() {
            options.read(word, text)?;
        }
        let network = config.get_network();
        check_charset(network.charset.as_deref())?;
        check_words("collation", options.collation.as_deref(), "_")?;
        check_words("sql_mode", options.sql_mode.as_deref(), "_,")?;
        check_words("timezone", network.timezone.as_deref(), "_+-:/")?;
        check_timeouts(&options)?;
        for (word, timeout) in [
            ("connect_timeout", network.connect_timeout),
            ("read_timeout", network.read_timeout),
            ("write_timeout", network.write_timeout),
        ] {
            if timeout == Some(Duration::ZERO) {
                return Err(out_of_range(word, "longer than nothing"));
            }
        }
        let address = Address::new(options.socket.clone(), config.get_host(), config.get_port());
        let tls = Tls::of(config, &address)?;
        check_cleartext(&options, &address, &tls)?;
        check_file("server_public_key", options.server_public_key.as_deref())?;
        let utc = |zone: &&str| !zone.eq_ignore_ascii_case("utc");
        Ok(Settings {
            address,
            user: config.get_user().map(str::to_owned),
            password: config.get_password().cloned(),
            database: config.get_database().map(str::to_owned),
            tls,
            connect_timeout: network
                .connect_timeout
                .unwrap_or(Duration::from_secs(limits::CONNECT_TIMEOUT_SECONDS_DEFAULT)),
            read_timeout: network.read_timeout,
            write_timeout: network.write_timeout,
            timezone: network.timezone.as_deref().filter(utc).unwrap_or("+00:00").to_owned(),
            // The driver would never close a statement that it does not keep.
            statement_cache: config
                .get_statement_cache()
                .unwrap_or(limits::STATEMENT_CACHE_DEFAULT)
                .max(1),
            options,
        })
    }
}

impl Tls {
    fn of(config: &ConnectionConfig, address: &Address) -> Result<Self> {
        let network = config.get_network();
        let default = if address.is_local() { SslMode::Disable } else { SslMode::VerifyFull };
        let mode = match address {
            Address::Socket(_) => SslMode::Disable,
            Address::Tcp(..) => network.ssl_mode.unwrap_or(default),
        };
        if mode != SslMode::Disable && !cfg!(feature = "tls") {
            let message = "this build has no TLS, and the server is on another machine";
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_help("switch the feature `tls` on, or set `ssl_mode` to `disable`"));
        }
        check_file("ssl_ca", network.ssl_ca.as_deref())?;
        check_file("ssl_cert", network.ssl_cert.as_deref())?;
        check_file("ssl_key", network.ssl_key.as_deref())?;
        let identity = match (network.ssl_cert.clone(), network.ssl_key.clone()) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (given, _) => {
                let missing = if given.is_some() { "ssl_key" } else { "ssl_cert" };
                let message = format!("option `{missing}` is missing");
                return Err(Error::new(ErrorKind::Configuration, message)
                    .with_help("a client's certificate needs both `ssl_cert` and `ssl_key`"));
            }
        };
        Ok(Tls { mode, ca: network.ssl_ca.clone(), identity })
    }
}

/// Texts travel as UTF-8, whatever the columns are stored in.
fn check_charset(charset: Option<&str>) -> Result<()> {
    match charset {
        None => Ok(()),
        Some(name) if name.eq_ignore_ascii_case("utf8mb4") => Ok(()),
        Some(name) => {
            let message = format!("option `charset` can only be `utf8mb4`, got `{name}`");
            Err(Error::new(ErrorKind::Configuration, message).with_help(
                "texts travel as UTF-8; columns of other character sets are converted by the server",
            ))
        }
    }
}

/// These are written into SQL, so they are made of letters, digits and little else.
fn check_words(option: &str, text: Option<&str>, others: &str) -> Result<()> {
    let Some(text) = text else { return Ok(()) };
    let known = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    if text.chars().all(known) && (!text.is_empty() || option == "sql_mode") {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Configuration, format!("option `{option}` can't be `{text}`"))
        .with_help(format!("it is made of letters, digits and `{others}`")))
}

fn check_timeouts(options: &MySqlOptions) -> Result<()> {
    if let Some(timeout) = options.statement_timeout
        && !(1..=u128::from(limits::STATEMENT_TIMEOUT_MS_MAX)).contains(&timeout.as_millis())
    {
        return Err(out_of_range("statement_timeout", "1 millisecond to a year"));
    }
    if let Some(timeout) = options.lock_wait_timeout
        && (timeout.subsec_nanos() != 0
            || !(1..=limits::LOCK_WAIT_SECONDS_MAX).contains(&timeout.as_secs()))
    {
        return Err(out_of_range("lock_wait_timeout", "whole seconds, at least one"));
    }
    if let Some(bytes) = options.max_allowed_packet
        && !(1_024..=limits::PACKET_MAX).contains(&bytes)
    {
        return Err(out_of_range("max_allowed_packet", "1024 to 1073741824 bytes"));
    }
    if let Some(time) = options.tcp_keepalive
        && !(1..=u128::from(u32::MAX)).contains(&time.as_millis())
    {
        return Err(out_of_range("tcp_keepalive", "1 millisecond to 49 days"));
    }
    Ok(())
}

#[cold]
fn out_of_range(option: &str, expected: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("option `{option}` is out of range"))
        .with_help(format!("it can be {expected}"))
}

/// A password in clear text is for nobody's ears.
fn check_cleartext(options: &MySqlOptions, address: &Address, tls: &Tls) -> Result<()> {
    let private = address.is_local() || tls.mode.verifies();
    if !options.cleartext_password || private {
        return Ok(());
    }
    let message = "`cleartext_password` would send the password where others can read it";
    Err(Error::new(ErrorKind::Configuration, message)
        .with_help("set `ssl_mode` to `verify-full`, or connect by a socket"))
}

fn check_file(option: &str, path: Option<&Path>) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    match std::fs::File::open(path) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message =
                format!("the file `{}` of option `{option}` can't be read", path.display());
            Err(Error::new(ErrorKind::Configuration, message).with_source(error))
        }
    }
}
