//! INSERT, UPDATE and DELETE of one row, by positions in its table: their texts depend on the
//! table alone, so they are written once and kept.

use super::{Bulk, Dialect};
use crate::Result;
use crate::connection::Output;
use crate::table::Table;

/// A statement about one row. The binds are, in this order: the values of the written columns,
/// the key, and the expected version where there is one.
#[derive(Debug)]
pub(crate) struct RowStatement {
    pub(crate) sql: String,
    pub(crate) outputs: Vec<Output>,
    /// The positions of binds that must stay out of logs.
    pub(crate) sensitive: Vec<usize>,
}

/// Writes the statements about one row.
struct RowWriter<'a> {
    dialect: &'a dyn Dialect,
    table: &'static Table,
    sql: String,
    binds: usize,
    sensitive: Vec<usize>,
}

impl<'a> RowWriter<'a> {
    fn new(dialect: &'a dyn Dialect, table: &'static Table) -> Self {
        let sql = String::with_capacity(128);
        RowWriter { dialect, table, sql, binds: 0, sensitive: Vec::new() }
    }

    fn push(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    fn table(&mut self) -> &mut Self {
        self.dialect.write_table(self.table, &mut self.sql);
        self
    }

    fn name(&mut self, column: usize) -> &mut Self {
        self.dialect.write_identifier(self.table.columns[column].name, &mut self.sql);
        self
    }

    fn names(&mut self, columns: &[usize]) -> &mut Self {
        for (index, column) in columns.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" }).name(*column);
        }
        self
    }

    fn bind(&mut self, column: usize) -> &mut Self {
        if self.table.columns[column].sensitive {
            self.sensitive.push(self.binds);
        }
        self.binds += 1;
        self.dialect.write_placeholder(self.binds, &mut self.sql);
        self
    }

    fn key_condition(&mut self) -> &mut Self {
        for (index, column) in self.table.key.iter().enumerate() {
            self.push(if index > 0 { " AND " } else { " WHERE " });
            self.name(*column).push(" = ").bind(*column);
        }
        self
    }

    fn version_condition(&mut self, checked: bool) -> &mut Self {
        if let (true, Some(version)) = (checked, self.table.lock_version) {
            self.push(" AND ").name(version).push(" = ").bind(version);
        }
        self
    }

    fn returning(&mut self, columns: &[usize]) -> &mut Self {
        if !columns.is_empty() {
            self.push(" RETURNING ").names(columns);
        }
        self
    }

    fn finish(&mut self, returned: &[usize]) -> RowStatement {
        let output = |column: &usize| {
            let info = &self.table.columns[*column];
            Output { kind: info.kind, max_length: info.max_length }
        };
        RowStatement {
            outputs: returned.iter().map(output).collect(),
            sql: std::mem::take(&mut self.sql),
            sensitive: std::mem::take(&mut self.sensitive),
        }
    }
}

/// SELECT of every column by the key.
pub(crate) fn find(dialect: &dyn Dialect, table: &'static Table, live: bool) -> RowStatement {
    let all: Vec<usize> = (0..table.columns.len()).collect();
    let mut out = RowWriter::new(dialect, table);
    out.push("SELECT ").names(&all).push(" FROM ").table().key_condition();
    if let (true, Some(deleted_at)) = (live, table.deleted_at) {
        out.push(" AND ").name(deleted_at).push(" IS NULL");
    }
    out.finish(&[])
}

/// SELECT of every column of every row.
pub(crate) fn all(dialect: &dyn Dialect, table: &'static Table, live: bool) -> RowStatement {
    let columns: Vec<usize> = (0..table.columns.len()).collect();
    let mut out = RowWriter::new(dialect, table);
    out.push("SELECT ").names(&columns).push(" FROM ").table();
    if let (true, Some(deleted_at)) = (live, table.deleted_at) {
        out.push(" WHERE ").name(deleted_at).push(" IS NULL");
    }
    out.finish(&[])
}

/// INSERT of these columns, handing those back.
pub(crate) fn insert(
    dialect: &dyn Dialect,
    table: &'static Table,
    columns: &[usize],
    returned: &[usize],
) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    insert_values(&mut out, columns);
    out.returning(returned).finish(returned)
}

fn insert_values(out: &mut RowWriter<'_>, columns: &[usize]) {
    out.push("INSERT INTO ").table();
    if columns.is_empty() {
        out.dialect.write_insert_defaults(&mut out.sql);
        return;
    }
    out.push(" (").names(columns).push(") VALUES (");
    for (index, column) in columns.iter().enumerate() {
        out.push(if index > 0 { ", " } else { "" }).bind(*column);
    }
    out.push(")");
}

/// What an INSERT does with a row that is there already.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Conflict<'a> {
    /// The table.
    pub table: &'a Table,
    /// The columns by which the row is found to be there.
    pub columns: &'a [usize],
    /// The columns that take the new row's values; none means to keep the old row.
    pub update: &'a [usize],
    /// A version that is raised by one.
    pub raise: Option<usize>,
}

/// What an upsert of one row is made of, as positions in its table.
#[derive(Debug)]
pub(crate) struct UpsertParts<'a> {
    pub(crate) columns: &'a [usize],
    pub(crate) update: &'a [usize],
    pub(crate) returned: &'a [usize],
}

/// INSERT that updates the row of the same key.
pub(crate) fn upsert(
    dialect: &dyn Dialect,
    table: &'static Table,
    parts: &UpsertParts<'_>,
) -> Result<RowStatement> {
    if !dialect.capabilities().upsert {
        return Err(dialect.unsupported("inserting or updating in one statement"));
    }
    let mut out = RowWriter::new(dialect, table);
    insert_values(&mut out, parts.columns);
    let conflict = Conflict { table, columns: table.key, update: parts.update, raise: None };
    dialect.write_on_conflict(&conflict, &mut out.sql)?;
    Ok(out.returning(parts.returned).finish(parts.returned))
}

/// UPDATE of these columns by the key. The version, where the table has one, is raised by one
/// and checked; its new value is not a bind.
pub(crate) fn update(
    dialect: &dyn Dialect,
    table: &'static Table,
    columns: &[usize],
    returned: &[usize],
) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    out.push("UPDATE ").table().push(" SET ");
    for (index, column) in columns.iter().enumerate() {
        out.push(if index > 0 { ", " } else { "" });
        out.name(*column).push(" = ").bind(*column);
    }
    if let Some(version) = table.lock_version {
        out.push(if columns.is_empty() { "" } else { ", " });
        out.name(version).push(" = ").name(version).push(" + 1");
    }
    out.key_condition().version_condition(true).returning(returned).finish(returned)
}

/// DELETE by the key, and by the version where the table has one.
pub(crate) fn delete(dialect: &dyn Dialect, table: &'static Table) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    out.push("DELETE FROM ").table().key_condition().version_condition(true).finish(&[])
}

/// UPDATE of `deleted_at` by the key: of live rows when deleting, of deleted ones when restoring.
pub(crate) fn mark_deleted(
    dialect: &dyn Dialect,
    table: &'static Table,
    deleted_at: usize,
    restore: bool,
) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    out.push("UPDATE ").table().push(" SET ").name(deleted_at).push(" = ").bind(deleted_at);
    out.key_condition().version_condition(true);
    out.push(" AND ").name(deleted_at);
    out.push(if restore { " IS NOT NULL" } else { " IS NULL" }).finish(&[])
}

/// `ON CONFLICT (…) DO UPDATE SET …`, as SQLite and PostgreSQL write it.
pub(super) fn on_conflict(dialect: &dyn Dialect, conflict: &Conflict<'_>, sql: &mut String) {
    let table = conflict.table;
    sql.push_str(" ON CONFLICT (");
    for (index, column) in conflict.columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(table.columns[*column].name, sql);
    }
    if conflict.update.is_empty() {
        sql.push_str(") DO NOTHING");
        return;
    }
    sql.push_str(") DO UPDATE SET ");
    for (index, column) in conflict.update.iter().enumerate() {
        let name = table.columns[*column].name;
        sql.push_str(if index > 0 { ", " } else { "" });
        dialect.write_identifier(name, sql);
        sql.push_str(" = excluded.");
        dialect.write_identifier(name, sql);
    }
    if let Some(version) = conflict.raise {
        let name = table.columns[version].name;
        sql.push_str(", ");
        dialect.write_identifier(name, sql);
        sql.push_str(" = ");
        dialect.write_table(table, sql);
        sql.push('.');
        dialect.write_identifier(name, sql);
        sql.push_str(" + 1");
    }
}

/// INSERT of several rows: by a VALUES list, or from one array for each column.
pub(crate) fn insert_rows(
    dialect: &dyn Dialect,
    table: &'static Table,
    rows: &InsertRows<'_>,
) -> Result<RowStatement> {
    let mut out = RowWriter::new(dialect, table);
    match dialect.capabilities().bulk {
        Bulk::Arrays if !rows.columns.is_empty() => {
            dialect.write_insert_arrays(table, rows.columns, &mut out.sql)?;
            out.sensitive = sensitive_binds(dialect, table, rows.columns, rows.count);
        }
        _ => {
            insert_values(&mut out, rows.columns);
            for _ in 1..rows.count {
                out.push(", (");
                for (index, column) in rows.columns.iter().enumerate() {
                    out.push(if index > 0 { ", " } else { "" }).bind(*column);
                }
                out.push(")");
            }
        }
    }
    if let Some(conflict) = rows.conflict {
        dialect.write_on_conflict(conflict, &mut out.sql)?;
    }
    Ok(out.returning(rows.returned).finish(rows.returned))
}

/// What an INSERT of several rows is made of.
#[derive(Debug)]
pub(crate) struct InsertRows<'a> {
    pub(crate) columns: &'a [usize],
    pub(crate) count: usize,
    pub(crate) returned: &'a [usize],
    pub(crate) conflict: Option<&'a Conflict<'a>>,
}

/// UPDATE of several rows, where the database has a statement for it.
pub(crate) fn update_rows(
    dialect: &dyn Dialect,
    table: &'static Table,
    columns: &[usize],
    count: usize,
) -> Result<Option<RowStatement>> {
    let mut out = RowWriter::new(dialect, table);
    if !dialect.write_update_rows(table, columns, count, &mut out.sql)? {
        return Ok(None);
    }
    let sent: Vec<usize> =
        columns.iter().chain(table.key).chain(table.lock_version.as_ref()).copied().collect();
    out.sensitive = sensitive_binds(dialect, table, &sent, count);
    Ok(Some(out.finish(&[])))
}

/// The positions of binds that must stay out of logs, in a text that the dialect writes: of each
/// row after the other, or of one array for each column.
fn sensitive_binds(
    dialect: &dyn Dialect,
    table: &Table,
    columns: &[usize],
    rows: usize,
) -> Vec<usize> {
    let rows = if dialect.capabilities().bulk == Bulk::Arrays { 1 } else { rows };
    let is_sensitive = |bind: &usize| table.columns[columns[*bind % columns.len()]].sensitive;
    (0..rows * columns.len()).filter(is_sensitive).collect()
}
