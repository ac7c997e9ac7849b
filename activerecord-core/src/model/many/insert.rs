//! INSERT of many structs.

use std::ops::{ControlFlow, Range};

use smallvec::SmallVec;

use super::binds::binds_of;
use super::fill::{Filled, fill_in};
use super::keys::{first_key, follow, proven};
use super::plan::{bulk_of, chunks, rows_max, within_bytes};
use crate::database::{InsertPlan, ModelStatements, Session};
use crate::dialect::{Bulk, Dialect, LastId};
use crate::model::insert::{
    Made, as_tree, key_is_unset, made_on_inserts, new_instant, stamps, stamps_nothing, with_owners,
};
use crate::{Done, Error, ErrorKind, Expect, KeyStrategy, Kind, Record, Result, Statement, Value};

/// Inserts all structs or none, and the rows of their relations that are not inserted yet.
pub(in crate::model) fn insert_many<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
) -> Result<()> {
    as_tree(session, records, |session, records| with_owners(session, records, insert_rows))
}

/// Inserts all structs or none.
pub(in crate::model) fn insert_rows<M: Record>(
    session: &mut Session<'_>,
    records: &mut [M],
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let instant = new_instant::<M>(session)?;
    let filled = write_all(session, records, &instant)?;
    let alike = |record: &M| stamps(record, &instant);
    fill_in(records, filled, (!stamps_nothing::<M>(&instant)).then_some(alike))
}

fn write_all<M: Record>(
    session: &mut Session<'_>,
    records: &[M],
    instant: &Made,
) -> Result<Vec<Filled>> {
    let mut runs = runs(records)?;
    let statements = session.shared().statements(M::slot().number());
    let mut inserts = Inserts { records, instant, statements, counts: true, miscounted: false };
    for run in &mut runs {
        inserts.make_keys(session, run)?;
        run.sizes = inserts.sizes(session.dialect(), run)?;
    }
    if let [run] = runs.as_slice()
        && run.sizes.len() == 1
    {
        return inserts.write(session, &runs);
    }
    let result = session.atomically(|session| inserts.write(session, &runs));
    if !inserts.miscounted || session.is_unfit() {
        return result;
    }
    inserts.counts = false;
    session.atomically(|session| inserts.write(session, &runs))
}

/// Neighbours that all have a key, or all wait for the database to make one.
struct Run {
    range: Range<usize>,
    with_key: bool,
    /// How many rows go into each statement.
    sizes: Vec<usize>,
    /// The keys that the database made beforehand.
    keys: Option<Vec<i64>>,
}

impl Run {
    /// Whether the keys are sent.
    fn sends_keys(&self) -> bool {
        self.with_key || self.keys.is_some()
    }

    /// The key that was made beforehand for the struct at this position.
    fn key(&self, index: usize) -> Option<i64> {
        self.keys.as_ref()?.get(index - self.range.start).copied()
    }
}

fn runs<M: Record>(records: &[M]) -> Result<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let with_key = !M::TABLE.has_generated_key() || !key_is_unset(record)?;
        match runs.last_mut() {
            Some(run) if run.with_key == with_key => run.range.end = index + 1,
            _ => {
                runs.push(Run { range: index..index + 1, with_key, sizes: Vec::new(), keys: None })
            }
        }
    }
    Ok(runs)
}

/// The INSERTs of one call.
struct Inserts<'r, M> {
    records: &'r [M],
    instant: &'r Made,
    statements: &'r ModelStatements,
    /// Whether keys are counted once they have proved countable.
    counts: bool,
    /// Counted keys were wrong: nothing may be kept.
    miscounted: bool,
}

/// What a statement about several rows did.
struct Chunk {
    made: Vec<Made>,
    /// What came back, row after row.
    returned: Vec<Value<'static>>,
    done: Done,
}

impl<M: Record> Inserts<'_, M> {
    /// Has keys made beforehand where they would not come back from a statement about many rows.
    fn make_keys(&self, session: &mut Session<'_>, run: &mut Run) -> Result<()> {
        let dialect = session.dialect();
        if run.with_key || run.range.len() < 2 || dialect.capabilities().bulk != Bulk::Batch {
            return Ok(());
        }
        let plan = self.statements.insert_by(dialect, M::TABLE, false, false);
        if plan.returned == M::TABLE.key {
            run.keys = session.connection().new_keys(M::TABLE, run.range.len())?;
        }
        Ok(())
    }

    fn sizes(&self, dialect: &dyn Dialect, run: &Run) -> Result<Vec<usize>> {
        let plan = self.statements.insert_by(dialect, M::TABLE, run.sends_keys(), false);
        let rows_max = rows_max(dialect, plan.columns.len(), plan.returned.len());
        let chunks = chunks(dialect, &self.statements.many, run.range.len(), rows_max);
        within_bytes(dialect, chunks, self.records[run.range.clone()].iter(), &plan.columns)
    }

    fn write(&mut self, session: &mut Session<'_>, runs: &[Run]) -> Result<Vec<Filled>> {
        let mut filled = Vec::new();
        for run in runs {
            self.write_run(session, run, &mut filled)?;
        }
        Ok(filled)
    }

    fn write_run(
        &mut self,
        session: &mut Session<'_>,
        run: &Run,
        filled: &mut Vec<Filled>,
    ) -> Result<()> {
        let dialect = session.dialect();
        let can = dialect.capabilities();
        let statements = self.statements;
        // The last key of the chunk before, once the driver's word has proved true.
        let mut last_key = None;
        // Where the first key is told, nothing between two statements can be mistaken for theirs.
        let tells_first = can.last_id_of_many == LastId::First;
        let mut start = run.range.start;
        for size in run.sizes.iter().copied() {
            let trusts = last_key.is_some() || (tells_first && statements.counts_keys());
            let plan = statements.insert_by(dialect, M::TABLE, run.sends_keys(), trusts);
            let mut chunk = self.write_chunk(session, run, start..start + size, plan)?;
            if plan.key_from_driver {
                let told = chunk.done.last_insert_id;
                let first = told.and_then(|told| first_key(can, told, size));
                let first = first.ok_or_else(no_key::<M>)?;
                if last_key.is_some_and(|last| !follow(can, last, first)) {
                    self.miscounted = true;
                    return Err(no_key::<M>());
                }
                let key =
                    |index: usize| first.saturating_add(can.key_step.saturating_mul(index as i64));
                chunk.returned = (0..size).map(|index| Value::I64(key(index))).collect();
                last_key = last_key.and_then(|_| match chunk.returned.last() {
                    Some(Value::I64(last)) => Some(*last),
                    _ => None,
                });
            } else if self.counts && !run.sends_keys() {
                last_key = last_of::<M>(dialect, plan, &chunk);
                if tells_first && last_key.is_some() {
                    statements.keys_are_counted();
                }
            }
            filled.push(self.filled(run, start, plan, chunk)?);
            start += size;
        }
        Ok(())
    }

    fn write_chunk(
        &self,
        session: &mut Session<'_>,
        run: &Run,
        range: Range<usize>,
        plan: &InsertPlan,
    ) -> Result<Chunk> {
        let start = range.start;
        let rows = &self.records[range];
        let dialect = session.dialect();
        let statement = self.statements.many.insert_rows(dialect, M::TABLE, plan, rows.len())?;
        let mut made = made_on_inserts::<M, M>(rows, self.instant)?;
        if run.keys.is_some() {
            made.resize(rows.len(), Made::new());
        }
        for (index, values) in made.iter_mut().enumerate() {
            let key = run.key(start + index).zip(M::TABLE.key.first());
            values.extend(key.map(|(key, column)| (*column, Value::I64(key))));
        }
        let bulk = bulk_of(dialect, plan.returned.len());
        let binds = binds_of::<M, M>(bulk, rows, &made, &plan.columns)?;
        let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
        let width = plan.returned.len();
        let mut returned = Vec::with_capacity(rows.len() * width);
        let mut places = Vec::new();
        let done = if width == 0 {
            session.execute(&text.expect(Expect::Nothing), &binds)
        } else {
            session.query(&text.outputs(&statement.outputs), &binds, &mut |row| {
                for index in 0..width {
                    returned.push(row.get(index)?.into_owned());
                }
                if statement.numbered {
                    places.push(row.get(width)?.into_owned());
                }
                Ok(ControlFlow::Continue(()))
            })
        };
        let done = done.map_err(|error| error.in_statement(M::TABLE, &plan.columns))?;
        drop(binds);
        let written = match width {
            // Where no key is asked for, it is for a trigger to say where the row goes.
            0 if !plan.key_from_driver => rows.len(),
            0 => usize::try_from(done.affected).unwrap_or(usize::MAX),
            _ => returned.len() / width,
        };
        if written != rows.len() {
            return Err(swallowed::<M>(session, rows.len(), written));
        }
        if statement.numbered {
            returned = in_order(returned, width, &places).ok_or_else(no_place::<M>)?;
        }
        Ok(Chunk { made, returned, done })
    }

    /// What the structs of a chunk get: the keys that were made for them, and what came back.
    fn filled(&self, run: &Run, start: usize, plan: &InsertPlan, chunk: Chunk) -> Result<Filled> {
        let table = M::TABLE;
        let Chunk { made, returned, .. } = chunk;
        let mut columns: SmallVec<[usize; 4]> = SmallVec::from_slice(&plan.returned);
        if plan.key_from_driver {
            columns.extend_from_slice(table.key);
        }
        if table.key_strategy != KeyStrategy::Uuid && run.keys.is_none() {
            return Ok(Filled { start, columns, values: returned });
        }
        let width = columns.len();
        columns.extend_from_slice(table.key);
        let mut values = Vec::with_capacity(made.len() * columns.len());
        let mut returned = returned.into_iter();
        for (record, made) in self.records[start..].iter().zip(made) {
            values.extend(returned.by_ref().take(width));
            for key in table.key {
                let made = made.iter().find(|(column, _)| column == key);
                values.push(match made {
                    Some((_, value)) => value.clone(),
                    None => record.value(*key)?.into_owned(),
                });
            }
        }
        Ok(Filled { start, columns, values })
    }
}

/// The last key of rows whose keys came back, where those of the next can be counted.
fn last_of<M: Record>(dialect: &dyn Dialect, plan: &InsertPlan, chunk: &Chunk) -> Option<i64> {
    let [key] = M::TABLE.key else { return None };
    let position = plan.returned.iter().position(|column| column == key)?;
    let keys = chunk.returned.chunks_exact(plan.returned.len()).map(|row| &row[position]);
    proven(dialect.capabilities(), chunk.done.last_insert_id, keys)
}

/// Rows in the order of their places, each of which must be there once.
fn in_order(
    mut rows: Vec<Value<'static>>,
    width: usize,
    places: &[Value<'static>],
) -> Option<Vec<Value<'static>>> {
    let mut order = vec![None; places.len()];
    for (row, place) in places.iter().enumerate() {
        let Value::I64(place) = place else { return None };
        *order.get_mut(usize::try_from(*place).ok()?)? = Some(row);
    }
    let mut sorted = Vec::with_capacity(rows.len());
    for row in order {
        let start = row? * width;
        sorted.extend(
            rows[start..start + width]
                .iter_mut()
                .map(|value| std::mem::replace(value, Value::Null(Kind::Bool))),
        );
    }
    Some(sorted)
}

#[cold]
fn no_place<M: Record>() -> Error {
    Error::new(ErrorKind::Database, "the rows that came back are not those that were sent")
        .with_model(M::TABLE.model)
        .with_table(M::TABLE.name)
}

#[cold]
fn no_key<M: Record>() -> Error {
    Error::new(ErrorKind::Database, "the driver did not tell the new keys")
        .with_model(M::TABLE.model)
        .with_table(M::TABLE.name)
}

#[cold]
fn swallowed<M: Record>(session: &mut Session<'_>, sent: usize, written: usize) -> Error {
    let kept = !session.connection().in_transaction();
    Error::new(ErrorKind::Database, format!("{sent} rows were sent, {written} were inserted"))
        .with_model(M::TABLE.model)
        .with_table(M::TABLE.name)
        .with_help(if kept {
            "a trigger or a view may have swallowed the others; these are stored all the same"
        } else {
            "a trigger or a view may have swallowed the others"
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[i64]) -> Vec<Value<'static>> {
        numbers.iter().copied().map(Value::I64).collect()
    }

    #[test]
    fn rows_are_put_in_the_order_of_their_places() {
        let sorted = in_order(numbers(&[7, 70, 5, 50, 6, 60]), 2, &numbers(&[2, 0, 1]));
        assert_eq!(sorted, Some(numbers(&[5, 50, 6, 60, 7, 70])));
    }

    #[test]
    fn a_place_that_is_missing_or_unknown_is_noticed() {
        assert_eq!(in_order(numbers(&[7, 5]), 1, &numbers(&[0, 0])), None);
        assert_eq!(in_order(numbers(&[7, 5]), 1, &numbers(&[0, 2])), None);
        assert_eq!(in_order(numbers(&[7]), 1, &numbers(&[-1])), None);
    }
}
