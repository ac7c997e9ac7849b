//! From the server's errors to the library's.

use activerecord_core::{DatabaseError, Error, ErrorKind};
use tiberius::error::Error as DriverError;

use crate::backend::NAME;

mod codes;
pub(crate) mod connect;
pub(crate) mod encryption;
mod names;
mod words;

/// The driver's error as the library's.
#[cold]
pub(crate) fn translate(error: DriverError) -> Error {
    match &error {
        DriverError::Server(server) => {
            let (code, text) = (server.code(), server.message().to_owned());
            let kind = codes::kind(code, &text);
            let (message, help) = words::of(kind, code);
            let located = names::locate(Error::new(kind, message), code, &text);
            let database = DatabaseError::new(NAME, text).with_code(i64::from(code));
            let error = located.with_database(database).with_source(error);
            match help {
                Some(help) => error.with_help(help),
                None => error,
            }
        }
        DriverError::Io { kind, .. } => lost(*kind, error),
        DriverError::BulkInput(why) => {
            Error::new(ErrorKind::TypeMismatch, format!("the driver refused a value: {why}"))
                .with_source(error)
        }
        DriverError::Utf16 => no_unicode(error),
        DriverError::Protocol(text) if text.contains("invalid UTF-16") => no_unicode(error),
        _ => Error::new(ErrorKind::ConnectionLost, "the server's answer can't be read")
            .with_source(error),
    }
}

/// SQL Server stores any pairs of bytes as a text.
fn no_unicode(error: DriverError) -> Error {
    Error::new(ErrorKind::TypeMismatch, "a text of the result is not valid Unicode")
        .with_source(error)
        .with_help(
            "read it as bytes, by CAST to `varbinary(max)`; the rest of the result was not read, and \
             its connection is replaced by another one",
        )
}

fn lost(kind: std::io::ErrorKind, error: DriverError) -> Error {
    let timed_out = kind == std::io::ErrorKind::TimedOut;
    let message = match timed_out {
        true => "the server did not answer, or take what was sent, in time",
        false => "the connection to the server broke",
    };
    let lost = Error::new(ErrorKind::ConnectionLost, message).with_source(error);
    match timed_out {
        true => lost.with_help(
            "see the options `query_timeout` and `read_timeout`; whether the statement had an effect \
             is unknown",
        ),
        false => lost,
    }
}

/// Whether a connection that saw this error is of no more use.
pub(crate) fn is_fatal(error: &DriverError) -> bool {
    match error {
        // From class 20 on the server itself closes the connection.
        DriverError::Server(server) => server.class() >= 20,
        DriverError::BulkInput(_) => false,
        _ => true,
    }
}
