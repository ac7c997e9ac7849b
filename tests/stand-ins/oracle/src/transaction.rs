//! Transactions: begun by the first change, ended by COMMIT, ROLLBACK or DDL.

use rusqlite::Connection;

use crate::error::{OraError, Result};
use crate::functions::from_sqlite;

/// What a transaction sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Isolation {
    #[default]
    ReadCommitted,
    Serializable,
    ReadOnly,
}

/// The transaction of a session.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    pub(crate) isolation: Isolation,
    /// Whether SQLite has a transaction open.
    open: bool,
    /// Whether it has the right to write.
    pub(crate) writes: bool,
    /// Whether anything happened that COMMIT or ROLLBACK would end.
    pub(crate) active: bool,
    savepoints: Vec<Savepoint>,
    /// Counts savepoints and locks.
    pub(crate) point: u64,
    /// Transactions that ended in this session.
    pub(crate) ended: u64,
}

#[derive(Debug)]
struct Savepoint {
    name: String,
    point: u64,
    /// Whether SQLite knows it; one set before the first change is told to SQLite with it.
    told: bool,
}

impl Transaction {
    /// Makes reads see one state of the database, if the isolation asks for it.
    pub(crate) fn before_read(&mut self, connection: &Connection) -> Result<()> {
        if self.open || self.isolation == Isolation::ReadCommitted {
            return Ok(());
        }
        // The state is the one of the first read.
        let fix = "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
        connection.execute_batch(fix).map_err(|error| from_sqlite(&error))?;
        self.open = true;
        self.active = true;
        Ok(())
    }

    /// Begins to write. The caller holds the right to write.
    pub(crate) fn before_write(&mut self, connection: &Connection) -> Result<()> {
        if self.isolation == Isolation::ReadOnly {
            let text =
                "may not perform insert/delete/update operation inside a READ ONLY transaction";
            return Err(OraError::new(1456, text));
        }
        if !self.open {
            connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| from_sqlite(&error))?;
            self.open = true;
        }
        self.writes = true;
        self.active = true;
        for savepoint in self.savepoints.iter_mut().filter(|savepoint| !savepoint.told) {
            let text = format!("SAVEPOINT s{}", savepoint.point);
            connection.execute_batch(&text).map_err(|error| from_sqlite(&error))?;
            savepoint.told = true;
        }
        Ok(())
    }

    /// Takes back that the transaction began to write: its first change failed. The answer is
    /// whether that was possible; a transaction that reads one state keeps it.
    pub(crate) fn undo_begin(&mut self, connection: &Connection) -> Result<bool> {
        if self.isolation != Isolation::ReadCommitted {
            return Ok(false);
        }
        if self.open && !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(|error| from_sqlite(&error))?;
        }
        self.open = false;
        self.writes = false;
        for savepoint in &mut self.savepoints {
            savepoint.told = false;
        }
        self.active = !self.savepoints.is_empty();
        Ok(true)
    }

    pub(crate) fn commit(&mut self, connection: &Connection) -> Result<()> {
        if self.open
            && let Err(error) = connection.execute_batch("COMMIT")
        {
            let error = from_sqlite(&error);
            self.rollback(connection)?;
            // A deferred constraint: Oracle rolls back, and says why.
            let text = format_args!("transaction rolled back\n{}", error.message);
            return Err(OraError::new(2091, text));
        }
        self.reset();
        Ok(())
    }

    pub(crate) fn rollback(&mut self, connection: &Connection) -> Result<()> {
        if self.open && !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(|error| from_sqlite(&error))?;
        }
        self.reset();
        Ok(())
    }

    fn reset(&mut self) {
        let ended = self.ended + 1;
        *self = Transaction { ended, point: self.point, ..Transaction::default() };
    }

    /// A savepoint; one of the same name before it is forgotten.
    pub(crate) fn savepoint(&mut self, connection: &Connection, name: &str) -> Result<()> {
        self.savepoints.retain(|savepoint| savepoint.name != name);
        self.point += 1;
        if self.writes {
            let text = format!("SAVEPOINT s{}", self.point);
            connection.execute_batch(&text).map_err(|error| from_sqlite(&error))?;
        }
        let savepoint = Savepoint { name: name.to_owned(), point: self.point, told: self.writes };
        self.savepoints.push(savepoint);
        self.active = true;
        Ok(())
    }

    /// Goes back to a savepoint, which stays; answers its point.
    pub(crate) fn rollback_to(&mut self, connection: &Connection, name: &str) -> Result<u64> {
        let position = self.savepoints.iter().position(|savepoint| savepoint.name == name);
        let Some(position) = position else {
            let text =
                format_args!("savepoint '{name}' never established in this session or is invalid");
            return Err(OraError::new(1086, text));
        };
        self.savepoints.truncate(position + 1);
        let savepoint = &self.savepoints[position];
        if savepoint.told {
            let text = format!("ROLLBACK TO s{}", savepoint.point);
            connection.execute_batch(&text).map_err(|error| from_sqlite(&error))?;
        }
        Ok(savepoint.point)
    }

    /// `SET TRANSACTION`, which must be first.
    pub(crate) fn set(&mut self, connection: &Connection, isolation: Isolation) -> Result<()> {
        if self.active {
            let text = "SET TRANSACTION must be first statement of transaction";
            return Err(OraError::new(1453, text));
        }
        self.isolation = isolation;
        self.active = true;
        self.before_read(connection)
    }
}
