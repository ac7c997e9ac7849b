//! Transactions. A transaction of SQLite's begins with the first write only: until then each
//! statement sees what others have committed, as with READ_COMMITTED_SNAPSHOT.

use super::locks::{Mode, Resource};
use super::messages::sqlite_error;
use super::session::Session;
use crate::error::{Result, SqlError};
use crate::wire::tokens::Answer;

/// An open transaction.
#[derive(Debug)]
pub(crate) struct Transaction {
    /// How many BEGIN TRANSACTION there were.
    pub(super) count: i64,
    descriptor: u64,
    /// SQLite has one too.
    begun: bool,
    savepoints: Vec<String>,
}

const REPEATABLE_READ: u8 = 3;
const SNAPSHOT: u8 = 5;

impl Session {
    pub(super) fn sqlite(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(sqlite_error)
    }

    pub(crate) fn begin(&mut self, isolation: u8, answer: &mut Answer) {
        if isolation != 0 {
            self.isolation = isolation;
        }
        if let Some(transaction) = &mut self.transaction {
            transaction.count += 1;
            return;
        }
        let descriptor = self.number << 32 | u64::try_from(self.database.new_number()).unwrap_or(1);
        answer.transaction_change(8, descriptor);
        self.transaction =
            Some(Transaction { count: 1, descriptor, begun: false, savepoints: Vec::new() });
    }

    pub(crate) fn commit(&mut self, answer: &mut Answer) -> Result<()> {
        let Some(transaction) = &mut self.transaction else {
            let message = "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.";
            return Err(SqlError::new(3902, 16, message));
        };
        transaction.count -= 1;
        if transaction.count > 0 {
            return Ok(());
        }
        let (begun, descriptor) = (transaction.begun, transaction.descriptor);
        if begun {
            self.sqlite("COMMIT")?;
        }
        self.transaction = None;
        self.database.locks.release(self.number);
        answer.transaction_change(9, descriptor);
        Ok(())
    }

    pub(crate) fn rollback(&mut self, answer: &mut Answer) -> Result<()> {
        let Some(transaction) = self.transaction.take() else {
            let message =
                "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.";
            return Err(SqlError::new(3903, 16, message));
        };
        if !self.connection.is_autocommit() {
            self.sqlite("ROLLBACK")?;
        }
        self.database.locks.release(self.number);
        answer.transaction_change(10, transaction.descriptor);
        Ok(())
    }

    pub(super) fn save(&mut self, name: &str) -> Result<()> {
        let Some(transaction) = &mut self.transaction else {
            let message = "Cannot issue SAVE TRANSACTION when there is no active transaction.";
            return Err(SqlError::new(628, 16, message));
        };
        transaction.savepoints.push(name.to_owned());
        if transaction.begun { self.sqlite(&savepoint(name)) } else { Ok(()) }
    }

    pub(super) fn rollback_to(&mut self, name: &str) -> Result<()> {
        let known = self.transaction.as_mut().and_then(|transaction| {
            let place = transaction.savepoints.iter().rposition(|known| known == name)?;
            transaction.savepoints.truncate(place + 1);
            Some(transaction.begun)
        });
        match known {
            Some(true) => self.sqlite(&format!("ROLLBACK TO {}", super::catalog::quote(name))),
            Some(false) => Ok(()),
            None => {
                let message = format!(
                    "Cannot roll back {name}. No transaction or savepoint of that name was found."
                );
                Err(SqlError::new(6401, 16, message))
            }
        }
    }

    /// Gets the right to write, and begins a transaction of SQLite's.
    fn writing(&mut self) -> Result<()> {
        let timeout = self.timeout();
        self.database.locks.take(self.number, Resource::Writer, Mode::Exclusive, timeout)?;
        if !self.connection.is_autocommit() {
            return Ok(());
        }
        self.sqlite("BEGIN IMMEDIATE")?;
        self.has_begun()
    }

    fn has_begun(&mut self) -> Result<()> {
        let Some(transaction) = &mut self.transaction else { return Ok(()) };
        transaction.begun = true;
        let savepoints: Vec<String> =
            transaction.savepoints.iter().map(|name| savepoint(name)).collect();
        savepoints.iter().try_for_each(|savepoint| self.sqlite(savepoint))
    }

    /// Before a read: some isolation levels must not see what is committed later.
    pub(super) fn reading(&mut self) -> Result<()> {
        let open = self.transaction.is_some() && self.connection.is_autocommit();
        if !open || self.isolation < REPEATABLE_READ {
            return Ok(());
        }
        if self.isolation == SNAPSHOT {
            self.sqlite("BEGIN; SELECT count(*) FROM \"sys.schemas\"")?;
            return self.has_begun();
        }
        // One writer at a time is more than is asked for, and never less.
        self.writing()
    }

    /// Runs a statement that writes: all of it or nothing.
    pub(super) fn write<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let own = self.transaction.is_none();
        self.writing()?;
        self.sqlite("SAVEPOINT \"the statement\"")?;
        let result = run(self);
        let ended = match &result {
            Ok(_) => self.sqlite("RELEASE \"the statement\""),
            // SQLite itself may have rolled everything back.
            Err(_) if self.connection.is_autocommit() => Ok(()),
            Err(_) => self.sqlite("ROLLBACK TO \"the statement\"; RELEASE \"the statement\""),
        };
        if own {
            if !self.connection.is_autocommit() {
                let word = if result.is_ok() && ended.is_ok() { "COMMIT" } else { "ROLLBACK" };
                self.sqlite(word)?;
            }
            self.database.locks.release(self.number);
        }
        let value = result?;
        ended.map(|()| value)
    }
}

fn savepoint(name: &str) -> String {
    format!("SAVEPOINT {}", super::catalog::quote(name))
}
