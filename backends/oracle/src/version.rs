//! From the server's version to what it can do.

use activerecord_core::Isolation;
use activerecord_core::dialect::{Bulk, Capabilities, LateralStyle, Limits};

use crate::limits;

/// A server's version: 19.3, 23.6 and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServerVersion(pub(crate) i32, pub(crate) i32);

impl ServerVersion {
    const LONG_NAMES: ServerVersion = ServerVersion(12, 2);
    const NATIVE_JSON: ServerVersion = ServerVersion(21, 0);
    const SET_ALL: ServerVersion = ServerVersion(21, 0);
    const SQL_BOOLEAN: ServerVersion = ServerVersion(23, 0);

    /// The type JSON exists.
    pub(crate) fn has_json(self) -> bool {
        self >= Self::NATIVE_JSON
    }

    /// The type BOOLEAN exists, `IF [NOT] EXISTS` in DDL, and SELECT without FROM.
    pub(crate) fn is_23(self) -> bool {
        self >= Self::SQL_BOOLEAN
    }

    pub(crate) fn identifier_bytes(self) -> usize {
        if self >= Self::LONG_NAMES {
            limits::IDENTIFIER_BYTES_MAX
        } else {
            limits::IDENTIFIER_BYTES_BEFORE_12_2
        }
    }

    pub(crate) fn in_list(self) -> usize {
        if self.is_23() { limits::IN_LIST_MAX_23 } else { limits::IN_LIST_MAX }
    }
}

/// What a server can do; what differs between versions is written otherwise, not left out.
pub(crate) fn capabilities(version: ServerVersion) -> Capabilities {
    let mut can = Capabilities::iso();
    can.insert_returning = true;
    can.update_returning = true;
    can.last_insert_id = false;
    can.upsert = true;
    can.nulls_order = true;
    can.nulls_sort_first = false;
    can.row_values = true;
    can.if_exists = true;
    can.transactional_ddl = false;
    can.keeps_offset = true;
    can.empty_text = false;
    can.full_u64 = true;
    can.fraction_digits = 6;
    can.release_savepoint = false;
    can.read_only_transactions = true;
    can.row_locks = true;
    can.lock_nowait = true;
    can.lock_skip = true;
    // Readers never wait.
    can.lock_share = false;
    can.lock_wait = true;
    // MERGE hands nothing back before 23ai.
    can.upsert_returning = false;
    can.intersect_except_all = version >= ServerVersion::SET_ALL;
    can.with_before_writes = false;
    // UNION ALL alone.
    can.recursive_distinct = false;
    can.lateral = LateralStyle::Apply;
    can.bulk = Bulk::Batch;
    can.isolation_levels = &[Isolation::ReadCommitted, Isolation::Serializable];
    can
}

/// How much fits into one statement; `identifier_bytes` says otherwise than the version.
pub(crate) fn limits(version: ServerVersion, identifier_bytes: Option<usize>) -> Limits {
    Limits::new(
        limits::BINDS_MAX,
        version.in_list(),
        limits::BATCH_ROWS_MAX,
        identifier_bytes.unwrap_or_else(|| version.identifier_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_come_with_their_versions() {
        assert_eq!(ServerVersion(12, 1).identifier_bytes(), 30);
        assert_eq!(ServerVersion(12, 2).identifier_bytes(), 128);
        assert!(!ServerVersion(19, 28).has_json() && ServerVersion(21, 3).has_json());
        assert!(!ServerVersion(21, 3).is_23() && ServerVersion(23, 4).is_23());
        assert!(!capabilities(ServerVersion(19, 3)).intersect_except_all);
        assert!(capabilities(ServerVersion(21, 3)).intersect_except_all);
        assert_eq!(ServerVersion(21, 3).in_list(), 1_000);
        assert_eq!(ServerVersion(23, 4).in_list(), 65_535);
    }
}
