//! The record of calls, for tests that assert round trips, bind types and reuse.
//!
//! It is the table `STAND_IN_CALLS`, emptied by `DELETE FROM STAND_IN_CALLS`. Statements also go
//! to the file that `ORACLE_STAND_IN_SQL` names, one JSON text a line, for the grammar check.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::sync::{LazyLock, Mutex};

use crate::database::lock;

/// Calls that are kept; older ones are dropped.
const KEPT: usize = 100_000;

/// A call of a session.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) session: u32,
    /// `prepare`, `execute`, `fetch`, `commit`, `rollback`, `ping`, or a LOB's call. All but
    /// `prepare` are round trips.
    pub(crate) name: &'static str,
    pub(crate) sql: String,
    /// For `execute`: the types of the binds.
    pub(crate) binds: String,
    /// For `execute`: how many rows, and whether they are committed with it.
    pub(crate) rows: u32,
    pub(crate) commit: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    calls: Mutex<Vec<Call>>,
}

impl Record {
    pub(crate) fn add(&self, call: Call) {
        let mut calls = lock(&self.calls);
        if calls.len() >= KEPT {
            calls.drain(..KEPT / 2);
        }
        calls.push(call);
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }

    pub(crate) fn clear(&self) {
        lock(&self.calls).clear();
    }
}

/// Writes a statement to the file for the grammar check, once per process.
pub(crate) fn collect(sql: &str) {
    static FILE: LazyLock<Option<Mutex<(File, HashSet<String>)>>> = LazyLock::new(|| {
        let path = std::env::var_os("ORACLE_STAND_IN_SQL")?;
        let file = File::options().create(true).append(true).open(path).ok()?;
        Some(Mutex::new((file, HashSet::new())))
    });
    let Some(file) = &*FILE else { return };
    let mut file = lock(file);
    if file.1.insert(sql.to_owned()) {
        // One write, so that lines of several processes do not mix.
        let _ = file.0.write_all(json_line(sql).as_bytes());
    }
}

fn json_line(text: &str) -> String {
    let mut line = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            c if c.is_control() => line.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => line.push(c),
        }
    }
    line.push_str("\"\n");
    line
}
