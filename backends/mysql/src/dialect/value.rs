//! Values in expressions, where the server has no column to take the type from.

use activerecord_core::dialect::Renderer;
use activerecord_core::{Result, Value};

use super::MySqlDialect;
use crate::limits::DECIMAL_TYPE;
use crate::version;

/// Nanoseconds of a microsecond.
const MICRO: u32 = 1_000;

impl MySqlDialect {
    /// Writes a value that something is compared or computed with.
    pub(super) fn write_value(
        &self,
        value: &Value<'static>,
        sensitive: bool,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        match cast(value, version::has_json(self.server())) {
            None => out.bind(comparable(value), sensitive),
            Some(kind) => {
                out.push("CAST(");
                out.bind(value.clone(), sensitive)?;
                out.push(" AS ");
                out.push(kind);
                out.push(")");
                Ok(())
            }
        }
    }
}

/// What a value must be cast to. A decimal travels as text, and compared with a text the server
/// would turn both into floats; MySQL's JSON is never equal to a text.
pub(super) fn cast(value: &Value<'_>, has_json: bool) -> Option<&'static str> {
    match value {
        Value::Decimal(_) => Some(DECIMAL_TYPE),
        Value::Json(_) if has_json => Some("JSON"),
        _ => None,
    }
}

/// A time as precise as stored ones are. One that is stored must have no more digits; one that
/// stored ones are compared with may, for it is seldom equal to any: `gt(Utc::now())`.
fn comparable(value: &Value<'static>) -> Value<'static> {
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
