//! UPDATE of many structs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use smallvec::SmallVec;

use super::binds::binds_of;
use super::fill::{Filled, fill_in};
use super::plan::{chunks, rows_max};
use crate::database::Session;
use crate::expression::Select;
use crate::model::find::{chunk_of_keys, find_chunk};
use crate::model::insert::{Made, key_is_unset, stamps_nothing};
use crate::model::update::{
    all_writable, missing, next_version, now_of_update, owned_key, row_is_there, unsaved, write_row,
};
use crate::{Error, Expect, KeyStrategy, Record, Result, Statement, Value, Values};

/// Makes all rows equal to their structs, or none.
pub(in crate::model) fn update_many<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
) -> Result<()> {
    if M::TABLE.key_strategy != KeyStrategy::Assigned {
        for record in records.iter() {
            if key_is_unset(record)? {
                return Err(unsaved(M::TABLE));
            }
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    let now = now_of_update::<M>(session)?;
    let mut updates = Updates { records, now: &now, filled: Vec::new(), stale: None };
    let result = session.atomically(|session| updates.write(session));
    let Updates { filled, stale, .. } = updates;
    match (result, stale) {
        (Ok(()), _) => {}
        // Undone by now: the rows have the versions that they had before.
        (Err(_), Some(chunk)) if !session.is_unfit() => {
            return Err(first_stale(session, records, chunk)?);
        }
        (Err(error), _) => return Err(error),
    }
    let alike = |record: &M| {
        let mut made = now.clone();
        if let Some(column) = M::TABLE.lock_version {
            made.push((column, next_version(&record.value(column)?)));
        }
        Ok(made)
    };
    fill_in(records, filled, (!stamps_nothing::<M>(&now)).then_some(alike))?;
    records.iter_mut().for_each(M::forget_relations);
    Ok(())
}

/// The UPDATEs of one call.
struct Updates<'r, M> {
    records: &'r [M],
    now: &'r Made,
    /// What came back of the columns that the database writes.
    filled: Vec<Filled>,
    /// The chunk of structs of which not every one met its row.
    stale: Option<Range<usize>>,
}

impl<M: Record> Updates<'_, M> {
    fn write(&mut self, session: &mut Session<'_>) -> Result<()> {
        let dialect = session.dialect();
        let table = M::TABLE;
        let mut columns: SmallVec<[usize; 16]> = all_writable(table).into_iter().collect();
        columns.extend(table.updated_at);
        let read_only = table.columns.iter().any(|column| column.read_only);
        let set_based = !read_only
            && !columns.is_empty()
            && crate::dialect::write::update_rows(dialect, table, &columns, 1)?.is_some();
        if !set_based {
            return self.write_each(session, 0..self.records.len());
        }
        let binds_per_row = columns.len() + table.key.len() + 1;
        let statements = session.shared().statements(M::slot().number());
        let rows_max = rows_max(dialect, binds_per_row, 0);
        let mut start = 0;
        for size in chunks(dialect, &statements.many, self.records.len(), rows_max) {
            self.write_chunk(session, start..start + size, &columns)?;
            start += size;
        }
        Ok(())
    }

    fn write_each(&mut self, session: &mut Session<'_>, range: Range<usize>) -> Result<()> {
        let table = M::TABLE;
        let columns = all_writable(table);
        let returns = session.dialect().capabilities().update_returning;
        let read_only = |column: &usize| returns && table.columns[*column].read_only;
        let mut filled = Filled {
            start: range.start,
            columns: (0..table.columns.len()).filter(read_only).collect(),
            values: Vec::new(),
        };
        for record in &self.records[range] {
            let mut made = self.now.clone();
            write_row(session, record, &columns, &owned_key(record)?, &mut made)?;
            for column in &filled.columns {
                filled.values.push(match made.iter().find(|(known, _)| known == column) {
                    Some((_, value)) => value.clone(),
                    None => record.value(*column)?.into_owned(),
                });
            }
        }
        self.filled.push(filled);
        Ok(())
    }

    fn write_chunk(
        &mut self,
        session: &mut Session<'_>,
        range: Range<usize>,
        columns: &[usize],
    ) -> Result<()> {
        let table = M::TABLE;
        let dialect = session.dialect();
        let rows = &self.records[range.clone()];
        let statements = session.shared().statements(M::slot().number());
        let statement = statements.many.update_rows(dialect, table, columns, rows.len())?;
        let sent: Vec<usize> =
            columns.iter().chain(table.key).chain(table.lock_version.as_ref()).copied().collect();
        let made = if self.now.is_empty() { 0 } else { rows.len() };
        let made = vec![self.now.clone(); made];
        let binds = binds_of::<M, M>(dialect.capabilities().bulk, rows, &made, &sent)?;
        let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
        let done = session
            .execute(&text.expect(Expect::Nothing), &binds)
            .map_err(|error| error.in_statement(table, &sent))?;
        drop(binds);
        if done.affected >= rows.len() as u64 {
            return Ok(());
        }
        if table.lock_version.is_none() {
            // A row is gone, or is meant by two structs: one after the other tells which, and
            // gives the row the values of the last.
            return self.write_each(session, range);
        }
        let first = missing(table, &owned_key(&rows[0])?, version_of(&rows[0])?);
        self.stale = Some(range);
        Err(first)
    }
}

/// The error for the first struct of a chunk whose row is gone or has another version, or that
/// means the row of a struct before it, which has raised the version.
fn first_stale<M: Record>(
    session: &mut Session<'_>,
    records: &[M],
    chunk: Range<usize>,
) -> Result<Error> {
    let table = M::TABLE;
    let (before, rows) = records[..chunk.end].split_at(chunk.start);
    let keys: Vec<Values<'static>> = rows.iter().map(owned_key).collect::<Result<_>>()?;
    let mut stored = HashMap::new();
    for some in keys.chunks(chunk_of_keys(table, session)) {
        find_chunk(session, some, &Select::from_table(table), &mut |row: M| {
            stored.insert(owned_key(&row)?, version_of(&row)?);
            Ok(())
        })?;
    }
    for (record, key) in rows.iter().zip(&keys) {
        let version = version_of(record)?;
        // The database may compare keys more loosely than we do.
        if stored.get(key) != Some(&version)
            && !row_is_there(session, table, key, version.as_ref())?
        {
            return Ok(missing(table, key, version));
        }
    }
    let mut seen = HashSet::new();
    for record in before {
        let key = owned_key(record)?;
        if stored.contains_key(&key) {
            seen.insert(key);
        }
    }
    let twice = keys.iter().position(|key| !seen.insert(key.clone())).unwrap_or(0);
    Ok(missing(table, &keys[twice], version_of(&rows[twice])?))
}

fn version_of<M: Record>(record: &M) -> Result<Option<Value<'static>>> {
    let version = M::TABLE.lock_version.map(|column| record.value(column)).transpose()?;
    Ok(version.map(Value::into_owned))
}
