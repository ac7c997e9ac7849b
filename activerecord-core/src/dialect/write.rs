//! INSERT, UPDATE and DELETE of one row, by positions in its table: their texts depend on the
//! table alone, so they are written once and kept.

use super::row_writer::{RowStatement, RowWriter};
use super::{Bulk, Dialect};
use crate::Result;
use crate::table::Table;

/// SELECT of every column by the key.
pub(crate) fn find(dialect: &dyn Dialect, table: &'static Table, live: bool) -> RowStatement {
    let all: Vec<usize> = (0..table.columns.len()).collect();
    let mut out = RowWriter::new(dialect, table);
    out.push("SELECT ").selected(&all).push(" FROM ").table().key_condition();
    if let (true, Some(deleted_at)) = (live, table.deleted_at) {
        out.push(" AND ").name(deleted_at).push(" IS NULL");
    }
    out.finish(&[])
}

/// SELECT of these columns by the key.
pub(crate) fn read(
    dialect: &dyn Dialect,
    table: &'static Table,
    columns: &[usize],
) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    out.push("SELECT ").selected(columns).push(" FROM ").table().key_condition();
    out.finish(&[])
}

/// SELECT of every column of every row.
pub(crate) fn all(dialect: &dyn Dialect, table: &'static Table, live: bool) -> RowStatement {
    let columns: Vec<usize> = (0..table.columns.len()).collect();
    let mut out = RowWriter::new(dialect, table);
    out.push("SELECT ").selected(&columns).push(" FROM ").table();
    if let (true, Some(deleted_at)) = (live, table.deleted_at) {
        out.push(" WHERE ").name(deleted_at).push(" IS NULL");
    }
    out.finish(&[])
}

/// An INSERT of one row or several, by positions in its table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Insert<'a> {
    /// The table.
    pub table: &'static Table,
    /// The columns that are sent, for each row.
    pub columns: &'a [usize],
    /// How many rows there are.
    pub rows: usize,
    /// The columns that are handed back, for each row.
    pub returned: &'a [usize],
}

/// An UPDATE of one row, by positions in its table. The version, where the table has one, is
/// raised by one and checked.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Update<'a> {
    /// The table.
    pub table: &'static Table,
    /// The columns that are sent.
    pub columns: &'a [usize],
    /// The columns that are handed back.
    pub returned: &'a [usize],
}

/// INSERT of these columns, handing those back.
pub(crate) fn insert(
    dialect: &dyn Dialect,
    table: &'static Table,
    columns: &[usize],
    returned: &[usize],
) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    dialect.write_insert(&Insert { table, columns, rows: 1, returned }, &mut out);
    out.finish(returned)
}

impl RowWriter<'_> {
    /// Writes an INSERT as the standard does, with RETURNING at its end.
    pub fn insert_default(&mut self, insert: &Insert<'_>) {
        self.insert_values(insert);
        self.returning(insert.returned);
    }

    fn insert_values(&mut self, insert: &Insert<'_>) {
        self.push("INSERT INTO ").table();
        if insert.columns.is_empty() {
            self.dialect.write_insert_defaults(&mut self.sql);
            return;
        }
        self.push(" (").names(insert.columns).push(") ").values(insert);
    }

    /// Writes `VALUES (…), (…)` with a bind for each column of each row.
    pub fn values(&mut self, insert: &Insert<'_>) -> &mut Self {
        for row in 0..insert.rows {
            self.push(if row > 0 { ", (" } else { "VALUES (" });
            self.each(insert.columns, |out, column| {
                out.bind(column);
            });
            self.push(")");
        }
        self
    }

    /// Writes an INSERT with what the database does about rows that are there already behind it.
    ///
    /// # Errors
    /// The database has no such statement.
    pub fn upsert_default(&mut self, insert: &Insert<'_>, conflict: &Conflict<'_>) -> Result<()> {
        self.insert_values(insert);
        self.dialect.write_on_conflict(conflict, &mut self.sql)?;
        self.returning(insert.returned);
        Ok(())
    }

    /// Writes an UPDATE as the standard does, with RETURNING at its end.
    pub fn update_default(&mut self, update: &Update<'_>) {
        self.push("UPDATE ").table().assignments(update).row_condition().returning(update.returned);
    }

    /// Writes ` SET` with a bind for each column, and the raised version.
    pub fn assignments(&mut self, update: &Update<'_>) -> &mut Self {
        self.push(" SET ").each(update.columns, |out, column| {
            out.name(column).push(" = ").bind(column);
        });
        if let Some(version) = update.table.lock_version {
            self.push(if update.columns.is_empty() { "" } else { ", " });
            self.name(version).push(" = ").name(version).push(" + 1");
        }
        self
    }
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
    let insert = Insert { table, columns: parts.columns, rows: 1, returned: parts.returned };
    let conflict = Conflict { table, columns: table.key, update: parts.update, raise: None };
    dialect.write_upsert(&insert, &conflict, &mut out)?;
    Ok(out.finish(parts.returned))
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
    dialect.write_update(&Update { table, columns, returned }, &mut out);
    out.finish(returned)
}

/// DELETE by the key, and by the version where the table has one.
pub(crate) fn delete(dialect: &dyn Dialect, table: &'static Table) -> RowStatement {
    let mut out = RowWriter::new(dialect, table);
    out.push("DELETE FROM ").table().row_condition().finish(&[])
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
    out.row_condition();
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
    let InsertRows { columns, count, returned, conflict } = *rows;
    if dialect.capabilities().bulk == Bulk::Arrays && !columns.is_empty() {
        dialect.write_insert_arrays(table, columns, &mut out.sql)?;
        out.sensitive = sensitive_binds(dialect, table, columns, count);
        if let Some(conflict) = conflict {
            dialect.write_on_conflict(conflict, &mut out.sql)?;
        }
        out.returning(returned);
        return Ok(out.finish(returned));
    }
    let rows = if dialect.capabilities().bulk == Bulk::Batch { 1 } else { count };
    let insert = Insert { table, columns, rows, returned };
    match conflict {
        Some(conflict) => dialect.write_upsert(&insert, conflict, &mut out)?,
        None => dialect.write_insert(&insert, &mut out),
    }
    Ok(out.finish(returned))
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
    if dialect.capabilities().bulk == Bulk::Batch {
        return Ok(Some(update(dialect, table, columns, &[])));
    }
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
