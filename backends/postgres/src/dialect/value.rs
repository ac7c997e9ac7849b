//! Values that something is compared with.

use activerecord_core::Value;

/// Nanoseconds of a microsecond.
const MICRO: u32 = 1_000;

/// A time as precise as stored ones are. One that is stored must have no more digits; one that
/// stored ones are compared with may: `gt(Utc::now())`.
pub(super) fn comparable(value: &Value<'static>) -> Value<'static> {
    let cut = |nanos: u32| nanos - nanos % MICRO;
    match value {
        Value::Time(nanos) => Value::Time(nanos - nanos % u64::from(MICRO)),
        Value::DateTime { seconds, nanos } => {
            Value::DateTime { seconds: *seconds, nanos: cut(*nanos) }
        }
        Value::DateTimeTz { seconds, nanos, offset } => {
            Value::DateTimeTz { seconds: *seconds, nanos: cut(*nanos), offset: *offset }
        }
        other => other.clone(),
    }
}
