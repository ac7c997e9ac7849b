//! Why there is no connection: which option to look at.

use activerecord_core::config::SslMode;
use activerecord_core::{DatabaseError, Error, ErrorKind};
use mysql::DriverError;

use super::{io_error, is_timeout, of_server};
use crate::backend::NAME;
use crate::config::Settings;

/// The reason why the driver did not connect.
#[cold]
pub(crate) fn failed(error: mysql::Error, settings: &Settings) -> Error {
    let help = match &error {
        mysql::Error::MySqlError(server) => of_code(server.code),
        mysql::Error::DriverError(driver) => of_driver(driver),
        other => match io_error(other) {
            Some(io) if is_timeout(io) => Some(
                "it takes connections but does not greet in time: see the option `connect_timeout`",
            ),
            Some(io) => of_io(io, settings),
            None => None,
        },
    };
    let failed = not_connected(settings);
    let failed = match &error {
        mysql::Error::MySqlError(server) => failed.with_database(
            DatabaseError::new(NAME, server.message.clone())
                .with_code(i64::from(server.code))
                .with_sqlstate(server.state.clone()),
        ),
        mysql::Error::DriverError(driver) => {
            failed.with_database(DatabaseError::new(NAME, driver.to_string()))
        }
        other => match io_error(other) {
            Some(io) => failed.with_database(DatabaseError::new(NAME, io.to_string())),
            None => failed,
        },
    };
    let failed = failed.with_source(error);
    match help {
        Some(help) => failed.with_help(help),
        None => failed,
    }
}

/// The host's name was not found.
#[cold]
pub(crate) fn unknown_host(error: std::io::Error, settings: &Settings) -> Error {
    not_connected(settings)
        .with_database(DatabaseError::new(NAME, error.to_string()))
        .with_source(error)
        .with_help("the host is not known: see the option `host`")
}

/// The connection is there, but its session could not be set up.
#[cold]
pub(crate) fn not_set_up(error: mysql::Error, settings: &Settings) -> Error {
    match error {
        mysql::Error::MySqlError(server) => of_server(server),
        other => failed(other, settings),
    }
}

fn not_connected(settings: &Settings) -> Error {
    let message = format!("cannot connect to the MySQL server at `{}`", settings.address);
    Error::new(ErrorKind::ConnectionFailed, message)
}

fn of_code(code: u16) -> Option<&'static str> {
    Some(match code {
        1045 | 1698 => "see the options `user` and `password`",
        1044 => "the user may not use this database: see the option `database`",
        1049 => "there is no such database: create it, or see the option `database`",
        1040 => "the server has all the connections it takes: make the pools smaller (`pool_size`)",
        1203 | 1226 => {
            "the user has all the connections it may have: make the pools smaller \
                        (`pool_size`)"
        }
        1129 => "the server blocks this host after too many errors: `FLUSH HOSTS` there",
        1130 => "the server takes no connections from this host",
        1862 => "the password has expired",
        3159 => "the server wants encryption: see the option `ssl_mode`",
        1251 | 2061 => "the server wants a way of login that is not known",
        _ => return None,
    })
}

fn of_driver(driver: &DriverError) -> Option<&'static str> {
    Some(match driver {
        DriverError::ConnectTimeout => {
            "it does not answer: see the options `host`, `port` and `connect_timeout`"
        }
        DriverError::CouldNotConnect(_) => {
            "nobody listens there: see the options `host`, `port` and `socket`"
        }
        DriverError::TlsNotSupported => {
            "the server can't encrypt: set `ssl_mode` to `prefer` or `disable` if that is acceptable"
        }
        DriverError::CleartextPluginDisabled => {
            "the server wants the password in clear text: see the option `cleartext_password`"
        }
        DriverError::UnknownAuthPlugin(_) => "the server wants a way of login that is not known",
        DriverError::UnsupportedProtocol(_) | DriverError::Protocol41NotSet => {
            "is that a MySQL server?"
        }
        _ => return None,
    })
}

/// A TLS handshake fails inside of reading and writing.
fn of_io(error: &std::io::Error, settings: &Settings) -> Option<&'static str> {
    if settings.tls.mode == SslMode::Disable {
        return None;
    }
    if certificate_refused(error) {
        return Some(
            "the server's certificate was not accepted: is it for this `host`, and signed by an \
             authority of `ssl_ca`? `ssl_mode` says what is checked",
        );
    }
    Some("see the options `ssl_mode`, `ssl_cert` and `ssl_key`")
}

#[cfg(feature = "tls")]
fn certificate_refused(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
}

#[cfg(not(feature = "tls"))]
fn certificate_refused(_error: &std::io::Error) -> bool {
    false
}
