//! Values in the server's binary form (the `…send` functions of its types).

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use tokio_postgres::types::{Kind as TypeKind, Type};

use super::{array, numeric};

/// How a result's column is read, worked out once per prepared statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::connection) enum Field {
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric,
    /// Text, and everything whose binary form is its text.
    Text,
    Json,
    Jsonb,
    Bytes,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    /// What a function returns that returns nothing.
    Void,
    Array(Box<Field>),
    /// A type that the library has no value for.
    Unknown,
}

/// Days from 1970-01-01 to 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
/// Seconds between the two.
const EPOCH_SECONDS: i64 = EPOCH_DAYS as i64 * 86_400;
const MICROS: i64 = 1_000_000;

impl Field {
    pub(in crate::connection) fn of(ty: &Type) -> Field {
        match *ty {
            Type::BOOL => Field::Bool,
            Type::INT2 => Field::Int2,
            Type::INT4 => Field::Int4,
            Type::INT8 => Field::Int8,
            Type::OID | Type::XID | Type::CID | Type::REGCLASS | Type::REGTYPE => Field::Oid,
            Type::FLOAT4 => Field::Float4,
            Type::FLOAT8 => Field::Float8,
            Type::NUMERIC => Field::Numeric,
            Type::TEXT
            | Type::VARCHAR
            | Type::BPCHAR
            | Type::NAME
            | Type::CHAR
            | Type::XML
            | Type::UNKNOWN => Field::Text,
            Type::JSON => Field::Json,
            Type::JSONB => Field::Jsonb,
            Type::BYTEA => Field::Bytes,
            Type::UUID => Field::Uuid,
            Type::DATE => Field::Date,
            Type::TIME => Field::Time,
            Type::TIMESTAMP => Field::Timestamp,
            Type::TIMESTAMPTZ => Field::TimestampTz,
            Type::VOID => Field::Void,
            _ => match ty.kind() {
                TypeKind::Enum(_) => Field::Text,
                TypeKind::Domain(base) => Field::of(base),
                TypeKind::Array(item) => Field::Array(Box::new(Field::of(item))),
                // An extension's type whose binary form is its text.
                TypeKind::Simple if ty.name() == "citext" => Field::Text,
                _ => Field::Unknown,
            },
        }
    }

    /// The value that the bytes hold. A decimal number's text is made in `scratch`.
    #[inline]
    pub(in crate::connection) fn decode<'a>(
        &self,
        bytes: &'a [u8],
        scratch: &'a mut String,
    ) -> Result<Value<'a>> {
        match self {
            Field::Numeric => {
                numeric::write(bytes, scratch)?;
                Ok(Value::Decimal(scratch.as_str().into()))
            }
            Field::Array(item) => array::read(bytes, item),
            plain => plain.decode_plain(bytes),
        }
    }

    /// The value that the bytes hold, where no text has to be made for it.
    #[inline]
    pub(super) fn decode_plain<'a>(&self, bytes: &'a [u8]) -> Result<Value<'a>> {
        Ok(match self {
            Field::Int8 => Value::I64(i64::from_be_bytes(fixed(bytes)?)),
            Field::Int4 => Value::I64(i32::from_be_bytes(fixed(bytes)?).into()),
            Field::Text => Value::Text(text(bytes)?.into()),
            Field::Int2 => Value::I64(i16::from_be_bytes(fixed(bytes)?).into()),
            Field::Bool => Value::Bool(bytes != [0]),
            Field::Float8 => Value::F64(f64::from_be_bytes(fixed(bytes)?)),
            Field::Float4 => Value::F32(f32::from_be_bytes(fixed(bytes)?)),
            Field::TimestampTz => {
                let (seconds, nanos) = instant(bytes)?;
                Value::DateTimeTz { seconds, nanos, offset: 0 }
            }
            Field::Timestamp => {
                let (seconds, nanos) = instant(bytes)?;
                Value::DateTime { seconds, nanos }
            }
            Field::Date => Value::Date(date(bytes)?),
            Field::Time => {
                let micros = i64::from_be_bytes(fixed(bytes)?);
                Value::Time(micros.unsigned_abs() * 1_000)
            }
            Field::Uuid => Value::Uuid(fixed(bytes)?),
            Field::Bytes => Value::Bytes(bytes.into()),
            Field::Json => Value::Json(text(bytes)?.into()),
            // Before the text stands the form's version.
            Field::Jsonb => Value::Json(text(bytes.get(1..).unwrap_or_default())?.into()),
            Field::Oid => Value::I64(u32::from_be_bytes(fixed(bytes)?).into()),
            Field::Void => Value::Null(Kind::Text),
            Field::Numeric | Field::Array(_) | Field::Unknown => return Err(unsupported()),
        })
    }

    /// The library's name of the type.
    pub(super) const fn kind(&self) -> &'static Kind {
        match self {
            Field::Bool => &Kind::Bool,
            Field::Int2 => &Kind::I16,
            Field::Int4 => &Kind::I32,
            Field::Int8 | Field::Oid => &Kind::I64,
            Field::Float4 => &Kind::F32,
            Field::Float8 => &Kind::F64,
            Field::Numeric => &Kind::Decimal,
            Field::Json | Field::Jsonb => &Kind::Json,
            Field::Bytes => &Kind::Bytes,
            Field::Uuid => &Kind::Uuid,
            Field::Date => &Kind::Date,
            Field::Time => &Kind::Time,
            Field::Timestamp => &Kind::DateTime,
            Field::TimestampTz => &Kind::DateTimeTz,
            Field::Text | Field::Void | Field::Array(_) | Field::Unknown => &Kind::Text,
        }
    }
}

#[inline]
fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| malformed())
}

#[inline]
fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorKind::TypeMismatch, "the text is not UTF-8").with_source(error)
    })
}

fn date(bytes: &[u8]) -> Result<i32> {
    match i32::from_be_bytes(fixed(bytes)?) {
        i32::MIN | i32::MAX => Err(infinite()),
        days => days.checked_add(EPOCH_DAYS).ok_or_else(malformed),
    }
}

#[inline]
fn instant(bytes: &[u8]) -> Result<(i64, u32)> {
    match i64::from_be_bytes(fixed(bytes)?) {
        i64::MIN | i64::MAX => Err(infinite()),
        micros => {
            let nanos = u32::try_from(micros.rem_euclid(MICROS) * 1_000).unwrap_or(0);
            Ok((micros.div_euclid(MICROS) + EPOCH_SECONDS, nanos))
        }
    }
}

#[cold]
fn infinite() -> Error {
    Error::new(ErrorKind::OutOfRange, "the time is `infinity`, which no type of Rust can hold")
        .with_help("leave such rows out with `isfinite(…)`, or select NULLIF(…, 'infinity')")
}

#[cold]
pub(super) fn malformed() -> Error {
    Error::new(ErrorKind::TypeMismatch, "the server sent a value that is not of its own form")
}

/// The column is named above.
#[cold]
pub(super) fn unsupported() -> Error {
    Error::new(ErrorKind::Unsupported, "no Rust type")
}
