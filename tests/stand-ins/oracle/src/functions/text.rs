//! Functions of texts. A result of no characters is NULL.

use super::Environment;
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::value::{Value, integer, text};

/// An argument that the translator made a text.
pub(super) fn as_text(value: &Value) -> Result<&str> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(OraError::new(932, "inconsistent datatypes: expected CHAR")),
    }
}

pub(super) fn as_number(value: &Value) -> Result<Number> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        Value::Text(text) => Number::parse(text),
        Value::Double(value) => Number::from_f64(*value),
        _ => Err(OraError::new(932, "inconsistent datatypes: expected NUMBER")),
    }
}

pub(super) fn as_integer(value: &Value) -> Result<i64> {
    use bigdecimal::ToPrimitive;
    let whole = as_number(value)?.to_decimal().with_scale(0);
    whole.to_i64().ok_or_else(|| OraError::new(1426, "numeric overflow"))
}

pub(super) fn upper(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(text(as_text(&values[0])?.to_uppercase()))
}

pub(super) fn lower(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(text(as_text(&values[0])?.to_lowercase()))
}

pub(super) fn initcap(_: &Environment, values: &[Value]) -> Result<Value> {
    let mut result = String::new();
    let mut inside = false;
    for c in as_text(&values[0])?.chars() {
        match inside {
            true => result.extend(c.to_lowercase()),
            false => result.extend(c.to_uppercase()),
        }
        inside = c.is_alphanumeric();
    }
    Ok(text(result))
}

pub(super) fn reverse(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(text(as_text(&values[0])?.chars().rev().collect::<String>()))
}

pub(super) fn length(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(integer(as_text(&values[0])?.chars().count() as i64))
}

pub(super) fn length_in_bytes(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(integer(as_text(&values[0])?.len() as i64))
}

/// `SUBSTR(text, start, length)`: 0 counts as 1, a negative start from the end.
pub(super) fn substr(_: &Environment, values: &[Value]) -> Result<Value> {
    let chars: Vec<char> = as_text(&values[0])?.chars().collect();
    let count = chars.len() as i64;
    let start = match as_integer(&values[1])? {
        0 => 0,
        start if start > 0 => start - 1,
        start => count + start,
    };
    let length = values.get(2).map(as_integer).transpose()?.unwrap_or(i64::MAX);
    if start < 0 || start >= count || length < 1 {
        return Ok(Value::Null);
    }
    let end = start.saturating_add(length).min(count);
    Ok(text(chars[start as usize..end as usize].iter().collect::<String>()))
}

pub(super) fn instr(_: &Environment, values: &[Value]) -> Result<Value> {
    let (whole, part) = (as_text(&values[0])?, as_text(&values[1])?);
    let position = whole.find(part).map(|byte| whole[..byte].chars().count() as i64 + 1);
    Ok(integer(position.unwrap_or(0)))
}

/// `TRIM(text[, character][, option])`.
pub(super) fn trim(_: &Environment, values: &[Value]) -> Result<Value> {
    let whole = as_text(&values[0])?;
    let mut option = "BOTH";
    let mut set = " ";
    for value in &values[1..] {
        match as_text(value)? {
            word @ ("LEADING" | "TRAILING" | "BOTH") => option = word,
            other => set = other,
        }
    }
    let mut chars = set.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return Err(OraError::new(30001, "trim set should have only one character"));
    };
    Ok(text(match option {
        "LEADING" => whole.trim_start_matches(c),
        "TRAILING" => whole.trim_end_matches(c),
        _ => whole.trim_matches(c),
    }))
}

pub(super) fn ltrim(_: &Environment, values: &[Value]) -> Result<Value> {
    let set = values.get(1).map(as_text).transpose()?.unwrap_or(" ");
    Ok(text(as_text(&values[0])?.trim_start_matches(|c| set.contains(c))))
}

pub(super) fn rtrim(_: &Environment, values: &[Value]) -> Result<Value> {
    let set = values.get(1).map(as_text).transpose()?.unwrap_or(" ");
    Ok(text(as_text(&values[0])?.trim_end_matches(|c| set.contains(c))))
}

pub(super) fn replace(_: &Environment, values: &[Value]) -> Result<Value> {
    if values[0].is_null() || values[1].is_null() {
        return Ok(values[0].clone());
    }
    let new = match values.get(2) {
        None | Some(Value::Null) => "",
        Some(value) => as_text(value)?,
    };
    Ok(text(as_text(&values[0])?.replace(as_text(&values[1])?, new)))
}

pub(super) fn concat(_: &Environment, values: &[Value]) -> Result<Value> {
    let mut result = String::new();
    for value in values.iter().filter(|value| !value.is_null()) {
        result.push_str(as_text(value)?);
    }
    Ok(text(result))
}

pub(super) fn lpad(_: &Environment, values: &[Value]) -> Result<Value> {
    pad(values, true)
}

pub(super) fn rpad(_: &Environment, values: &[Value]) -> Result<Value> {
    pad(values, false)
}

fn pad(values: &[Value], left: bool) -> Result<Value> {
    let whole = as_text(&values[0])?;
    let length = usize::try_from(as_integer(&values[1])?).unwrap_or(0);
    let fill = values.get(2).map(as_text).transpose()?.unwrap_or(" ");
    let count = whole.chars().count();
    let missing: String = fill.chars().cycle().take(length.saturating_sub(count)).collect();
    let kept: String = whole.chars().take(length).collect();
    Ok(text(if left { missing + &kept } else { kept + &missing }))
}

pub(super) fn ascii(_: &Environment, values: &[Value]) -> Result<Value> {
    let first = as_text(&values[0])?.bytes().next();
    Ok(first.map_or(Value::Null, |byte| integer(i64::from(byte))))
}

pub(super) fn chr(_: &Environment, values: &[Value]) -> Result<Value> {
    let code = u8::try_from(as_integer(&values[0])?).ok().filter(u8::is_ascii);
    let code = code.ok_or_else(|| OraError::unknown("CHR of a code that is not ASCII"))?;
    Ok(text(char::from(code).to_string()))
}

/// LIKE: case counts; `%` and `_` are wild unless the escape character stands before them.
pub(super) fn like(whole: &str, pattern: &str, escape: Option<&str>) -> Result<bool> {
    let escape = match escape {
        None => None,
        Some(escape) => {
            let mut chars = escape.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => Some(c),
                _ => {
                    return Err(OraError::new(
                        1425,
                        "escape character must be character string of length 1",
                    ));
                }
            }
        }
    };
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        parts.push(match c {
            c if Some(c) == escape => match chars.next() {
                Some(next) if next == '%' || next == '_' || Some(next) == escape => {
                    Part::Exact(next)
                }
                _ => {
                    return Err(OraError::new(
                        1424,
                        "missing or illegal character following the escape character",
                    ));
                }
            },
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::Exact(c),
        });
    }
    let whole: Vec<char> = whole.chars().collect();
    Ok(matches(&whole, &parts))
}

enum Part {
    Any,
    One,
    Exact(char),
}

/// Goes back to the last `%` when it does not fit.
fn matches(whole: &[char], parts: &[Part]) -> bool {
    let (mut at, mut part) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < whole.len() {
        match parts.get(part) {
            Some(Part::Any) => {
                retry = Some((at, part));
                part += 1;
                continue;
            }
            Some(Part::One) => {
                at += 1;
                part += 1;
                continue;
            }
            Some(Part::Exact(c)) if *c == whole[at] => {
                at += 1;
                part += 1;
                continue;
            }
            _ => {}
        }
        let Some((from, any)) = retry else { return false };
        retry = Some((from + 1, any));
        at = from + 1;
        part = any + 1;
    }
    parts[part..].iter().all(|part| matches!(part, Part::Any))
}
