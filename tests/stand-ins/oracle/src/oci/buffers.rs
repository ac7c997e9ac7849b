//! The caller's memory: how values lie in it, by data type.

use std::ffi::c_char;

use super::handles::{self, Handle, LobValue};
use super::sqlt;
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::stamp::Stamp;
use crate::types::{Length, Type};
use crate::value::{Value, text};

/// Bytes of an `OCINumber`.
const NUMBER_SIZE: usize = 22;

/// Copies a text as C has it: cut to the buffer, ended by NUL.
///
/// # Safety
/// `buffer` has `size` bytes.
pub(crate) unsafe fn write_c_text(text: &str, buffer: *mut c_char, size: usize) {
    if size == 0 {
        return;
    }
    let length = text.floor_char_boundary(size - 1);
    // SAFETY: promised by the caller.
    unsafe {
        std::ptr::copy_nonoverlapping(text.as_ptr(), buffer.cast(), length);
        buffer.add(length).write(0);
    }
}

/// # Safety
/// `start` has `length` bytes, or is null.
pub(crate) unsafe fn read_bytes<'a>(start: *const u8, length: usize) -> &'a [u8] {
    if start.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: promised by the caller.
    unsafe { std::slice::from_raw_parts(start, length) }
}

/// # Safety
/// As for [`read_bytes`].
pub(crate) unsafe fn read_text(start: *const u8, length: usize) -> Result<String> {
    // SAFETY: promised by the caller.
    let bytes = unsafe { read_bytes(start, length) };
    let text = std::str::from_utf8(bytes);
    Ok(text
        .map_err(|_| OraError::new(12703, "this character set conversion is not supported"))?
        .to_owned())
}

/// The SQL type of a bound value; what SQL does not have is an error.
pub(crate) fn type_of(dty: u16, size: u32) -> Result<Type> {
    Ok(match dty {
        sqlt::CHR | sqlt::AFC | sqlt::LNG => Type::Varchar2(Length { count: size, chars: false }),
        sqlt::CLOB => Type::Clob,
        sqlt::BLOB => Type::Blob,
        sqlt::INT | sqlt::UIN | sqlt::VNU => Type::Number(None),
        sqlt::BDOUBLE => Type::BinaryDouble,
        sqlt::BFLOAT => Type::BinaryFloat,
        sqlt::BIN | sqlt::LBI => Type::Raw(size),
        sqlt::ODT => Type::Date,
        sqlt::TIMESTAMP => Type::Timestamp(9),
        sqlt::TIMESTAMP_TZ => Type::TimestampTz(9),
        sqlt::TIMESTAMP_LTZ => Type::TimestampLtz(9),
        sqlt::INTERVAL_DS => Type::DaySecond,
        sqlt::INTERVAL_YM => Type::YearMonth,
        sqlt::BOL => {
            let text = "unsupported network datatype or representation: BOOLEAN in SQL";
            return Err(OraError::new(3115, text));
        }
        _ => return Err(OraError::unknown(format_args!("the data type {dty} of a bind"))),
    })
}

/// Whether values of this type lie behind a descriptor.
pub(crate) fn is_descriptor(dty: u16) -> bool {
    matches!(
        dty,
        sqlt::CLOB
            | sqlt::BLOB
            | sqlt::TIMESTAMP
            | sqlt::TIMESTAMP_TZ
            | sqlt::TIMESTAMP_LTZ
            | sqlt::INTERVAL_DS
            | sqlt::INTERVAL_YM
    )
}

/// Reads one value that is not NULL.
///
/// # Safety
/// `start` has `length` bytes, or is a descriptor if the type has one.
pub(crate) unsafe fn read(dty: u16, start: *const u8, length: usize) -> Result<Value> {
    // SAFETY: promised by the caller, for each read below.
    unsafe {
        Ok(match dty {
            sqlt::CHR | sqlt::AFC | sqlt::LNG => text(read_text(start, length)?),
            sqlt::BIN | sqlt::LBI => match read_bytes(start, length) {
                [] => Value::Null,
                bytes => Value::Bytes(bytes.to_vec()),
            },
            sqlt::INT => Value::Number(Number::from_i64(start.cast::<i64>().read_unaligned())),
            sqlt::UIN => {
                let value = start.cast::<u64>().read_unaligned();
                Value::Number(Number::parse(&value.to_string())?)
            }
            sqlt::VNU => {
                let bytes = read_bytes(start, NUMBER_SIZE);
                let digits = bytes.get(1..=usize::from(bytes[0]));
                Value::Number(Number::from_bytes(digits.unwrap_or_default())?)
            }
            sqlt::BDOUBLE => Value::Double(start.cast::<f64>().read_unaligned()),
            sqlt::BFLOAT => Value::Double(f64::from(start.cast::<f32>().read_unaligned())),
            sqlt::ODT => {
                let bytes = read_bytes(start, 7);
                let year = i16::from_ne_bytes([bytes[0], bytes[1]]);
                let date = (year, bytes[2], bytes[3]);
                Value::Stamp(Stamp::new(date, (bytes[4], bytes[5], bytes[6]), 0)?)
            }
            sqlt::TIMESTAMP => Value::Stamp(handles::stamp(start.cast())?.borrow().0),
            sqlt::TIMESTAMP_TZ | sqlt::TIMESTAMP_LTZ => {
                let (stamp, offset) = *handles::stamp(start.cast())?.borrow();
                Value::Zoned(stamp, offset)
            }
            sqlt::INTERVAL_DS => Value::DaySecond(*handles::day_second(start.cast())?.borrow()),
            sqlt::INTERVAL_YM => Value::YearMonth(*handles::year_month(start.cast())?.borrow()),
            sqlt::CLOB | sqlt::BLOB => match &handles::lob(start.cast())?.borrow().value {
                LobValue::Empty => Value::Null,
                LobValue::Text(value) => text(value.clone()),
                LobValue::Bytes(bytes) => Value::Bytes(bytes.clone()),
            },
            _ => return Err(OraError::unknown(format_args!("the data type {dty} of a bind"))),
        })
    }
}

/// What bytes a text or binary value gives to a caller that takes bytes.
pub(crate) fn bytes_for(dty: u16, value: &Value) -> Result<Vec<u8>> {
    match (dty, value) {
        (sqlt::CHR | sqlt::AFC | sqlt::LNG, Value::Text(text)) => Ok(text.as_bytes().to_vec()),
        (sqlt::CHR | sqlt::AFC, Value::Number(number)) => Ok(number.to_text().into_bytes()),
        (sqlt::BIN | sqlt::LBI, Value::Bytes(bytes)) => Ok(bytes.clone()),
        _ => Err(inconsistent(dty, value)),
    }
}

pub(crate) fn is_bytes(dty: u16) -> bool {
    matches!(dty, sqlt::CHR | sqlt::AFC | sqlt::LNG | sqlt::BIN | sqlt::LBI)
}

/// Writes one value that is not NULL, and answers its length.
///
/// # Safety
/// `start` has `size` bytes, or is a descriptor if the type has one.
pub(crate) unsafe fn write(dty: u16, value: &Value, start: *mut u8, size: usize) -> Result<u32> {
    if is_bytes(dty) {
        let bytes = bytes_for(dty, value)?;
        if bytes.len() > size {
            return Err(OraError::new(1406, "fetched column value was truncated"));
        }
        // SAFETY: promised by the caller; checked above.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), start, bytes.len()) };
        return Ok(bytes.len() as u32);
    }
    // SAFETY: promised by the caller, for each write below.
    unsafe { write_fixed(dty, value, start) }
}

/// # Safety
/// As for [`write`].
unsafe fn write_fixed(dty: u16, value: &Value, start: *mut u8) -> Result<u32> {
    // SAFETY: promised by the caller, for each write below.
    unsafe {
        match (dty, value) {
            (sqlt::INT, Value::Number(number)) => {
                let overflow =
                    || OraError::new(1455, "converting column overflows integer datatype");
                start.cast::<i64>().write_unaligned(number.to_i64().ok_or_else(overflow)?);
                Ok(8)
            }
            (sqlt::VNU, Value::Number(number)) => {
                let bytes = number.bytes();
                start.write(bytes.len() as u8);
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), start.add(1), bytes.len());
                Ok(NUMBER_SIZE as u32)
            }
            (sqlt::BDOUBLE, _) => {
                start.cast::<f64>().write_unaligned(as_double(dty, value)?);
                Ok(8)
            }
            (sqlt::BFLOAT, _) => {
                start.cast::<f32>().write_unaligned(as_double(dty, value)? as f32);
                Ok(4)
            }
            (sqlt::ODT, Value::Stamp(stamp)) => {
                let year = stamp.year.to_ne_bytes();
                let date = [year[0], year[1], stamp.month, stamp.day];
                std::ptr::copy_nonoverlapping(date.as_ptr(), start, 4);
                let time = [stamp.hour, stamp.minute, stamp.second];
                std::ptr::copy_nonoverlapping(time.as_ptr(), start.add(4), 3);
                Ok(7)
            }
            _ => {
                write_descriptor(dty, value, start.cast())?;
                Ok(8)
            }
        }
    }
}

/// # Safety
/// `target` is a handle.
unsafe fn write_descriptor(dty: u16, value: &Value, target: *const Handle) -> Result<()> {
    // SAFETY: promised by the caller.
    unsafe {
        match (dty, value) {
            (sqlt::TIMESTAMP, Value::Stamp(stamp)) => {
                *handles::stamp(target)?.borrow_mut() = (*stamp, 0);
            }
            (sqlt::TIMESTAMP_TZ | sqlt::TIMESTAMP_LTZ, Value::Zoned(stamp, offset)) => {
                *handles::stamp(target)?.borrow_mut() = (*stamp, *offset);
            }
            (sqlt::INTERVAL_DS, Value::DaySecond(nanos)) => {
                *handles::day_second(target)?.borrow_mut() = *nanos;
            }
            (sqlt::INTERVAL_YM, Value::YearMonth(months)) => {
                *handles::year_month(target)?.borrow_mut() = *months;
            }
            (sqlt::CLOB, Value::Text(text)) => {
                handles::lob(target)?.borrow_mut().value = LobValue::Text(text.clone());
            }
            (sqlt::BLOB, Value::Bytes(bytes)) => {
                handles::lob(target)?.borrow_mut().value = LobValue::Bytes(bytes.clone());
            }
            _ => return Err(inconsistent(dty, value)),
        }
    }
    Ok(())
}

fn as_double(dty: u16, value: &Value) -> Result<f64> {
    match value {
        Value::Double(value) => Ok(*value),
        Value::Number(number) => Ok(number.to_f64()),
        _ => Err(inconsistent(dty, value)),
    }
}

fn inconsistent(dty: u16, value: &Value) -> OraError {
    let kind = match value {
        Value::Null => "NULL",
        Value::Number(_) => "NUMBER",
        Value::Text(_) => "CHAR",
        Value::Bytes(_) => "BINARY",
        Value::Stamp(_) => "TIMESTAMP",
        Value::Zoned(..) => "TIMESTAMP WITH TIME ZONE",
        Value::Double(_) => "BINARY_DOUBLE",
        Value::DaySecond(_) | Value::YearMonth(_) => "INTERVAL",
    };
    OraError::new(932, format_args!("inconsistent datatypes: expected type {dty} got {kind}"))
}
