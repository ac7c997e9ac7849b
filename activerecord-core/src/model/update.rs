//! UPDATE of one struct: all columns, or those that have changed.

use std::borrow::Cow;
use std::ops::ControlFlow;

use smallvec::SmallVec;

use super::find::{key_columns, key_condition, not_found, show_key};
use super::insert::{Made, as_tree, insert, key_is_unset, set_all, upsert, value_of};
use super::now;
use crate::database::{Session, UpdatePlan};
use crate::dialect::select::render_select;
use crate::error::Stale;
use crate::expression::{BinaryOp, Expr, Select};
use crate::relation::{has_effects, moved, owners_by_key, owners_of};
use crate::table::Table;
use crate::{Error, ErrorKind, Expect, KeyStrategy, Record, Result, Statement, Value, Values};

/// Makes the row equal to the struct.
pub(super) fn save<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let table = M::TABLE;
    let assigned = table.key_strategy == KeyStrategy::Assigned;
    if assigned && table.lock_version.is_none() {
        return as_tree(session, std::slice::from_mut(record), |session, record| {
            upsert(session, &mut record[0])
        });
    }
    let is_new = match table.lock_version {
        Some(version) if table.key_strategy != KeyStrategy::Generated => {
            record.value(version)?.is_unset_key()
        }
        _ => key_is_unset(record)?,
    };
    if is_new {
        return insert(session, record);
    }
    as_tree(session, std::slice::from_mut(record), |session, record| {
        let record = &mut record[0];
        let key = owned_key(record)?;
        write(session, record, &all_writable(table), &key)
    })
}

/// The columns that UPDATE writes, the key left out.
pub(super) fn all_writable(table: &Table) -> Vec<usize> {
    let columns = 0..table.columns.len();
    columns.filter(|column| !table.is_key(*column) && is_writable(table, *column)).collect()
}

/// Whether UPDATE may write the column: neither the database's nor the library's own.
fn is_writable(table: &Table, column: usize) -> bool {
    !table.columns[column].read_only
        && table.created_at != Some(column)
        && table.updated_at != Some(column)
        && table.lock_version != Some(column)
}

pub(super) fn owned_key<M: Record>(record: &M) -> Result<Values<'static>> {
    M::TABLE.key.iter().map(|column| Ok(record.value(*column)?.into_owned())).collect()
}

/// Positions of columns; few tables have more.
pub(super) type Positions = SmallVec<[usize; 8]>;

/// A struct's columns before it was changed.
#[derive(Debug)]
pub(crate) struct Snapshot(Vec<Value<'static>>);

impl Snapshot {
    pub(crate) fn of<M: Record>(record: &M) -> Result<Self> {
        let mut values = Vec::with_capacity(M::TABLE.columns.len());
        for column in 0..M::TABLE.columns.len() {
            values.push(value_of(record, column)?.into_owned());
        }
        Ok(Self(values))
    }

    /// The columns whose values differ now.
    pub(super) fn changed<M: Record>(&self, record: &M) -> Result<Positions> {
        let mut changed = Positions::new();
        for (column, before) in self.0.iter().enumerate() {
            if value_of(record, column)? != *before {
                changed.push(column);
            }
        }
        Ok(changed)
    }

    /// The key as it was.
    pub(super) fn key(&self, table: &Table) -> Cow<'_, [Value<'static>]> {
        match table.key {
            [column] => Cow::Borrowed(std::slice::from_ref(&self.0[*column])),
            columns => columns.iter().map(|column| self.0[*column].clone()).collect(),
        }
    }

    /// Gives every column its old value back.
    pub(crate) fn restore_all<M: Record>(&self, record: &mut M) -> Result<()> {
        let all: Positions = (0..self.0.len()).collect();
        self.restore(record, &all)
    }

    pub(super) fn restore<M: Record>(&self, record: &mut M, columns: &[usize]) -> Result<()> {
        for column in columns {
            record.set_value(*column, self.0[*column].borrowed())?;
        }
        Ok(())
    }
}

/// A change that was made to a struct and waits to be written.
pub(super) struct Change {
    before: Snapshot,
    columns: Positions,
}

/// Lets the closure change the struct; `None` when it changed nothing.
pub(super) fn prepare<M: Record>(
    record: &mut M,
    change: impl FnOnce(&mut M),
) -> Result<Option<Change>> {
    if key_is_unset(record)? && M::TABLE.key_strategy != KeyStrategy::Assigned {
        return Err(unsaved(M::TABLE));
    }
    let before = Snapshot::of(record)?;
    change(record);
    let columns = match before.changed(record).and_then(|columns| check(M::TABLE, columns)) {
        Ok(columns) => columns,
        Err(error) => {
            before.restore_all(record)?;
            return Err(error);
        }
    };
    Ok((!columns.is_empty()).then_some(Change { before, columns }))
}

#[cold]
pub(super) fn unsaved(table: &'static Table) -> Error {
    Error::new(ErrorKind::InvalidState, "the struct was not created yet: its key is unset")
        .with_model(table.model)
        .with_table(table.name)
        .with_help("call `create` or `save` first")
}

/// Refuses changes to columns that are not the user's to change.
pub(super) fn check<C: AsRef<[usize]>>(table: &'static Table, changed: C) -> Result<C> {
    match changed.as_ref().iter().find(|column| !is_writable(table, **column)) {
        Some(column) => Err(managed(table, *column)),
        None => Ok(changed),
    }
}

#[cold]
fn managed(table: &'static Table, column: usize) -> Error {
    let info = &table.columns[column];
    let owner = if info.read_only { "the database" } else { "the library" };
    let message = format!("column `{}` is written by {owner} only", info.name);
    Error::new(ErrorKind::InvalidState, message)
        .with_model(table.model)
        .with_table(table.name)
        .with_column(info.name)
        .with_help("use `update_all` to set it by hand")
}

impl Change {
    /// Writes the changed columns; the row is found by the key that it had.
    pub(super) fn write<M: Record>(&self, session: &mut Session<'_>, record: &mut M) -> Result<()> {
        write(session, record, &self.columns, &self.before.key(M::TABLE))
    }

    /// Gives the struct its old values back where the write failed.
    pub(super) fn settle<M: Record>(&self, record: &mut M, result: Result<()>) -> Result<()> {
        if result.is_err() {
            self.before.restore(record, &self.columns)?;
        }
        result
    }
}

/// UPDATE of these columns in the row of `key`, and of `updated_at` and the version, which are put
/// into the struct.
pub(super) fn write<M: Record>(
    session: &mut Session<'_>,
    record: &mut M,
    columns: &[usize],
    key: &[Value<'static>],
) -> Result<()> {
    let mut made = now_of_update::<M>(session)?;
    if has_effects::<M>() {
        session.atomically(|session| {
            let before = owners_by_key(session, M::TABLE, &[key.into()])?;
            write_row(session, record, columns, key, &mut made)?;
            moved(session, before, owners_of(std::slice::from_ref(record))?)
        })?;
    } else {
        write_row(session, record, columns, key, &mut made)?;
    }
    if !made.is_empty() {
        set_all(record, made)?;
    }
    record.forget_relations();
    Ok(())
}

/// The time of an update, where the model keeps it.
pub(super) fn now_of_update<M: Record>(session: &Session<'_>) -> Result<Made> {
    let mut made = Made::new();
    if let Some(column) = M::TABLE.updated_at {
        made.push((column, now(M::TABLE.columns[column].kind, session.dialect())?));
    }
    Ok(made)
}

/// UPDATE of these columns in the row of `key`, of `updated_at`, which is `made` already, and of
/// the version. What the struct gets besides is added.
pub(super) fn write_row<M: Record>(
    session: &mut Session<'_>,
    record: &M,
    columns: &[usize],
    key: &[Value<'static>],
    made: &mut Made,
) -> Result<()> {
    let table = M::TABLE;
    if columns.is_empty() && table.updated_at.is_none() && table.lock_version.is_none() {
        let there = row_is_there(session, table, key, None)?;
        return if there { Ok(()) } else { Err(not_found(table, key)) };
    }
    let statements = session.shared().statements(M::slot().number());
    let plan = statements.update(session.dialect(), table, columns);
    let version = table.lock_version.map(|column| record.value(column)).transpose()?;
    let version = version.map(Value::into_owned);
    let mut binds = Values::new();
    for column in &plan.columns {
        match made.iter().find(|(known, _)| known == column) {
            Some((_, value)) => binds.push(value.borrowed()),
            None => binds.push(value_of(record, *column)?),
        }
    }
    for value in key.iter().chain(&version) {
        binds.push(value.borrowed());
    }
    let mut returned = Made::new();
    let affected = execute(session, &plan, &binds, &mut returned)
        .map_err(|error| error.in_statement(table, &plan.columns))?;
    drop(binds);
    if affected == 0 {
        return Err(missing(table, key, version));
    }
    if let (Some(column), Some(version)) = (table.lock_version, &version) {
        made.push((column, next_version(version)));
    }
    if !returned.is_empty() {
        made.extend(returned);
    }
    Ok(())
}

/// Runs the UPDATE; tells how many rows it met, and what came back of them.
fn execute(
    session: &mut Session<'_>,
    plan: &UpdatePlan,
    binds: &[Value<'_>],
    returned: &mut Made,
) -> Result<u64> {
    let statement = Statement::new(&plan.statement.sql).sensitive(&plan.statement.sensitive);
    if plan.returned.is_empty() {
        let done = session.execute(&statement.expect(Expect::Nothing), binds)?;
        return Ok(done.affected);
    }
    let statement = statement.expect(Expect::One).outputs(&plan.statement.outputs);
    let done = session.query(&statement, binds, &mut |row| {
        for (index, column) in plan.returned.iter().enumerate() {
            returned.push((*column, row.get(index)?.into_owned()));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(done.affected)
}

/// Whether there is a row of this key, and of this version where one is given.
pub(super) fn row_is_there(
    session: &mut Session<'_>,
    table: &'static Table,
    key: &[Value<'static>],
    version: Option<&Value<'static>>,
) -> Result<bool> {
    let mut select = Select::from_table(table);
    select.columns = key_columns(table);
    select.filter.push(key_condition(table, key).into_expr());
    if let (Some(column), Some(version)) = (table.lock_version, version) {
        select.filter.push(Expr::Binary {
            left: Box::new(Expr::Column { table, column }),
            op: BinaryOp::Eq,
            right: Box::new(Expr::Value { value: version.clone(), sensitive: false }),
        });
    }
    let rendered = render_select(session.dialect(), &select)?;
    let statement = rendered.statement();
    let mut found = false;
    session.query(&statement, &rendered.binds, &mut |_| {
        found = true;
        Ok(ControlFlow::Break(()))
    })?;
    Ok(found)
}

/// The version that follows.
pub(super) fn next_version(version: &Value<'_>) -> Value<'static> {
    match version {
        Value::U64(number) => Value::U64(number.saturating_add(1)),
        Value::I64(number) => Value::I64(number.saturating_add(1)),
        _ => Value::I64(1),
    }
}

/// The error for a write that met no row.
#[cold]
pub(super) fn missing(
    table: &'static Table,
    key: &[Value<'static>],
    version: Option<Value<'static>>,
) -> Error {
    let Some(version) = version else { return not_found(table, key) };
    let expected_version = match version {
        Value::I64(number) => number,
        Value::U64(number) => i64::try_from(number).unwrap_or(i64::MAX),
        _ => 0,
    };
    let message = format!(
        "the row with {} is gone or has another version than {expected_version}",
        show_key(table, key)
    );
    Error::new(ErrorKind::Stale, message)
        .with_model(table.model)
        .with_table(table.name)
        .with_help("somebody else changed it: `reload` and do it again")
        .with_stale(Stale { model: table.model, key: key.to_vec(), expected_version })
}
