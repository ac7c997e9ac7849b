//! The types a column can have.

use std::fmt;

/// The type of a column, a bind or a result, independent of any database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `bool`
    Bool,
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `String`
    Text,
    /// `Vec<u8>`
    Bytes,
    /// An exact decimal number
    Decimal,
    /// A calendar date
    Date,
    /// A time of day
    Time,
    /// A date and time without a zone
    DateTime,
    /// An instant
    DateTimeTz,
    /// A UUID
    Uuid,
    /// A JSON document
    Json,
    /// A list of values of one type, for databases that have arrays
    Array(&'static Kind),
}

impl Kind {
    /// Whether this is one of the eight integer types.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(
            self,
            Kind::I8
                | Kind::I16
                | Kind::I32
                | Kind::I64
                | Kind::U8
                | Kind::U16
                | Kind::U32
                | Kind::U64
        )
    }

    /// Whether this is text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Kind::Text)
    }

    /// Whether values of the two types can be equal: they are the same, or both are integers.
    #[must_use]
    pub const fn is_like(self, other: Kind) -> bool {
        use Kind::{
            Array, Bool, Bytes, Date, DateTime, DateTimeTz, Decimal, F32, F64, Json, Text, Time,
            Uuid,
        };
        match (self, other) {
            (Array(item), Array(other)) => item.is_like(*other),
            (Bool, Bool)
            | (F32, F32)
            | (F64, F64)
            | (Text, Text)
            | (Bytes, Bytes)
            | (Decimal, Decimal)
            | (Date, Date)
            | (Time, Time)
            | (DateTime, DateTime)
            | (DateTimeTz, DateTimeTz)
            | (Uuid, Uuid)
            | (Json, Json) => true,
            _ => self.is_integer() && other.is_integer(),
        }
    }

    /// The name in messages, in plain words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Bool => "a boolean",
            Kind::I8 => "an 8-bit integer",
            Kind::I16 => "a 16-bit integer",
            Kind::I32 => "a 32-bit integer",
            Kind::I64 => "an integer",
            Kind::U8 => "an unsigned 8-bit integer",
            Kind::U16 => "an unsigned 16-bit integer",
            Kind::U32 => "an unsigned 32-bit integer",
            Kind::U64 => "an unsigned integer",
            Kind::F32 => "a single precision float",
            Kind::F64 => "a float",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
            Kind::Decimal => "a decimal number",
            Kind::Date => "a date",
            Kind::Time => "a time of day",
            Kind::DateTime => "a date and time",
            Kind::DateTimeTz => "an instant (date, time and offset)",
            Kind::Uuid => "a UUID",
            Kind::Json => "JSON",
            Kind::Array(_) => "an array",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
