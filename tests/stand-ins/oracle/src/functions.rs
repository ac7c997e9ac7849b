//! Oracle's functions, for SQLite to call. Each has the prefix `o_` there.

use std::collections::HashMap;
use std::sync::atomic::AtomicI16;
use std::sync::{Arc, Mutex};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, ErrorCode};

use crate::database::Database;
use crate::error::{OraError, Result};
use crate::types::Type;
use crate::value::Value;

mod aggregates;
mod convert;
mod format;
mod internal;
mod json;
mod list;
mod numeric;
mod text;
mod time;

pub(crate) use self::convert::cast;
pub(crate) use self::time::{parse_day_second, parse_time, unit_nanos};

/// What functions know of the session.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) database: Arc<Database>,
    pub(crate) session: u32,
    /// The session's offset from UTC in minutes.
    pub(crate) zone: AtomicI16,
    /// NLS parameters.
    pub(crate) nls: Mutex<HashMap<String, String>>,
    /// The last value that the session drew from each sequence.
    pub(crate) drawn: Mutex<HashMap<String, i64>>,
    /// While INSERT ALL runs: what it drew, which is the same for all its rows.
    pub(crate) one_draw: Mutex<Option<HashMap<String, i64>>>,
}

/// The type of a function's result.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Returns {
    /// That of the first argument.
    Same,
    Type(Type),
    /// NUMBER, or a binary type if the first argument has one, or DATE for dates.
    Numeric,
}

/// What an argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Any,
    Text,
    Number,
    Stamp,
    Raw,
    NumberOrStamp,
}

/// A function that can stand in a statement.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// The last one stands for all that follow.
    takes: &'static [Takes],
    pub(crate) returns: Returns,
    /// Whether a NULL among the arguments makes the result NULL.
    strict: bool,
    call: fn(&Environment, &[Value]) -> Result<Value>,
}

impl Function {
    /// Whether an argument is of the right type, and what converts it if need be.
    pub(crate) fn accept(&self, of: Type, index: usize) -> Result<Option<&'static str>> {
        let Some(takes) = self.takes.get(index).or(self.takes.last()) else { return Ok(None) };
        let wrong = |expected: &str| {
            let got = of.name();
            Err(OraError::new(
                932,
                format_args!("inconsistent datatypes: expected {expected} got {got}"),
            ))
        };
        match takes {
            _ if of == Type::Null => Ok(None),
            Takes::Any => Ok(None),
            Takes::Text => match of {
                of if of.is_text() => Ok(None),
                of if of.is_numeric() => Ok(Some("o_to_char")),
                Type::Raw(_) => Ok(Some("o_rawtohex")),
                _ => wrong("CHAR"),
            },
            Takes::Number => match of {
                of if of.is_numeric() => Ok(None),
                of if of.is_text() && of != Type::Clob => Ok(Some("o_to_number")),
                _ => wrong("NUMBER"),
            },
            Takes::NumberOrStamp if of.is_numeric() || of.is_stamp() => Ok(None),
            Takes::Stamp if of.is_stamp() => Ok(None),
            Takes::Raw if matches!(of, Type::Raw(_) | Type::Blob) => Ok(None),
            Takes::NumberOrStamp => wrong("NUMBER"),
            Takes::Stamp => wrong("DATE"),
            Takes::Raw => wrong("BINARY"),
        }
    }
}

pub(crate) fn lookup(name: &str) -> Option<&'static Function> {
    list::FUNCTIONS.iter().find(|function| function.name == name)
}

/// Whether a name is that of a function of SQL.
pub(crate) fn is_known(name: &str) -> bool {
    lookup(name).is_some()
        || ["COALESCE", "DECODE", "NULLIF", "NVL", "NVL2", "GREATEST", "LEAST"].contains(&name)
}

/// Makes all functions known to a connection.
pub(crate) fn install(connection: &Connection, environment: &Arc<Environment>) -> Result<()> {
    for function in list::FUNCTIONS {
        let name = format!("o_{}", function.name.to_lowercase().replace('.', "_"));
        let environment = environment.clone();
        // Functions of time are the same within a statement, but not for ever.
        let mut flags = FunctionFlags::SQLITE_UTF8;
        if !list::VOLATILE.contains(&function.name) {
            flags |= FunctionFlags::SQLITE_DETERMINISTIC;
        }
        let run = move |context: &Context<'_>| {
            let arguments = arguments(context).map_err(to_sqlite)?;
            if function.strict && arguments.iter().any(Value::is_null) {
                return Ok(Value::Null);
            }
            (function.call)(&environment, &arguments).map_err(to_sqlite)
        };
        connection
            .create_scalar_function(name.as_str(), -1, flags, run)
            .map_err(|error| from_sqlite(&error))?;
    }
    internal::install(connection, environment).map_err(|error| from_sqlite(&error))?;
    aggregates::install(connection).map_err(|error| from_sqlite(&error))
}

pub(crate) fn arguments(context: &Context<'_>) -> Result<Vec<Value>> {
    (0..context.len()).map(|index| Value::decode(context.get_raw(index))).collect()
}

pub(crate) fn to_sqlite(error: OraError) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(Box::new(error))
}

/// What an error of SQLite is in Oracle, as far as it says so itself. Constraints need the
/// catalog and are told by the session.
pub(crate) fn from_sqlite(error: &rusqlite::Error) -> OraError {
    let text = error.to_string();
    if let Some(error) = OraError::from_text(&text) {
        return error;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy) if error_is_stale(error) => {
            OraError::new(8177, "can't serialize access for this transaction")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let text = "resource busy and acquire with NOWAIT specified or timeout expired";
            OraError::new(54, text)
        }
        Some(ErrorCode::OperationInterrupted) => {
            OraError::new(1013, "user requested cancel of current operation")
        }
        Some(ErrorCode::ConstraintViolation) => OraError::new(1, text),
        _ => OraError::new(600, format_args!("internal error code: SQLite says `{text}`")),
    }
}

/// The state that a serializable transaction reads is no longer the last one.
fn error_is_stale(error: &rusqlite::Error) -> bool {
    const BUSY_SNAPSHOT: i32 = 517;
    matches!(error, rusqlite::Error::SqliteFailure(failure, _) if failure.extended_code == BUSY_SNAPSHOT)
}
