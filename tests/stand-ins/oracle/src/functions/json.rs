//! JSON, through SQLite's own functions.

use rusqlite::Connection;

use super::convert;
use super::{Environment, from_sqlite};
use crate::error::Result;
use crate::number::Number;
use crate::types::Type;
use crate::value::{Value, text};

thread_local! {
    /// A connection for nothing but JSON: the one that calls can't be used from within.
    static JSON: std::cell::OnceCell<Connection> = const { std::cell::OnceCell::new() };
}

fn with_connection<T>(run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
    JSON.with(|cell| {
        if cell.get().is_none() {
            let new = Connection::open_in_memory().map_err(|error| from_sqlite(&error))?;
            let _ = cell.set(new);
        }
        let connection = cell.get().ok_or_else(|| crate::error::OraError::unknown("JSON"))?;
        run(connection).map_err(|error| from_sqlite(&error))
    })
}

pub(super) fn is_valid(document: &str) -> Result<bool> {
    let sql = "SELECT json_valid(?1) AND json_type(?1) IN ('object', 'array')";
    // Before 21c a document is an object or an array.
    if !with_connection(|json| {
        json.query_row("SELECT json_valid(?1)", [document], |row| row.get(0))
    })? {
        return Ok(false);
    }
    with_connection(|json| json.query_row(sql, [document], |row| row.get(0)))
}

/// The type of what a path finds, and its text.
fn find(document: &str, path: &str) -> Result<Option<(String, String)>> {
    let valid: bool = with_connection(|json| {
        json.query_row("SELECT json_valid(?1)", [document], |row| row.get(0))
    })?;
    if !valid {
        return Ok(None);
    }
    let sql = "SELECT json_type(?1, ?2), CAST(json_extract(?1, ?2) AS TEXT)";
    let found: (Option<String>, Option<String>) = with_connection(|json| {
        json.query_row(sql, [document, path], |row| Ok((row.get(0)?, row.get(1)?)))
    })?;
    Ok(found.0.map(|kind| (kind, found.1.unwrap_or_default())))
}

/// JSON_VALUE: a scalar; anything else is NULL.
pub(super) fn value(
    environment: &Environment,
    document: &str,
    path: &str,
    to: Type,
) -> Result<Value> {
    let Some((kind, found)) = find(document, path)? else { return Ok(Value::Null) };
    let scalar = match kind.as_str() {
        "object" | "array" | "null" => return Ok(Value::Null),
        "true" => text("true"),
        "false" => text("false"),
        _ => text(found),
    };
    match (to, scalar) {
        (Type::Number(_), Value::Text(text)) => match Number::parse(&text) {
            Ok(number) => convert::cast(environment, Value::Number(number), to),
            // NULL ON ERROR is the default.
            Err(_) => Ok(Value::Null),
        },
        (to, scalar) => convert::cast(environment, scalar, to),
    }
}

/// JSON_QUERY: an object or an array; a scalar is NULL.
pub(super) fn query(document: &str, path: &str) -> Result<Value> {
    Ok(match find(document, path)? {
        Some((kind, found)) if matches!(kind.as_str(), "object" | "array") => text(found),
        _ => Value::Null,
    })
}

pub(super) fn exists(document: &str, path: &str) -> Result<bool> {
    Ok(find(document, path)?.is_some())
}
