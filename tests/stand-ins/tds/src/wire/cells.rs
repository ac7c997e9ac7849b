//! Types and values on the wire (MS-TDS 2.2.5.4 to 2.2.5.6).

use std::io;

use super::reader::{Reader, utf16};
use crate::types::Type;
use crate::value::{Instant, Number, Stored, TICKS_PER_DAY, thirds_of_ticks, ticks_of_thirds};

const COLLATION: [u8; 5] = [0x09, 0x04, 0xd0, 0x00, 0x34];
const PLP_NULL: u64 = u64::MAX;
const PLP_UNKNOWN: u64 = u64::MAX - 1;

fn broken() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Reads the type of a value; none is that of a bare NULL.
pub(crate) fn read_type(reader: &mut Reader<'_>) -> io::Result<Option<Type>> {
    Ok(Some(match reader.u8()? {
        0x1f => return Ok(None),
        0x24 => reader.u8().map(|_| Type::Guid)?,
        0x26 => match reader.u8()? {
            1 => Type::TinyInt,
            2 => Type::SmallInt,
            4 => Type::Int,
            8 => Type::BigInt,
            _ => return Err(broken()),
        },
        0x28 => Type::Date,
        0x29 => Type::Time(reader.u8()?),
        0x2a => Type::DateTime2(reader.u8()?),
        0x2b => Type::DateTimeOffset(reader.u8()?),
        0x68 => reader.u8().map(|_| Type::Bit)?,
        0x6a | 0x6c => {
            reader.u8()?;
            Type::Decimal(reader.u8()?, reader.u8()?)
        }
        0x6d => match reader.u8()? {
            4 => Type::Real,
            8 => Type::Float,
            _ => return Err(broken()),
        },
        0x6f => match reader.u8()? {
            8 => Type::DateTime,
            _ => return Err(broken()),
        },
        0xa5 => match reader.u16()? {
            0xffff => Type::VarBinary(None),
            bytes => Type::VarBinary(Some(bytes)),
        },
        0xe7 => {
            let bytes = reader.u16()?;
            reader.bytes(COLLATION.len())?;
            Type::NVarChar((bytes != 0xffff).then_some(bytes / 2))
        }
        _ => return Err(broken()),
    }))
}

/// Reads a value of this type.
pub(crate) fn read_value(reader: &mut Reader<'_>, of: Option<Type>) -> io::Result<Stored> {
    let Some(of) = of else { return Ok(Stored::Null) };
    let bytes = match of {
        Type::NVarChar(None) | Type::VarBinary(None) => read_plp(reader)?,
        Type::NVarChar(Some(_)) | Type::VarBinary(Some(_)) => match reader.u16()? {
            0xffff => None,
            length => Some(reader.bytes(usize::from(length))?.to_vec()),
        },
        _ => match reader.u8()? {
            0 => None,
            length => Some(reader.bytes(usize::from(length))?.to_vec()),
        },
    };
    match bytes {
        None => Ok(Stored::Null),
        Some(bytes) => decode(&bytes, of),
    }
}

fn read_plp(reader: &mut Reader<'_>) -> io::Result<Option<Vec<u8>>> {
    if reader.u64()? == PLP_NULL {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    loop {
        match reader.u32()? as usize {
            0 => return Ok(Some(bytes)),
            length => bytes.extend_from_slice(reader.bytes(length)?),
        }
    }
}

fn decode(bytes: &[u8], of: Type) -> io::Result<Stored> {
    let mut reader = Reader(bytes);
    Ok(match of {
        Type::Bit | Type::TinyInt => Stored::Integer(i64::from(reader.u8()?)),
        #[allow(clippy::cast_possible_wrap)]
        Type::SmallInt => Stored::Integer(i64::from(reader.u16()? as i16)),
        #[allow(clippy::cast_possible_wrap)]
        Type::Int => Stored::Integer(i64::from(reader.u32()? as i32)),
        #[allow(clippy::cast_possible_wrap)]
        Type::BigInt => Stored::Integer(reader.u64()? as i64),
        Type::Real => Stored::Real(f64::from(f32::from_bits(reader.u32()?))),
        Type::Float => Stored::Real(f64::from_bits(reader.u64()?)),
        Type::Decimal(_, scale) => {
            let positive = reader.u8()? != 0;
            let mut magnitude = [0; 16];
            magnitude.get_mut(..reader.0.len()).ok_or_else(broken)?.copy_from_slice(reader.0);
            let mantissa = i128::from_le_bytes(magnitude);
            let mantissa = if positive { mantissa } else { -mantissa };
            Stored::Text(Number { mantissa, scale }.to_string())
        }
        Type::NVarChar(_) => Stored::Text(utf16(bytes)?),
        Type::VarBinary(_) => Stored::Blob(bytes.to_vec()),
        Type::Guid => Stored::Text(guid_text(bytes.try_into().map_err(|_| broken())?)),
        Type::Date => Stored::Integer(read_small(&mut reader, 3)?),
        Type::Time(scale) => Stored::Integer(read_ticks(&mut reader, bytes.len(), scale)?),
        Type::DateTime => {
            #[allow(clippy::cast_possible_wrap)]
            let days = i64::from(reader.u32()? as i32);
            Stored::Integer(ticks_of_thirds(days, i64::from(reader.u32()?)))
        }
        Type::DateTime2(scale) => {
            let ticks = read_ticks(&mut reader, bytes.len() - 3, scale)?;
            Stored::Integer(read_small(&mut reader, 3)? * TICKS_PER_DAY + ticks)
        }
        Type::DateTimeOffset(scale) => {
            let ticks = read_ticks(&mut reader, bytes.len() - 5, scale)?;
            let ticks = read_small(&mut reader, 3)? * TICKS_PER_DAY + ticks;
            #[allow(clippy::cast_possible_wrap)]
            let offset_minutes = i64::from(reader.u16()? as i16);
            Stored::Text(Instant { ticks, offset_minutes }.to_text())
        }
    })
}

fn read_small(reader: &mut Reader<'_>, bytes: usize) -> io::Result<i64> {
    i64::try_from(reader.unsigned(bytes)?).map_err(|_| broken())
}

fn read_ticks(reader: &mut Reader<'_>, bytes: usize, scale: u8) -> io::Result<i64> {
    Ok(read_small(reader, bytes)? * 10_i64.pow(u32::from(7_u8.saturating_sub(scale))))
}

/// The first three groups are little-endian.
fn guid_text(bytes: [u8; 16]) -> String {
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut text = String::with_capacity(36);
    for (index, place) in order.into_iter().enumerate() {
        text.push_str(if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" });
        text.push_str(&format!("{:02X}", bytes[place]));
    }
    text
}

fn guid_bytes(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let byte = |place: usize| {
        digits.get(place * 2..place * 2 + 2).and_then(|two| u8::from_str_radix(two, 16).ok())
    };
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    order.into_iter().map(|place| byte(place).unwrap_or(0)).collect()
}

/// Writes a type, always the one that can be NULL.
pub(crate) fn write_type(of: Type, out: &mut Vec<u8>) {
    match of {
        Type::Guid => out.extend([0x24, 16]),
        Type::TinyInt => out.extend([0x26, 1]),
        Type::SmallInt => out.extend([0x26, 2]),
        Type::Int => out.extend([0x26, 4]),
        Type::BigInt => out.extend([0x26, 8]),
        Type::Date => out.push(0x28),
        Type::Time(scale) => out.extend([0x29, scale]),
        Type::DateTime => out.extend([0x6f, 8]),
        Type::DateTime2(scale) => out.extend([0x2a, scale]),
        Type::DateTimeOffset(scale) => out.extend([0x2b, scale]),
        Type::Bit => out.extend([0x68, 1]),
        Type::Decimal(precision, scale) => out.extend([0x6a, 17, precision, scale]),
        Type::Real => out.extend([0x6d, 4]),
        Type::Float => out.extend([0x6d, 8]),
        Type::VarBinary(length) => {
            out.push(0xa5);
            out.extend(length.unwrap_or(0xffff).to_le_bytes());
        }
        Type::NVarChar(length) => {
            out.push(0xe7);
            out.extend(length.map_or(0xffff, |length| length * 2).to_le_bytes());
            out.extend(COLLATION);
        }
    }
}

/// Writes a value of this type.
pub(crate) fn write_value(value: &Stored, of: Type, out: &mut Vec<u8>) {
    let is_null = matches!(value, Stored::Null);
    match of {
        Type::NVarChar(None) | Type::VarBinary(None) if is_null => {
            out.extend(PLP_NULL.to_le_bytes())
        }
        Type::NVarChar(Some(_)) | Type::VarBinary(Some(_)) if is_null => out.extend([0xff, 0xff]),
        _ if is_null => out.push(0),
        Type::NVarChar(None) | Type::VarBinary(None) => {
            let bytes = encode(value, of);
            out.extend(PLP_UNKNOWN.to_le_bytes());
            if !bytes.is_empty() {
                out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
                out.extend(bytes);
            }
            out.extend(0_u32.to_le_bytes());
        }
        Type::NVarChar(Some(_)) | Type::VarBinary(Some(_)) => {
            let bytes = encode(value, of);
            out.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_le_bytes());
            out.extend(bytes);
        }
        _ => {
            let bytes = encode(value, of);
            out.push(u8::try_from(bytes.len()).unwrap_or(u8::MAX));
            out.extend(bytes);
        }
    }
}

fn encode(value: &Stored, of: Type) -> Vec<u8> {
    match (value, of) {
        (Stored::Integer(number), Type::Bit | Type::TinyInt) => number.to_le_bytes()[..1].to_vec(),
        (Stored::Integer(number), Type::SmallInt) => number.to_le_bytes()[..2].to_vec(),
        (Stored::Integer(number), Type::Int) => number.to_le_bytes()[..4].to_vec(),
        (Stored::Integer(number), Type::BigInt) => number.to_le_bytes().to_vec(),
        #[allow(clippy::cast_possible_truncation)]
        (Stored::Real(float), Type::Real) => (*float as f32).to_le_bytes().to_vec(),
        (Stored::Real(float), Type::Float) => float.to_le_bytes().to_vec(),
        (Stored::Text(text), Type::Decimal(..)) => {
            let mantissa = Number::parse(text).map_or(0, |number| number.mantissa);
            let mut bytes = vec![u8::from(mantissa >= 0)];
            bytes.extend(mantissa.unsigned_abs().to_le_bytes());
            bytes
        }
        (Stored::Text(text), Type::NVarChar(_)) => {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        (Stored::Blob(bytes), Type::VarBinary(_)) => bytes.clone(),
        (Stored::Text(text), Type::Guid) => guid_bytes(text),
        (Stored::Integer(days), Type::Date) => days.to_le_bytes()[..3].to_vec(),
        (Stored::Integer(ticks), Type::Time(scale)) => time_bytes(*ticks, scale),
        (Stored::Integer(ticks), Type::DateTime) => {
            let (days, thirds) = thirds_of_ticks(*ticks);
            [&days.to_le_bytes()[..4], &thirds.to_le_bytes()[..4]].concat()
        }
        (Stored::Integer(ticks), Type::DateTime2(scale)) => date_time_bytes(*ticks, scale),
        (Stored::Text(text), Type::DateTimeOffset(scale)) => {
            let instant = Instant::of_text(text).unwrap_or(Instant { ticks: 0, offset_minutes: 0 });
            let mut bytes = date_time_bytes(instant.ticks, scale);
            bytes.extend_from_slice(&instant.offset_minutes.to_le_bytes()[..2]);
            bytes
        }
        // The translation gives every column a type that its values have.
        (other, of) => unreachable!("{other:?} as {of}"),
    }
}

fn time_bytes(ticks: i64, scale: u8) -> Vec<u8> {
    let length = match scale {
        0..=2 => 3,
        3 | 4 => 4,
        _ => 5,
    };
    let count = ticks / 10_i64.pow(u32::from(7_u8.saturating_sub(scale)));
    count.to_le_bytes()[..length].to_vec()
}

fn date_time_bytes(ticks: i64, scale: u8) -> Vec<u8> {
    let mut bytes = time_bytes(ticks.rem_euclid(TICKS_PER_DAY), scale);
    bytes.extend_from_slice(&ticks.div_euclid(TICKS_PER_DAY).to_le_bytes()[..3]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_both_ways() {
        let values = [
            (Stored::Integer(-5), Type::Int),
            (Stored::Text("-12.50".into()), Type::Decimal(10, 2)),
            (Stored::Text("grüß €".into()), Type::NVarChar(None)),
            (Stored::Text("ab".into()), Type::NVarChar(Some(10))),
            (Stored::Blob(vec![]), Type::VarBinary(None)),
            (Stored::Null, Type::VarBinary(Some(8000))),
            (Stored::Text("0011AABB-CCDD-EEFF-0123-456789ABCDEF".into()), Type::Guid),
            (Stored::Integer(739_000 * TICKS_PER_DAY + 1_234_560), Type::DateTime2(6)),
            (Stored::Integer(639_906 * TICKS_PER_DAY + 10_066_667), Type::DateTime),
            (
                Stored::Text(Instant { ticks: 5 * TICKS_PER_DAY, offset_minutes: -90 }.to_text()),
                Type::DateTimeOffset(7),
            ),
        ];
        for (value, of) in values {
            let mut bytes = Vec::new();
            write_type(of, &mut bytes);
            write_value(&value, of, &mut bytes);
            let mut reader = Reader(&bytes);
            let read_type = read_type(&mut reader).unwrap();
            assert_eq!(read_type, Some(of));
            assert_eq!(read_value(&mut reader, read_type).unwrap(), value);
            assert!(reader.is_empty());
        }
    }
}
