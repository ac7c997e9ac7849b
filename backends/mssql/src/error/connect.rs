//! Why there is no connection.

use std::io;

use activerecord_core::{DatabaseError, Error, ErrorKind};
use tiberius::error::Error as DriverError;

use super::encryption;
use crate::backend::NAME;
use crate::config::Settings;

/// Nobody answered at the address.
#[cold]
pub(crate) fn not_reached(error: io::Error, host: &str, port: u16) -> Error {
    let help = match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            "nothing listens there: is TCP/IP switched on for the \
                                             server, and is it this port?"
        }
        io::ErrorKind::TimedOut => "nothing answered in time: is a firewall in between?",
        _ => "is the host's name right?",
    };
    Error::new(ErrorKind::ConnectionFailed, format!("cannot reach SQL Server at `{host}:{port}`"))
        .with_source(error)
        .with_help(help)
}

/// The server did not let us in, or did not speak as it should.
#[cold]
pub(crate) fn not_opened(error: DriverError, settings: &Settings) -> Error {
    let at = format!("{}:{}", settings.host, settings.port);
    let failed = |message: String| Error::new(ErrorKind::ConnectionFailed, message);
    let error = match encryption::not_encrypted(error, settings, &at) {
        Ok(not_encrypted) => return not_encrypted,
        Err(other) => other,
    };
    match &error {
        DriverError::Server(server) => {
            let code = server.code();
            let message = match code {
                18456 | 18452 => format!("SQL Server at `{at}` refused user `{}`", settings.user),
                18486 => format!("user `{}` is locked out of SQL Server at `{at}`", settings.user),
                18470 => format!("user `{}` is disabled on SQL Server at `{at}`", settings.user),
                18487 | 18488 => format!("the password of user `{}` has expired", settings.user),
                4060 => {
                    let database = settings.database.as_deref().unwrap_or_default();
                    format!("SQL Server at `{at}` has no database `{database}` for us")
                }
                _ => format!("SQL Server at `{at}` refused the connection"),
            };
            let database =
                DatabaseError::new(NAME, server.message().to_owned()).with_code(i64::from(code));
            let refused = failed(message).with_database(database).with_source(error);
            match code {
                18456 => refused.with_help(
                    "check user and password; for a login of SQL Server's own, \"SQL Server and \
                     Windows Authentication mode\" must be on",
                ),
                18470 | 18486 => refused.with_help("an administrator can let it in again"),
                18487 | 18488 => refused.with_help(
                    "set a new one by another program: the driver can't while it connects",
                ),
                4060 => refused.with_help("create the database, or give the user a right to it"),
                _ => refused,
            }
        }
        DriverError::Io { kind: io::ErrorKind::TimedOut, .. } => {
            failed(format!("SQL Server at `{at}` did not answer in time"))
                .with_source(error)
                .with_help("raise `connect_timeout`, if it is right that it is so slow")
        }
        _ => failed(format!("SQL Server at `{at}` does not answer as it should"))
            .with_source(error)
            .with_help("is it SQL Server? See `host` and `port`, and `ssl_mode` for encryption"),
    }
}
