//! Lists in binary form.

use activerecord_core::{Result, Value};
use bytes::{BufMut, BytesMut};

use super::super::parameter::Parameter;
use super::{binary, out_of_range};

/// Writes a list of items that all fit.
pub(super) fn write(items: &[Value<'_>], parameter: &Parameter, out: &mut BytesMut) -> Result<()> {
    let Parameter::Array(item, oid) = parameter else {
        return Err(out_of_range("a list"));
    };
    let has_null = items.iter().any(Value::is_null);
    out.put_i32(i32::from(!items.is_empty()));
    out.put_i32(i32::from(has_null));
    out.put_u32(*oid);
    if items.is_empty() {
        return Ok(());
    }
    out.put_i32(length(items.len())?);
    // Lists count from one.
    out.put_i32(1);
    for value in items {
        if value.is_null() {
            out.put_i32(-1);
            continue;
        }
        let start = out.len();
        out.put_i32(0);
        binary::write(value, item, out)?;
        let written = length(out.len() - start - 4)?;
        out[start..start + 4].copy_from_slice(&written.to_be_bytes());
    }
    Ok(())
}

fn length(length: usize) -> Result<i32> {
    i32::try_from(length).map_err(|_| out_of_range("the size of a list"))
}
