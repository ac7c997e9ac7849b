//! Of structs that mean the same row, the last.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use smallvec::SmallVec;

use crate::model::insert::{key_is_unset, value_of};
use crate::{KeyStrategy, Record, Result, Value};

/// The structs but those that mean the same row as a later one, by the values of these columns.
/// NULLs are never the same, nor are keys that are yet to be made.
pub(super) fn last_of_each<'r, M: Record>(
    records: &'r [M],
    columns: &[usize],
) -> Result<Vec<&'r M>> {
    let makes_keys = M::TABLE.key_strategy != KeyStrategy::Assigned && columns == M::TABLE.key;
    let hasher = RandomState::default();
    // Only hashes and positions: there may be millions, and few of them are the same.
    let mut places: HashTable<(u64, usize)> = HashTable::with_capacity(records.len());
    let mut replaced = Vec::new();
    for (position, record) in records.iter().enumerate() {
        let values = values_of(record, columns)?;
        if values.iter().any(Value::is_null) || (makes_keys && key_is_unset(record)?) {
            continue;
        }
        let hash = hasher.hash_one(&values);
        let is_same = |(known, place): &(u64, usize)| {
            *known == hash
                && values_of(&records[*place], columns).is_ok_and(|other| other == values)
        };
        match places.entry(hash, is_same, |(hash, _)| *hash) {
            Entry::Occupied(mut before) => {
                replaced.push(before.get().1);
                before.get_mut().1 = position;
            }
            Entry::Vacant(place) => {
                place.insert((hash, position));
            }
        }
    }
    replaced.sort_unstable();
    let mut replaced = replaced.into_iter().peekable();
    let mut kept = Vec::with_capacity(records.len() - replaced.len());
    for (position, record) in records.iter().enumerate() {
        if replaced.next_if_eq(&position).is_none() {
            kept.push(record);
        }
    }
    Ok(kept)
}

/// Most conflicts are about one column.
fn values_of<'r, M: Record>(record: &'r M, columns: &[usize]) -> Result<SmallVec<[Value<'r>; 1]>> {
    columns.iter().map(|column| value_of(record, *column)).collect()
}
