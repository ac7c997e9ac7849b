//! INSERT of one struct.

use std::borrow::Borrow;
use std::ops::ControlFlow;

use super::timestamp::Instant;
use super::update::Snapshot;
use crate::database::{InsertPlan, ReadBack, Session};
use crate::dialect::Dialect;
use crate::relation::{TreePart, has_effects, moved, owners_of};
use crate::{Error, ErrorKind, Expect, KeyStrategy, Record, Result, Statement, Value, Values};

/// Values that the library makes, by column: they are sent instead of the struct's, and put into
/// the struct when the statement has succeeded.
pub(super) type Made = Vec<(usize, Value<'static>)>;

/// Inserts the struct, and the rows of its relations that are not inserted yet.
pub(super) fn insert<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    if !M::HAS_RELATIONS {
        return insert_row(session, record);
    }
    as_tree(session, std::slice::from_mut(record), |session, record| {
        with_owners(session, record, |session, record| insert_row(session, &mut record[0]))
    })
}

/// Inserts structs, and tells the rows that they belong to.
pub(super) fn with_owners<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
    insert: impl FnOnce(&mut Session<'_>, &mut [M]) -> Result<()>,
) -> Result<()> {
    if !has_effects::<M>() {
        return insert(session, records);
    }
    let before: Vec<Snapshot> = records.iter().map(Snapshot::of).collect::<Result<_>>()?;
    let result = session.atomically(|session| {
        insert(session, records)?;
        moved(session, Vec::new(), owners_of(records)?)
    });
    if result.is_err() {
        records.iter_mut().zip(before).try_for_each(|(record, old)| old.restore_all(record))?;
    }
    result
}

/// Inserts the structs, and the rows of their relations that are not inserted yet.
pub(crate) fn insert_all<M: Record>(session: &mut Session<'_>, records: &mut [M]) -> Result<()> {
    insert_parts(session, records, |session, records| {
        with_owners(session, records, super::many::insert_rows)
    })
}

/// Writes structs, and inserts the rows of their relations that are not inserted yet: all of it or
/// nothing.
pub(super) fn as_tree<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
    write: impl FnOnce(&mut Session<'_>, &mut [M]) -> Result<()>,
) -> Result<()> {
    if !M::HAS_RELATIONS || !records.iter().any(M::has_new_relations) {
        write(session, records)?;
        records.iter_mut().for_each(M::forget_relations);
        return Ok(());
    }
    let before: Vec<Snapshot> = records.iter().map(Snapshot::of).collect::<Result<_>>()?;
    M::new_relations(records, &mut TreePart::Remember)?;
    let written = session.atomically(|session| insert_parts(session, records, write));
    if written.is_err() {
        M::new_relations(records, &mut TreePart::Undo)?;
        records.iter_mut().zip(before).try_for_each(|(record, old)| old.restore_all(record))?;
        return written;
    }
    M::new_relations(records, &mut TreePart::Done)
}

fn insert_parts<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
    write: impl FnOnce(&mut Session<'_>, &mut [M]) -> Result<()>,
) -> Result<()> {
    M::new_relations(records, &mut TreePart::Above(session))?;
    write(session, records)?;
    M::new_relations(records, &mut TreePart::Below(session))?;
    records.iter_mut().for_each(M::forget_relations);
    Ok(())
}

/// Inserts the struct, and fills in what was made by the library and by the database.
fn insert_row<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let table = M::TABLE;
    let dialect = session.dialect();
    let made = made_on_insert(record, &new_instant::<M>(session)?)?;
    let with_key = !table.has_generated_key() || !key_is_unset(record)?;
    let statements = session.shared().statements(M::slot().number());
    let plan = statements.insert(dialect, table, with_key);
    let written = write(session, record, plan, &made)?;
    statements.compare_last_id(table, plan, &written.returned, written.last_insert_id);
    fill_in(record, plan, made, written)
}

/// Inserts the struct, or updates the row of its key.
pub(super) fn upsert<M: Record>(session: &mut Session<'_>, record: &mut M) -> Result<()> {
    let mut made = made_on_insert(record, &new_instant::<M>(session)?)?;
    let statements = session.shared().statements(M::slot().number());
    let plan = statements.upsert(session.dialect(), M::TABLE)?;
    let written = write(session, record, plan, &made)?;
    if let Some(read_back) = &plan.read_back {
        read(session, record, read_back, &mut made)?;
    }
    fill_in(record, plan, made, written)
}

/// Reads what the statement could not hand back; it goes before what the library had made.
fn read<M: Record>(
    session: &mut Session<'_>,
    record: &M,
    read_back: &ReadBack,
    made: &mut Made,
) -> Result<()> {
    let key: Values<'_> =
        M::TABLE.key.iter().map(|column| record.value(*column)).collect::<Result<_>>()?;
    let statement = Statement::new(&read_back.statement.sql)
        .expect(Expect::One)
        .sensitive(&read_back.statement.sensitive);
    session.query(&statement, &key, &mut |row| {
        for (index, column) in read_back.columns.iter().enumerate() {
            made.retain(|(known, _)| known != column);
            made.push((*column, row.get(index)?.into_owned()));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

pub(super) fn key_is_unset<M: Record>(record: &M) -> Result<bool> {
    for column in M::TABLE.key {
        if !record.value(*column)?.is_unset_key() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The timestamps of new rows: one instant for all.
pub(super) fn new_instant<M: Record>(session: &Session<'_>) -> Result<Made> {
    new_instant_of::<M>(session.dialect())
}

/// The timestamps of new rows in a database of this dialect.
pub(super) fn new_instant_of<M: Record>(dialect: &dyn Dialect) -> Result<Made> {
    let table = M::TABLE;
    let mut made = Made::new();
    if table.created_at.is_none() && table.updated_at.is_none() {
        return Ok(made);
    }
    let instant = Instant::now(dialect)?;
    for column in [table.created_at, table.updated_at].into_iter().flatten() {
        made.push((column, instant.value(table.columns[column].kind)));
    }
    Ok(made)
}

/// What the library makes for a new row: the timestamps, the first version, and a UUID key.
pub(super) fn made_on_insert<M: Record>(record: &M, instant: &Made) -> Result<Made> {
    let table = M::TABLE;
    let mut made = stamps(record, instant)?;
    if let (KeyStrategy::Uuid, [key]) = (table.key_strategy, table.key)
        && record.value(*key)?.is_unset_key()
    {
        made.push((*key, new_uuid()?));
    }
    Ok(made)
}

/// What the library makes for each of several new rows: nothing at all where no row gets anything.
pub(super) fn made_on_inserts<M: Record, R: Borrow<M>>(
    records: &[R],
    instant: &Made,
) -> Result<Vec<Made>> {
    if M::TABLE.key_strategy != KeyStrategy::Uuid && stamps_nothing::<M>(instant) {
        return Ok(Vec::new());
    }
    records.iter().map(|record| made_on_insert(record.borrow(), instant)).collect()
}

/// Whether [`stamps`] makes nothing, whatever the row is.
pub(super) fn stamps_nothing<M: Record>(instant: &Made) -> bool {
    instant.is_empty() && M::TABLE.lock_version.is_none()
}

/// What the library makes for a new row besides its key: the same whenever it is asked.
pub(super) fn stamps<M: Record>(record: &M, instant: &Made) -> Result<Made> {
    let mut made = instant.clone();
    if let Some(version) = M::TABLE.lock_version
        && record.value(version)?.is_unset_key()
    {
        made.push((version, Value::I64(1)));
    }
    Ok(made)
}

#[cfg(feature = "uuid")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature there is no UUID to make")]
pub(super) fn new_uuid() -> Result<Value<'static>> {
    Ok(Value::Uuid(*uuid::Uuid::now_v7().as_bytes()))
}

#[cfg(not(feature = "uuid"))]
pub(super) fn new_uuid() -> Result<Value<'static>> {
    Err(Error::new(ErrorKind::Unsupported, "making a UUID needs the feature `uuid`"))
}

/// The value of a column; where it has no form in a database the error says which column it is.
pub(super) fn value_of<M: Record>(record: &M, column: usize) -> Result<Value<'_>> {
    record.value(column).map_err(|error| error.at_column(M::TABLE, column))
}

/// What came back from an INSERT.
pub(super) struct Written {
    pub(super) returned: Vec<Value<'static>>,
    pub(super) last_insert_id: Option<i64>,
}

pub(super) fn write<M: Record>(
    session: &mut Session<'_>,
    record: &M,
    plan: &InsertPlan,
    made: &[(usize, Value<'static>)],
) -> Result<Written> {
    let mut binds = Values::new();
    for column in &plan.columns {
        // Each way pushes by itself: a value that both would hand over goes through memory.
        match made.iter().find(|(known, _)| known == column) {
            None => binds.push(value_of(record, *column)?),
            Some((_, value)) => binds.push(value.borrowed()),
        }
    }
    let statement = Statement::new(&plan.statement.sql)
        .outputs(&plan.statement.outputs)
        .sensitive(&plan.statement.sensitive);
    let mut returned = Vec::new();
    let done = if plan.returned.is_empty() {
        session.execute(&statement.expect(Expect::Nothing), &binds)
    } else {
        session.query(&statement.expect(Expect::One), &binds, &mut |row| {
            for index in 0..plan.returned.len() {
                returned.push(row.get(index)?.into_owned());
            }
            Ok(ControlFlow::Continue(()))
        })
    };
    let done = done.map_err(|error| error.in_statement(M::TABLE, &plan.columns))?;
    if returned.len() < plan.returned.len() {
        return Err(Error::new(ErrorKind::Database, "the INSERT handed no row back")
            .with_model(M::TABLE.model)
            .with_table(M::TABLE.name)
            .with_help("a trigger or a view may have swallowed it"));
    }
    Ok(Written { returned, last_insert_id: done.last_insert_id })
}

/// Puts into the struct what was made. Everything is converted before anything is kept, so that
/// the struct is either as before or complete.
fn fill_in<M: Record>(
    record: &mut M,
    plan: &InsertPlan,
    made: Made,
    written: Written,
) -> Result<()> {
    if plan.key_from_driver {
        let key = written.last_insert_id.ok_or_else(|| {
            Error::new(ErrorKind::Database, "the driver did not tell the new key")
                .with_model(M::TABLE.model)
        })?;
        let mut keys = M::TABLE.key.iter().map(|column| (*column, Value::I64(key)));
        if made.is_empty() && plan.returned.is_empty() {
            // The common case: the key alone, which needs no way back.
            return keys.try_for_each(|(column, value)| set_one(record, column, value));
        }
        return set_all(record, made.into_iter().chain(keys));
    }
    set_all(record, made.into_iter().chain(plan.returned.iter().copied().zip(written.returned)))
}

fn set_one<M: Record>(record: &mut M, column: usize, value: Value<'_>) -> Result<()> {
    record.set_value(column, value).map_err(written_all_the_same)
}

#[cold]
fn written_all_the_same(error: Error) -> Error {
    error.with_help("the row was written all the same")
}

/// Sets several fields; when one does not fit, those before it get their old values back.
pub(super) fn set_all<M: Record>(
    record: &mut M,
    values: impl IntoIterator<Item = (usize, Value<'static>)>,
) -> Result<()> {
    let mut before: Made = Made::new();
    for (column, value) in values {
        let old = record.value(column)?.into_owned();
        if let Err(error) = record.set_value(column, value) {
            for (column, value) in before.into_iter().rev() {
                record.set_value(column, value)?;
            }
            return Err(written_all_the_same(error));
        }
        before.push((column, old));
    }
    Ok(())
}
