//! Exact decimals inside of SQLite: a collation that compares them, functions that compute.
//!
//! The names are those of SQLite's own `decimal` extension, so that its shell can open a file of
//! ours; other than there, a result that does not fit is an error.

use rusqlite::Connection;

use activerecord_core::ErrorKind;

mod collation;
#[cfg(feature = "decimal")]
mod functions;
#[cfg(feature = "decimal")]
mod number;

/// How the messages of our functions end: they reach the caller as text only.
const NOT_A_NUMBER: &str = "an argument is not a decimal number";
const TOO_MANY_DIGITS: &str = "the result has more than 28 digits";
const DIVISION_BY_ZERO: &str = "division by zero";

/// Makes the collation and the functions known to a connection.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_collation("decimal", collation::compare)?;
    #[cfg(feature = "decimal")]
    functions::register(connection)?;
    Ok(())
}

/// The category of an error that one of our functions raised.
pub(crate) fn error_kind(text: &str) -> Option<ErrorKind> {
    if !text.starts_with("decimal") {
        None
    } else if text.ends_with(NOT_A_NUMBER) {
        Some(ErrorKind::TypeMismatch)
    } else if text.ends_with(TOO_MANY_DIGITS) || text.ends_with(DIVISION_BY_ZERO) {
        Some(ErrorKind::OutOfRange)
    } else {
        None
    }
}
