//! Every number that bounds something, with its source.

use std::time::Duration;

/// Placeholders per statement: a 16-bit count in the protocol (`COM_STMT_PREPARE_OK`). Measured on
/// MariaDB 10.11: 65535 prepare, 65536 is error 1390.
pub(crate) const BINDS_MAX: usize = 65_535;

/// Rows of a VALUES list. The server bounds them by the binds and by `max_allowed_packet`; measured,
/// nothing is gained beyond about a thousand.
pub(crate) const VALUES_ROWS_MAX: usize = 1_024;

/// Characters of an identifier, of four bytes at the most
/// (<https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>). Taken as bytes: names that
/// are generated stay within it whatever they are made of.
pub(crate) const IDENTIFIER_MAX: usize = 64;

/// Characters of a VARCHAR: a row has 65535 bytes, `utf8mb4` takes up to 4 for a character
/// (<https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html>). Longer texts are LONGTEXT.
pub(crate) const VARCHAR_MAX: u32 = 16_383;

/// Digits of a DECIMAL column: 29 before and 28 behind the point hold every number that
/// `rust_decimal` can express. MySQL takes up to 65 and 30
/// (<https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html>).
pub(crate) const DECIMAL_TYPE: &str = "DECIMAL(57,28)";

/// From so many digits behind the point on, zeros at the end say nothing about the number that was
/// written: they are of [`DECIMAL_TYPE`] or of arithmetic with it.
pub(crate) const DECIMAL_SCALE_PADDED: u8 = 20;

/// Digits that every `rust_decimal` number of any scale can have.
pub(crate) const DECIMAL_DIGITS: usize = 28;

/// The limit of the server's `max_allowed_packet`
/// (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html>).
pub(crate) const PACKET_MAX: u64 = 1 << 30;

/// What a packet holds besides its values and what is counted for each of them: the number of the
/// statement and flags
/// (<https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html>).
pub(crate) const PACKET_HEAD: usize = 256;

/// Prepared statements that a connection keeps. All connections together have 16382 by the
/// server's default (`max_prepared_stmt_count`).
pub(crate) const STATEMENT_CACHE_DEFAULT: usize = 256;

/// For how long after a look at its socket the server is taken to be there still. Looking is a call
/// of the system, a microsecond or two, which shows on a find by key.
pub(crate) const LOOKED_JUST_NOW: Duration = Duration::from_millis(5);

/// INSERTs that are remembered: a program has one for each model.
pub(crate) const COMPARED_MAX: usize = 4_096;

/// How long connecting may take when nothing else is said.
pub(crate) const CONNECT_TIMEOUT_SECONDS_DEFAULT: u64 = 10;

/// The greatest `innodb_lock_wait_timeout` in seconds (MariaDB's is 100000000).
pub(crate) const LOCK_WAIT_SECONDS_MAX: u64 = 100_000_000;

/// The greatest `max_statement_time` of MariaDB, a year, in milliseconds; MySQL's
/// `max_execution_time` has 32 bits of milliseconds.
pub(crate) const STATEMENT_TIMEOUT_MS_MAX: u64 = 31_536_000_000;
/// The greatest `max_execution_time` of MySQL in milliseconds.
pub(crate) const EXECUTION_TIME_MS_MAX: u64 = 4_294_967_295;
