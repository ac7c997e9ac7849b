//! Errors that have no code of their own, by their text.

use activerecord_core::{Error, ErrorKind};

/// What a text begins with, and its category. SQLite composes these in `build.c`, `resolve.c`,
/// `expr.c` and `vdbe.c`, in English only.
const BEGINNINGS: &[(&str, ErrorKind)] = &[
    ("no such savepoint:", ErrorKind::TransactionAborted),
    ("no such ", ErrorKind::ObjectMissing),
    ("unknown database ", ErrorKind::ObjectMissing),
    ("duplicate column name", ErrorKind::ObjectExists),
    ("there is already ", ErrorKind::ObjectExists),
    ("too many ", ErrorKind::InvalidQuery),
    ("variable number must be between", ErrorKind::InvalidQuery),
    ("Expression tree is too large", ErrorKind::InvalidQuery),
    ("parser stack overflow", ErrorKind::InvalidQuery),
    ("at most ", ErrorKind::InvalidQuery),
    ("LIKE or GLOB pattern too complex", ErrorKind::InvalidQuery),
    ("integer overflow", ErrorKind::OutOfRange),
    ("an argument is not a number", ErrorKind::TypeMismatch),
    ("cannot start a transaction within a transaction", ErrorKind::InvalidState),
    ("cannot commit - no transaction is active", ErrorKind::TransactionAborted),
    ("cannot rollback - no transaction is active", ErrorKind::TransactionAborted),
];

pub(super) fn kind(text: &str) -> Option<ErrorKind> {
    let begins = BEGINNINGS.iter().find(|(beginning, _)| text.starts_with(beginning));
    if let Some((_, kind)) = begins {
        return Some(*kind);
    }
    if text.ends_with(" already exists") {
        return Some(ErrorKind::ObjectExists);
    }
    unknown_column(text).map(|_| ErrorKind::ObjectMissing)
}

/// Adds the table and column that the text names.
pub(super) fn locate(error: Error, text: &str) -> Error {
    if let Some((table, column)) = unknown_column(text) {
        return error.with_table(table.to_owned()).with_column(column.to_owned());
    }
    if let Some(table) = text.strip_prefix("no such table: ") {
        return error.with_table(table.to_owned());
    }
    if let Some(column) = text.strip_prefix("no such column: ") {
        // The text goes on with a hint where the name stood in double quotes.
        let column = column.split(" - ").next().unwrap_or(column).trim_matches('"');
        return match column.rsplit_once('.') {
            Some((table, column)) => {
                error.with_table(table.to_owned()).with_column(column.to_owned())
            }
            None => error.with_column(column.to_owned()),
        };
    }
    let existing = text
        .strip_prefix("table ")
        .and_then(|rest| rest.strip_suffix(" already exists"))
        .or_else(|| text.strip_prefix("there is already another table or index with this name: "));
    match existing {
        Some(table) => error.with_table(unquoted(table).to_owned()),
        None => error,
    }
}

/// `table users has no column named nick`, of an INSERT.
fn unknown_column(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("table ")?.split_once(" has no column named ")
}

/// CREATE TABLE repeats the name as it was written.
fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(name)
}
