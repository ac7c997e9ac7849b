//! From the driver's errors to the library's.

use activerecord_core::{DatabaseError, Error, ErrorKind};
use mysql::DriverError;
use mysql_common::proto::codec::error::PacketCodecError;

use crate::backend::NAME;
use crate::dialect::is_guarded;

mod codes;
pub(crate) mod connect;
mod names;
mod words;

pub(crate) use self::codes::{is_stale_statement, is_unpreparable};

/// The driver's error as the library's.
#[cold]
pub(crate) fn translate(error: mysql::Error) -> Error {
    match error {
        mysql::Error::MySqlError(server) => of_server(server),
        mysql::Error::DriverError(driver) => of_driver(driver),
        mysql::Error::CodecError(PacketCodecError::PacketTooLarge) => {
            too_large().with_source(error)
        }
        other => match io_error(&other) {
            Some(io) => lost(io).with_source(other),
            None => Error::new(ErrorKind::ConnectionLost, "the server's answer can't be read")
                .with_source(other),
        },
    }
}

/// The driver's error as the library's, of the statement that it is about.
#[cold]
pub(crate) fn translate_of(error: mysql::Error, sql: &str) -> Error {
    match error {
        mysql::Error::MySqlError(server) if server.code == codes::TWO_ROWS && is_guarded(sql) => {
            another_row(server)
        }
        other => translate(other),
    }
}

/// An upsert met a row by another unique constraint than its own.
fn another_row(server: mysql::MySqlError) -> Error {
    let database = DatabaseError::new(NAME, server.message.clone())
        .with_code(i64::from(server.code))
        .with_sqlstate(server.state.clone());
    Error::new(ErrorKind::UniqueViolation, "there is another row with one of these values already")
        .with_database(database)
        .with_source(mysql::Error::MySqlError(server))
        .with_help("another unique constraint than that of the conflict is violated")
}

/// An error that the server reported.
fn of_server(server: mysql::MySqlError) -> Error {
    let kind = codes::kind(server.code);
    let (message, help) = words::of(kind, server.code);
    let error = names::locate(Error::new(kind, message), server.code, &server.message);
    let database = DatabaseError::new(NAME, server.message.clone())
        .with_code(i64::from(server.code))
        .with_sqlstate(server.state.clone());
    let error = error.with_database(database).with_source(mysql::Error::MySqlError(server));
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// An error of the driver's own.
fn of_driver(driver: DriverError) -> Error {
    let error = match &driver {
        DriverError::MismatchedStmtParams(expected, given) => {
            let message =
                format!("the statement has {expected} parameters, and {given} values were given");
            Error::new(ErrorKind::InvalidQuery, message)
        }
        DriverError::Params(_) | DriverError::MixedParams => {
            Error::new(ErrorKind::InvalidQuery, "`:name` is no placeholder here: write `?`")
        }
        DriverError::PacketTooLarge => too_large(),
        _ => Error::new(ErrorKind::ConnectionLost, "the connection broke"),
    };
    error.with_source(mysql::Error::DriverError(driver))
}

#[cold]
fn too_large() -> Error {
    Error::new(ErrorKind::DataTooLong, "the statement and its values are larger than a packet")
        .with_help("raise the server's `max_allowed_packet`, and the option if you have set it")
}

/// The socket's error below the driver's, where there is one.
fn io_error(error: &mysql::Error) -> Option<&std::io::Error> {
    match error {
        mysql::Error::IoError(io) => Some(io),
        mysql::Error::CodecError(PacketCodecError::Io(io)) => Some(io),
        _ => None,
    }
}

/// The socket's error.
fn lost(error: &std::io::Error) -> Error {
    let timed_out = is_timeout(error);
    let message = match timed_out {
        true => "the server did not answer, or take what was sent, in time",
        false => "the connection to the server broke",
    };
    let lost = Error::new(ErrorKind::ConnectionLost, message);
    match timed_out {
        true => lost.with_help(
            "see the options `read_timeout` and `write_timeout`; whether the statement had an \
             effect is unknown",
        ),
        false => lost,
    }
}

/// A timeout of a socket comes as one of these, by the system.
fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock)
}

/// Whether a connection that saw this error is of no more use.
pub(crate) fn is_fatal(error: &mysql::Error) -> bool {
    match error {
        mysql::Error::MySqlError(server) => {
            codes::kind(server.code) == ErrorKind::ConnectionLost || codes::closes(server.code)
        }
        mysql::Error::DriverError(driver) => !matches!(
            driver,
            DriverError::MismatchedStmtParams(..)
                | DriverError::Params(_)
                | DriverError::MixedParams
        ),
        _ => true,
    }
}

/// Whether the server has rolled the whole transaction back.
pub(crate) fn ends_transaction(error: &mysql::Error, rollback_on_timeout: bool) -> bool {
    match error {
        mysql::Error::MySqlError(server) => codes::rolls_back(server.code, rollback_on_timeout),
        _ => false,
    }
}
