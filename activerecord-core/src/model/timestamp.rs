//! The time that the library writes.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::dialect::Dialect;
use crate::{Error, ErrorKind, Kind, Result, Value};

/// Now, in UTC, as a value of this type.
pub(crate) fn now(kind: Kind, dialect: &dyn Dialect) -> Result<Value<'static>> {
    Instant::now(dialect).map(|instant| instant.value(kind))
}

/// A moment in UTC, cut to what the database keeps, so that the struct equals the row.
#[derive(Clone, Copy)]
pub(super) struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    pub(super) fn now(dialect: &dyn Dialect) -> Result<Self> {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_err(|_| Error::new(ErrorKind::OutOfRange, "the system's clock is before 1970"))?;
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        // Microseconds are what every database can keep; the struct shows the same on all of them.
        let digits = dialect.capabilities().fraction_digits.min(6);
        let step = 10_u32.pow(u32::from(9 - digits));
        Ok(Instant { seconds, nanos: since.subsec_nanos() / step * step })
    }

    pub(super) fn value(self, kind: Kind) -> Value<'static> {
        let Instant { seconds, nanos } = self;
        match kind {
            Kind::DateTime => Value::DateTime { seconds, nanos },
            _ => Value::DateTimeTz { seconds, nanos, offset: 0 },
        }
    }
}
