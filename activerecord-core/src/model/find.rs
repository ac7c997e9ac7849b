//! SELECT by key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::database::Session;
use crate::dialect::select::render_select;
use crate::expression::{BinaryOp, Condition, Expr, Select};
use crate::table::Table;
use crate::{Error, ErrorKind, Expect, Record, Result, Statement, Value, Values};

/// The row of a key: one statement whose text is written once.
#[inline]
pub(crate) fn find<M: Record>(session: &mut Session<'_>, key: &M::Key, live: bool) -> Result<M> {
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.find(session.dialect(), M::TABLE, live);
    let binds = M::key_values(key)?;
    let mut found = None;
    session.query(
        &Statement::new(&statement.sql).expect(Expect::One).sensitive(&statement.sensitive),
        &binds,
        &mut |row| {
            found = Some(M::decode(row, 0)?);
            Ok(ControlFlow::Break(()))
        },
    )?;
    found.ok_or_else(|| not_found(M::TABLE, &binds))
}

/// Reads the struct's row again, and puts its columns into the struct.
pub(super) fn reload<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let table = M::TABLE;
    let key = key_of(record)?;
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.find(session.dialect(), table, false);
    let mut fresh: Option<M> = None;
    session.query(
        &Statement::new(&statement.sql).expect(Expect::One).sensitive(&statement.sensitive),
        &key,
        &mut |row| {
            fresh = Some(M::decode(row, 0)?);
            Ok(ControlFlow::Break(()))
        },
    )?;
    let fresh = fresh.ok_or_else(|| not_found(table, &key))?;
    drop(key);
    for column in 0..table.columns.len() {
        record.set_value(column, fresh.value(column)?)?;
    }
    record.forget_relations();
    Ok(())
}

/// The values of a struct's key.
pub(super) fn key_of<M: Record>(record: &M) -> Result<Values<'_>> {
    M::TABLE.key.iter().map(|column| record.value(*column)).collect()
}

/// The error for a key without a row. The key is no secret: it is what the caller asked for, but
/// a sensitive column stays hidden even so.
#[cold]
pub(super) fn not_found(table: &'static Table, key: &[Value<'_>]) -> Error {
    Error::new(ErrorKind::NotFound, format!("no row with {}", show_key(table, key)))
        .with_model(table.model)
        .with_table(table.name)
}

pub(super) fn show_key(table: &Table, key: &[Value<'_>]) -> String {
    let show = |(column, value): (&usize, &Value<'_>)| {
        let info = &table.columns[*column];
        if info.sensitive {
            return format!("{} = ***", info.name);
        }
        match value {
            Value::I64(number) => format!("{} = {number}", info.name),
            Value::U64(number) => format!("{} = {number}", info.name),
            Value::Text(text) | Value::Decimal(text) => format!("{} = '{text}'", info.name),
            #[cfg(feature = "uuid")]
            Value::Uuid(bytes) => format!("{} = {}", info.name, uuid::Uuid::from_bytes(*bytes)),
            other => format!("{} = {other:?}", info.name),
        }
    };
    table.key.iter().zip(key).map(show).collect::<Vec<_>>().join(" AND ")
}

/// The condition that a row has this key.
pub(crate) fn key_condition(table: &'static Table, key: &[Value<'_>]) -> Condition {
    let equal = |(column, value): (&usize, &Value<'_>)| {
        let sensitive = table.columns[*column].sensitive;
        let value = Expr::Value { value: value.clone().into_owned(), sensitive };
        let column = Expr::Column { table, column: *column };
        Expr::Binary { left: Box::new(column), op: BinaryOp::Eq, right: Box::new(value) }
    };
    let mut parts: Vec<Expr> = table.key.iter().zip(key).map(equal).collect();
    match parts.len() {
        1 => Condition::new(parts.remove(0)),
        _ => Condition::new(Expr::All(parts)),
    }
}

/// The condition that a row is not soft-deleted, where the model is.
pub(crate) fn live_condition(table: &'static Table) -> Option<Expr> {
    live_condition_of(table, None)
}

/// [`live_condition`] of a table that may be in the query under another name.
pub(crate) fn live_condition_of(table: &'static Table, alias: Option<&Arc<str>>) -> Option<Expr> {
    let column = Expr::column(table, table.deleted_at?, alias);
    Some(Expr::IsNull(Box::new(column)))
}

/// The key's columns, as expressions.
pub(crate) fn key_columns(table: &'static Table) -> Vec<Expr> {
    table.key.iter().map(|column| Expr::Column { table, column: *column }).collect()
}

/// The rows of several keys among those of `which`, in the order of the keys, in as few statements
/// as the limits allow.
pub(crate) fn find_many<'k, M: Record>(
    session: &mut Session<'_>,
    keys: &'k [M::Key],
    which: &Select,
) -> Result<Vec<M>> {
    // There may be millions: most keys have one column, for which this takes no more than it must.
    let mut places: HashMap<SmallVec<[Value<'k>; 1]>, usize> = HashMap::with_capacity(keys.len());
    let mut wanted: Vec<&'k M::Key> = Vec::with_capacity(keys.len());
    for key in keys {
        if let Entry::Vacant(place) = places.entry(M::key_values(key)?.into_iter().collect()) {
            place.insert(wanted.len());
            wanted.push(key);
        }
    }
    let mut found: Vec<Option<M>> = wanted.iter().map(|_| None).collect();
    // The database may compare keys more loosely than we do, without regard to case for example.
    let mut others = Vec::new();
    for chunk in wanted.chunks(chunk_of_keys(M::TABLE, session)) {
        let chunk: Vec<_> =
            chunk.iter().map(|key| owned_values::<M>(key)).collect::<Result<_>>()?;
        find_chunk(session, &chunk, which, &mut |record: M| {
            let own = |value: Value<'_>| -> Value<'k> { value.into_owned() };
            let key: SmallVec<[_; 1]> = key_of(&record)?.into_iter().map(own).collect();
            match places.get(&key) {
                Some(place) => found[*place] = Some(record),
                None => others.push(record),
            }
            Ok(())
        })?;
    }
    Ok(found.into_iter().flatten().chain(others).collect())
}

/// The values of a key, with their own copies of text and bytes.
pub(super) fn owned_values<M: Record>(key: &M::Key) -> Result<Values<'static>> {
    Ok(M::key_values(key)?.into_iter().map(Value::into_owned).collect())
}

/// How many keys fit into one statement; a bind is left for the time of a soft deletion.
pub(super) fn chunk_of_keys(table: &Table, session: &Session<'_>) -> usize {
    let limits = session.dialect().limits();
    let by_binds = limits.binds.saturating_sub(1) / table.key.len().max(1);
    let size = match table.key.len() {
        1 => by_binds.min(limits.in_list).min(KEYS_MAX),
        _ => by_binds.min(COMPOSITE_KEYS_MAX),
    };
    size.max(1)
}

/// Keys per statement, where the database would take more: a longer list gains nothing, and its
/// text and binds take memory.
const KEYS_MAX: usize = 1024;
/// Composite keys per statement: they become nested conditions, and SQLite takes a depth of 1000.
const COMPOSITE_KEYS_MAX: usize = 256;

/// The condition that a row has one of these keys. The list is filled up to a power of two by its
/// last key, so that few texts are prepared.
pub(super) fn one_of_keys(
    table: &'static Table,
    session: &Session<'_>,
    keys: &[Values<'static>],
) -> Expr {
    let Some(last) = keys.last() else { return Expr::Truth(false) };
    let room = chunk_of_keys(table, session);
    let size = keys.len().next_power_of_two().min(room).max(keys.len());
    let padded = keys.iter().chain(std::iter::repeat_n(last, size - keys.len()));
    match table.key {
        [column] => Expr::InList {
            expr: Box::new(Expr::Column { table, column: *column }),
            list: padded.map(|key| key[0].clone()).collect(),
            sensitive: table.columns[*column].sensitive,
        },
        _ => Expr::Any(padded.map(|key| key_condition(table, key).into_expr()).collect()),
    }
}

/// The rows of keys that fit into one statement, among those of `which`.
pub(super) fn find_chunk<M: Record>(
    session: &mut Session<'_>,
    keys: &[Values<'static>],
    which: &Select,
    each: &mut dyn FnMut(M) -> Result<()>,
) -> Result<()> {
    let mut select = which.clone();
    select.filter.insert(0, one_of_keys(M::TABLE, session, keys));
    let rendered = render_select(session.dialect(), &select)?;
    check_lock(session, &select)?;
    let statement = rendered.statement();
    session.query(&statement, &rendered.binds, &mut |row| {
        each(M::decode(row, 0)?)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

/// Runs a SELECT of whole models and hands each to `each`.
pub(crate) fn find_where<T: crate::FromRow>(
    session: &mut Session<'_>,
    select: &Select,
    expect: Expect,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let rendered = render_select(session.dialect(), select)?;
    check_lock(session, select)?;
    let statement = rendered.statement().expect(expect);
    session.query(&statement, &rendered.binds, &mut |row| each(T::from_row(row)?))?;
    Ok(())
}

fn check_lock(session: &mut Session<'_>, select: &Select) -> Result<()> {
    if select.clauses().lock.is_none() || session.connection().in_transaction() {
        return Ok(());
    }
    Err(lock_without_transaction())
}

#[cold]
fn lock_without_transaction() -> Error {
    Error::new(ErrorKind::InvalidState, "rows are locked outside of a transaction")
        .with_help("the lock would end with the statement: put it into a transaction")
}
