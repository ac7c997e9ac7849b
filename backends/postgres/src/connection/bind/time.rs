//! Dates and times in the server's counts: days and microseconds since 2000-01-01.
//!
//! The server keeps microseconds; what is finer is cut off, never rounded up into the future.

use activerecord_core::Result;

use super::out_of_range;

/// Days from 1970-01-01 to 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
/// Seconds between the two.
const EPOCH_SECONDS: i64 = EPOCH_DAYS as i64 * 86_400;

pub(super) fn date(days: i32) -> Result<i32> {
    days.checked_sub(EPOCH_DAYS).ok_or_else(|| out_of_range("the dates of PostgreSQL"))
}

pub(super) fn time(nanos: u64) -> Result<i64> {
    i64::try_from(nanos / 1_000).map_err(|_| out_of_range("a time of day"))
}

#[inline]
pub(super) fn instant(seconds: i64, nanos: u32) -> Result<i64> {
    seconds
        .checked_sub(EPOCH_SECONDS)
        .and_then(|seconds| seconds.checked_mul(1_000_000))
        .and_then(|micros| micros.checked_add(i64::from(nanos / 1_000)))
        .ok_or_else(|| out_of_range("the times of PostgreSQL"))
}
