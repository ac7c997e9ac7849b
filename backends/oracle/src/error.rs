//! From Oracle's numbers to the library's errors.

use activerecord_core::{DatabaseError, Error, ErrorKind};

use crate::backend::NAME;

mod codes;
mod message;
mod words;

pub(crate) use self::codes::{CURSOR_IS_STALE, DpiCode, classify, is_fatal};

/// The number behind `ORA-`, where the error has one.
pub(crate) fn code(error: &oracle::Error) -> Option<i32> {
    error.oci_code()
}

/// The driver's error as the library's.
#[cold]
pub(crate) fn translate(error: oracle::Error) -> Error {
    let text = message_of(&error);
    match error.oci_code() {
        Some(code) => with_driver(from_code(code, &text), error),
        None => with_driver(from_driver(&error, &text), error),
    }
}

/// What came of a connection that could not be made.
#[cold]
pub(crate) fn connecting(error: oracle::Error) -> Error {
    let (message, help) = words::connecting(error.oci_code(), error.dpi_code());
    let failed = with_driver(Error::new(ErrorKind::ConnectionFailed, message), error);
    match help {
        Some(help) => failed.with_help(help),
        None => failed,
    }
}

/// The error for an option that the driver refuses.
#[cold]
pub(crate) fn configuration(error: &oracle::Error) -> Error {
    Error::new(ErrorKind::Configuration, message_of(error))
}

/// The error of one row of many.
#[cold]
pub(crate) fn of_row(error: &oracle::DbError, row: usize, rows: usize) -> Error {
    let text = error.message().to_owned();
    let database = DatabaseError::new(NAME, text).with_code(i64::from(error.code()));
    from_code(error.code(), error.message())
        .with_database(database)
        .with_help(format!("it is row {} of the {rows} that were sent", row + 1))
}

/// Adds what the driver said.
pub(crate) fn with_driver(error: Error, driver: oracle::Error) -> Error {
    let database = DatabaseError::new(NAME, message_of(&driver));
    let database = match driver.oci_code() {
        Some(code) => database.with_code(i64::from(code)),
        None => database,
    };
    error.with_database(database).with_source(driver)
}

/// The message without what the driver and the newer servers put around it.
fn message_of(error: &oracle::Error) -> String {
    let text = match error.db_error() {
        Some(database) => database.message().to_owned(),
        None => error.to_string(),
    };
    // From 23ai on a line with a link follows.
    match text.find("\nHelp: ") {
        Some(end) => text[..end].trim_end().to_owned(),
        None => text.trim_end().to_owned(),
    }
}

fn from_code(code: i32, text: &str) -> Error {
    // At the end of a transaction the cause stands on the line below.
    let code = match code {
        codes::ROLLED_BACK => message::second_code(text).unwrap_or(code),
        other => other,
    };
    let kind = classify(code);
    let (message, help) = words::of(kind, code);
    let error = message::locate(Error::new(kind, message), code, text);
    let error = error.with_retryable(codes::is_retryable(code));
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

fn from_driver(error: &oracle::Error, text: &str) -> Error {
    let kind = match (error.dpi_code().map(DpiCode), error.kind()) {
        (Some(code), _) => code.kind(),
        (None, oracle::ErrorKind::OutOfRange) => ErrorKind::OutOfRange,
        (None, oracle::ErrorKind::InvalidTypeConversion | oracle::ErrorKind::ParseError) => {
            ErrorKind::TypeMismatch
        }
        (None, oracle::ErrorKind::InvalidBindIndex | oracle::ErrorKind::InvalidBindName) => {
            ErrorKind::InvalidQuery
        }
        (None, _) => ErrorKind::Database,
    };
    let (message, help) = words::of(kind, 0);
    let message = if kind == ErrorKind::Database { text.to_owned() } else { message.to_owned() };
    match help {
        Some(help) => Error::new(kind, message).with_help(help),
        None => Error::new(kind, message),
    }
}
