//! Statements about rows of which only the table is known.

use std::ops::ControlFlow;

use super::info::Side;
use super::keys::equal;
use super::value::of_kind;
use crate::database::{Session, home, is_scoped, run_on_shared};
use crate::dialect::Rendered;
use crate::dialect::select::{render_delete_all, render_select, render_update_all};
use crate::expression::{Expr, Select};
use crate::table::Table;
use crate::{Expect, Kind, Result, Value};

/// The values of some columns of a row.
pub(super) type Key = Box<[Value<'static>]>;

/// Keys per statement, where the database would take more.
const KEYS_MAX: usize = 1024;
/// Composite keys per statement: they become nested conditions, and SQLite takes a depth of 1000.
const COMPOSITE_KEYS_MAX: usize = 256;

/// Runs statements where a model lives: in the session of another model, if that is there too.
pub(super) fn at_home<R>(
    session: &mut Session<'_>,
    side: Side,
    run: impl FnOnce(&mut Session<'_>) -> Result<R>,
) -> Result<R> {
    match home(side.table, (side.slot)()) {
        Some(shared) if !is_scoped() && !session.shared().is(&shared) => {
            run_on_shared(&shared, run)
        }
        _ => run(session),
    }
}

/// Conditions that rows have one of these keys, each for as many keys as fit into one statement.
pub(super) fn conditions(
    session: &Session<'_>,
    table: &'static Table,
    columns: &[usize],
    keys: &[Key],
) -> Vec<Expr> {
    let exprs = Expr::columns(table, columns, None);
    // Some binds are left for what is set, and for conditions beside the keys.
    let binds = session.dialect().limits().binds.saturating_sub(8) / columns.len().max(1);
    let size = match columns {
        [_] => binds.min(KEYS_MAX),
        _ => binds.min(COMPOSITE_KEYS_MAX),
    };
    keys.chunks(size.max(1)).map(|keys| one_of(&exprs, keys)).collect()
}

fn one_of(columns: &[Expr], keys: &[Key]) -> Expr {
    match columns {
        [column] => Expr::InList {
            expr: Box::new(column.clone()),
            list: keys.iter().map(|key| key[0].clone()).collect(),
            sensitive: column.column_info().is_some_and(|info| info.sensitive),
        },
        several => Expr::Any(keys.iter().map(|key| equal(several, key)).collect()),
    }
}

/// The values of some columns of all rows that meet the conditions.
pub(super) fn read(
    session: &mut Session<'_>,
    table: &'static Table,
    columns: &[usize],
    filter: Vec<Expr>,
    limit: Option<u64>,
) -> Result<Vec<Key>> {
    let mut select = Select::from_table(table);
    select.columns = Expr::columns(table, columns, None);
    select.filter = filter;
    select.limit = limit;
    let rendered = render_select(session.dialect(), &select)?;
    let kinds: Vec<Kind> = columns.iter().map(|column| table.columns[*column].kind).collect();
    let statement = rendered.statement();
    let mut found = Vec::new();
    session.query(&statement, &rendered.binds, &mut |row| {
        let mut key = Vec::with_capacity(kinds.len());
        for (index, kind) in kinds.iter().enumerate() {
            key.push(of_kind(row.get(index)?, *kind).into_owned());
        }
        found.push(key.into());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Sets columns of all rows that meet the conditions.
pub(super) fn update(
    session: &mut Session<'_>,
    table: &'static Table,
    assignments: &[(usize, Expr)],
    filter: &[Expr],
) -> Result<u64> {
    let rendered = render_update_all(session.dialect(), table, assignments, filter)?;
    execute(session, table, &rendered)
}

/// Deletes all rows that meet the conditions.
pub(super) fn delete(
    session: &mut Session<'_>,
    table: &'static Table,
    filter: &[Expr],
) -> Result<u64> {
    let rendered = render_delete_all(session.dialect(), table, filter)?;
    execute(session, table, &rendered)
}

fn execute(session: &mut Session<'_>, table: &'static Table, rendered: &Rendered) -> Result<u64> {
    let statement = rendered.statement().expect(Expect::Nothing);
    let done = session.execute(&statement, &rendered.binds);
    done.map(|done| done.affected).map_err(|error| error.with_model(table.model))
}
