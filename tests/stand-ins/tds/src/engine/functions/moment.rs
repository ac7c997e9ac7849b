//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::value::{TICKS_PER_DAY, TICKS_PER_SECOND};

/// Days from 0001-01-01 to 1970-01-01.
const UNIX_DAYS: i64 = 719_162;

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    // As a `datetime2(7)` in UTC.
    connection.create_scalar_function("mssql_now", 0, FunctionFlags::SQLITE_UTF8, |_| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(now.as_secs()).unwrap_or(0);
        let ticks = seconds * TICKS_PER_SECOND + i64::from(now.subsec_nanos() / 100);
        Ok(UNIX_DAYS * TICKS_PER_DAY + ticks)
    })
}
