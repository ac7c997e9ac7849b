//! Decimal numbers in binary form: groups of four decimal digits.

use activerecord_core::{Error, ErrorKind, Result};
use bytes::{BufMut, BytesMut};

const NEGATIVE: u16 = 0x4000;
/// Decimal digits of a group.
const GROUP: usize = 4;

/// Writes the number that a text holds: optional sign, digits, optional point and digits.
pub(super) fn write(text: &str, out: &mut BytesMut) -> Result<()> {
    let digits = text.strip_prefix('-').or_else(|| text.strip_prefix('+')).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || whole.len() + fraction.len() == 0 {
        return Err(not_a_number());
    }
    let whole = whole.trim_start_matches('0').as_bytes();
    let scale = u16::try_from(fraction.len()).map_err(|_| not_a_number())?;
    let whole_groups = whole.len().div_ceil(GROUP);
    let groups = whole_groups + fraction.len().div_ceil(GROUP);
    let weight = i16::try_from(whole_groups).map_err(|_| not_a_number())? - 1;
    out.put_u16(u16::try_from(groups).map_err(|_| not_a_number())?);
    out.put_i16(weight);
    out.put_u16(if text.starts_with('-') { NEGATIVE } else { 0 });
    out.put_u16(scale);
    let first = whole.len() % GROUP;
    if first > 0 {
        out.put_u16(group(&whole[..first]));
    }
    for digits in whole[first..].chunks(GROUP) {
        out.put_u16(group(digits));
    }
    for digits in fraction.as_bytes().chunks(GROUP) {
        let missing = u32::try_from(GROUP - digits.len()).unwrap_or(0);
        out.put_u16(group(digits) * 10_u16.pow(missing));
    }
    Ok(())
}

fn group(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

#[cold]
fn not_a_number() -> Error {
    Error::new(ErrorKind::TypeMismatch, "the text of a decimal number is not one")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u16> {
        let mut out = BytesMut::new();
        write(text, &mut out).unwrap();
        out.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
    }

    #[test]
    fn groups_of_four() {
        assert_eq!(words("12345.678"), [3, 1, 0, 3, 1, 2345, 6780]);
        assert_eq!(words("-0.05"), [1, 0xffff, NEGATIVE, 2, 500]);
        assert_eq!(words("0"), [0, 0xffff, 0, 0]);
        assert_eq!(words("00010000"), [2, 1, 0, 0, 1, 0]);
        assert_eq!(words("+1.00"), [2, 0, 0, 2, 1, 0]);
        assert_eq!(words(".5"), [1, 0xffff, 0, 1, 5000]);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "-", ".", "1e5", "NaN", "1.2.3", "--1"] {
            assert!(write(text, &mut BytesMut::new()).is_err(), "{text}");
        }
    }
}
