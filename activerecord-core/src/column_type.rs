//! What makes a Rust type the type of a column.

use std::borrow::Cow;

use crate::value::decode::integer;
use crate::{DecodeError, Kind, Result, Value};

/// How a key of a type comes into being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStrategy {
    /// The database makes it: identity, auto-increment or a sequence. `0` means "not made yet".
    Generated,
    /// The client makes it: a version 7 UUID. The nil UUID means "not made yet".
    Uuid,
    /// The user sets it.
    Assigned,
}

/// A Rust type that a column can have.
///
/// Implemented for `bool`, the integers, floats, `String`, `Vec<u8>`, `Option` of any of them,
/// and behind their features for the types of `chrono`, `rust_decimal`, `uuid` and `serde_json`.
/// For an own newtype or enum use `#[derive(ColumnType)]`.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
/// enum Role { Guest, Admin }          // stored as text: 'guest', 'admin'
///
/// #[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
/// struct UserId(i64);                 // stored as what it wraps
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a column",
    label = "not a column type",
    note = "column types are bool, integers, floats, String, Vec<u8>, the types of chrono, uuid and rust_decimal, and Option of them",
    note = "for an own newtype or enum add `#[derive(ColumnType)]`; for any serde type use `Json<{Self}>`; to leave the field out of the table add `#[record(skip)]`"
)]
pub trait ColumnType: Sized {
    /// The type without `Option`: what a comparison takes.
    type Base: ColumnType;

    /// The database-independent type.
    const KIND: Kind;

    /// Whether NULL is a value of the type.
    const NULLABLE: bool = false;

    /// How a key of this type comes into being.
    const KEY: KeyStrategy = KeyStrategy::Assigned;

    /// Reads a value that the database sent.
    ///
    /// # Errors
    /// The value is of another type, out of range, or NULL. Nothing is rounded or truncated.
    fn from_value(value: Value<'_>) -> Result<Self, DecodeError>;

    /// The value to send, borrowing what it can.
    ///
    /// # Errors
    /// The value has no form in a database: a leap second, a type that serde can't write.
    fn to_value(&self) -> Result<Value<'_>>;
}

/// A column type that can hold `created_at`, `updated_at` or `deleted_at`.
#[diagnostic::on_unimplemented(
    message = "a timestamp field cannot be of type `{Self}`",
    label = "not a date and time",
    note = "use `DateTime<Utc>` or `NaiveDateTime` of chrono, or an Option of one"
)]
pub trait Timestamp: ColumnType {}

impl<T: Timestamp> Timestamp for Option<T> {}

/// A column type that can hold a `lock_version`.
#[diagnostic::on_unimplemented(
    message = "a `lock_version` field cannot be of type `{Self}`",
    label = "not an integer",
    note = "use an integer type, for example `i32`"
)]
pub trait Version: ColumnType {}

impl<T: ColumnType> ColumnType for Option<T> {
    type Base = T;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;

    #[inline]
    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Null(_) | Value::Empty(_) => {
                // There is nothing to drop, and the compiler does not see it.
                std::mem::forget(value);
                Ok(None)
            }
            value => T::from_value(value).map(Some),
        }
    }

    #[inline]
    fn to_value(&self) -> Result<Value<'_>> {
        match self {
            Some(value) => value.to_value(),
            None => Ok(Value::Null(T::KIND)),
        }
    }
}

impl ColumnType for bool {
    type Base = Self;
    const KIND: Kind = Kind::Bool;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Bool(value) => Ok(value),
            Value::I64(0) => Ok(false),
            Value::I64(1) => Ok(true),
            Value::I64(_) => Err(DecodeError::out_of_range("a boolean, 0 or 1", &value)),
            other => Err(DecodeError::mismatch(Kind::Bool.name(), &other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Bool(*self))
    }
}

macro_rules! integers {
    ($($type:ty => $kind:ident as $variant:ident($wide:ty),)*) => {$(
        impl ColumnType for $type {
            type Base = Self;
            const KIND: Kind = Kind::$kind;
            const KEY: KeyStrategy = KeyStrategy::Generated;

            #[inline]
            fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
                integer(value, Kind::$kind)
            }

            #[inline]
            fn to_value(&self) -> Result<Value<'_>> {
                Ok(Value::$variant(<$wide>::from(*self)))
            }
        }

        impl Version for $type {}
    )*};
}

integers! {
    i8 => I8 as I64(i64),
    i16 => I16 as I64(i64),
    i32 => I32 as I64(i64),
    i64 => I64 as I64(i64),
    u8 => U8 as I64(i64),
    u16 => U16 as I64(i64),
    u32 => U32 as I64(i64),
    u64 => U64 as U64(u64),
}

/// Integers up to 2^53 have an exact `f64`: a database may hand a whole number back as one.
const EXACT_IN_F64_MAX: u64 = 1 << 53;

/// Decimal numbers of so many digits come back the same from a float.
const DIGITS_OF_F64: usize = f64::DIGITS as usize;

/// The digits of a decimal number without the zeros at its ends.
fn digits(text: &str) -> usize {
    let digit = |c: &char| c.is_ascii_digit();
    let digits: String = text.chars().filter(digit).collect();
    digits.trim_matches('0').len()
}

impl ColumnType for f64 {
    type Base = Self;
    const KIND: Kind = Kind::F64;

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "checked: the integer is exact in an f64")]
    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::F64(value) => Ok(value),
            Value::F32(value) => Ok(Self::from(value)),
            Value::I64(value) if value.unsigned_abs() <= EXACT_IN_F64_MAX => Ok(value as f64),
            Value::I64(_) => Err(DecodeError::out_of_range("an integer exact in a float", &value)),
            // A database that keeps numbers as decimals hands one back: up to 15 digits it and the
            // float are the same number.
            Value::Decimal(text) if digits(&text) <= DIGITS_OF_F64 => text
                .parse()
                .map_err(|_| DecodeError::malformed(Kind::F64.name(), "text that is not one")),
            Value::Decimal(_) => {
                Err(DecodeError::out_of_range("a number of at most 15 digits", &value))
            }
            other => Err(DecodeError::mismatch(Kind::F64.name(), &other)),
        }
    }

    #[inline]
    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::F64(*self))
    }
}

impl ColumnType for f32 {
    type Base = Self;
    const KIND: Kind = Kind::F32;

    #[expect(clippy::cast_possible_truncation, reason = "checked: the value does not change")]
    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        if let Value::F32(value) = value {
            return Ok(value);
        }
        let wide = f64::from_value(value)?;
        let narrow = wide as f32;
        if f64::from(narrow) == wide || wide.is_nan() {
            return Ok(narrow);
        }
        Err(DecodeError::out_of_range(Kind::F32.name(), &Value::F64(wide)))
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::F32(*self))
    }
}

impl ColumnType for String {
    type Base = Self;
    const KIND: Kind = Kind::Text;

    #[inline]
    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Text(text) => Ok(text.into_owned()),
            other => rare_text(other),
        }
    }

    #[inline]
    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Text(Cow::Borrowed(self)))
    }
}

/// Apart from text, which is spared the code that drops other values.
#[cold]
fn rare_text(value: Value<'_>) -> Result<String, DecodeError> {
    match value {
        Value::Empty(_) => Ok(String::new()),
        other => Err(DecodeError::mismatch(Kind::Text.name(), &other)),
    }
}

impl ColumnType for Vec<u8> {
    type Base = Self;
    const KIND: Kind = Kind::Bytes;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        match value {
            Value::Bytes(bytes) => Ok(bytes.into_owned()),
            Value::Empty(_) => Ok(Vec::new()),
            other => Err(DecodeError::mismatch(Kind::Bytes.name(), &other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Bytes(Cow::Borrowed(self)))
    }
}
