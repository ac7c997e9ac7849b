//! The binds of statements about several rows.

use std::borrow::Borrow;

use crate::dialect::Bulk;
use crate::model::insert::{Made, value_of};
use crate::{Record, Result, Value};

/// The binds of several rows: row after row, or as one array for each column. What was made for a
/// row is sent instead of the struct's own value; `made` is empty where nothing was, for any row.
pub(super) fn binds_of<'r, M: Record, R: Borrow<M>>(
    bulk: Bulk,
    records: &'r [R],
    made: &'r [Made],
    columns: &[usize],
) -> Result<Vec<Value<'r>>> {
    let value = |index: usize, column: usize| -> Result<Value<'r>> {
        let made = made.get(index).map_or(&[][..], |made| made.as_slice());
        match made.iter().find(|(known, _)| *known == column) {
            Some((_, value)) => Ok(value.borrowed()),
            None => value_of(records[index].borrow(), column),
        }
    };
    let mut binds = Vec::new();
    if matches!(bulk, Bulk::Arrays | Bulk::Batch) {
        for column in columns {
            let kind = &M::TABLE.columns[*column].kind;
            let items: Result<_> = (0..records.len()).map(|index| value(index, *column)).collect();
            binds.push(Value::Array { kind, items: items? });
        }
        return Ok(binds);
    }
    binds.reserve_exact(records.len() * columns.len());
    if made.is_empty() {
        for record in records {
            for column in columns {
                binds.push(value_of(record.borrow(), *column)?);
            }
        }
        return Ok(binds);
    }
    for index in 0..records.len() {
        for column in columns {
            binds.push(value(index, *column)?);
        }
    }
    Ok(binds)
}
