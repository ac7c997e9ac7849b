//! Decimal numbers: from groups of four decimal digits to text.

use std::fmt::Write as _;

use activerecord_core::{Error, ErrorKind, Result};

use super::decode::malformed;

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0;

/// Writes the number as text: `-12.340`, with as many digits behind the point as the server keeps.
pub(super) fn write(bytes: &[u8], text: &mut String) -> Result<()> {
    text.clear();
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let mut next = || words.next().ok_or_else(malformed);
    let (count, weight, sign, scale) = (next()?, next()?, next()?, next()?);
    if !matches!(sign, POSITIVE | NEGATIVE) {
        return Err(not_finite());
    }
    let groups = words;
    if groups.len() != usize::from(count) {
        return Err(malformed());
    }
    // The weight of the first group, as a power of 10000; signed.
    let weight = weight.cast_signed();
    if sign == NEGATIVE {
        text.push('-');
    }
    write_groups(groups, weight, usize::from(scale), text);
    Ok(())
}

fn write_groups(
    mut groups: impl Iterator<Item = u16>,
    weight: i16,
    scale: usize,
    text: &mut String,
) {
    if weight < 0 {
        text.push('0');
    }
    for position in 0..=weight {
        let group = groups.next().unwrap_or(0);
        let _ = if position == 0 { write!(text, "{group}") } else { write!(text, "{group:04}") };
    }
    if scale == 0 {
        return;
    }
    text.push('.');
    let end = text.len() + scale;
    // Groups of zeros between the point and the first one are not sent.
    for _ in weight + 1..0 {
        text.push_str("0000");
    }
    while text.len() < end {
        let _ = write!(text, "{:04}", groups.next().unwrap_or(0));
    }
    text.truncate(end);
}

#[cold]
fn not_finite() -> Error {
    Error::new(ErrorKind::OutOfRange, "the number is NaN or infinite, which no decimal type holds")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &[u16]) -> String {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        let mut text = String::from("old");
        write(&bytes, &mut text).unwrap();
        text
    }

    #[test]
    fn numbers() {
        assert_eq!(text(&[3, 1, 0, 3, 1, 2345, 6780]), "12345.678");
        assert_eq!(text(&[1, 0xffff, NEGATIVE, 2, 500]), "-0.05");
        assert_eq!(text(&[0, 0, 0, 0]), "0");
        assert_eq!(text(&[0, 0, 0, 2]), "0.00");
        assert_eq!(text(&[1, 1, 0, 0, 1]), "10000");
        assert_eq!(text(&[1, 0xfffe, 0, 8, 5]), "0.00000005");
        assert_eq!(text(&[1, 0xfffe, 0, 6, 500]), "0.000005");
    }

    #[test]
    fn what_is_no_number() {
        let mut text = String::new();
        let nan: Vec<u8> = [0, 0, 0xc000_u16, 0].iter().flat_map(|w| w.to_be_bytes()).collect();
        assert_eq!(write(&nan, &mut text).unwrap_err().kind(), ErrorKind::OutOfRange);
        assert!(write(&[0, 1, 0], &mut text).is_err());
        assert!(write(&[0, 9, 0, 0, 0, 0, 0, 0], &mut text).is_err());
    }
}
