//! The configuration once it is checked: all that opening a connection needs.

use std::path::PathBuf;
use std::time::Duration;

use activerecord_core::config::Secret;
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::{OracleOptions, Privilege, address, session};
use crate::limits;

/// A checked configuration.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) user: String,
    pub(crate) password: Secret,
    pub(crate) connect_string: String,
    pub(crate) login: Login,
    pub(crate) client_dir: Option<PathBuf>,
    pub(crate) config_dir: Option<PathBuf>,
    /// The statement that sets a session up.
    pub(crate) session_setup: String,
    pub(crate) schema: Option<String>,
    pub(crate) labels: Labels,
    pub(crate) statement_cache: usize,
    pub(crate) fetch: Fetch,
    pub(crate) call_timeout: Option<Duration>,
    /// The greatest length of a name, where it was said.
    pub(crate) identifier_bytes: Option<usize>,
}

/// How to log in.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) external: bool,
    pub(crate) privilege: Option<Privilege>,
    pub(crate) new_password: Option<Secret>,
    pub(crate) edition: Option<String>,
    pub(crate) connection_class: Option<String>,
    pub(crate) events: bool,
    pub(crate) driver_name: String,
    pub(crate) client_statement_cache: Option<u32>,
}

/// What the session shows of itself to the database's administrator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    pub(crate) module: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) client_identifier: Option<String>,
}

/// How many rows come at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fetch {
    pub(crate) size: u32,
    pub(crate) prefetch: u32,
}

impl Settings {
    pub(crate) fn of(config: &ConnectionConfig) -> Result<Self> {
        let mut options = config.get_options::<OracleOptions>().cloned().unwrap_or_default();
        for (word, text) in config.words() {
            options.read(word, text)?;
        }
        let network = config.get_network();
        if let Some(charset) = network.charset.as_deref()
            && !["utf8", "utf-8", "al32utf8"].contains(&charset.to_ascii_lowercase().as_str())
        {
            return Err(wrong("option `charset` can only be `utf8`")
                .with_help("texts are UTF-8 on their way; Oracle converts them for its database"));
        }
        let (user, password) = credentials(config, &options)?;
        Ok(Settings {
            user,
            password,
            connect_string: address::connect_string(config, &options)?,
            login: Login {
                external: options.external_auth,
                privilege: options.privilege,
                new_password: options.new_password.clone(),
                edition: options.edition.clone(),
                connection_class: options.connection_class.clone(),
                events: options.events,
                driver_name: options.driver_name.clone().unwrap_or_else(driver_name),
                client_statement_cache: options.client_statement_cache,
            },
            session_setup: session::setup(&options, network)?,
            schema: options.schema.clone(),
            labels: Labels {
                module: options.module.clone(),
                action: options.action.clone(),
                client_identifier: options.client_identifier.clone(),
            },
            statement_cache: config
                .get_statement_cache()
                .unwrap_or(limits::STATEMENT_CACHE_DEFAULT),
            fetch: fetch(&options)?,
            call_timeout: call_timeout(options.call_timeout.or(network.read_timeout))?,
            identifier_bytes: identifier_bytes(options.identifier_bytes)?,
            client_dir: options.client_dir,
            config_dir: options.config_dir,
        })
    }
}

fn credentials(config: &ConnectionConfig, options: &OracleOptions) -> Result<(String, Secret)> {
    let user = config.get_user().unwrap_or_default().to_owned();
    let password = config.get_password().cloned();
    if options.external_auth {
        if password.is_some() {
            return Err(wrong("`external_auth` and a password were both given")
                .with_help("with `external_auth` the wallet or the system says who connects"));
        }
        return Ok((user, Secret::new("")));
    }
    if user.is_empty() {
        return Err(wrong("no Oracle user was given").with_help(
            "give `user` and `password`, or `external_auth` to be identified by the wallet or \
             the operating system",
        ));
    }
    Ok((user, password.unwrap_or_else(|| Secret::new(""))))
}

fn driver_name() -> String {
    // The database keeps 30 bytes of it.
    format!("activerecord : {}", env!("CARGO_PKG_VERSION"))
}

fn fetch(options: &OracleOptions) -> Result<Fetch> {
    let size = options.fetch_size.unwrap_or(limits::FETCH_SIZE_DEFAULT);
    if size == 0 || size > limits::FETCH_SIZE_MAX {
        let message = format!("option `fetch_size` can be 1 to {}", limits::FETCH_SIZE_MAX);
        return Err(wrong(message));
    }
    let prefetch = options.prefetch_rows.unwrap_or(size + 1);
    Ok(Fetch { size, prefetch })
}

fn call_timeout(given: Option<Duration>) -> Result<Option<Duration>> {
    let Some(timeout) = given else { return Ok(None) };
    let millis = timeout.as_millis();
    if millis == 0 || millis > u128::from(limits::CALL_TIMEOUT_MS_MAX) {
        let days = limits::CALL_TIMEOUT_MS_MAX / 86_400_000;
        let message = format!("a call timeout can be from a millisecond to {days} days");
        return Err(wrong(message).with_help("leave it out to wait as long as it takes"));
    }
    Ok(Some(timeout))
}

fn identifier_bytes(given: Option<u32>) -> Result<Option<usize>> {
    let Some(bytes) = given else { return Ok(None) };
    let bytes = bytes as usize;
    let known = limits::IDENTIFIER_BYTES_BEFORE_12_2..=limits::IDENTIFIER_BYTES_MAX;
    if !known.contains(&bytes) {
        let message =
            format!("option `identifier_bytes` can be {} to {}", known.start(), known.end());
        return Err(wrong(message));
    }
    Ok(Some(bytes))
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
