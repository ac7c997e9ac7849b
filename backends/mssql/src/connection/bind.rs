//! From the library's values to the driver's.

use std::borrow::Cow;

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use tiberius::numeric::Numeric;
use tiberius::{ColumnData, IntoSql, Uuid};

use super::{number, time};
use crate::limits::BINDS_MAX;

/// A value that is borrowed up to the packet; [`check`] has seen it before.
pub(super) struct Bind<'a>(pub(super) &'a Value<'a>);

impl<'a> IntoSql<'a> for Bind<'a> {
    #[inline]
    fn into_sql(self) -> ColumnData<'a> {
        // What can't be sent was refused before.
        convert(self.0).unwrap_or(ColumnData::String(None))
    }
}

/// Refuses values that SQL Server can't take, and more of them than it takes.
#[inline]
pub(super) fn check(binds: &[Value<'_>]) -> Result<()> {
    if binds.len() > BINDS_MAX {
        return Err(too_many(binds.len()));
    }
    for (index, value) in binds.iter().enumerate() {
        let plain = matches!(
            value,
            Value::I64(_) | Value::Text(_) | Value::Bool(_) | Value::Null(_) | Value::Uuid(_)
        );
        if !plain && let Err(error) = convert(value) {
            return Err(error.with_parameter(index));
        }
    }
    Ok(())
}

#[inline]
pub(super) fn convert<'a>(value: &'a Value<'a>) -> Result<ColumnData<'a>> {
    Ok(match value {
        Value::I64(value) => ColumnData::I64(Some(*value)),
        Value::Text(text) | Value::Json(text) => {
            ColumnData::String(Some(Cow::Borrowed(text.as_ref())))
        }
        Value::Null(kind) | Value::Empty(kind) => null(*kind),
        Value::Bool(value) => ColumnData::Bit(Some(*value)),
        Value::U64(value) => match i64::try_from(*value) {
            Ok(value) => ColumnData::I64(Some(value)),
            Err(_) => ColumnData::Numeric(Some(Numeric::new_with_scale((*value).into(), 0))),
        },
        Value::F32(value) if value.is_finite() => ColumnData::F32(Some(*value)),
        Value::F64(value) if value.is_finite() => ColumnData::F64(Some(*value)),
        Value::F32(_) | Value::F64(_) => return Err(no_number()),
        Value::Bytes(bytes) => ColumnData::Binary(Some(Cow::Borrowed(bytes.as_ref()))),
        Value::Decimal(text) => match number::parse(text) {
            Some(number) => ColumnData::Numeric(Some(number)),
            None => return Err(too_many_digits()),
        },
        Value::Date(days) => ColumnData::Date(Some(time::to_date(*days)?)),
        Value::Time(nanos) => ColumnData::Time(Some(time::to_time(*nanos)?)),
        Value::DateTime { seconds, nanos } => {
            ColumnData::DateTime2(Some(time::to_date_time(*seconds, *nanos)?))
        }
        Value::DateTimeTz { seconds, nanos, offset } => {
            ColumnData::DateTimeOffset(Some(time::to_instant(*seconds, *nanos, *offset)?))
        }
        Value::Uuid(bytes) => ColumnData::Guid(Some(Uuid::from_bytes(*bytes))),
        other => return Err(unknown(other)),
    })
}

/// NULL has a type: the server refuses a text's NULL in a column of bytes.
fn null(kind: Kind) -> ColumnData<'static> {
    match kind {
        Kind::Bool => ColumnData::Bit(None),
        Kind::I8 | Kind::I16 => ColumnData::I16(None),
        Kind::U8 => ColumnData::U8(None),
        Kind::I32 | Kind::U16 => ColumnData::I32(None),
        Kind::I64 | Kind::U32 | Kind::U64 => ColumnData::I64(None),
        Kind::F32 => ColumnData::F32(None),
        Kind::F64 => ColumnData::F64(None),
        Kind::Bytes => ColumnData::Binary(None),
        Kind::Decimal => ColumnData::Numeric(None),
        Kind::Date => ColumnData::Date(None),
        Kind::Time => ColumnData::Time(None),
        Kind::DateTime => ColumnData::DateTime2(None),
        Kind::DateTimeTz => ColumnData::DateTimeOffset(None),
        Kind::Uuid => ColumnData::Guid(None),
        _ => ColumnData::String(None),
    }
}

#[cold]
fn too_many(given: usize) -> Error {
    let message = format!("the statement has {given} values, and SQL Server takes {BINDS_MAX}");
    Error::new(ErrorKind::InvalidQuery, message).with_help("split the list that it is built from")
}

#[cold]
fn no_number() -> Error {
    Error::new(ErrorKind::OutOfRange, "SQL Server has neither NaN nor infinity")
}

#[cold]
fn too_many_digits() -> Error {
    Error::new(ErrorKind::OutOfRange, "the number has more than the 38 digits of a decimal")
}

#[cold]
fn unknown(value: &Value<'_>) -> Error {
    let message = format!("{} cannot be stored in SQL Server", value.kind());
    Error::new(ErrorKind::Unsupported, message)
}
