//! Values in the form in which SQLite keeps them here: integers and bits as integers, decimals as
//! text with exactly their scale, dates as days and times as ticks of 100 nanoseconds, an instant
//! as text that begins with its ticks in UTC.

mod compare;
mod convert;
mod number;
mod time;

pub(crate) use self::compare::{collations, fold};
pub(crate) use self::convert::{Purpose, convert};
pub(crate) use self::number::Number;
pub(crate) use self::time::{
    Instant, TICKS_PER_DAY, TICKS_PER_SECOND, thirds_of_ticks, ticks_of_thirds,
};

/// A value as SQLite keeps it.
pub(crate) type Stored = rusqlite::types::Value;
