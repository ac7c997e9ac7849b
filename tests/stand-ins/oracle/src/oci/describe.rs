//! Parameters: the columns of a query, the failed rows of an array.

use std::ffi::c_int;

use super::call::{batch_error, call};
use super::handles::{self, Handle, Object, into_pointer};
use super::sqlt;
use crate::error::{OraError, Result};
use crate::types::{MAX_VARCHAR2_BYTES, Type};

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIParamGet(
    source: *const Handle,
    _kind: u32,
    errors: *mut Handle,
    result: *mut *mut Handle,
    position: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || match &handles::handle(source)?.object {
            Object::Statement(statement) => {
                let statement = statement.borrow();
                let column = statement.columns.get((position as usize).wrapping_sub(1));
                let column = column.ok_or_else(no_descriptor)?.clone();
                result.write(into_pointer(Object::Column(column)));
                Ok(())
            }
            // The answer goes into an error handle that exists.
            Object::Error(_) => batch_error(source, result.read(), position),
            _ => Err(handles::invalid()),
        })
    }
}

fn no_descriptor() -> OraError {
    OraError::new(24334, "no descriptor for this position")
}

/// How a column is described: type, size in bytes, size in characters, precision, scale.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) dty: u16,
    pub(crate) bytes: u16,
    pub(crate) chars: u16,
    pub(crate) precision: i16,
    pub(crate) scale: i8,
}

pub(crate) fn description(of: Type) -> Result<Description> {
    let plain = |dty, bytes| Description { dty, bytes, chars: 0, precision: 0, scale: 0 };
    let text = |dty, length: crate::types::Length| {
        let count = length.count.min(MAX_VARCHAR2_BYTES);
        // A length in characters takes four bytes each.
        let bytes = if length.chars { (count * 4).min(MAX_VARCHAR2_BYTES) } else { count };
        Description { dty, bytes: bytes as u16, chars: count as u16, precision: 0, scale: 0 }
    };
    Ok(match of {
        // NULL as a column is an empty VARCHAR2.
        Type::Null => plain(sqlt::CHR, 1),
        Type::Boolean => return Err(OraError::new(902, "invalid datatype")),
        Type::Number(None) => Description { scale: -127, ..plain(sqlt::NUM, 22) },
        Type::Number(Some((precision, scale))) => {
            Description { precision: i16::from(precision), scale, ..plain(sqlt::NUM, 22) }
        }
        Type::Varchar2(length) => text(sqlt::CHR, length),
        Type::Char(length) => text(sqlt::AFC, length),
        Type::Raw(length) => plain(sqlt::BIN, length.min(32_767) as u16),
        Type::Clob => plain(sqlt::CLOB, 4000),
        Type::Blob => plain(sqlt::BLOB, 4000),
        Type::Date => plain(sqlt::DAT, 7),
        Type::Timestamp(digits) => with_fraction(sqlt::TIMESTAMP, digits),
        Type::TimestampTz(digits) => with_fraction(sqlt::TIMESTAMP_TZ, digits),
        Type::TimestampLtz(digits) => with_fraction(sqlt::TIMESTAMP_LTZ, digits),
        Type::DaySecond => Description { precision: 2, ..with_fraction(sqlt::INTERVAL_DS, 6) },
        Type::YearMonth => Description { precision: 2, ..plain(sqlt::INTERVAL_YM, 5) },
        Type::BinaryDouble => plain(sqlt::IBDOUBLE, 8),
        Type::BinaryFloat => plain(sqlt::IBFLOAT, 4),
    })
}

fn with_fraction(dty: u16, digits: u8) -> Description {
    Description { dty, bytes: 13, chars: 0, precision: 0, scale: digits as i8 }
}
