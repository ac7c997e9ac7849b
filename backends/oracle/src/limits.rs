//! Every number that bounds something, with its source.

/// The oldest server that the library talks to: identity columns and `FETCH FIRST` came with 12.1
/// (Oracle Database New Features Guide 12c Release 1).
pub(crate) const SERVER_VERSION_MIN: (i32, i32) = (12, 1);

/// Binds per statement: 2^16 - 1, which Django has by measuring (`max_query_params`).
pub(crate) const BINDS_MAX: usize = 65_535;

/// Values of an IN list before 23ai: ORA-01795 says it.
pub(crate) const IN_LIST_MAX: usize = 1_000;

/// Values of an IN list from 23ai on (Hibernate's `OracleDialect`, Database Reference 23ai).
pub(crate) const IN_LIST_MAX_23: usize = 65_535;

/// Rows of one array execution. The client would take more, and keeps a buffer for each: a text
/// of 4,000 bytes in a column makes 16 MB of this many. Measured: beyond it nothing is gained.
pub(crate) const BATCH_ROWS_MAX: usize = 4_096;

/// Keys that come from a sequence in one round trip: the driver keeps some 200 bytes for each.
pub(crate) const KEYS_AT_ONCE: u32 = 16_384;

/// Bytes that the binds of one array execution may take together; wider rows go in several.
pub(crate) const BATCH_BYTES_MAX: usize = 64 << 20;

/// Bytes of a name from 12.2 on, with the parameter `COMPATIBLE` at 12.2 or higher (SQL Language
/// Reference, "Database Object Names and Qualifiers").
pub(crate) const IDENTIFIER_BYTES_MAX: usize = 128;

/// Bytes of a name before 12.2 (same source).
pub(crate) const IDENTIFIER_BYTES_BEFORE_12_2: usize = 30;

/// Bytes of a VARCHAR2 with `MAX_STRING_SIZE = STANDARD` (SQL Language Reference, "Data Types");
/// also the greatest length in characters that a column can be declared with.
pub(crate) const VARCHAR2_MAX: u32 = 4_000;

/// Bytes of a RAW with `MAX_STRING_SIZE = STANDARD` (same source).
pub(crate) const RAW_MAX: u32 = 2_000;

/// Digits in a row of a number that the driver can check: 19 of them fit into 64 bits
/// (`Scanner::read_digits` of the crate `oracle` 0.6.3).
pub(crate) const DRIVER_DIGITS_MAX: usize = 19;

/// Bytes of a bind that the driver sends in a buffer of its own; longer ones go in pieces
/// (`DPI_MAX_BASIC_BUFFER_SIZE` of ODPI-C).
pub(crate) const BIND_BYTES_MAX: usize = 32_767;

/// Bytes of a character in UTF-8.
pub(crate) const CHARACTER_BYTES_MAX: u32 = 4;

/// The sizes that buffers of text and bytes are rounded up to: a longer text than the last one
/// would otherwise make the server prepare the statement anew for each length.
pub(crate) const BIND_SIZES: &[usize] = &[32, 128, 512, 2_000, 4_000, 32_764];

/// Characters of a CLOB that it is sorted by: as many as fit into a VARCHAR2 whatever they are, at
/// 4 bytes each.
pub(crate) const SORTED_CHARACTERS: u32 = VARCHAR2_MAX / 4;

/// Prepared statements that a connection keeps. Each is an open cursor of the server, whose
/// parameter `OPEN_CURSORS` is 50 at the least by default (Database Reference), 300 as installed.
pub(crate) const STATEMENT_CACHE_DEFAULT: usize = 40;

/// Rows that come in one round trip: the driver's own default. Its buffers take four times the bytes
/// of a text column for each.
pub(crate) const FETCH_SIZE_DEFAULT: u32 = 100;

/// Rows that can come in one round trip: a buffer is kept for each.
pub(crate) const FETCH_SIZE_MAX: u32 = 65_535;

/// `dpiConn_setCallTimeout` takes 32 bits of milliseconds.
pub(crate) const CALL_TIMEOUT_MS_MAX: u64 = u32::MAX as u64;

/// Seconds of `FOR UPDATE WAIT n`. The SQL Language Reference names no limit; this is 68 years.
pub(crate) const LOCK_WAIT_SECONDS_MAX: u64 = i32::MAX as u64;

/// The years of DATE and TIMESTAMP (SQL Language Reference, "Data Types"): -4712 to 9999; the year
/// 0 is not one of Oracle's.
pub(crate) const YEAR_MIN: i64 = -4_712;
/// The last year of DATE and TIMESTAMP.
pub(crate) const YEAR_MAX: i64 = 9_999;

/// The port of an ordinary listener.
pub(crate) const PORT_DEFAULT: u16 = 1_521;

/// The port of a listener that encrypts, by Oracle's custom.
pub(crate) const TLS_PORT_DEFAULT: u16 = 2_484;
