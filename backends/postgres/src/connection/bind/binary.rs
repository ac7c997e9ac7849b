//! Values in the server's binary form (the `…send` and `…recv` functions of its types).

use activerecord_core::{Error, ErrorKind, Kind, Result, Value};
use bytes::{BufMut, BytesMut};

use super::super::parameter::Parameter;
use super::{array, check_text, numeric, out_of_range, time};

/// Whether a value is written in binary form for this parameter.
#[inline]
pub(super) fn fits(value: &Value<'_>, parameter: &Parameter) -> bool {
    match (value, parameter) {
        (Value::Array { items, .. }, Parameter::Array(item, _)) => {
            items.iter().all(|value| value.is_null() || fits(value, item))
        }
        _ => takes(parameter, value.kind()),
    }
}

/// Whether values of this kind are written in binary form for the parameter.
#[inline]
pub(super) fn takes(parameter: &Parameter, kind: Kind) -> bool {
    use Parameter as P;
    match kind {
        _ if kind.is_integer() => {
            matches!(parameter, P::Int8 | P::Int4 | P::Int2 | P::Oid | P::Float8 | P::Numeric)
        }
        Kind::Text => *parameter == P::Text,
        Kind::Bool => *parameter == P::Bool,
        Kind::F64 | Kind::F32 => matches!(parameter, P::Float8 | P::Float4),
        Kind::Bytes => *parameter == P::Bytes,
        Kind::Decimal => *parameter == P::Numeric,
        Kind::Json => matches!(parameter, P::Jsonb | P::Text),
        Kind::Date => *parameter == P::Date,
        Kind::Time => *parameter == P::Time,
        Kind::DateTime => *parameter == P::Timestamp,
        Kind::DateTimeTz => matches!(parameter, P::TimestampTz | P::Timestamp),
        Kind::Uuid => matches!(parameter, P::Uuid | P::Bytes),
        Kind::Array(item) => matches!(parameter, P::Array(own, _) if takes(own, *item)),
        _ => false,
    }
}

/// Writes a value with its length before it, as items of lists and fields of rows are.
#[inline]
pub(super) fn write_with_length(
    value: &Value<'_>,
    parameter: &Parameter,
    out: &mut BytesMut,
) -> Result<()> {
    if value.is_null() {
        out.put_i32(-1);
        return Ok(());
    }
    let start = out.len();
    out.put_i32(0);
    write(value, parameter, out)?;
    let written = length(out.len() - start - 4)?;
    out[start..start + 4].copy_from_slice(&written.to_be_bytes());
    Ok(())
}

/// Lengths and numbers of items have 32 bits.
pub(super) fn length(length: usize) -> Result<i32> {
    i32::try_from(length).map_err(|_| out_of_range("a gigabyte, the most that a value can have"))
}

/// Writes a value that [`fits`].
#[inline]
pub(super) fn write(value: &Value<'_>, parameter: &Parameter, out: &mut BytesMut) -> Result<()> {
    match value {
        Value::I64(number) => integer(*number, parameter, out)?,
        Value::U64(number) => unsigned(*number, parameter, out)?,
        Value::Text(text) => {
            check_text(text)?;
            out.put_slice(text.as_bytes());
        }
        Value::Bool(truth) => out.put_u8(u8::from(*truth)),
        Value::F64(number) => float(*number, parameter, out)?,
        Value::F32(number) => float(f64::from(*number), parameter, out)?,
        Value::Bytes(bytes) => out.put_slice(bytes),
        Value::Decimal(text) => numeric::write(text, out)?,
        Value::Json(text) => {
            check_text(text)?;
            if *parameter == Parameter::Jsonb {
                out.put_u8(JSONB_VERSION);
            }
            out.put_slice(text.as_bytes());
        }
        Value::Uuid(bytes) => out.put_slice(bytes),
        Value::Date(days) => out.put_i32(time::date(*days)?),
        Value::Time(nanos) => out.put_i64(time::time(*nanos)?),
        Value::DateTime { seconds, nanos } | Value::DateTimeTz { seconds, nanos, .. } => {
            out.put_i64(time::instant(*seconds, *nanos)?);
        }
        Value::Array { items, .. } => array::write(items, parameter, out)?,
        other => return Err(unknown(other)),
    }
    Ok(())
}

/// What stands before the text of a `jsonb`.
const JSONB_VERSION: u8 = 1;

#[inline]
fn integer(number: i64, parameter: &Parameter, out: &mut BytesMut) -> Result<()> {
    match parameter {
        Parameter::Int8 => out.put_i64(number),
        Parameter::Int4 => out.put_i32(narrow(number, "an INTEGER (32 bits), its column's type")?),
        Parameter::Int2 => out.put_i16(narrow(number, "a SMALLINT (16 bits), its column's type")?),
        Parameter::Oid => out.put_u32(narrow(number, "an object identifier")?),
        Parameter::Float8 => float(exact_float(number.into())?, parameter, out)?,
        _ => numeric::write(&number.to_string(), out)?,
    }
    Ok(())
}

fn unsigned(number: u64, parameter: &Parameter, out: &mut BytesMut) -> Result<()> {
    match (parameter, i64::try_from(number)) {
        (_, Ok(number)) => integer(number, parameter, out),
        (Parameter::Numeric, _) => numeric::write(&number.to_string(), out),
        (Parameter::Float8, _) => float(exact_float(number.into())?, parameter, out),
        _ => Err(out_of_range("a BIGINT (64 bits), its column's type")),
    }
}

#[inline]
fn narrow<T: TryFrom<i64>>(number: i64, what: &str) -> Result<T> {
    T::try_from(number).map_err(|_| out_of_range(what))
}

/// Beyond 2^53 not every whole number is a float.
fn exact_float(number: i128) -> Result<f64> {
    let float = number as f64;
    if float as i128 == number {
        return Ok(float);
    }
    Err(out_of_range("what a DOUBLE PRECISION holds exactly"))
}

fn float(number: f64, parameter: &Parameter, out: &mut BytesMut) -> Result<()> {
    if *parameter == Parameter::Float8 {
        out.put_f64(number);
        return Ok(());
    }
    let single = number as f32;
    if single.is_infinite() && number.is_finite() {
        return Err(out_of_range("a REAL (single precision), its column's type"));
    }
    out.put_f32(single);
    Ok(())
}

#[cold]
pub(super) fn unknown(value: &Value<'_>) -> Error {
    let message = format!("{} cannot be stored in PostgreSQL", value.kind());
    Error::new(ErrorKind::Unsupported, message)
}
