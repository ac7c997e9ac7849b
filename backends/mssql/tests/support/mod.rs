//! A database on the stand-in for SQL Server.

#![allow(dead_code, reason = "not every test uses all of it")]

use activerecord::Database;
use activerecord_stand_in_tds::{Call, Entry, Server};

/// A server, and the database `master` on it.
pub(crate) fn open() -> (Server, Database) {
    open_with("")
}

/// The same, with these options behind its URL.
pub(crate) fn open_with(options: &str) -> (Server, Database) {
    let server = Server::start().unwrap();
    let db = activerecord::connect(&format!("{}{options}", server.url("master"))).unwrap();
    (server, db)
}

/// What goes over the wire while `run` runs.
pub(crate) fn calls(server: &Server, run: impl FnOnce()) -> Vec<Entry> {
    server.record();
    run();
    server.recorded()
}

/// The kinds of these calls.
pub(crate) fn kinds(calls: &[Entry]) -> Vec<Call> {
    calls.iter().map(|entry| entry.call).collect()
}
