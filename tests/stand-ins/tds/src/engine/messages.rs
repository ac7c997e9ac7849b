//! From SQLite's errors to SQL Server's.

use rusqlite::{Connection, ErrorCode, ffi};

use super::catalog;
use crate::error::SqlError;

/// What was being done when a constraint was violated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doing<'a> {
    /// `INSERT`, `UPDATE`, `DELETE` or `MERGE`.
    pub(super) verb: &'static str,
    /// The table, as SQLite names it without quotes.
    pub(super) table: &'a str,
    pub(super) database: &'a str,
}

/// An error that has nothing to do with constraints.
pub(super) fn sqlite_error(error: rusqlite::Error) -> SqlError {
    let (code, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => {
            (Some(*code), text.clone().unwrap_or_default())
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => (Some(*error), msg.clone()),
        other => (None, other.to_string()),
    };
    if let Some(own) = SqlError::decode(&text) {
        return own;
    }
    if text == "integer overflow" {
        return SqlError::overflow("bigint");
    }
    match code.map(|code| (code.code, code.extended_code)) {
        Some((_, ffi::SQLITE_BUSY_SNAPSHOT)) => {
            let message = "Snapshot isolation transaction aborted due to update conflict.";
            SqlError::new(3960, 16, message)
        }
        Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => SqlError::lock_timeout(),
        Some((ErrorCode::OperationInterrupted, _)) => {
            SqlError::new(3617, 16, "Query was cancelled by user.")
        }
        // The translation should have seen it; strange to a reader, but never a guess.
        _ => SqlError::new(50_000, 16, format!("the stand-in's engine says: {text}")),
    }
}

/// An error of a statement that writes.
pub(super) fn write_error(
    error: rusqlite::Error,
    connection: &Connection,
    doing: Doing<'_>,
) -> SqlError {
    let Some(failure) = error.sqlite_error().copied() else { return sqlite_error(error) };
    let text = match &error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
        _ => return sqlite_error(error),
    };
    let what = text.split_once(" constraint failed: ").map_or("", |(_, what)| what);
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => duplicate(what, connection, doing),
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let column = what.rsplit_once('.').map_or(what, |(_, column)| column);
            SqlError::new(
                515,
                16,
                format!(
                    "Cannot insert the value NULL into column '{column}', table '{}.{}'; column does \
                     not allow nulls. {} fails.",
                    doing.database,
                    full_name(doing.table),
                    doing.verb
                ),
            )
        }
        ffi::SQLITE_CONSTRAINT_CHECK => conflict("CHECK", what, doing),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
            let kind = if doing.verb == "DELETE" { "REFERENCE" } else { "FOREIGN KEY" };
            let names = catalog::constraints_of(connection, doing.table, "FK");
            conflict(kind, names.first().map_or("FK", String::as_str), doing)
        }
        _ => sqlite_error(error),
    }
}

fn full_name(table: &str) -> String {
    if table.contains('.') { table.to_owned() } else { format!("dbo.{table}") }
}

fn conflict(kind: &str, name: &str, doing: Doing<'_>) -> SqlError {
    SqlError::new(
        547,
        16,
        format!(
            "The {} statement conflicted with the {kind} constraint \"{name}\". The conflict occurred \
             in database \"{}\", table \"{}\".",
            doing.verb,
            doing.database,
            full_name(doing.table)
        ),
    )
}

/// `index 'name'`, or the columns of the primary key.
fn duplicate(what: &str, connection: &Connection, doing: Doing<'_>) -> SqlError {
    let bare = doing.table.rsplit('.').next().unwrap_or(doing.table);
    let prefix = format!("{bare}.");
    let name = what.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\''));
    let name = match name.map(|name| name.strip_prefix(&prefix).unwrap_or(name)) {
        Some(name) => name.to_owned(),
        None => {
            let columns = what.split(", ").map(|name| name.rsplit('.').next().unwrap_or(name));
            let columns = columns.collect::<Vec<_>>().join(",");
            let found = catalog::constraint_over(connection, doing.table, &columns);
            found
                .or_else(|| catalog::constraints_of(connection, doing.table, "PK").pop())
                .unwrap_or_default()
        }
    };
    let kind = catalog::constraint(connection, &name).map(|(kind, ..)| kind);
    let table = full_name(doing.table);
    match kind.as_deref() {
        Some("IX") => SqlError::new(
            2601,
            14,
            format!(
                "Cannot insert duplicate key row in object '{table}' with unique index '{name}'. The \
                 duplicate key value is (?)."
            ),
        ),
        kind => {
            let kind = if kind == Some("UQ") { "UNIQUE KEY" } else { "PRIMARY KEY" };
            SqlError::new(
                2627,
                14,
                format!(
                    "Violation of {kind} constraint '{name}'. Cannot insert duplicate key in object \
                     '{table}'. The duplicate key value is (?)."
                ),
            )
        }
    }
}
