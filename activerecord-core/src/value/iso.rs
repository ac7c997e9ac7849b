//! ISO 8601 dates and times as text, for databases that have no type of their own for them.
//!
//! The canonical forms have fixed widths, so that comparing the texts compares the times:
//! `2024-01-31`, `13:05:00.250000`, `2024-01-31 13:05:00.250000` and
//! `2024-01-31 13:05:00.250000+00:00`. Fractions have six digits, or nine where the value has
//! nanoseconds. Years run from 0 to 9999.

#[cfg(feature = "chrono")]
use crate::value::DecodeError;

/// The date and time of day that a text holds, and its offset in seconds if it names one.
#[cfg(feature = "chrono")]
pub(crate) struct Parsed {
    pub(crate) date: Option<chrono::NaiveDate>,
    pub(crate) time: Option<chrono::NaiveTime>,
    pub(crate) offset: Option<i32>,
}

/// Reads a date, a time, or both with `T` or a space between, a fraction of up to nine digits
/// and an offset of `Z` or `±hh:mm`.
#[cfg(feature = "chrono")]
pub(crate) fn parse(text: &str, expected: &'static str) -> Result<Parsed, DecodeError> {
    parse_parts(text).ok_or_else(|| {
        DecodeError::malformed(expected, "text that is not an ISO 8601 date or time")
    })
}

#[cfg(feature = "chrono")]
fn parse_parts(text: &str) -> Option<Parsed> {
    let bytes = text.as_bytes();
    let has_date = bytes.get(4) == Some(&b'-');
    let date = if has_date { Some(parse_date(bytes.get(..10)?)?) } else { None };
    let rest = if has_date {
        match bytes.get(10) {
            None => return Some(Parsed { date, time: None, offset: None }),
            Some(b' ' | b'T') => &bytes[11..],
            Some(_) => return None,
        }
    } else {
        bytes
    };
    let zone = rest.iter().position(|b| matches!(b, b'Z' | b'+' | b'-')).unwrap_or(rest.len());
    let time = parse_time(&rest[..zone])?;
    let offset = match &rest[zone..] {
        [] => None,
        b"Z" => Some(0),
        zone => Some(parse_offset(zone)?),
    };
    Some(Parsed { date, time: Some(time), offset })
}

#[cfg(feature = "chrono")]
fn digits(bytes: &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for byte in bytes {
        number = number.checked_mul(10)?.checked_add(u32::from(byte.checked_sub(b'0')?))?;
        if *byte > b'9' {
            return None;
        }
    }
    (!bytes.is_empty()).then_some(number)
}

#[cfg(feature = "chrono")]
fn parse_date(bytes: &[u8]) -> Option<chrono::NaiveDate> {
    let [_, _, _, _, b'-', _, _, b'-', _, _] = bytes else { return None };
    let year = i32::try_from(digits(&bytes[..4])?).ok()?;
    chrono::NaiveDate::from_ymd_opt(year, digits(&bytes[5..7])?, digits(&bytes[8..])?)
}

#[cfg(feature = "chrono")]
fn parse_time(bytes: &[u8]) -> Option<chrono::NaiveTime> {
    let [_, _, b':', _, _, rest @ ..] = bytes else { return None };
    let (hour, minute) = (digits(&bytes[..2])?, digits(&bytes[3..5])?);
    let (second, nano) = match rest {
        [] => (0, 0),
        [b':', a, b] => (digits(&[*a, *b])?, 0),
        [b':', a, b, b'.', fraction @ ..] if (1..=9).contains(&fraction.len()) => {
            let scale = 10_u32.pow(9 - u32::try_from(fraction.len()).ok()?);
            (digits(&[*a, *b])?, digits(fraction)? * scale)
        }
        _ => return None,
    };
    chrono::NaiveTime::from_hms_nano_opt(hour, minute, second, nano)
}

#[cfg(feature = "chrono")]
fn parse_offset(bytes: &[u8]) -> Option<i32> {
    let (sign, hours, minutes) = match bytes {
        [sign, a, b] => (sign, digits(&[*a, *b])?, 0),
        [sign, a, b, b':', c, d] | [sign, a, b, c, d] => {
            (sign, digits(&[*a, *b])?, digits(&[*c, *d])?)
        }
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -seconds } else { seconds })
}
