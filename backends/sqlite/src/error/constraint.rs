//! What the text of a violated constraint names.

use activerecord_core::Error;
use rusqlite::ffi;

/// Adds the table, columns and constraint that the text names.
pub(super) fn locate(error: Error, code: i32, text: &str) -> Error {
    if code == ffi::SQLITE_CONSTRAINT_DATATYPE {
        return datatype(error, text);
    }
    let Some((_, what)) = text.split_once(" constraint failed: ") else { return error };
    if code == ffi::SQLITE_CONSTRAINT_CHECK {
        return error.with_constraint(what);
    }
    // An index over expressions has no columns to name.
    if let Some(index) = what.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\'')) {
        return error.with_constraint(index);
    }
    what.split(", ").fold(error, |error, name| match name.split_once('.') {
        Some((table, column)) => error.with_table(table.to_owned()).with_column(column.to_owned()),
        None => error.with_column(name.to_owned()),
    })
}

/// `cannot store TEXT value in INTEGER column users.age`, of a STRICT table.
fn datatype(error: Error, text: &str) -> Error {
    match text.rsplit_once(" column ").and_then(|(_, name)| name.split_once('.')) {
        Some((table, column)) => error.with_table(table.to_owned()).with_column(column.to_owned()),
        None => error,
    }
}
