//! Every number that bounds something, with its source.

use std::time::Duration;

/// Binds per statement: Bind counts them in 16 bits
/// (<https://www.postgresql.org/docs/current/limits.html>, "query parameters").
pub(crate) const BINDS_MAX: usize = 65_535;

/// Bytes of an identifier: `NAMEDATALEN - 1` of a server as it is distributed
/// (<https://www.postgresql.org/docs/current/limits.html>, "identifier length").
pub(crate) const IDENTIFIER_BYTES_MAX: usize = 63;

/// Characters of a VARCHAR(n) (`MaxAttrSize` in the server's `htup_details.h`); longer ones are TEXT.
pub(crate) const VARCHAR_CHARACTERS_MAX: u32 = 10_485_760;

/// The oldest server that is supported: identity columns came with 10
/// (<https://www.postgresql.org/docs/10/release-10.html>).
pub(crate) const VERSION_MIN: u32 = 10;

/// Prepared statements that a connection keeps. Each costs the server some tens of kilobytes.
pub(crate) const STATEMENT_CACHE_DEFAULT: usize = 256;

/// How long connecting may take when nothing is said.
pub(crate) const CONNECT_TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);

/// The server's timeouts are a C `int` of milliseconds.
pub(crate) const TIMEOUT_MAX: Duration = Duration::from_millis(i32::MAX as u64);

/// The port that PostgreSQL has registered.
pub(crate) const PORT_DEFAULT: u16 = 5432;

/// Bytes of COPY's data that are sent at once: more gains nothing, measured with 10,000 rows.
pub(crate) const COPY_PIECE: usize = 60_000;
