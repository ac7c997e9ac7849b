//! Of structs that mean the same row, the last.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

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
        if makes_keys && key_is_unset(record)? {
            continue;
        }
        let Some(hash) = hash_of(record, columns, &hasher)? else { continue };
        let is_same = |(known, place): &(u64, usize)| {
            *known == hash && are_same(&records[*place], record, columns)
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
    if replaced.is_empty() {
        return Ok(records.iter().collect());
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

/// The hash of some of a struct's values; none where one of them is NULL.
#[inline]
fn hash_of<M: Record>(record: &M, columns: &[usize], hasher: &RandomState) -> Result<Option<u64>> {
    let mut state = hasher.build_hasher();
    for column in columns {
        let value = value_of(record, *column)?;
        if value.is_null() {
            return Ok(None);
        }
        match &value {
            // What most such columns are; whether two are the same is seen by their values.
            Value::Text(text) => state.write(text.as_bytes()),
            other => other.hash(&mut state),
        }
    }
    Ok(Some(state.finish()))
}

fn are_same<M: Record>(one: &M, other: &M, columns: &[usize]) -> bool {
    columns.iter().all(|column| match (one.value(*column), other.value(*column)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    })
}
