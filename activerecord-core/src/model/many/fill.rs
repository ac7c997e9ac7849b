//! What the structs get once their rows are written.

use smallvec::SmallVec;

use crate::model::insert::{Made, set_all};
use crate::{Record, Result, Value};

/// Values that neighbouring structs get, and that differ from one to the next. What all of them
/// get alike is not kept for each: there may be millions.
pub(super) struct Filled {
    /// The position of the first struct.
    pub(super) start: usize,
    pub(super) columns: SmallVec<[usize; 4]>,
    /// A value for each of the columns, struct after struct.
    pub(super) values: Vec<Value<'static>>,
}

/// Puts the values into the structs, and into each what `alike` makes for it, where it makes
/// anything. When a value does not fit its field the structs get their old values back.
pub(super) fn fill_in<M: Record>(
    records: &mut [M],
    mut filled: Vec<Filled>,
    alike: Option<impl Fn(&M) -> Result<Made>>,
) -> Result<()> {
    for index in 0..filled.len() {
        if let Err(error) = filled[index].exchange(records) {
            exchange_back(records, &mut filled[..index])?;
            return Err(error.with_help("the rows were written all the same"));
        }
    }
    let Some(alike) = alike else { return Ok(()) };
    for index in 0..records.len() {
        let record = &mut records[index];
        if let Err(error) = alike(record).and_then(|made| set_all(record, made)) {
            exchange_back(records, &mut filled)?;
            return Err(error);
        }
    }
    Ok(())
}

fn exchange_back<M: Record>(records: &mut [M], filled: &mut [Filled]) -> Result<()> {
    filled.iter_mut().try_for_each(|part| part.exchange(records))
}

impl Filled {
    /// Exchanges these values with those of the structs: with all of them, or with none.
    fn exchange<M: Record>(&mut self, records: &mut [M]) -> Result<()> {
        let mut done = 0;
        let result = self.exchange_first(records, usize::MAX, &mut done);
        if result.is_err() {
            self.exchange_first(records, done, &mut 0)?;
        }
        result
    }

    /// Exchanges the first of them, as many as are said, and counts those that are `done`.
    fn exchange_first<M: Record>(
        &mut self,
        records: &mut [M],
        count: usize,
        done: &mut usize,
    ) -> Result<()> {
        let width = self.columns.len().max(1);
        for (record, values) in records[self.start..].iter_mut().zip(self.values.chunks_mut(width))
        {
            for (column, value) in self.columns.iter().zip(values) {
                if *done == count {
                    return Ok(());
                }
                let old = record.value(*column)?.into_owned();
                let new = std::mem::replace(value, old);
                record.set_value(*column, new)?;
                *done += 1;
            }
        }
        Ok(())
    }
}
