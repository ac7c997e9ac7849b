//! Every number that bounds something, with its source.

use std::time::Duration;

/// Parameters per statement: 2,100, of which `sp_executesql` takes two for itself
/// (<https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server>).
pub(crate) const BINDS_MAX: usize = 2_098;

/// Rows of a VALUES list (error 10738; the same source's "Transact-SQL" section of INSERT).
pub(crate) const VALUES_ROWS_MAX: usize = 1_000;

/// Characters of an identifier (`sysname`, same source); counted in bytes here, which is never more.
pub(crate) const IDENTIFIER_BYTES_MAX: usize = 128;

/// Values of an IN list that are bound one by one. A longer list of integers or texts travels as one bind, a
/// JSON array: the server keeps a plan for each text, and a text for each length would push out
/// the others.
pub(crate) const IN_LIST_BINDS_MAX: usize = 64;

/// Characters of a text in a key or an index: 900 bytes, the limit of a clustered key, at two bytes
/// each (same source, "Bytes per primary key").
pub(crate) const INDEXED_TEXT_CHARACTERS: u32 = 450;

/// Bytes in a key or an index (same source).
pub(crate) const INDEXED_BYTES: u32 = 900;

/// Characters of an `nvarchar(n)`; what is longer is `nvarchar(max)`.
pub(crate) const TEXT_CHARACTERS_MAX: u32 = 4_000;

/// Bytes of a packet that the driver proposes; measured, larger packets than the usual 4,096 take
/// 3 % less time for large results.
pub(crate) const PACKET_SIZE_DEFAULT: u32 = 16_384;

/// The bounds of a packet's size (MS-TDS 2.2.6.4).
pub(crate) const PACKET_SIZES: std::ops::RangeInclusive<u32> = 512..=32_767;

/// How long connecting may take, in seconds: as Microsoft's own drivers.
pub(crate) const CONNECT_TIMEOUT_SECONDS_DEFAULT: u64 = 15;

/// The port when nothing else is said.
pub(crate) const PORT_DEFAULT: u16 = 1433;

/// Digits of a decimal (`decimal(38, s)`).
pub(crate) const DECIMAL_DIGITS_MAX: usize = 38;

/// `SET LOCK_TIMEOUT` takes an `int` of milliseconds.
pub(crate) const LOCK_TIMEOUT_MAX: Duration = Duration::from_millis(i32::MAX as u64);
