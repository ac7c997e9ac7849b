//! Queries and changes.

use rusqlite::Connection;

use super::{Outcome, Session};
use crate::catalog::sqlite_name;
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::functions::from_sqlite;
use crate::locks::{Resource, Wait};
use crate::sql::ast::ObjectName;
use crate::sql::translate::{Change, CompiledQuery};
use crate::value::Value;

/// Runs a statement of SQLite's, and answers its rows and how many rows it changed.
pub(super) fn rows(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> rusqlite::Result<(Vec<Vec<Value>>, u64)> {
    let mut statement = connection.prepare_cached(sql)?;
    for index in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(index, values.get(index - 1).unwrap_or(&Value::Null))?;
    }
    let count = statement.column_count();
    if count == 0 {
        let changed = statement.raw_execute()?;
        return Ok((Vec::new(), changed as u64));
    }
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(count);
        for index in 0..count {
            let value = Value::decode(row.get_ref(index)?);
            values.push(value.map_err(crate::functions::to_sqlite)?);
        }
        found.push(values);
    }
    let changed = found.len() as u64;
    Ok((found, changed))
}

/// What locks know a table by: as SQLite's hook names it.
fn lock_name(table: &str) -> String {
    sqlite_name(table).trim_matches('"').to_owned()
}

impl Session {
    pub(super) fn run_query(&mut self, query: &CompiledQuery, values: &[Value]) -> Result<Outcome> {
        for view in &query.dictionary {
            self.fill_dictionary(view)?;
        }
        let mut outcome = Outcome { columns: query.columns.clone(), ..Outcome::default() };
        outcome.locks = !query.locked.is_empty();
        loop {
            let connection = self.connection.clone();
            let connection = lock(&connection);
            self.transaction.before_read(&connection)?;
            let (mut found, _) =
                rows(&connection, &query.sql, values).map_err(|error| from_sqlite(&error))?;
            drop(connection);
            if query.wait == Wait::Skip && !query.locked.is_empty() {
                self.transaction.active = true;
                outcome.rows = found;
                outcome.pending.clone_from(&query.locked);
                return Ok(outcome);
            }
            if query.locked.is_empty() || self.lock_rows(query, &mut found)? {
                outcome.rows = found;
                return Ok(outcome);
            }
            // Somebody else was waited for: the rows are read as they are now.
        }
    }

    /// Locks rows from `start` on until `count` of them are ours; others' are left out.
    pub(crate) fn lock_fetched(
        &mut self,
        tables: &[String],
        found: &mut Vec<Vec<Value>>,
        start: usize,
        count: usize,
    ) -> Result<()> {
        let mut index = start;
        while index < found.len() && index < start + count {
            let numbers = {
                let row = &mut found[index];
                row.split_off(row.len() - tables.len())
            };
            let mut skipped = false;
            for (table, number) in tables.iter().zip(&numbers) {
                let Value::Number(number) = number else { continue };
                let Some(number) = number.to_i64() else { continue };
                skipped |=
                    self.take(Resource::Row(lock_name(table), number), Wait::Skip)?.is_none();
            }
            if skipped {
                found.remove(index);
            } else {
                index += 1;
            }
        }
        Ok(())
    }

    /// Locks what a query found; false if it had to wait. Row numbers are taken off the rows.
    fn lock_rows(&mut self, query: &CompiledQuery, found: &mut Vec<Vec<Value>>) -> Result<bool> {
        self.transaction.active = true;
        let columns = query.columns.len();
        let mut at_once = true;
        let mut kept = Vec::new();
        for mut row in std::mem::take(found) {
            let numbers = row.split_off(columns);
            let mut skipped = false;
            for (table, number) in query.locked.iter().zip(&numbers) {
                let Value::Number(number) = number else { continue };
                let Some(number) = number.to_i64() else { continue };
                match self.take(Resource::Row(lock_name(table), number), query.wait)? {
                    None => skipped = true,
                    Some(free) => at_once &= free,
                }
            }
            if !skipped {
                kept.push(row);
            }
        }
        *found = kept;
        Ok(at_once)
    }

    pub(super) fn run_change(&mut self, change: &Change, values: &[Value]) -> Result<Outcome> {
        for view in &change.dictionary {
            self.fill_dictionary(view)?;
        }
        if self.transaction.isolation == crate::transaction::Isolation::ReadOnly {
            let connection = self.connection.clone();
            return self.transaction.before_write(&lock(&connection)).map(|()| Outcome::default());
        }
        self.wait_for_rows(change, values)?;
        self.take(Resource::Writer, Wait::Forever)?;
        let connection = self.connection.clone();
        let connection = lock(&connection);
        let begun = self.transaction.before_write(&connection);
        if begun.is_err() && !self.transaction.writes {
            self.database.locks.release_writer(self.id);
        }
        begun?;
        lock(&self.changed).clear();
        let result = self.run_steps(&connection, change, values);
        if result.is_ok() {
            let changed = std::mem::take(&mut *lock(&self.changed));
            self.database.locks.hold(self.id, self.transaction.point, changed);
        }
        result
    }

    /// Waits for those who hold rows that a change concerns.
    fn wait_for_rows(&mut self, change: &Change, values: &[Value]) -> Result<()> {
        let Some((table, probe)) = &change.probe else { return Ok(()) };
        let name = lock_name(table);
        while self.database.locks.has_foreign_rows(self.id, &name) {
            let connection = self.connection.clone();
            let found = rows(&lock(&connection), probe, values);
            let (found, _) = found.map_err(|error| from_sqlite(&error))?;
            let mut at_once = true;
            for row in found {
                let Some(Value::Number(number)) = row.first() else { continue };
                let Some(number) = number.to_i64() else { continue };
                let resource = Resource::Row(name.clone(), number);
                at_once &= self.take(resource, Wait::Forever)? == Some(true);
            }
            if at_once {
                return Ok(());
            }
        }
        Ok(())
    }

    fn run_steps(
        &mut self,
        connection: &Connection,
        change: &Change,
        values: &[Value],
    ) -> Result<Outcome> {
        // One statement is undone by SQLite, several are undone here.
        let several = change.steps.len() > 1;
        if several {
            connection.execute_batch("SAVEPOINT steps").map_err(|error| from_sqlite(&error))?;
        }
        if change.one_draw {
            *lock(&self.environment.one_draw) = Some(Default::default());
        }
        let mut outcome = Outcome::default();
        let mut failure = None;
        if let Some(ambiguity) = &change.ambiguity {
            match rows(connection, ambiguity, values) {
                Ok((found, _)) if found.is_empty() => {}
                Ok(_) => {
                    let text = "unable to get a stable set of rows in the source tables";
                    failure = Some(OraError::new(30926, text));
                }
                Err(error) => failure = Some(self.failed(connection, "", values, &error)),
            }
        }
        for step in change.steps.iter().filter(|_| failure.is_none()).collect::<Vec<_>>() {
            match rows(connection, step, values) {
                Ok((returned, affected)) => {
                    outcome.affected += affected;
                    if change.returns {
                        outcome.returned = returned;
                    }
                }
                Err(error) => {
                    failure = Some(self.failed(connection, step, values, &error));
                    break;
                }
            }
        }
        *lock(&self.environment.one_draw) = None;
        if several {
            let end = if failure.is_some() {
                "ROLLBACK TO steps; RELEASE steps"
            } else {
                "RELEASE steps"
            };
            // An error of some kinds has ended the transaction already.
            if !connection.is_autocommit() {
                connection.execute_batch(end).map_err(|error| from_sqlite(&error))?;
            }
        }
        if change.is_insert && outcome.affected == 1 {
            outcome.rowid = Some(format!("AAA{:015}", connection.last_insert_rowid()));
        }
        match failure {
            Some(error) => Err(error),
            None => Ok(outcome),
        }
    }

    /// `LOCK TABLE … IN EXCLUSIVE MODE`: nobody else writes, and nobody holds its rows.
    pub(super) fn lock_table(&mut self, table: &ObjectName, wait: Wait) -> Result<()> {
        let catalog = self.database.catalog();
        catalog.table(&table.name.text)?;
        self.take(Resource::Writer, wait)?;
        let connection = self.connection.clone();
        self.transaction.before_write(&lock(&connection))
    }
}
