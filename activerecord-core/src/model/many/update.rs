//! UPDATE of many structs.

use smallvec::SmallVec;

use super::insert::binds_of;
use super::plan::{chunks, rows_max};
use crate::database::Session;
use crate::model::find::key_of;
use crate::model::insert::{Made, key_is_unset, set_all};
use crate::model::update::{
    all_writable, missing, next_version, now_of_update, row_is_there, unsaved, write_row,
};
use crate::{Expect, Record, Result, Statement, Value, Values};

/// Makes all rows equal to their structs, or none.
pub(in crate::model) fn update_many<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
) -> Result<()> {
    for record in records.iter() {
        if M::TABLE.has_generated_key() && key_is_unset(record)? {
            return Err(unsaved(M::TABLE));
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    let shared: &[M] = records;
    let made = session.atomically(|session| update_all(session, shared))?;
    for (record, made) in records.iter_mut().zip(made) {
        set_all(record, made)?;
    }
    Ok(())
}

/// Writes all rows, and hands back what each struct gets.
fn update_all<M: Record>(session: &mut Session<'_>, records: &[M]) -> Result<Vec<Made>> {
    let dialect = session.dialect();
    let columns = all_writable(M::TABLE);
    let now = now_of_update::<M>(session)?;
    let mut all: SmallVec<[usize; 16]> = columns.iter().copied().collect();
    all.extend(M::TABLE.updated_at);
    let binds_per_row = all.len() + M::TABLE.key.len() + 1;
    let set_based = |rows: usize| crate::dialect::write::update_rows(dialect, M::TABLE, &all, rows);
    let read_only = M::TABLE.columns.iter().any(|column| column.read_only);
    if read_only || all.is_empty() || set_based(1)?.is_none() {
        return one_by_one(session, records, &columns);
    }
    let mut made = Vec::with_capacity(records.len());
    let mut rest = records;
    for size in chunks(dialect, records.len(), rows_max(dialect, binds_per_row)) {
        let (chunk, others) = rest.split_at(size);
        rest = others;
        update_chunk(session, chunk, &all, &now, &mut made)?;
    }
    Ok(made)
}

fn one_by_one<M: Record>(
    session: &mut Session<'_>,
    records: &[M],
    columns: &[usize],
) -> Result<Vec<Made>> {
    let mut made = Vec::with_capacity(records.len());
    for record in records {
        let key: Values<'static> = key_of(record)?.into_iter().map(Value::into_owned).collect();
        made.push(write_row(session, record, columns, key)?);
    }
    Ok(made)
}

fn update_chunk<M: Record>(
    session: &mut Session<'_>,
    chunk: &[M],
    columns: &[usize],
    now: &Made,
    made: &mut Vec<Made>,
) -> Result<()> {
    let table = M::TABLE;
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.update_rows(session.dialect(), table, columns, chunk.len())?;
    let sent: Vec<usize> =
        columns.iter().chain(table.key).chain(table.lock_version.as_ref()).copied().collect();
    let nows = vec![now.clone(); chunk.len()];
    let binds = binds_of::<M, M>(session, chunk, &nows, &sent)?;
    let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
    let done = session
        .execute(&text.expect(Expect::Nothing), &binds)
        .map_err(|error| error.with_model(table.model))?;
    drop(binds);
    if done.affected < chunk.len() as u64 {
        return Err(first_missing(session, chunk)?);
    }
    for record in chunk {
        let mut values = now.clone();
        if let Some(column) = table.lock_version {
            values.push((column, next_version(&record.value(column)?)));
        }
        made.push(values);
    }
    Ok(())
}

/// The error for the first struct whose row is gone, or has another version.
fn first_missing<M: Record>(session: &mut Session<'_>, chunk: &[M]) -> Result<crate::Error> {
    let table = M::TABLE;
    let mut last = None;
    for record in chunk {
        let key: Values<'static> = key_of(record)?.into_iter().map(Value::into_owned).collect();
        let version = table.lock_version.map(|column| record.value(column)).transpose()?;
        let version = version.map(Value::into_owned);
        // The rows that were met have their new version by now.
        let raised = version.as_ref().map(next_version);
        if !row_is_there(session, table, &key, raised.as_ref())? {
            return Ok(missing(table, key, version));
        }
        last = Some((key, version));
    }
    // Two structs of one row: the second met a version that the first had raised.
    let (key, version) = last.unwrap_or_default();
    Ok(missing(table, key, version))
}
