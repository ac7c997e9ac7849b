//! INSERT of rows of which only the table is known.

use super::plan::rows_max;
use super::upsert::explain;
use crate::database::Session;
use crate::dialect::Bulk;
use crate::dialect::write::{Conflict, InsertRows, insert_rows};
use crate::model::insert::new_uuid;
use crate::model::now;
use crate::table::Table;
use crate::{Expect, KeyStrategy, Result, Statement, Value};

/// Inserts rows with these values of these columns; the library makes what it makes for any new
/// row, and the database the rest. Rows that are there already, by the columns of `conflict`, stay as
/// they are.
pub(crate) fn insert_untyped(
    session: &mut Session<'_>,
    table: &'static Table,
    columns: &[usize],
    rows: &[Box<[Value<'static>]>],
    conflict: Option<&[usize]>,
) -> Result<()> {
    let dialect = session.dialect();
    let mut all = columns.to_vec();
    let mut made = Vec::new();
    for column in [table.created_at, table.updated_at].into_iter().flatten() {
        made.push(now(table.columns[column].kind, dialect)?);
        all.push(column);
    }
    if let Some(version) = table.lock_version {
        made.push(Value::I64(1));
        all.push(version);
    }
    let uuid = match (table.key_strategy, table.key) {
        (KeyStrategy::Uuid, [key]) if !columns.contains(key) => Some(*key),
        _ => None,
    };
    all.extend(uuid);
    // In as few statements as can be: these are few rows, other than those of `insert_many`.
    let room = rows_max(dialect, all.len(), 0);
    let write_all = |session: &mut Session<'_>| {
        rows.chunks(room).try_for_each(|rows| {
            let mut full = Vec::with_capacity(rows.len());
            for row in rows {
                let mut row: Vec<Value<'static>> = row.iter().chain(&made).cloned().collect();
                if uuid.is_some() {
                    row.push(new_uuid()?);
                }
                full.push(row);
            }
            write(session, table, &all, full, conflict)
        })
    };
    if rows.len() <= room { write_all(session) } else { session.atomically(write_all) }
}

fn write(
    session: &mut Session<'_>,
    table: &'static Table,
    columns: &[usize],
    rows: Vec<Vec<Value<'static>>>,
    conflict: Option<&[usize]>,
) -> Result<()> {
    let dialect = session.dialect();
    let conflict = conflict.map(|columns| Conflict { table, columns, update: &[], raise: None });
    let parts =
        InsertRows { columns, count: rows.len(), returned: &[], conflict: conflict.as_ref() };
    let statement = insert_rows(dialect, table, &parts)?;
    let binds: Vec<Value<'static>> = match dialect.capabilities().bulk {
        Bulk::Arrays | Bulk::Batch => {
            let mut by_column: Vec<Vec<Value<'static>>> = vec![Vec::new(); columns.len()];
            for row in rows {
                for (list, value) in by_column.iter_mut().zip(row) {
                    list.push(value);
                }
            }
            let kinds = columns.iter().map(|column| &table.columns[*column].kind);
            kinds.zip(by_column).map(|(kind, items)| Value::Array { kind, items }).collect()
        }
        Bulk::Values | Bulk::RowByRow => rows.into_iter().flatten().collect(),
    };
    let text =
        Statement::new(&statement.sql).expect(Expect::Nothing).sensitive(&statement.sensitive);
    session.execute(&text, &binds).map(|_| ()).map_err(|error| {
        let error = error.in_statement(table, columns);
        match &conflict {
            Some(conflict) => explain(error, table, conflict),
            None => error,
        }
    })
}
