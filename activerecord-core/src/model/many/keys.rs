//! The keys of rows that were inserted by one statement, counted from the one that the driver
//! tells. That is faster than asking for each, and true only where nobody else inserts in between:
//! a trigger may, and so may another connection between two statements.

use crate::Value;
use crate::dialect::{Capabilities, LastId};

/// The key of the first of `count` rows, by the one that the driver told; none where the keys would
/// be beyond all numbers.
pub(super) fn first_key(can: &Capabilities, told: i64, count: usize) -> Option<i64> {
    let distance = i64::try_from(count).ok()?.checked_sub(1)?.checked_mul(can.key_step)?;
    let first = match can.last_id_of_many {
        LastId::First => told,
        LastId::Last => told.checked_sub(distance)?,
    };
    first.checked_add(distance).map(|_| first)
}

/// The last key of rows whose keys were all handed back, if counting would have given the same
/// ones. A single key proves nothing about the step to the next.
pub(super) fn proven<'k>(
    can: &Capabilities,
    told: Option<i64>,
    keys: impl ExactSizeIterator<Item = &'k Value<'static>>,
) -> Option<i64> {
    let count = keys.len();
    if count < 2 || !can.last_insert_id {
        return None;
    }
    let mut expected = first_key(can, told?, count)?;
    let mut last = expected;
    for key in keys {
        if *key != Value::I64(expected) {
            return None;
        }
        last = expected;
        expected = expected.wrapping_add(can.key_step);
    }
    Some(last)
}

/// Whether the keys from `first` on can follow those that end with `last`. Where the last key is
/// told, a row more than was sent shows as a gap.
pub(super) fn follow(can: &Capabilities, last: i64, first: i64) -> bool {
    can.last_id_of_many == LastId::First || last.checked_add(can.key_step) == Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(which: LastId, step: i64) -> Capabilities {
        let mut can = Capabilities::iso();
        (can.last_insert_id, can.last_id_of_many, can.key_step) = (true, which, step);
        can
    }

    #[test]
    fn the_first_key_is_told_or_counted_back_to() {
        assert_eq!(first_key(&telling(LastId::First, 2), 7, 3), Some(7));
        assert_eq!(first_key(&telling(LastId::Last, 2), 11, 3), Some(7));
        assert_eq!(first_key(&telling(LastId::Last, 1), 5, 1), Some(5));
    }

    #[test]
    fn keys_beyond_all_numbers_are_none() {
        assert_eq!(first_key(&telling(LastId::First, 1), i64::MAX, 2), None);
        assert_eq!(first_key(&telling(LastId::Last, 1), i64::MIN, 2), None);
        assert_eq!(first_key(&telling(LastId::First, i64::MAX), 1, 3), None);
        assert_eq!(first_key(&telling(LastId::First, 1), i64::MAX, 1), Some(i64::MAX));
    }

    #[test]
    fn only_an_unbroken_row_of_keys_proves_something() {
        let can = telling(LastId::Last, 1);
        let proven = |told, keys: &[i64]| {
            let keys: Vec<_> = keys.iter().map(|key| Value::I64(*key)).collect();
            proven(&can, told, keys.iter())
        };
        assert_eq!(proven(Some(6), &[4, 5, 6]), Some(6));
        assert_eq!(proven(Some(6), &[2, 4, 6]), None);
        assert_eq!(proven(Some(7), &[4, 5, 6]), None);
        assert_eq!(proven(None, &[4, 5, 6]), None);
        assert_eq!(proven(Some(6), &[6]), None);
    }

    #[test]
    fn a_gap_is_seen_where_the_last_key_is_told() {
        assert!(follow(&telling(LastId::Last, 2), 6, 8));
        assert!(!follow(&telling(LastId::Last, 2), 6, 10));
        assert!(follow(&telling(LastId::First, 2), 6, 10));
    }
}
