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
    out.put_i32(binary::length(items.len())?);
    // Lists count from one.
    out.put_i32(1);
    items.iter().try_for_each(|value| binary::write_with_length(value, item, out))
}
