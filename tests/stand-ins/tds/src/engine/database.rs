//! The databases of a server: a file of SQLite's for each.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};

use super::locks::Locks;
use crate::error::{Result, SqlError};
use crate::types::Type;

/// All databases.
#[derive(Debug)]
pub(crate) struct Databases {
    folder: PathBuf,
    known: Mutex<HashMap<String, Arc<Database>>>,
    sessions: AtomicU64,
    files: AtomicU64,
}

/// One database, with what its sessions share.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) name: String,
    path: PathBuf,
    pub(crate) locks: Locks,
    counters: Mutex<HashMap<i64, i64>>,
    numbers: AtomicI64,
}

const TABLES_OF_TABLES: &str = "
    CREATE TABLE \"sys.tables\" (id INTEGER PRIMARY KEY, schema TEXT, name TEXT COLLATE NOCASE,
        has_triggers INTEGER NOT NULL DEFAULT 0, UNIQUE (schema, name));
    CREATE TABLE \"sys.columns\" (table_id INTEGER, position INTEGER, name TEXT COLLATE NOCASE,
        type INTEGER, nullable INTEGER, identity INTEGER, computed INTEGER,
        PRIMARY KEY (table_id, position));
    CREATE TABLE \"sys.constraints\" (table_id INTEGER, name TEXT COLLATE NOCASE, kind TEXT,
        columns TEXT, PRIMARY KEY (table_id, name));
    CREATE TABLE \"sys.sequences\" (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE,
        start INTEGER, step INTEGER);
    CREATE TABLE \"sys.schemas\" (name TEXT COLLATE NOCASE PRIMARY KEY);
    INSERT INTO \"sys.schemas\" VALUES ('dbo'), ('sys');
    CREATE VIEW \"sys.indexes\" AS SELECT table_id AS object_id, name FROM \"sys.constraints\"
        WHERE kind <> 'FK' AND kind <> 'CK';
    INSERT INTO \"sys.tables\" (id, schema, name) VALUES (-1, 'sys', 'indexes');";

/// The columns of the view `sys.indexes`, as far as it goes.
const SYS_INDEXES: &[(&str, Type)] =
    &[("object_id", Type::Int), ("name", Type::NVarChar(Some(128)))];

fn internal(error: impl std::fmt::Display) -> SqlError {
    SqlError::new(5118, 20, format!("the stand-in failed: {error}"))
}

impl Databases {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let known = Mutex::default();
        Databases { folder, known, sessions: AtomicU64::new(1), files: AtomicU64::new(1) }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<Database>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn next_session(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn create(&self, name: &str) -> Result<()> {
        let mut known = self.known();
        if known.contains_key(&name.to_lowercase()) {
            let message =
                format!("Database '{name}' already exists. Choose a different database name.");
            return Err(SqlError::new(1801, 16, message));
        }
        let path = self.folder.join(format!("{}.db", self.files.fetch_add(1, Ordering::Relaxed)));
        let connection = Connection::open(&path).map_err(internal)?;
        connection.execute_batch("PRAGMA journal_mode = WAL").map_err(internal)?;
        connection.execute_batch(TABLES_OF_TABLES).map_err(internal)?;
        for (position, (name, of)) in (0_i64..).zip(SYS_INDEXES) {
            let sql = "INSERT INTO \"sys.columns\" VALUES (-1, ?, ?, ?, 0, 0, 1)";
            connection.execute(sql, params![position, name, of.code()]).map_err(internal)?;
        }
        let database = Database {
            name: name.to_owned(),
            path,
            locks: Locks::default(),
            counters: Mutex::default(),
            numbers: AtomicI64::new(1),
        };
        known.insert(name.to_lowercase(), Arc::new(database));
        Ok(())
    }

    pub(crate) fn open(&self, name: &str) -> Result<Arc<Database>> {
        self.known().get(&name.to_lowercase()).cloned().ok_or_else(|| {
            let message = format!(
                "Cannot open database \"{name}\" requested by the login. The login failed."
            );
            SqlError::new(4060, 11, message)
        })
    }

    pub(crate) fn remove(&self, name: &str, if_exists: bool) -> Result<()> {
        match self.known().remove(&name.to_lowercase()) {
            Some(database) => {
                // What is left of it goes with the folder.
                let _ = std::fs::remove_file(&database.path);
                Ok(())
            }
            None if if_exists => Ok(()),
            None => {
                let message =
                    format!("Cannot drop the database '{name}', because it does not exist.");
                Err(SqlError::new(3701, 11, message))
            }
        }
    }
}

impl Database {
    pub(crate) fn connect(&self) -> Result<Connection> {
        let connection = Connection::open(&self.path).map_err(internal)?;
        let settings = "PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;
            PRAGMA recursive_triggers = OFF; PRAGMA temp_store = MEMORY;
            PRAGMA busy_timeout = 5000";
        connection.execute_batch(settings).map_err(internal)?;
        Ok(connection)
    }

    /// A number that no table or sequence had before.
    pub(crate) fn new_number(&self) -> i64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// The next number of an identity column or a sequence. As in SQL Server, a number is gone
    /// when it was taken, whatever becomes of the transaction.
    pub(crate) fn count(&self, counter: i64, start: i64, step: i64) -> i64 {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let next = counters.entry(counter).or_insert(start);
        let number = *next;
        *next = number.wrapping_add(step);
        number
    }

    /// Makes the next identity value greater than one that was chosen.
    pub(crate) fn count_beyond(&self, counter: i64, chosen: i64) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let next = counters.entry(counter).or_insert(1);
        *next = (*next).max(chosen.saturating_add(1));
    }
}
