//! From the server's and the driver's errors to the library's.

use std::io;

use activerecord_core::{DatabaseError, Error, ErrorKind};
use tokio_postgres::error::DbError;

use crate::backend::NAME;

mod connect;
mod kind;
mod location;
mod words;

pub(crate) use self::connect::{could_not_connect, could_not_log_in};
pub(crate) use self::kind::classify;

/// The driver's error as the library's.
#[cold]
pub(crate) fn translate(error: tokio_postgres::Error) -> Error {
    if let Some(said) = error.as_db_error() {
        // Not as the source: the server's details quote whole rows.
        return of_server(said);
    }
    if error.is_closed() {
        return lost("the server has closed the connection", None);
    }
    let text = error.to_string();
    let Some(source) = error.into_source() else { return out_of_step(&text) };
    let source = match source.downcast::<Error>() {
        // A value that could not be written: the error is the library's own.
        Ok(own) => return *own,
        Err(source) => source,
    };
    match source.downcast::<io::Error>() {
        Ok(error) if error.kind() == io::ErrorKind::TimedOut => timed_out(*error),
        Ok(error) if error.kind() == io::ErrorKind::InvalidInput => {
            let message = "the statement holds a NUL character, or is longer than the server takes";
            Error::new(ErrorKind::InvalidQuery, message).with_source(error)
        }
        Ok(error) => lost("the connection to the server failed", Some(*error)),
        Err(source) => Error::new(ErrorKind::Database, text).with_source(source),
    }
}

/// What the server said.
fn of_server(said: &DbError) -> Error {
    let state = said.code().code();
    let kind = classify(state);
    let (message, help) = words::words(kind, state);
    let database = DatabaseError::new(NAME, words::without_values(said)).with_sqlstate(state);
    let error = location::locate(Error::new(kind, message), said).with_database(database);
    match help.map(Into::into).or_else(|| said.hint().map(str::to_owned)) {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// The server says what the driver did not ask for: nobody knows what it waits for now.
#[cold]
fn out_of_step(text: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("the statement is not run by query: {text}"))
        .with_help(
            "COPY has ways of its own: `postgres::copy_in` loads structs, and \
             `PostgresConnection::with_client` lends the driver's client",
        )
}

/// The connection is gone.
#[cold]
pub(crate) fn lost(message: &'static str, source: Option<io::Error>) -> Error {
    let error = Error::new(ErrorKind::ConnectionLost, message);
    match source {
        Some(source) => error.with_source(source),
        None => error,
    }
}

#[cold]
fn timed_out(error: io::Error) -> Error {
    lost("the server did not answer in time", Some(error)).with_help(
        "raise `read_timeout` or `write_timeout`; for statements that may run only so long, \
         `statement_timeout` leaves the connection as it is",
    )
}

/// Whether a connection that saw this error is of no more use.
pub(crate) fn is_fatal(error: &tokio_postgres::Error) -> bool {
    use tokio_postgres::error::Severity;
    match error.as_db_error() {
        Some(said) => {
            let severe = matches!(said.parsed_severity(), Some(Severity::Fatal | Severity::Panic));
            severe || classify(said.code().code()) == ErrorKind::ConnectionLost
        }
        // A value that could not be written has a source, and was not sent.
        None => std::error::Error::source(error).is_none(),
    }
}
