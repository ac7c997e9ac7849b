//! Format models: how dates and numbers are written and read.

use super::Environment;
use crate::database::lock;
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::stamp::Stamp;

/// An NLS format of the session.
pub(super) fn nls(environment: &Environment, name: &str) -> String {
    let set = lock(&environment.nls).get(name).cloned();
    set.unwrap_or_else(|| match name {
        "NLS_TIMESTAMP_FORMAT" => "YYYY-MM-DD HH24:MI:SS.FF".to_owned(),
        _ => "YYYY-MM-DD HH24:MI:SS.FF TZH:TZM".to_owned(),
    })
}

/// Elements, the longer before those that they begin with.
const ELEMENTS: &[&str] = &[
    "YYYY", "HH24", "HH12", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "FF7", "FF8", "FF9", "DDD",
    "TZH", "TZM", "MM", "DD", "HH", "MI", "SS", "FF", "YY", "Q", "D",
];

enum Piece {
    Element(&'static str),
    Mark(char),
}

fn pieces(model: &str) -> Result<Vec<Piece>> {
    let upper = model.to_uppercase();
    let mut rest = upper.as_str();
    let mut pieces = Vec::new();
    while let Some(c) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').ok_or_else(unknown)?;
            // The text between quotes keeps its case.
            let start = model.len() - rest.len() + 1;
            pieces.extend(model[start..start + end].chars().map(Piece::Mark));
            rest = &quoted[end + 1..];
        } else if let Some(element) = ELEMENTS.iter().find(|element| rest.starts_with(**element)) {
            pieces.push(Piece::Element(element));
            rest = &rest[element.len()..];
        } else if c.is_alphabetic() {
            return Err(unknown());
        } else {
            pieces.push(Piece::Mark(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(pieces)
}

fn unknown() -> OraError {
    OraError::new(1821, "date format not recognized (by the stand-in)")
}

pub(super) fn stamp(stamp: Stamp, offset: i16, model: &str) -> Result<String> {
    let mut text = String::new();
    for piece in pieces(model)? {
        match piece {
            Piece::Mark(c) => text.push(c),
            Piece::Element(element) => text.push_str(&match element {
                "YYYY" => format!("{:04}", stamp.year),
                "YY" => format!("{:02}", stamp.year % 100),
                "MM" => format!("{:02}", stamp.month),
                "DD" => format!("{:02}", stamp.day),
                "DDD" => format!("{:03}", day_of_year(stamp)),
                "D" => (day_of_week(stamp) + 1).to_string(),
                "Q" => ((stamp.month - 1) / 3 + 1).to_string(),
                "HH24" => format!("{:02}", stamp.hour),
                "HH" | "HH12" => format!("{:02}", (stamp.hour + 11) % 12 + 1),
                "MI" => format!("{:02}", stamp.minute),
                "SS" => format!("{:02}", stamp.second),
                "TZH" => {
                    format!("{}{:02}", if offset < 0 { '-' } else { '+' }, (offset / 60).abs())
                }
                "TZM" => format!("{:02}", (offset % 60).abs()),
                fraction => {
                    let digits = fraction[2..].parse().unwrap_or(6);
                    format!("{:09}", stamp.nanos)[..digits].to_owned()
                }
            }),
        }
    }
    Ok(text)
}

pub(super) fn day_of_year(stamp: Stamp) -> i64 {
    let first = Stamp { month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0, ..stamp };
    ((stamp.nanos_since_epoch() - first.nanos_since_epoch()) / 86_400_000_000_000) as i64 + 1
}

/// 0 is Sunday.
fn day_of_week(stamp: Stamp) -> i64 {
    let days = stamp.nanos_since_epoch().div_euclid(86_400_000_000_000);
    (days + 4).rem_euclid(7) as i64
}

/// Reads a text by a model: the stamp and its offset from UTC, if it has one.
pub(super) fn parse(text: &str, model: &str) -> Result<(Stamp, Option<i16>)> {
    let mismatch = || OraError::new(1861, "literal does not match format string");
    let mut rest = text.trim();
    let (mut year, mut month, mut day) = (1970i16, 1u8, 1u8);
    let (mut hour, mut minute, mut second, mut nanos) = (0u8, 0u8, 0u8, 0u32);
    let mut zone: Option<(bool, i16, i16)> = None;
    for piece in pieces(model)? {
        let element = match piece {
            Piece::Mark(c) => {
                rest = rest.strip_prefix(c).ok_or_else(mismatch)?;
                continue;
            }
            Piece::Element(element) => element,
        };
        let sign = rest.starts_with('-');
        if element == "TZH" {
            rest = rest.strip_prefix(['+', '-']).ok_or_else(mismatch)?;
        }
        let most = match element {
            "YYYY" => 4,
            fraction if fraction.starts_with("FF") => fraction[2..].parse().unwrap_or(9),
            _ => 2,
        };
        let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let digits = &rest[..length];
        rest = &rest[length..];
        let value: u32 = digits.parse().map_err(|_| mismatch())?;
        match element {
            "YYYY" => year = value as i16,
            "MM" => month = value as u8,
            "DD" => day = value as u8,
            "HH24" => hour = value as u8,
            "MI" => minute = value as u8,
            "SS" => second = value as u8,
            "TZH" => zone = Some((sign, value as i16, 0)),
            "TZM" => zone = zone.map(|(sign, hours, _)| (sign, hours, value as i16)),
            fraction if fraction.starts_with("FF") => {
                nanos = value * 10u32.pow(9 - length as u32);
            }
            _ => return Err(unknown()),
        }
    }
    if !rest.is_empty() {
        let text = "date format picture ends before converting entire input string";
        return Err(OraError::new(1830, text));
    }
    let stamp = Stamp::new((year, month, day), (hour, minute, second), nanos)?;
    let offset = zone.map(|(negative, hours, minutes)| {
        let offset = hours * 60 + minutes;
        if negative { -offset } else { offset }
    });
    Ok((stamp, offset))
}

/// Models of numbers: `TM9`, and `FM` with `9`, `0` and `D` or a point.
pub(super) fn number(number: &Number, model: &str) -> Result<String> {
    let upper = model.to_uppercase();
    if matches!(upper.as_str(), "TM" | "TM9") {
        return Ok(number.to_text());
    }
    let unknown = || OraError::new(1481, "invalid number format model (for the stand-in)");
    let digits = upper.strip_prefix("FM").ok_or_else(unknown)?;
    let (whole, fraction) = digits.split_once(['.', 'D']).unwrap_or((digits, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| matches!(byte, b'9' | b'0')) {
        return Err(unknown());
    }
    let mode = bigdecimal::RoundingMode::HalfUp;
    let rounded = number.to_decimal().with_scale_round(fraction.len() as i64, mode);
    let plain = rounded.to_plain_string();
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (integer, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let least = whole.find('0').map_or(0, |at| whole.len() - at);
    let integer = integer.trim_start_matches('0');
    if integer.len() > whole.len() {
        return Ok("#".repeat(whole.len() + 1));
    }
    let integer = format!("{integer:0>least$}");
    let kept = fraction.rfind('0').map_or(0, |at| at + 1);
    let decimals = decimals.trim_end_matches('0');
    let decimals = format!("{decimals:0<kept$}");
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{integer}{point}{decimals}"))
}
