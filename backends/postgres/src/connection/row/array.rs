//! Lists.

use activerecord_core::{Error, ErrorKind, Result, Value};

use super::decode::{malformed, unsupported};
use super::{Field, numeric};

/// Reads a list of one dimension.
pub(super) fn read<'a>(bytes: &'a [u8], item: &Field) -> Result<Value<'a>> {
    if matches!(item, Field::Unknown | Field::Array(_)) {
        return Err(unsupported());
    }
    let mut rest = bytes;
    let dimensions = number(&mut rest)?;
    let _has_null = number(&mut rest)?;
    let _item_type = number(&mut rest)?;
    let kind = item.kind();
    match dimensions {
        0 => return Ok(Value::Array { kind, items: Vec::new() }),
        1 => {}
        _ => return Err(several_dimensions()),
    }
    let count = usize::try_from(number(&mut rest)?).map_err(|_| malformed())?;
    let _first = number(&mut rest)?;
    let mut items = Vec::with_capacity(count.min(rest.len()));
    for _ in 0..count {
        let Ok(length) = usize::try_from(number(&mut rest)?) else {
            items.push(Value::Null(*kind));
            continue;
        };
        let (value, others) = rest.split_at_checked(length).ok_or_else(malformed)?;
        rest = others;
        items.push(read_item(value, item)?);
    }
    Ok(Value::Array { kind, items })
}

fn read_item<'a>(bytes: &'a [u8], item: &Field) -> Result<Value<'a>> {
    if *item != Field::Numeric {
        return item.decode_plain(bytes);
    }
    let mut text = String::new();
    numeric::write(bytes, &mut text)?;
    Ok(Value::Decimal(text.into()))
}

fn number(rest: &mut &[u8]) -> Result<i32> {
    let (first, others) = rest.split_first_chunk().ok_or_else(malformed)?;
    *rest = others;
    Ok(i32::from_be_bytes(*first))
}

#[cold]
fn several_dimensions() -> Error {
    Error::new(ErrorKind::Unsupported, "no Rust type")
        .with_help("lists of several dimensions have no Rust type here; unnest them")
}
