//! From SQLite's version to what it can do.

use activerecord_core::Isolation;
use activerecord_core::dialect::{Bulk, Capabilities, LastId, LateralStyle};

use crate::limits;

// https://www.sqlite.org/changes.html
const WITH: i32 = 3_008_003;
const ROW_VALUES: i32 = 3_015_000;
const UPSERT: i32 = 3_024_000;
const WINDOW_FUNCTIONS: i32 = 3_025_000;
const NULLS_ORDER: i32 = 3_030_000;
const MORE_BINDS: i32 = 3_032_000;
const RETURNING: i32 = 3_035_000;
const MATERIALIZED: i32 = 3_035_000;

/// What the SQLite of this number can do; the number is that of `sqlite3_libversion_number`.
pub(crate) fn capabilities(version: i32) -> Capabilities {
    let mut can = Capabilities::iso();
    can.insert_returning = version >= RETURNING;
    can.update_returning = version >= RETURNING;
    can.last_insert_id = true;
    can.upsert = version >= UPSERT;
    can.nulls_order = version >= NULLS_ORDER;
    can.nulls_sort_first = true;
    can.row_values = version >= ROW_VALUES;
    can.if_exists = true;
    can.transactional_ddl = true;
    // An instant is stored in UTC, so that comparing the texts compares the instants.
    can.keeps_offset = false;
    can.empty_text = true;
    can.full_u64 = false;
    can.fraction_digits = 9;
    can.release_savepoint = true;
    can.read_only_transactions = true;
    // Locks are of the whole file, and taken by BEGIN.
    can.row_locks = false;
    can.lock_nowait = false;
    can.lock_skip = false;
    can.lock_share = false;
    can.lock_of = false;
    can.window_functions = version >= WINDOW_FUNCTIONS;
    // There is no ALL but that of UNION.
    can.intersect_except_all = false;
    can.with = version >= WITH;
    can.materialized = version >= MATERIALIZED;
    can.lateral = LateralStyle::None;
    can.bulk = Bulk::Values;
    can.last_id_of_many = LastId::Last;
    can.isolation_levels = &[Isolation::Serializable];
    can
}

/// Binds per statement, where the connection does not tell.
pub(crate) fn binds_max_fallback(version: i32) -> usize {
    if version >= MORE_BINDS {
        limits::BINDS_MAX_FALLBACK
    } else {
        limits::BINDS_MAX_FALLBACK_BEFORE_3_32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_come_with_their_versions() {
        let old = capabilities(3_034_999);
        assert!(!old.insert_returning && old.nulls_order && old.upsert);
        assert!(capabilities(3_035_000).insert_returning);
        assert!(!old.materialized && old.with && capabilities(3_035_000).materialized);
        assert!(!capabilities(3_023_999).upsert);
        assert!(!capabilities(3_024_999).window_functions);
        assert!(!capabilities(3_029_999).nulls_order);
        assert!(!capabilities(3_014_999).row_values);
    }

    #[test]
    fn the_fallback_of_binds_follows_the_version() {
        assert_eq!(binds_max_fallback(3_031_999), 999);
        assert_eq!(binds_max_fallback(3_032_000), 32_766);
    }
}
