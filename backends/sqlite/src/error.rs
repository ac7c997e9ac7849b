//! From SQLite's result codes to the library's errors.

use activerecord_core::{DatabaseError, Error, ErrorKind};
use rusqlite::ffi;

use crate::backend::NAME;
use crate::decimal;

mod constraint;
mod message;

/// When an error came up. SQLite has one code for every mistake in a statement's text, and gives
/// the same one to functions that fail while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// While the text was read.
    Prepare,
    /// While the statement ran.
    Run,
}

/// The driver's error as the library's.
#[cold]
pub(crate) fn translate(error: rusqlite::Error, phase: Phase) -> Error {
    let (code, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => {
            (code.extended_code, text.clone().unwrap_or_else(|| code.to_string()))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.extended_code, msg.clone()),
        rusqlite::Error::MultipleStatement => {
            return Error::new(ErrorKind::InvalidQuery, "the text holds more than one statement")
                .with_help("run it with `execute_script`, or the statements one by one");
        }
        other => return Error::new(ErrorKind::Database, other.to_string()).with_source(error),
    };
    let kind = classify(code, &text, phase);
    let (message, help) = words(kind, code);
    let located = locate(Error::new(kind, message), code, &text);
    let database = DatabaseError::new(NAME, text).with_code(i64::from(code));
    let error = located.with_database(database).with_source(error);
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// Whether a connection that saw this error is of no more use.
pub(crate) fn is_fatal(error: &rusqlite::Error) -> bool {
    let Some(code) = error.sqlite_extended_error_code() else { return false };
    matches!(
        code & PRIMARY,
        ffi::SQLITE_IOERR | ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB | ffi::SQLITE_INTERNAL
    ) || code == ffi::SQLITE_READONLY_DBMOVED
}

/// The low byte of an extended code is the code that it refines.
const PRIMARY: i32 = 0xff;

/// The category of an extended result code (<https://www.sqlite.org/rescode.html>).
pub(crate) fn classify(code: i32, text: &str, phase: Phase) -> ErrorKind {
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => return ErrorKind::UniqueViolation,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return ErrorKind::ForeignKeyViolation,
        ffi::SQLITE_CONSTRAINT_NOTNULL => return ErrorKind::NotNullViolation,
        ffi::SQLITE_CONSTRAINT_CHECK => return ErrorKind::CheckViolation,
        ffi::SQLITE_CONSTRAINT_DATATYPE => return ErrorKind::TypeMismatch,
        // What was read is no longer the newest state: only a new transaction can write.
        ffi::SQLITE_BUSY_SNAPSHOT => return ErrorKind::SerializationFailure,
        // A ROLLBACK ended the transaction while the statement ran.
        ffi::SQLITE_ABORT_ROLLBACK => return ErrorKind::TransactionAborted,
        _ => {}
    }
    match code & PRIMARY {
        ffi::SQLITE_ERROR => generic(text, phase),
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED | ffi::SQLITE_PROTOCOL => ErrorKind::LockTimeout,
        ffi::SQLITE_READONLY => ErrorKind::ReadOnly,
        ffi::SQLITE_INTERRUPT => ErrorKind::Cancelled,
        ffi::SQLITE_IOERR => ErrorKind::ConnectionLost,
        ffi::SQLITE_CANTOPEN | ffi::SQLITE_NOTADB | ffi::SQLITE_PERM => ErrorKind::ConnectionFailed,
        ffi::SQLITE_TOOBIG => ErrorKind::DataTooLong,
        ffi::SQLITE_MISMATCH => ErrorKind::TypeMismatch,
        // An empty statement, or a bind that it has no place for.
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => ErrorKind::InvalidQuery,
        _ => ErrorKind::Database,
    }
}

/// The category of an error that has no code of its own: by its text, which SQLite never
/// translates.
fn generic(text: &str, phase: Phase) -> ErrorKind {
    if let Some(kind) = decimal::error_kind(text) {
        return kind;
    }
    message::kind(text).unwrap_or(match phase {
        Phase::Prepare => ErrorKind::Syntax,
        Phase::Run => ErrorKind::Database,
    })
}

/// Adds the table, columns and constraint that the text names.
fn locate(error: Error, code: i32, text: &str) -> Error {
    match code & PRIMARY {
        ffi::SQLITE_CONSTRAINT => constraint::locate(error, code, text),
        ffi::SQLITE_ERROR => message::locate(error, text),
        _ => error,
    }
}

/// What to say, and what can be done about it.
fn words(kind: ErrorKind, code: i32) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::UniqueViolation => ("there is a row with this value already", None),
        ErrorKind::ForeignKeyViolation => (
            "a foreign key does not match",
            Some("the row refers to one that does not exist, or other rows refer to it"),
        ),
        ErrorKind::NotNullViolation => ("a required column has no value", None),
        ErrorKind::CheckViolation => ("a value breaks a rule of its table", None),
        ErrorKind::LockTimeout => (
            "a lock was not granted in time",
            Some(
                "another connection held it for longer than `busy_timeout`: keep transactions \
                 that write short, or raise `busy_timeout`",
            ),
        ),
        ErrorKind::SerializationFailure => (
            "another connection wrote after this transaction had begun to read",
            Some("run the transaction again, or begin it with `TransactionMode::Immediate`"),
        ),
        ErrorKind::ReadOnly => (
            "nothing can be written here",
            Some("the transaction, the connection or the file is read-only"),
        ),
        ErrorKind::Cancelled => ("the statement was cancelled", None),
        ErrorKind::TransactionAborted => ("the transaction is over", None),
        ErrorKind::DataTooLong => (
            "a value or the statement is longer than SQLite takes",
            Some("SQLite takes up to 10^9 bytes unless it was built otherwise"),
        ),
        ErrorKind::TypeMismatch => ("a value is not of its column's type", None),
        ErrorKind::OutOfRange => ("a number is out of range", None),
        ErrorKind::Syntax => ("the statement is not valid SQL", None),
        ErrorKind::ObjectMissing => ("the statement names what does not exist", None),
        ErrorKind::ObjectExists => ("the name is taken", None),
        ErrorKind::ConnectionFailed => ("the database could not be opened", None),
        ErrorKind::ConnectionLost => ("the file could not be read or written", None),
        ErrorKind::InvalidState => ("a transaction is open already", None),
        ErrorKind::InvalidQuery if code == ffi::SQLITE_MISUSE => {
            ("the statement can't be run", Some("is it empty?"))
        }
        ErrorKind::InvalidQuery => ("the statement is beyond SQLite's limits", None),
        _ if code == ffi::SQLITE_FULL => ("the disk or the database is full", None),
        _ => ("the database reported an error", None),
    }
}
