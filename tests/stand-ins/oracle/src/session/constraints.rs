//! Which constraint SQLite speaks of.

use rusqlite::Connection;

use super::Session;
use super::run::rows;
use crate::catalog::{Catalog, ConstraintType, oracle_name, sqlite_name};
use crate::error::OraError;
use crate::functions::from_sqlite;
use crate::value::Value;

impl Session {
    /// The error of a change.
    pub(super) fn failed(
        &self,
        connection: &Connection,
        sql: &str,
        values: &[Value],
        error: &rusqlite::Error,
    ) -> OraError {
        const FOREIGN_KEY: i32 = 787;
        const TRIGGER: i32 = 1811;
        let rusqlite::Error::SqliteFailure(failure, text) = error else {
            return from_sqlite(error);
        };
        let text = text.as_deref().unwrap_or_default();
        if OraError::from_text(text).is_some()
            || failure.code != rusqlite::ErrorCode::ConstraintViolation
        {
            return from_sqlite(error);
        }
        let catalog = self.database.catalog();
        match failure.extended_code {
            FOREIGN_KEY | TRIGGER => self.foreign_key(connection, &catalog, sql, values),
            _ => match text.strip_prefix("CHECK constraint failed: ") {
                Some(name) => {
                    let name = self.constraint_name(oracle_name(name));
                    OraError::new(2290, format_args!("check constraint ({name}) violated"))
                }
                None => {
                    let name = unique_name(&catalog, text).unwrap_or_else(|| text.to_owned());
                    let name = self.constraint_name(&name);
                    OraError::new(1, format_args!("unique constraint ({name}) violated"))
                }
            },
        }
    }

    fn constraint_name(&self, name: &str) -> String {
        format!("{}.{name}", self.database.schema)
    }

    /// Runs the change again without the keys, and asks which of them it broke.
    fn foreign_key(
        &self,
        connection: &Connection,
        catalog: &Catalog,
        sql: &str,
        values: &[Value],
    ) -> OraError {
        let found = find_broken_key(connection, catalog, sql, values);
        let (code, what) = match found {
            // Rows of the table that was changed have no parent, others have lost theirs.
            Some((_, true)) => (2291, "parent key not found"),
            _ => (2292, "child record found"),
        };
        let name = self.constraint_name(&found.map(|(name, _)| name).unwrap_or_default());
        OraError::new(code, format_args!("integrity constraint ({name}) violated - {what}"))
    }
}

/// The name of the broken key, and whether it is one of the table that was changed.
fn find_broken_key(
    connection: &Connection,
    catalog: &Catalog,
    sql: &str,
    values: &[Value],
) -> Option<(String, bool)> {
    connection.execute_batch("SAVEPOINT broken; PRAGMA defer_foreign_keys = ON").ok()?;
    let found = broken_key(connection, catalog, sql, values);
    let undo = "ROLLBACK TO broken; RELEASE broken; PRAGMA defer_foreign_keys = OFF";
    connection.execute_batch(undo).ok()?;
    found
}

fn broken_key(
    connection: &Connection,
    catalog: &Catalog,
    sql: &str,
    values: &[Value],
) -> Option<(String, bool)> {
    rows(connection, sql, values).ok()?;
    let mut check = connection.prepare("PRAGMA foreign_key_check").ok()?;
    let broken = check.query_row([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(3)?)));
    let (child, number) = broken.ok()?;
    let table = catalog
        .tables
        .values()
        .find(|table| sqlite_name(&table.name).trim_matches('"') == child)?;
    // SQLite numbers them from the last.
    let keys: Vec<_> = table.foreign_keys().collect();
    let position = keys.len().checked_sub(1 + usize::try_from(number).ok()?)?;
    let (name, key) = keys.get(position)?;
    let words: Vec<&str> = sql.splitn(4, ' ').collect();
    let changes_child = sql.contains(&format!("INTO {} ", sqlite_name(&table.name)))
        || words.get(1) == Some(&sqlite_name(&table.name).as_str());
    let changes_parent_too = key.table == table.name && sql.starts_with("DELETE");
    Some(((*name).to_owned(), changes_child && !changes_parent_too))
}

/// From `UNIQUE constraint failed: T.A, T.B`, or the name of an index.
fn unique_name(catalog: &Catalog, text: &str) -> Option<String> {
    let list = text.strip_prefix("UNIQUE constraint failed: ")?;
    if let Some(index) = list.strip_prefix("index '") {
        let index = index.trim_end_matches('\'').trim_start_matches("index$");
        return Some(oracle_name(index).to_owned());
    }
    let mut table_name = "";
    let mut columns = Vec::new();
    for item in list.split(", ") {
        let (table, column) = item.split_once('.')?;
        table_name = table;
        columns.push(column);
    }
    let same = |name: &str, found: &str| sqlite_name(name).trim_matches('"') == found;
    let table = catalog.tables.values().find(|table| same(&table.name, table_name))?;
    let matches = |own: &[String]| {
        own.len() == columns.len() && own.iter().zip(&columns).all(|(own, found)| same(own, found))
    };
    for constraint in &table.constraints {
        if let ConstraintType::PrimaryKey(own) | ConstraintType::Unique(own) = &constraint.kind
            && matches(own)
        {
            return Some(constraint.name.clone());
        }
    }
    let index = catalog.indexes.values().find(|index| {
        let own: Vec<String> = index.items.iter().map(|(name, _)| name.clone()).collect();
        index.unique && index.is_plain && index.table == table.name && matches(&own)
    });
    index.map(|index| index.name.clone())
}
