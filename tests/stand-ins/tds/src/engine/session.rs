//! A client's session: what it has set, and what it is in the middle of.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::catalog::Table;
use super::database::{Database, Databases};
use super::functions;
use super::messages::sqlite_error;
use super::transaction::Transaction;
use super::translate::{Globals, Named, Translator};
use crate::error::{Result, SqlError};
use crate::types::Type;
use crate::value::Stored;
use crate::wire::tokens::Answer;

/// READ COMMITTED.
const ISOLATION_DEFAULT: u8 = 2;

/// A session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) databases: Arc<Databases>,
    pub(super) database: Arc<Database>,
    pub(super) connection: Connection,
    pub(super) number: u64,
    /// In milliseconds; without one a lock is waited for as long as it takes.
    pub(super) lock_timeout: Option<u64>,
    pub(super) isolation: u8,
    pub(super) aborts_on_error: bool,
    pub(super) transaction: Option<Transaction>,
    /// The table variables of the batch.
    pub(super) variables: HashMap<String, Vec<Named>>,
    /// The table whose identity values may be chosen.
    pub(super) identity_insert: Option<i64>,
    pub(super) last_identity: Option<i64>,
    pub(super) last_rows: u64,
    /// What was announced by INSERT BULK.
    pub(super) bulk: Option<(Table, Vec<String>, bool)>,
    /// The parameters of the running statement.
    pub(super) declared: Vec<(String, Type)>,
    pub(super) values: Vec<Stored>,
}

impl Session {
    /// Opens a session on a database.
    pub(crate) fn open(databases: &Arc<Databases>, name: &str) -> Result<Self> {
        let database = databases.open(name)?;
        let connection = database.connect()?;
        let number = databases.next_session();
        functions::register(&connection, &database, number).map_err(sqlite_error)?;
        Ok(Session {
            databases: Arc::clone(databases),
            database,
            connection,
            number,
            lock_timeout: None,
            isolation: ISOLATION_DEFAULT,
            aborts_on_error: false,
            transaction: None,
            variables: HashMap::new(),
            identity_insert: None,
            last_identity: None,
            last_rows: 0,
            bulk: None,
            declared: Vec::new(),
            values: Vec::new(),
        })
    }

    /// `USE`. A transaction is one of SQLite's, which is in one database.
    pub(super) fn change_database(&mut self, name: &str, answer: &mut Answer) -> Result<()> {
        if self.transaction.is_some() {
            return Err(SqlError::new(226, 16, "USE is not known here within a transaction."));
        }
        let database = self.databases.open(name).map_err(|_| {
            let message = format!(
                "Database '{name}' does not exist. Make sure that the name is entered correctly."
            );
            SqlError::new(911, 16, message)
        })?;
        let connection = database.connect()?;
        functions::register(&connection, &database, self.number).map_err(sqlite_error)?;
        answer.text_change(1, &database.name, &self.database.name);
        self.database.locks.release(self.number);
        (self.database, self.connection) = (database, connection);
        answer.info(5701, &format!("Changed database context to '{}'.", self.database.name));
        Ok(())
    }

    /// The database's name.
    pub(crate) fn database_name(&self) -> &str {
        &self.database.name
    }

    pub(super) fn timeout(&self) -> Option<Duration> {
        self.lock_timeout.map(Duration::from_millis)
    }

    pub(super) fn globals(&self) -> Globals {
        let transaction = self.transaction.as_ref();
        Globals {
            transactions: transaction.map_or(0, |transaction| transaction.count),
            state: transaction.map_or(0, |_| 1),
            lock_timeout: self
                .lock_timeout
                .map_or(-1, |millis| i64::try_from(millis).unwrap_or(i64::MAX)),
            session: self.number,
            database: self.database.name.clone(),
            last_identity: self.last_identity,
            last_rows: i64::try_from(self.last_rows).unwrap_or(i64::MAX),
        }
    }

    /// Translates with what the session knows, and hands back what `run` makes of it.
    pub(super) fn translating<T>(
        &self,
        run: impl FnOnce(&mut Translator<'_>) -> Result<T>,
    ) -> Result<T> {
        let globals = self.globals();
        run(&mut Translator {
            connection: &self.connection,
            parameters: &self.declared,
            variables: &self.variables,
            globals: &globals,
            scopes: Vec::new(),
            ctes: Vec::new(),
            locked: Vec::new(),
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.database.locks.release(self.number);
    }
}
