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

/// Puts the values into the structs, and into each what `alike` makes for it. When a value does not
/// fit its field the structs get their old values back.
pub(super) fn fill_in<M: Record>(
    records: &mut [M],
    mut filled: Vec<Filled>,
    alike: impl Fn(&M) -> Result<Made>,
) -> Result<()> {
    for index in 0..filled.len() {
        if let Err(error) = filled[index].exchange(records) {
            exchange_back(records, &mut filled[..index])?;
            return Err(error.with_help("the rows were written all the same"));
        }
    }
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
        for position in 0..self.values.len() {
            if let Err(error) = self.exchange_one(records, position) {
                for before in 0..position {
                    self.exchange_one(records, before)?;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn exchange_one<M: Record>(&mut self, records: &mut [M], position: usize) -> Result<()> {
        let record = &mut records[self.start + position / self.columns.len()];
        let column = self.columns[position % self.columns.len()];
        let old = record.value(column)?.into_owned();
        let new = std::mem::replace(&mut self.values[position], old);
        record.set_value(column, new)
    }
}
