//! Dates and times in the server's counts: days and microseconds since 2000-01-01.

use activerecord_core::{Error, ErrorKind, Result};

use super::out_of_range;

/// Days from 1970-01-01 to 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
/// Seconds between the two.
const EPOCH_SECONDS: i64 = EPOCH_DAYS as i64 * 86_400;

pub(super) fn date(days: i32) -> Result<i32> {
    days.checked_sub(EPOCH_DAYS).ok_or_else(|| out_of_range("the dates of PostgreSQL"))
}

pub(super) fn time(nanos: u64) -> Result<i64> {
    if !nanos.is_multiple_of(1_000) {
        return Err(too_fine());
    }
    i64::try_from(nanos / 1_000).map_err(|_| out_of_range("a time of day"))
}

#[inline]
pub(super) fn instant(seconds: i64, nanos: u32) -> Result<i64> {
    if !nanos.is_multiple_of(1_000) {
        return Err(too_fine());
    }
    seconds
        .checked_sub(EPOCH_SECONDS)
        .and_then(|seconds| seconds.checked_mul(1_000_000))
        .and_then(|micros| micros.checked_add(i64::from(nanos / 1_000)))
        .ok_or_else(|| out_of_range("the times of PostgreSQL"))
}

/// The server would round it, and say nothing.
#[cold]
pub(super) fn too_fine() -> Error {
    Error::new(ErrorKind::OutOfRange, "the time has nanoseconds, and PostgreSQL keeps microseconds")
        .with_help("cut or round it first: chrono's `trunc_subsecs(6)`, `round_subsecs(6)`")
}
