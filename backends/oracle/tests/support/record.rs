//! What the stand-in was asked to do, call by call.

use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::Database;
use activerecord_core::ConnectionConfig;
use activerecord_oracle::OracleBackend;

use super::stand_in;

/// An empty database of the stand-in.
pub(crate) fn database() -> Database {
    Database::open(config(""), OracleBackend).unwrap_or_else(|error| panic!("{error}"))
}

/// How to reach an empty database of the stand-in; `options` begin with `&`.
pub(crate) fn config(options: &str) -> ConnectionConfig {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let user = format!("test{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    ConnectionConfig::from_url(&format!("{}{options}", stand_in::url(&user))).unwrap()
}

/// A call of the client library.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) sql: String,
    pub(crate) binds: String,
    pub(crate) rows: i64,
    pub(crate) commits: bool,
}

impl Call {
    /// Whether the call went to the server.
    pub(crate) fn is_round_trip(&self) -> bool {
        self.name != "prepare"
    }
}

/// The calls that `run` makes.
pub(crate) fn calls(database: &Database, run: impl FnOnce()) -> Vec<Call> {
    // Asked once before, so that asking is nothing new.
    let _ = recorded(database);
    database.sql("DELETE FROM STAND_IN_CALLS", ()).execute().unwrap();
    run();
    let mut calls = recorded(database);
    calls.retain(|call| !call.sql.contains("STAND_IN_CALLS"));
    calls
}

/// The round trips that `run` makes.
pub(crate) fn round_trips(database: &Database, run: impl FnOnce()) -> Vec<Call> {
    calls(database, run).into_iter().filter(Call::is_round_trip).collect()
}

fn recorded(database: &Database) -> Vec<Call> {
    type Row = (String, Option<String>, Option<String>, i64, bool);
    let sql =
        "SELECT NAME, SQL_TEXT, BINDS, ROW_COUNT, COMMITS FROM STAND_IN_CALLS ORDER BY CALL_ID";
    let rows: Vec<Row> = database.sql(sql, ()).all().unwrap_or_else(|error| panic!("{error}"));
    let call = |(name, sql, binds, rows, commits): Row| Call {
        name,
        sql: sql.unwrap_or_default(),
        binds: binds.unwrap_or_default(),
        rows,
        commits,
    };
    rows.into_iter().map(call).collect()
}
