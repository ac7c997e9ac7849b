//! Values as they travel between structs and databases.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

mod array;
pub(crate) mod decode;
pub(crate) mod iso;
mod kind;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::array::Array;
pub use self::decode::DecodeError;
#[cfg(feature = "json")]
pub use self::json::Json;
pub use self::kind::Kind;

/// One value of a bind or of a result.
///
/// Text and bytes are borrowed where they can be: from the struct on the way in, from the
/// driver's buffer on the way out. The variants are what every driver can produce by plain
/// arithmetic; no date or number crate appears in them.
///
/// Two values are equal when they are of the same variant and hold the same bits, so a NaN
/// equals itself and `0.0` differs from `-0.0`: that is what "did this column change?" needs.
///
/// ```
/// use activerecord::{ColumnType, Kind, Value};
///
/// # fn main() -> activerecord::Result<()> {
/// let name = "Ada".to_owned();
/// let value = name.to_value()?;                           // borrows the text
/// assert_eq!((value.kind(), &value), (Kind::Text, &Value::Text("Ada".into())));
/// let owned: Value<'static> = value.into_owned();
/// assert_eq!(owned.borrowed(), owned);
///
/// assert!(None::<i32>.to_value()?.is_null());
/// assert!(Value::I64(0).is_unset_key());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Value<'a> {
    /// NULL, with the type it stands for: some databases need one.
    Null(Kind),
    /// What a database hands back that keeps an empty text or empty bytes as NULL: an empty value
    /// to a field that can't be NULL, and `None` to an `Option`. Never a bind.
    Empty(Kind),
    /// A truth value.
    Bool(bool),
    /// A signed integer; every integer type that fits comes as this.
    I64(i64),
    /// An unsigned integer, for `u64`.
    U64(u64),
    /// A single precision float.
    F32(f32),
    /// A double precision float.
    F64(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An exact decimal number as its text: optional sign, digits, optional point and digits.
    Decimal(Cow<'a, str>),
    /// A JSON document as its text.
    Json(Cow<'a, str>),
    /// A date: days since 1970-01-01.
    Date(i32),
    /// A time of day: nanoseconds since midnight.
    Time(u64),
    /// A date and time without a zone: seconds since 1970-01-01 00:00:00, and nanoseconds.
    DateTime {
        /// Seconds since 1970-01-01 00:00:00.
        seconds: i64,
        /// Nanoseconds within the second.
        nanos: u32,
    },
    /// An instant: seconds since 1970-01-01 00:00:00 UTC, nanoseconds, and the offset it was
    /// written with.
    DateTimeTz {
        /// Seconds since 1970-01-01 00:00:00 UTC.
        seconds: i64,
        /// Nanoseconds within the second.
        nanos: u32,
        /// Seconds east of UTC.
        offset: i32,
    },
    /// A UUID.
    Uuid([u8; 16]),
    /// A list of values of one type, for databases that have arrays.
    Array {
        /// The type of the items.
        kind: &'static Kind,
        /// The items; NULLs may be among them.
        items: Vec<Value<'a>>,
    },
}

impl Value<'_> {
    /// The type of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Value::Null(kind) | Value::Empty(kind) => *kind,
            Value::Bool(_) => Kind::Bool,
            Value::I64(_) => Kind::I64,
            Value::U64(_) => Kind::U64,
            Value::F32(_) => Kind::F32,
            Value::F64(_) => Kind::F64,
            Value::Text(_) => Kind::Text,
            Value::Bytes(_) => Kind::Bytes,
            Value::Decimal(_) => Kind::Decimal,
            Value::Json(_) => Kind::Json,
            Value::Date(_) => Kind::Date,
            Value::Time(_) => Kind::Time,
            Value::DateTime { .. } => Kind::DateTime,
            Value::DateTimeTz { .. } => Kind::DateTimeTz,
            Value::Uuid(_) => Kind::Uuid,
            Value::Array { kind, .. } => Kind::Array(kind),
        }
    }

    /// Whether this is NULL.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null(_) | Value::Empty(_))
    }

    /// Whether this, as a key, means "not made yet": `0`, or the nil UUID.
    #[must_use]
    pub fn is_unset_key(&self) -> bool {
        match self {
            Value::Null(_) | Value::Empty(_) | Value::I64(0) | Value::U64(0) => true,
            Value::Uuid(bytes) => *bytes == [0; 16],
            _ => false,
        }
    }

    /// The same value, with its own copy of text and bytes.
    #[must_use]
    #[inline]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Value::Decimal(text) => Value::Decimal(Cow::Owned(text.into_owned())),
            Value::Json(text) => Value::Json(Cow::Owned(text.into_owned())),
            Value::Null(kind) => Value::Null(kind),
            Value::Empty(kind) => Value::Empty(kind),
            Value::Bool(value) => Value::Bool(value),
            Value::I64(value) => Value::I64(value),
            Value::U64(value) => Value::U64(value),
            Value::F32(value) => Value::F32(value),
            Value::F64(value) => Value::F64(value),
            Value::Date(days) => Value::Date(days),
            Value::Time(nanos) => Value::Time(nanos),
            Value::DateTime { seconds, nanos } => Value::DateTime { seconds, nanos },
            Value::DateTimeTz { seconds, nanos, offset } => {
                Value::DateTimeTz { seconds, nanos, offset }
            }
            Value::Uuid(bytes) => Value::Uuid(bytes),
            Value::Array { kind, items } => {
                Value::Array { kind, items: items.into_iter().map(Value::into_owned).collect() }
            }
        }
    }

    /// The same value, borrowing text and bytes from this one.
    #[must_use]
    #[inline]
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            // What most keys are, without a call.
            Value::I64(value) => Value::I64(*value),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
            Value::Decimal(text) => Value::Decimal(Cow::Borrowed(text)),
            Value::Json(text) => Value::Json(Cow::Borrowed(text)),
            Value::Array { kind, items } => {
                Value::Array { kind, items: items.iter().map(Value::borrowed).collect() }
            }
            plain => plain.clone(),
        }
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null(_) | Value::Empty(_), Value::Null(_) | Value::Empty(_)) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::I64(a), Value::I64(b)) => a == b,
            (Value::U64(a), Value::U64(b)) => a == b,
            (Value::F32(a), Value::F32(b)) => a.to_bits() == b.to_bits(),
            (Value::F64(a), Value::F64(b)) => a.to_bits() == b.to_bits(),
            (Value::Text(a), Value::Text(b))
            | (Value::Decimal(a), Value::Decimal(b))
            | (Value::Json(a), Value::Json(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Time(a), Value::Time(b)) => a == b,
            (
                Value::DateTime { seconds: a, nanos: an },
                Value::DateTime { seconds: b, nanos: bn },
            ) => a == b && an == bn,
            (
                Value::DateTimeTz { seconds: a, nanos: an, offset: ao },
                Value::DateTimeTz { seconds: b, nanos: bn, offset: bo },
            ) => a == b && an == bn && ao == bo,
            (Value::Uuid(a), Value::Uuid(b)) => a == b,
            (Value::Array { items: a, .. }, Value::Array { items: b, .. }) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.is_null() {
            return;
        }
        std::mem::discriminant(self).hash(state);
        match self {
            Value::Null(_) | Value::Empty(_) => {}
            Value::Bool(value) => value.hash(state),
            Value::I64(value) => value.hash(state),
            Value::U64(value) => value.hash(state),
            Value::F32(value) => value.to_bits().hash(state),
            Value::F64(value) => value.to_bits().hash(state),
            Value::Text(text) | Value::Decimal(text) | Value::Json(text) => text.hash(state),
            Value::Bytes(bytes) => bytes.hash(state),
            Value::Date(days) => days.hash(state),
            Value::Time(nanos) => nanos.hash(state),
            Value::DateTime { seconds, nanos } => (seconds, nanos).hash(state),
            Value::DateTimeTz { seconds, nanos, offset } => (seconds, nanos, offset).hash(state),
            Value::Uuid(bytes) => bytes.hash(state),
            Value::Array { items, .. } => items.hash(state),
        }
    }
}
