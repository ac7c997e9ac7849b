//! What tables there are. It is kept in SQLite too, so that a rolled back CREATE is gone.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::messages::sqlite_error;
use crate::error::{Result, SqlError};
use crate::sql::ObjectName;
use crate::types::Type;

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) id: i64,
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) has_triggers: bool,
    pub(crate) columns: Vec<TableColumn>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct TableColumn {
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) nullable: bool,
    pub(crate) identity: bool,
    pub(crate) computed: bool,
}

/// A sequence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sequence {
    pub(crate) id: i64,
    pub(crate) start: i64,
    pub(crate) step: i64,
}

/// A name for SQLite.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl ObjectName {
    pub(crate) fn schema(&self) -> &str {
        self.schema.as_deref().unwrap_or("dbo")
    }

    /// As SQLite knows the table: there is no schema there.
    pub(crate) fn stored(&self) -> String {
        stored_name(self.schema(), &self.name)
    }
}

pub(crate) fn stored_name(schema: &str, name: &str) -> String {
    if schema.eq_ignore_ascii_case("dbo") {
        quote(name)
    } else {
        quote(&format!("{schema}.{name}"))
    }
}

impl Table {
    pub(crate) fn stored(&self) -> String {
        stored_name(&self.schema, &self.name)
    }

    pub(crate) fn column(&self, name: &str) -> Result<&TableColumn> {
        let found = self.columns.iter().find(|column| same_name(&column.name, name));
        found.ok_or_else(|| SqlError::no_column(name))
    }

    pub(crate) fn identity(&self) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.identity)
    }
}

/// Names differ by more than case.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || one.to_lowercase() == other.to_lowercase()
}

/// Finds a table; 208 where there is none.
pub(crate) fn table(connection: &Connection, name: &ObjectName) -> Result<Table> {
    let found = find_table(connection, name)?;
    found.ok_or_else(|| {
        SqlError::no_object(&match &name.schema {
            Some(schema) => format!("{schema}.{}", name.name),
            None => name.name.clone(),
        })
    })
}

pub(crate) fn find_table(connection: &Connection, name: &ObjectName) -> Result<Option<Table>> {
    let sql =
        "SELECT id, schema, name, has_triggers FROM \"sys.tables\" WHERE schema = ? AND name = ?";
    let mut statement = connection.prepare(sql).map_err(sqlite_error)?;
    let found = statement
        .query_row(params![name.schema().to_lowercase(), name.name], |row| {
            Ok(Table {
                id: row.get(0)?,
                schema: row.get(1)?,
                name: row.get(2)?,
                has_triggers: row.get(3)?,
                columns: Vec::new(),
            })
        })
        .optional()
        .map_err(sqlite_error)?;
    let Some(mut table) = found else { return Ok(None) };
    let sql = "SELECT name, type, nullable, identity, computed FROM \"sys.columns\"
               WHERE table_id = ? ORDER BY position";
    let mut statement = connection.prepare(sql).map_err(sqlite_error)?;
    let columns = statement
        .query_map([table.id], |row| {
            Ok(TableColumn {
                name: row.get(0)?,
                of: Type::of_code(row.get(1)?).unwrap_or(Type::Int),
                nullable: row.get(2)?,
                identity: row.get(3)?,
                computed: row.get(4)?,
            })
        })
        .map_err(sqlite_error)?;
    table.columns = columns.collect::<rusqlite::Result<_>>().map_err(sqlite_error)?;
    Ok(Some(table))
}

pub(crate) fn sequence(connection: &Connection, name: &ObjectName) -> Result<Sequence> {
    let sql = "SELECT id, start, step FROM \"sys.sequences\" WHERE name = ?";
    let found = connection
        .query_row(sql, [&name.name], |row| {
            Ok(Sequence { id: row.get(0)?, start: row.get(1)?, step: row.get(2)? })
        })
        .optional()
        .map_err(sqlite_error)?;
    found.ok_or_else(|| SqlError::no_object(&name.name))
}

/// The kind of a constraint or index of this name, and its table.
pub(crate) fn constraint(connection: &Connection, name: &str) -> Option<(String, String, String)> {
    let sql = "SELECT k.kind, t.schema || '.' || t.name, k.columns FROM \"sys.constraints\" AS k
               JOIN \"sys.tables\" AS t ON t.id = k.table_id WHERE k.name = ?";
    connection.query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).ok()
}

/// The constraint or index over exactly these columns of a table, as SQLite names it.
pub(crate) fn constraint_over(
    connection: &Connection,
    stored: &str,
    columns: &str,
) -> Option<String> {
    let sql =
        "SELECT k.name FROM \"sys.constraints\" AS k JOIN \"sys.tables\" AS t ON t.id = k.table_id
               WHERE k.columns = ? COLLATE NOCASE AND k.kind <> 'FK' AND (CASE WHEN t.schema = 'dbo'
                   THEN t.name ELSE t.schema || '.' || t.name END) = ? COLLATE NOCASE";
    connection.query_row(sql, [columns, stored], |row| row.get(0)).ok()
}

/// The names of constraints of one kind on a table, as SQLite names it.
pub(crate) fn constraints_of(connection: &Connection, stored: &str, kind: &str) -> Vec<String> {
    let sql =
        "SELECT k.name FROM \"sys.constraints\" AS k JOIN \"sys.tables\" AS t ON t.id = k.table_id
               WHERE k.kind = ? AND (CASE WHEN t.schema = 'dbo' THEN t.name
                   ELSE t.schema || '.' || t.name END) = ? COLLATE NOCASE";
    let Ok(mut statement) = connection.prepare(sql) else { return Vec::new() };
    let names = statement.query_map([kind, stored], |row| row.get(0));
    names.map(|names| names.filter_map(rusqlite::Result::ok).collect()).unwrap_or_default()
}
