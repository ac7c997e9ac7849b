//! The time that the library writes.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::dialect::Dialect;
use crate::{Error, ErrorKind, Kind, Result, Value};

/// Now, in UTC, cut to what the database keeps, so that the struct equals the row.
pub(crate) fn now(kind: Kind, dialect: &dyn Dialect) -> Result<Value<'static>> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| Error::new(ErrorKind::OutOfRange, "the system's clock is before 1970"))?;
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    // Microseconds are what every database can keep; the struct shows the same on all of them.
    let digits = dialect.capabilities().fraction_digits.min(6);
    let step = 10_u32.pow(u32::from(9 - digits));
    let nanos = since.subsec_nanos() / step * step;
    Ok(match kind {
        Kind::DateTime => Value::DateTime { seconds, nanos },
        _ => Value::DateTimeTz { seconds, nanos, offset: 0 },
    })
}
