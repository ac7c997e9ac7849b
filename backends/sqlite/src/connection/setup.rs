//! Opening a connection and setting its session up.

use std::path::Path;
use std::time::Duration;

use activerecord_core::{DatabaseError, Error, ErrorKind, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, ffi};

use crate::backend::NAME;
use crate::config::{Access, Location, Pragma, Settings};
use crate::{decimal, integer};

/// Pragmas that have no effect once the file has a table or a write-ahead log, in the order in
/// which they don't hinder each other: setting `auto_vacuum` writes the first page.
const BEFORE_ALL: &[&str] = &["encoding", "page_size", "auto_vacuum"];

/// Opens a connection with everything set.
pub(super) fn open(settings: &Settings) -> Result<Connection> {
    let connection = connect(settings).map_err(|error| not_opened(&error, settings))?;
    let failed = |error: rusqlite::Error| not_opened(&error, settings);
    connection.busy_timeout(Duration::from_millis(settings.busy_timeout_ms)).map_err(failed)?;
    // Otherwise a misspelt "column" is a text, and nobody is told. Unknown before 3.29.
    let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false);
    let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false);
    // Before the file is read: its schema may name them.
    decimal::register(&connection).map_err(failed)?;
    integer::register(&connection).map_err(failed)?;
    for pragma in BEFORE_ALL.iter().filter_map(|name| settings.pragma(name)) {
        apply(&connection, pragma, settings)?;
    }
    let journal = journal_mode(&connection, settings)?;
    if settings.pragma("synchronous").is_none() && journal == "wal" {
        // Safe with a write-ahead log only: without one, a power failure could corrupt the file.
        connection.execute_batch("PRAGMA synchronous = NORMAL").map_err(failed)?;
    }
    if settings.pragma("foreign_keys").is_none() {
        connection.execute_batch("PRAGMA foreign_keys = ON").map_err(failed)?;
    }
    for pragma in &settings.pragmas {
        if pragma.name != "journal_mode" && !BEFORE_ALL.contains(&pragma.name.as_str()) {
            apply(&connection, pragma, settings)?;
        }
    }
    Ok(connection)
}

fn connect(settings: &Settings) -> rusqlite::Result<Connection> {
    let access = match settings.access {
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Existing => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    // No mutex of SQLite's own: a connection belongs to one thread at a time by Rust's rules.
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    match &settings.location {
        Location::Memory => Connection::open_in_memory_with_flags(
            flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        ),
        named => Connection::open_with_flags(named.uri(), flags),
    }
}

/// Sets the journal's mode and gives the one that it has then. Reads the file's header, so that
/// a file that is no database is found out here.
fn journal_mode(connection: &Connection, settings: &Settings) -> Result<String> {
    let failed = |error: rusqlite::Error| not_opened(&error, settings);
    let mode_now = || pragma_text(connection, "PRAGMA journal_mode");
    if let Some(wanted) = settings.pragma("journal_mode") {
        let mode = match pragma_text(connection, &wanted.sql()) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => mode_now(),
            result => result,
        };
        let mode = mode.map_err(failed)?;
        if settings.location.is_memory() || mode.eq_ignore_ascii_case(&wanted.value) {
            return Ok(mode);
        }
        return Err(no_such_journal(&wanted.value, &mode));
    }
    let mode = mode_now().map_err(failed)?;
    let writable = !connection.is_readonly(MAIN_DB).map_err(failed)?;
    if settings.location.is_memory() || !writable || mode == "wal" {
        return Ok(mode);
    }
    match pragma_text(connection, "PRAGMA journal_mode = wal") {
        Ok(mode) => Ok(mode),
        // Busy: another connection is using the file as it is, or is just switching it over.
        // Where there can't be a write-ahead log, the file works as it did before.
        Err(_) => mode_now().map_err(failed),
    }
}

#[cold]
fn no_such_journal(wanted: &str, mode: &str) -> Error {
    let message = format!("journal mode `{wanted}` can't be had: it is still `{mode}`");
    Error::new(ErrorKind::Configuration, message)
        .with_help("the file may be read-only or in use, or its file system can't share memory")
}

/// Whether the connection can write at all.
pub(super) fn is_writable(connection: &Connection, settings: &Settings) -> Result<bool> {
    let failed = |error: rusqlite::Error| not_opened(&error, settings);
    if connection.is_readonly(MAIN_DB).map_err(failed)? {
        return Ok(false);
    }
    match settings.pragma("query_only") {
        None => Ok(true),
        Some(_) => pragma_flag(connection, "query_only").map(|on| !on).map_err(failed),
    }
}

pub(super) fn pragma_flag(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
}

fn pragma_text(connection: &Connection, sql: &str) -> rusqlite::Result<String> {
    connection.query_row(sql, [], |row| row.get(0))
}

/// Sets a pragma. SQLite says nothing about one that it does not know.
fn apply(connection: &Connection, pragma: &Pragma, settings: &Settings) -> Result<()> {
    if !pragma.known && !exists(connection, &pragma.name) {
        let message = format!("SQLite has no pragma `{}`", pragma.name);
        return Err(Error::new(ErrorKind::Configuration, message)
            .with_help("https://www.sqlite.org/pragma.html lists them"));
    }
    connection.execute_batch(&pragma.sql()).map_err(|error| not_opened(&error, settings))
}

/// Unknown before 3.16, and in builds that leave it out: then every name is taken on trust.
fn exists(connection: &Connection, name: &str) -> bool {
    let sql = "SELECT count(*) FROM pragma_pragma_list WHERE name = ?";
    connection.query_row(sql, [name], |row| row.get(0)).unwrap_or(true)
}

/// The reason why there is no connection, from the file system where SQLite does not say it.
#[cold]
fn not_opened(error: &rusqlite::Error, settings: &Settings) -> Error {
    let location = &settings.location;
    let code = error.sqlite_extended_error_code().unwrap_or(ffi::SQLITE_ERROR);
    let text = match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    let error = Error::new(
        ErrorKind::ConnectionFailed,
        format!("cannot open the SQLite database `{location}`"),
    )
    .with_database(DatabaseError::new(NAME, text).with_code(i64::from(code)));
    let help = match (code & 0xff, location.path()) {
        (ffi::SQLITE_CANTOPEN, Some(path)) => missing(path, settings.access),
        (ffi::SQLITE_NOTADB, _) => {
            Some("the file is no SQLite database, or it is encrypted".to_owned())
        }
        (ffi::SQLITE_BUSY, _) => {
            Some("another program holds the whole file: end it, or raise `busy_timeout`".to_owned())
        }
        _ => None,
    };
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

fn missing(path: &Path, access: Access) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return Some(format!("the folder `{}` does not exist: create it first", folder.display()));
    }
    if path.is_dir() {
        return Some("that is a folder: give the path of a file".to_owned());
    }
    if !path.exists() && access != Access::Create {
        return Some("there is no such file, and the options forbid to create it".to_owned());
    }
    Some("check the permissions of the file and of its folder".to_owned())
}
