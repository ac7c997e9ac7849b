//! From a server's version to what it can do.

use activerecord_core::Isolation;
use activerecord_core::dialect::{Bulk, Capabilities, LastId, LateralStyle};

use crate::server::Server;

/// What this server can do. `key_step` is the server's `auto_increment_increment`.
pub(crate) fn capabilities(server: &Server, key_step: i64) -> Capabilities {
    let mut can = Capabilities::iso();
    // https://mariadb.com/kb/en/insertreturning/
    can.insert_returning = server.mariadb_has(10, 5, 0);
    can.update_returning = false;
    can.upsert_returning = can.insert_returning;
    can.last_insert_id = true;
    can.upsert = true;
    can.nulls_order = false;
    can.nulls_sort_first = true;
    can.row_values = true;
    can.window_functions = server.mysql_has(8, 0, 2) || server.mariadb_has(10, 2, 0);
    // https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-31.html,
    // https://mariadb.com/kb/en/intersect/, https://mariadb.com/kb/en/except/
    can.intersect_except = server.mysql_has(8, 0, 31) || server.mariadb_has(10, 3, 0);
    can.intersect_except_all = server.mysql_has(8, 0, 31) || server.mariadb_has(10, 5, 0);
    // https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-1.html,
    // https://mariadb.com/kb/en/with/: in front of SELECT alone on MariaDB.
    can.with = server.mysql_has(8, 0, 1) || server.mariadb_has(10, 2, 2);
    can.with_before_writes = server.mysql_has(8, 0, 1);
    // https://dev.mysql.com/doc/refman/8.0/en/lateral-derived-tables.html, MDEV-19078
    can.lateral = match server.mysql_has(8, 0, 14) {
        true => LateralStyle::Lateral,
        false => LateralStyle::None,
    };
    can.if_exists = true;
    can.transactional_ddl = false;
    // Behind a column MySQL reads a foreign key and forgets it.
    can.inline_references = false;
    // One statement that succeeds or fails as a whole; MySQL's CREATE INDEX knows no IF NOT EXISTS.
    can.inline_indexes = true;
    can.simultaneous_assignment = has_simultaneous_assignment(server);
    // https://dev.mysql.com/doc/refman/8.4/en/subquery-restrictions.html,
    // https://mariadb.com/kb/en/update/, https://mariadb.com/kb/en/delete/
    can.reads_written_table = server.mariadb_has(10, 3, 1);
    // An instant is stored in UTC.
    can.keeps_offset = false;
    can.empty_text = true;
    can.full_u64 = true;
    can.fraction_digits = 6;
    can.release_savepoint = true;
    can.read_only_transactions = true;
    can.row_locks = true;
    // https://mariadb.com/kb/en/wait-and-nowait/, https://mariadb.com/kb/en/select/#skip-locked,
    // https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-1.html
    can.lock_nowait = server.mysql_has(8, 0, 1) || server.mariadb_has(10, 3, 0);
    can.lock_skip = server.mysql_has(8, 0, 1) || server.mariadb_has(10, 6, 0);
    // https://dev.mysql.com/doc/refman/8.0/en/innodb-locking-reads.html; MariaDB 10.11 calls
    // OF a syntax error.
    can.lock_of = server.mysql_has(8, 0, 1);
    // https://mariadb.com/kb/en/wait-and-nowait/
    can.lock_wait = server.mariadb_has(10, 3, 0);
    can.bulk = Bulk::Values;
    can.last_id_of_many = LastId::First;
    can.key_step = key_step;
    can.isolation_levels = &[
        Isolation::ReadUncommitted,
        Isolation::ReadCommitted,
        Isolation::RepeatableRead,
        Isolation::Serializable,
    ];
    can
}

/// Whether a new row is named by an alias in ON DUPLICATE KEY UPDATE, where `VALUES(column)` is
/// deprecated (<https://dev.mysql.com/doc/refman/8.0/en/insert-on-duplicate.html>).
pub(crate) fn has_row_alias(server: &Server) -> bool {
    server.mysql_has(8, 0, 19)
}

/// Whether a shared lock is `FOR SHARE`.
pub(crate) fn has_for_share(server: &Server) -> bool {
    server.mysql_has(8, 0, 1)
}

/// Whether there is a type UUID (<https://mariadb.com/kb/en/uuid-data-type/>).
pub(crate) fn has_uuid(server: &Server) -> bool {
    server.mariadb_has(10, 7, 0)
}

/// Whether JSON is a type of its own; on MariaDB it is text with a check.
pub(crate) fn has_json(server: &Server) -> bool {
    !server.is_mariadb()
}

/// Whether the assignments of an UPDATE can be told to all read the old row
/// (<https://mariadb.com/kb/en/sql-mode/>).
pub(crate) fn has_simultaneous_assignment(server: &Server) -> bool {
    server.mariadb_has(10, 3, 5)
}

/// The collation that tells all texts apart, also those that differ in spaces at the end only.
/// Before these there is only one that pads with spaces (<https://mariadb.com/kb/en/collations/>,
/// <https://dev.mysql.com/doc/refman/8.0/en/charset-collation-names.html>).
pub(crate) fn exact_collation(server: &Server) -> &'static str {
    if server.is_mariadb() {
        "utf8mb4_nopad_bin"
    } else if server.mysql_has(8, 0, 17) {
        "utf8mb4_0900_bin"
    } else {
        "utf8mb4_bin"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Server {
        Server::read(text).unwrap()
    }

    fn can(text: &str) -> Capabilities {
        capabilities(&server(text), 1)
    }

    #[test]
    fn features_come_with_their_versions() {
        assert!(can("10.5.0-MariaDB").insert_returning && !can("10.4.34-MariaDB").insert_returning);
        assert!(!can("9.1.0").insert_returning);
        assert!(can("10.3.0-MariaDB").lock_nowait && !can("10.2.44-MariaDB").lock_nowait);
        assert!(can("10.6.0-MariaDB").lock_skip && !can("10.5.9-MariaDB").lock_skip);
        assert!(can("8.0.1").lock_skip && can("8.0.1").lock_nowait);
        assert!(!can("5.7.44").lock_skip && !can("5.7.44").lock_nowait);
        assert!(can("8.0.1").lock_of && !can("10.11.2-MariaDB").lock_of);
        assert!(can("8.0.31").intersect_except_all && !can("8.0.30").intersect_except);
        let maria = can("10.3.0-MariaDB");
        assert!(maria.intersect_except && !maria.intersect_except_all);
        assert!(can("10.5.0-MariaDB").intersect_except_all);
        assert!(can("8.0.1").with_before_writes && maria.with && !maria.with_before_writes);
        assert!(can("8.0.14").lateral == LateralStyle::Lateral);
        assert!(maria.lateral == LateralStyle::None);
        assert!(can("10.3.0-MariaDB").lock_wait && !can("9.1.0").lock_wait);
    }

    #[test]
    fn syntax_comes_with_its_version() {
        assert!(has_row_alias(&server("8.0.19")) && !has_row_alias(&server("8.0.18")));
        assert!(!has_row_alias(&server("11.4.2-MariaDB")));
        assert!(has_for_share(&server("8.0.1")) && !has_for_share(&server("10.11.2-MariaDB")));
        assert!(has_uuid(&server("10.7.1-MariaDB")) && !has_uuid(&server("10.6.9-MariaDB")));
        assert!(!has_uuid(&server("9.0.0")));
        assert!(has_json(&server("8.0.36")) && !has_json(&server("10.11.2-MariaDB")));
        assert!(has_simultaneous_assignment(&server("10.3.5-MariaDB")));
        assert!(!has_simultaneous_assignment(&server("8.4.0")));
    }

    #[test]
    fn the_exact_collation_of_each() {
        assert_eq!(exact_collation(&server("10.11.2-MariaDB")), "utf8mb4_nopad_bin");
        assert_eq!(exact_collation(&server("8.0.17")), "utf8mb4_0900_bin");
        assert_eq!(exact_collation(&server("8.0.16")), "utf8mb4_bin");
    }
}
