//! The values of new rows, for a backend's own way to load many of them.

use std::fmt;
use std::marker::PhantomData;

use super::insert::{Made, key_is_unset, made_on_insert, new_instant_of, value_of};
use crate::dialect::Dialect;
use crate::{Record, Result, Value};

/// The values that structs have as new rows: their own, and those that the library makes as
/// [`insert_many`](crate::Model::insert_many) does, which are the timestamps, the first version
/// and a UUID key. The structs stay as they are.
///
/// For backends that load many rows by another way than INSERT.
pub struct NewRows<M> {
    instant: Made,
    model: PhantomData<fn() -> M>,
}

impl<M: Record> NewRows<M> {
    /// The values of new rows, which all have the same timestamps.
    ///
    /// # Errors
    /// The database has no form for timestamps.
    pub fn new(dialect: &dyn Dialect) -> Result<Self> {
        Ok(NewRows { instant: new_instant_of::<M>(dialect)?, model: PhantomData })
    }

    /// The positions of the columns that are written, for rows whose keys the database makes or
    /// not.
    pub fn columns(&self, key_is_made: bool) -> impl Iterator<Item = usize> + use<M> {
        let table = M::TABLE;
        let sent = move |column: &usize| {
            let made = key_is_made && table.is_key(*column);
            !made && !table.columns[*column].read_only
        };
        (0..table.columns.len()).filter(sent)
    }

    /// Whether the database makes the row's key.
    ///
    /// # Errors
    /// The key has no form in a database.
    pub fn key_is_made(&self, record: &M) -> Result<bool> {
        Ok(M::TABLE.has_generated_key() && key_is_unset(record)?)
    }

    /// The values of a row in the order of `columns`, one after the other.
    ///
    /// # Errors
    /// A value has no form in a database, or the error of `each`.
    pub fn values<'r>(
        &self,
        record: &'r M,
        columns: &[usize],
        mut each: impl FnMut(Value<'r>) -> Result<()>,
    ) -> Result<()> {
        let mut made = made_on_insert(record, &self.instant)?;
        for column in columns {
            let value = match made.iter_mut().find(|(known, _)| known == column) {
                Some((_, value)) => std::mem::replace(value, Value::Bool(false)),
                None => value_of(record, *column)?,
            };
            each(value).map_err(|error| error.at_column(M::TABLE, *column))?;
        }
        Ok(())
    }
}

impl<M> fmt::Debug for NewRows<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewRows").finish_non_exhaustive()
    }
}
