//! INSERT of many structs.

use std::ops::{ControlFlow, Range};

use super::plan::{chunks, rows_max};
use crate::database::{InsertPlan, Session};
use crate::dialect::{Bulk, LastId};
use crate::model::insert::{
    Made, Written, key_is_unset, made_on_insert, new_instant, set_all, value_of, write,
};
use crate::{Error, ErrorKind, Expect, Record, Result, Statement, Value};

/// What one struct gets when all rows are inserted: what the library made, and what came back.
struct Filled {
    made: Made,
    returned: Vec<(usize, Value<'static>)>,
}

/// Inserts all structs or none.
pub(in crate::model) fn insert_many<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let runs = runs(records)?;
    let single = runs.len() == 1 && fits_one_statement::<M>(session, records.len());
    let shared: &[M] = records;
    let insert_all = |session: &mut Session<'_>| {
        let instant = new_instant::<M>(session)?;
        let mut filled = Vec::with_capacity(shared.len());
        for (range, with_key) in &runs {
            insert_run(session, &shared[range.clone()], *with_key, &instant, &mut filled)?;
        }
        Ok(filled)
    };
    let filled = if single { insert_all(session)? } else { session.atomically(insert_all)? };
    for (record, filled) in records.iter_mut().zip(filled) {
        set_all(record, filled.made.into_iter().chain(filled.returned))?;
    }
    Ok(())
}

fn fits_one_statement<M: Record>(session: &Session<'_>, rows: usize) -> bool {
    let dialect = session.dialect();
    let columns = M::TABLE.columns.len();
    chunks(dialect, rows, rows_max(dialect, columns)).len() == 1
}

/// Neighbours that all have a key, or all wait for the database to make one.
fn runs<M: Record>(records: &[M]) -> Result<Vec<(Range<usize>, bool)>> {
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let with_key = !M::TABLE.has_generated_key() || !key_is_unset(record)?;
        match runs.last_mut() {
            Some((range, same)) if *same == with_key => range.end = index + 1,
            _ => runs.push((index..index + 1, with_key)),
        }
    }
    Ok(runs)
}

fn insert_run<M: Record>(
    session: &mut Session<'_>,
    records: &[M],
    with_key: bool,
    instant: &Made,
    filled: &mut Vec<Filled>,
) -> Result<()> {
    let table = M::TABLE;
    let dialect = session.dialect();
    let statements = session.shared().statements(M::slot().number());
    if dialect.capabilities().bulk == Bulk::RowByRow {
        for record in records {
            let made = made_on_insert(record, instant)?;
            let plan = statements.insert(dialect, table, with_key);
            let written = write(session, record, plan, &made)?;
            statements.compare_last_id(table, plan, &written.returned, written.last_insert_id);
            filled.push(Filled { made, returned: returned::<M>(plan, written)? });
        }
        return Ok(());
    }
    let plan = statements.insert(dialect, table, with_key);
    let mut rest = records;
    for size in chunks(dialect, records.len(), rows_max(dialect, plan.columns.len())) {
        let (chunk, others) = rest.split_at(size);
        rest = others;
        // Asked for each chunk anew: after the first one the driver's keys may be trusted.
        let plan = statements.insert(dialect, table, with_key);
        insert_chunk(session, chunk, plan, instant, filled)?;
    }
    Ok(())
}

/// The values that one written row hands back.
fn returned<M: Record>(
    plan: &InsertPlan,
    written: Written,
) -> Result<Vec<(usize, Value<'static>)>> {
    let mut values: Vec<_> = plan.returned.iter().copied().zip(written.returned).collect();
    if plan.key_from_driver {
        let key = written.last_insert_id.ok_or_else(no_key::<M>)?;
        values.extend(M::TABLE.key.iter().map(|column| (*column, Value::I64(key))));
    }
    Ok(values)
}

#[cold]
fn no_key<M: Record>() -> Error {
    Error::new(ErrorKind::Database, "the driver did not tell the new key")
        .with_model(M::TABLE.model)
}

fn insert_chunk<M: Record>(
    session: &mut Session<'_>,
    chunk: &[M],
    plan: &InsertPlan,
    instant: &Made,
    filled: &mut Vec<Filled>,
) -> Result<()> {
    let statements = session.shared().statements(M::slot().number());
    let statement = statements.insert_rows(session.dialect(), M::TABLE, plan, chunk.len())?;
    let made: Vec<Made> =
        chunk.iter().map(|record| made_on_insert(record, instant)).collect::<Result<_>>()?;
    let binds = binds_of::<M, M>(session, chunk, &made, &plan.columns)?;
    let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
    let mut rows: Vec<Vec<(usize, Value<'static>)>> = Vec::new();
    let done = if plan.returned.is_empty() {
        session.execute(&text.expect(Expect::Nothing), &binds)
    } else {
        rows.reserve(chunk.len());
        session.query(&text.outputs(&statement.outputs), &binds, &mut |row| {
            let mut values = Vec::with_capacity(plan.returned.len());
            for (index, column) in plan.returned.iter().enumerate() {
                values.push((*column, row.get(index)?.into_owned()));
            }
            rows.push(values);
            Ok(ControlFlow::Continue(()))
        })
    };
    let done = done.map_err(|error| error.in_statement(M::TABLE, &plan.columns))?;
    drop(binds);
    if plan.key_from_driver {
        let capabilities = session.dialect().capabilities();
        let step = capabilities.key_step;
        let count = i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        let told = done.last_insert_id.ok_or_else(no_key::<M>)?;
        let first = match capabilities.last_id_of_many {
            LastId::First => told,
            LastId::Last => told - (count - 1) * step,
        };
        let keys = (0..count).map(|index| Value::I64(first + index * step));
        rows = keys.map(|key| M::TABLE.key.iter().map(|k| (*k, key.clone())).collect()).collect();
    } else if plan.returned.is_empty() {
        rows.resize_with(chunk.len(), Vec::new);
    }
    let told = match session.dialect().capabilities().last_id_of_many {
        LastId::First => rows.first(),
        LastId::Last => rows.last(),
    };
    if let Some(told) = told {
        let values: Vec<Value<'static>> = told.iter().map(|(_, value)| value.clone()).collect();
        statements.compare_last_id(M::TABLE, plan, &values, done.last_insert_id);
    }
    if rows.len() != chunk.len() {
        let message = format!("{} rows were inserted, {} came back", chunk.len(), rows.len());
        return Err(Error::new(ErrorKind::Database, message)
            .with_model(M::TABLE.model)
            .with_help("a trigger or a view may have swallowed some"));
    }
    filled.extend(made.into_iter().zip(rows).map(|(made, returned)| Filled { made, returned }));
    Ok(())
}

/// The binds of several rows: row after row, or as one array for each column.
pub(super) fn binds_of<'r, M: Record, R: std::borrow::Borrow<M>>(
    session: &Session<'_>,
    records: &'r [R],
    made: &'r [Made],
    columns: &[usize],
) -> Result<Vec<Value<'r>>> {
    let value = |index: usize, column: usize| -> Result<Value<'r>> {
        match made.get(index).and_then(|made| made.iter().find(|(known, _)| *known == column)) {
            Some((_, value)) => Ok(value.borrowed()),
            None => value_of(records[index].borrow(), column),
        }
    };
    let mut binds = Vec::new();
    if session.dialect().capabilities().bulk == Bulk::Arrays {
        for column in columns {
            let kind = &M::TABLE.columns[*column].kind;
            let items: Result<_> = (0..records.len()).map(|index| value(index, *column)).collect();
            binds.push(Value::Array { kind, items: items? });
        }
        return Ok(binds);
    }
    binds.reserve(records.len() * columns.len());
    for index in 0..records.len() {
        for column in columns {
            binds.push(value(index, *column)?);
        }
    }
    Ok(binds)
}
