//! Values of keys that are compared in memory.

use smallvec::SmallVec;

use crate::{Kind, Value};

/// Integers of the two signs are one and the same where both can hold them.
pub(crate) fn normal(value: Value<'_>) -> Value<'_> {
    match value {
        Value::U64(number) => match i64::try_from(number) {
            Ok(number) => Value::I64(number),
            Err(_) => Value::U64(number),
        },
        other => other,
    }
}

/// Whether there is no key: a part of it is NULL, or all of it was not made yet.
pub(crate) fn is_unset(key: &[Value<'_>], zero_is_unset: bool) -> bool {
    key.iter().any(Value::is_null) || (zero_is_unset && key.iter().all(Value::is_unset_key))
}

/// The key without regard to case and trailing blanks; none where no text is in it.
pub(super) fn fold(key: &[Value<'_>]) -> Option<Box<[Value<'static>]>> {
    if !key.iter().any(|value| matches!(value, Value::Text(_))) {
        return None;
    }
    let folded = key.iter().map(|value| match value {
        Value::Text(text) => Value::Text(text.trim_end().to_lowercase().into()),
        other => other.clone().into_owned(),
    });
    Some(folded.collect())
}

/// A value that was read without its field's type, as the field would hand it out.
pub(super) fn of_kind(value: Value<'_>, kind: Kind) -> Value<'_> {
    match (kind, value) {
        #[cfg(feature = "uuid")]
        (Kind::Uuid, value) => {
            match <uuid::Uuid as crate::ColumnType>::from_value(value.borrowed()) {
                Ok(uuid) => Value::Uuid(*uuid.as_bytes()),
                Err(_) => value,
            }
        }
        (kind, Value::Decimal(number) | Value::Text(number)) if kind.is_integer() => {
            number.parse().map_or(Value::Text(number), Value::I64)
        }
        (_, value) => normal(value),
    }
}

/// The key that a relation was loaded for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellKey {
    Int(i64),
    Other(Box<[Value<'static>]>),
}

impl CellKey {
    /// The key of these values; none where it is unset.
    pub(crate) fn of(values: &[Value<'_>], zero_is_unset: bool) -> Option<Self> {
        let values: SmallVec<[Value<'_>; 2]> =
            values.iter().map(|value| normal(value.borrowed())).collect();
        if is_unset(&values, zero_is_unset) {
            return None;
        }
        Some(match values.as_slice() {
            [Value::I64(number)] => CellKey::Int(*number),
            _ => CellKey::Other(values.into_iter().map(Value::into_owned).collect()),
        })
    }

    pub(crate) fn values(&self) -> SmallVec<[Value<'static>; 2]> {
        match self {
            CellKey::Int(number) => smallvec::smallvec![Value::I64(*number)],
            CellKey::Other(values) => values.iter().cloned().collect(),
        }
    }
}
