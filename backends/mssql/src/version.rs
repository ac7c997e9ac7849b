//! From the server's version to what it can do.

use activerecord_core::dialect::{Bulk, Capabilities, LateralStyle};
use activerecord_core::{DatabaseError, Error, ErrorKind, Isolation, Result};

use crate::backend::NAME;

/// SQL Server 2016: DROP IF EXISTS, OPENJSON.
const OLDEST: u32 = 13;

/// The engine of Azure SQL Database, whose version says nothing (`SERVERPROPERTY`).
const AZURE: i64 = 5;

/// Checks that the server is not too old.
pub(crate) fn check(version: &str, edition: i64) -> Result<()> {
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if edition == AZURE || major.is_some_and(|major| major >= OLDEST) {
        return Ok(());
    }
    let message = format!("SQL Server {version} is too old");
    Err(Error::new(ErrorKind::Unsupported, message)
        .with_database(DatabaseError::new(NAME, version.to_owned()))
        .with_help("SQL Server 2016, version 13.0, is the oldest that the library knows"))
}

/// What every server from [`OLDEST`] on can do.
pub(crate) fn capabilities() -> Capabilities {
    let mut can = Capabilities::iso();
    can.insert_returning = true;
    can.update_returning = true;
    can.upsert_returning = true;
    can.last_insert_id = false;
    // An identity column is never updated.
    can.generated_key_changes = false;
    can.upsert = true;
    can.nulls_order = false;
    can.nulls_sort_first = true;
    can.row_values = false;
    can.if_exists = true;
    can.unique_nulls_equal = true;
    can.transactional_ddl = true;
    can.keeps_offset = true;
    can.empty_text = true;
    can.full_u64 = true;
    can.fraction_digits = 7;
    can.release_savepoint = false;
    can.read_only_transactions = false;
    can.row_locks = true;
    can.lock_nowait = true;
    can.lock_skip = true;
    can.lock_wait = true;
    // There is no ALL but that of UNION.
    can.intersect_except_all = false;
    can.recursive_distinct = false;
    can.lateral = LateralStyle::Apply;
    can.bulk = Bulk::Values;
    can.list_is_one_bind = true;
    can.isolation_levels = &[
        Isolation::ReadUncommitted,
        Isolation::ReadCommitted,
        Isolation::RepeatableRead,
        Isolation::Snapshot,
        Isolation::Serializable,
    ];
    can
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn old_servers_are_refused() {
        assert!(check("12.0.6024.0", 3).is_err());
        assert!(check("13.0.1601.5", 3).is_ok());
        assert!(check("16.0.1000.6", 3).is_ok());
        assert!(check("12.0.2000.8", 5).is_ok(), "Azure");
        assert!(check("", 3).is_err());
    }
}
