//! Every number that bounds something, with its source.

/// Binds per statement since SQLite 3.32 (<https://www.sqlite.org/limits.html>, section 9); used
/// only where the connection does not tell its own limit.
pub(crate) const BINDS_MAX_FALLBACK: usize = 32_766;

/// Binds per statement before SQLite 3.32 (same source).
pub(crate) const BINDS_MAX_FALLBACK_BEFORE_3_32: usize = 999;

/// Values of an IN list that are bound one by one. A longer list travels as one bind, a JSON
/// array. Measured on keys: the array takes a quarter more time than binds whose text is prepared
/// already, and a third less than binds whose text is not. So short lists, of which there are few
/// lengths, are bound, and long ones have one text for all lengths.
pub(crate) const IN_LIST_BINDS_MAX: usize = 16;

/// Rows of a VALUES list. SQLite bounds them by the binds alone; measured, an insert of many rows
/// is fastest with 10 to 100 at once, and the text of a shorter list is prepared sooner.
pub(crate) const VALUES_ROWS_MAX: usize = 50;

/// SQLite bounds an identifier only by the length of a statement, 10^9 bytes by default
/// (<https://www.sqlite.org/limits.html>, section 3).
pub(crate) const IDENTIFIER_BYTES_MAX: usize = 1_000_000_000;

/// Prepared statements that a connection keeps. rusqlite's own default of 16 is less than a
/// program of a few models has.
pub(crate) const STATEMENT_CACHE_DEFAULT: usize = 256;

/// How long a statement waits for a lock of another connection.
pub(crate) const BUSY_TIMEOUT_MS_DEFAULT: u64 = 5_000;

/// `sqlite3_busy_timeout` takes a C `int` of milliseconds.
pub(crate) const BUSY_TIMEOUT_MS_MAX: u64 = i32::MAX as u64;

/// The longest text of a date and time: `9999-12-31 23:59:59.999999999+00:00`.
pub(crate) const TIME_TEXT_BYTES_MAX: usize = 35;
