//! JSON_VALUE.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::failure;
use crate::error::SqlError;

/// The longest text that JSON_VALUE gives, in UTF-16 units.
const TEXT_MAX: usize = 4000;

/// The value at a path: of the type, and as text. SQLite knows the paths.
const FIND: &str = "SELECT json_valid(?1), json_type(?1, ?2), CAST(json_extract(?1, ?2) AS TEXT)";

thread_local! {
    /// A connection for nothing but JSON: the one that calls can't be used from within.
    static JSON: rusqlite::Result<Connection> = Connection::open_in_memory();
}

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("mssql_json_value", 2, pure, |context| {
        let (document, path): (Option<String>, Option<String>) = (context.get(0)?, context.get(1)?);
        let Some((document, path)) = document.zip(path) else { return Ok(None) };
        value(&document, &path)
    })
}

/// A scalar as text; anything else, and what is not there, is NULL in the lax mode.
fn value(document: &str, path: &str) -> rusqlite::Result<Option<String>> {
    let is_valid = "SELECT json_valid(?1)";
    let (kind, text): (Option<String>, Option<String>) = JSON.with(|json| {
        let Ok(json) = json else { return Err(failure(&SqlError::syntax("JSON_VALUE"))) };
        if !json.query_row(is_valid, [document], |row| row.get::<_, bool>(0))? {
            let message = "JSON text is not properly formatted.";
            return Err(failure(&SqlError::new(13609, 16, message)));
        }
        json.query_row(FIND, [document, path], |row| Ok((row.get(1)?, row.get(2)?)))
    })?;
    Ok(match kind.as_deref() {
        Some("true") => Some("true".into()),
        Some("false") => Some("false".into()),
        Some("text" | "integer" | "real") => {
            text.filter(|text| text.encode_utf16().count() <= TEXT_MAX)
        }
        _ => None,
    })
}
