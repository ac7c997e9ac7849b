//! SELECT, with locks on what is read.

use rusqlite::params_from_iter;

use super::locks::{Mode, Resource};
use super::messages::sqlite_error;
use super::session::Session;
use super::translate::{Named, Translated};
use crate::error::{Result, SqlError};
use crate::sql::Query;
use crate::value::Stored;
use crate::wire::tokens::{Answer, Column};

impl Named {
    pub(super) fn on_the_wire(&self) -> Column {
        Column {
            name: self.name.clone(),
            of: self.of,
            nullable: self.nullable,
            identity: self.identity,
            writable: self.writable,
        }
    }
}

impl Session {
    /// Runs a query and hands its rows out.
    pub(super) fn select(&mut self, query: &Query, answer: &mut Answer) -> Result<u64> {
        self.reading()?;
        let translated = self.translating(|translator| translator.query(query))?;
        let locked = translated.locked.len();
        let rows = match locked {
            0 => self.rows(&translated.sql)?,
            _ if self.transaction.is_some() => self.locking_rows(&translated)?,
            _ => {
                let rows = self.rows(&translated.sql)?;
                rows.into_iter().map(|mut row| row.split_off(locked)).collect()
            }
        };
        let columns: Vec<Column> = translated.columns.iter().map(Named::on_the_wire).collect();
        answer.columns(&columns);
        for row in &rows {
            answer.row(&columns, row);
        }
        Ok(rows.len() as u64)
    }

    /// The rows of a statement that is translated already.
    pub(super) fn rows(&self, sql: &str) -> Result<Vec<Vec<Stored>>> {
        let mut statement = self.connection.prepare(sql).map_err(sqlite_error)?;
        let width = statement.column_count();
        let used = statement.parameter_count();
        let values = self.values.iter().take(used);
        let mut rows = statement.query(params_from_iter(values)).map_err(sqlite_error)?;
        let mut read = Vec::new();
        while let Some(row) = rows.next().map_err(sqlite_error)? {
            let cells = (0..width).map(|index| row.get::<_, Stored>(index));
            read.push(cells.collect::<rusqlite::Result<_>>().map_err(sqlite_error)?);
        }
        Ok(read)
    }

    /// Reads until all rows that were read could be locked as well.
    fn locking_rows(&self, query: &Translated) -> Result<Vec<Vec<Stored>>> {
        let hints = query.locked.first().map(|locked| locked.hints).unwrap_or_default();
        let mode = if hints.update_lock { Mode::Update } else { Mode::Shared };
        loop {
            let mut rows = self.rows(&query.sql)?;
            let keys: Vec<Resource> =
                query.locked.iter().flat_map(|of| row_keys(&mut rows, of.table)).collect();
            match self.database.locks.try_all(self.number, &keys, mode) {
                Ok(()) => return Ok(rows),
                Err(_) if hints.read_past => {}
                Err(_) if hints.no_wait => return Err(SqlError::lock_timeout()),
                Err(resource) => {
                    self.database.locks.wait(self.number, resource, mode, self.timeout())?;
                }
            }
        }
    }

    /// Locks the rows that a statement is about to change; `sql` gives their numbers.
    pub(super) fn lock_rows(&self, sql: &str, table: i64) -> Result<()> {
        if self.transaction.is_none() && !self.database.locks.others_hold_rows(self.number) {
            return Ok(());
        }
        loop {
            let mut rows = self.rows(sql)?;
            let keys = row_keys(&mut rows, table);
            let locks = &self.database.locks;
            match locks.try_all(self.number, &keys, Mode::Exclusive) {
                Ok(()) => return Ok(()),
                Err(resource) => {
                    locks.wait(self.number, resource, Mode::Exclusive, self.timeout())?;
                }
            }
        }
    }
}

/// Takes the rows' numbers, which come first, out of the rows.
fn row_keys(rows: &mut [Vec<Stored>], table: i64) -> Vec<Resource> {
    rows.iter_mut()
        .filter_map(|row| match row.remove(0) {
            Stored::Integer(row) => Some(Resource::Row { table, row }),
            _ => None,
        })
        .collect()
}
