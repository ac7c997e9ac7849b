//! Values as text that the server reads like a literal.

use std::fmt;

use activerecord_core::{Result, Value};
use bytes::{BufMut, BytesMut};

use super::time::too_fine;
use super::{binary, check_text, out_of_range};

const SECONDS_PER_DAY: i64 = 86_400;

/// Writes a value as text.
pub(super) fn write(value: &Value<'_>, out: &mut BytesMut) -> Result<()> {
    match value {
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
            check_text(text)?;
            out.put_slice(text.as_bytes());
            Ok(())
        }
        Value::Array { items, .. } => list(items, out),
        other => plain(other, &mut Growing(out)),
    }
}

/// Writes a value whose text has no character that a list would have to escape.
fn plain(value: &Value<'_>, out: &mut impl fmt::Write) -> Result<()> {
    let written = match value {
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::I64(number) => write!(out, "{number}"),
        Value::U64(number) => write!(out, "{number}"),
        Value::F32(number) => write!(out, "{number}"),
        Value::F64(number) => write!(out, "{number}"),
        Value::Bytes(bytes) => hexadecimal(bytes, out),
        Value::Uuid(bytes) => write!(out, "{:032x}", u128::from_be_bytes(*bytes)),
        Value::Date(days) => date(i64::from(*days), out),
        Value::Time(nanos) if !nanos.is_multiple_of(1_000) => return Err(too_fine()),
        Value::DateTime { nanos, .. } | Value::DateTimeTz { nanos, .. }
            if !nanos.is_multiple_of(1_000) =>
        {
            return Err(too_fine());
        }
        Value::Time(nanos) => time(*nanos, out),
        Value::DateTime { seconds, nanos } => date_time(*seconds, *nanos, "", out),
        Value::DateTimeTz { seconds, nanos, .. } => date_time(*seconds, *nanos, "+00", out),
        other => return Err(binary::unknown(other)),
    };
    written.map_err(|_| out_of_range("memory"))
}

/// `{…}` with every item in quotes but NULL and lists in it.
fn list(items: &[Value<'_>], out: &mut BytesMut) -> Result<()> {
    out.put_u8(b'{');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.put_u8(b',');
        }
        match item {
            Value::Null(_) => out.put_slice(b"NULL"),
            other => quoted(other, out)?,
        }
    }
    out.put_u8(b'}');
    Ok(())
}

/// An item in quotes, so that no text is taken for NULL or for the end of the list.
fn quoted(item: &Value<'_>, out: &mut BytesMut) -> Result<()> {
    let mut text = BytesMut::new();
    write(item, &mut text)?;
    out.put_u8(b'"');
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.put_u8(b'\\');
        }
        out.put_u8(byte);
    }
    out.put_u8(b'"');
    Ok(())
}

fn hexadecimal(bytes: &[u8], out: &mut impl fmt::Write) -> fmt::Result {
    out.write_str("\\x")?;
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

fn date(days: i64, out: &mut impl fmt::Write) -> fmt::Result {
    let (year, month, day) = civil(days);
    if year > 0 {
        return write!(out, "{year:04}-{month:02}-{day:02}");
    }
    // There is no year 0: it is 1 BC.
    write!(out, "{:04}-{month:02}-{day:02} BC", 1 - year)
}

fn time(nanos: u64, out: &mut impl fmt::Write) -> fmt::Result {
    let micros = nanos / 1_000;
    let seconds = micros / 1_000_000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    write!(out, "{hour:02}:{minute:02}:{second:02}.{:06}", micros % 1_000_000)
}

fn date_time(seconds: i64, nanos: u32, offset: &str, out: &mut impl fmt::Write) -> fmt::Result {
    let (days, second) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
    let (year, month, day) = civil(days);
    let shown = if year > 0 { year } else { 1 - year };
    write!(out, "{shown:04}-{month:02}-{day:02} ")?;
    time(second.unsigned_abs() * 1_000_000_000 + u64::from(nanos), out)?;
    write!(out, "{offset}{}", if year > 0 { "" } else { " BC" })
}

/// The date of a day since 1970-01-01, in the Gregorian calendar (Howard Hinnant's algorithm,
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A buffer as something that can be written to by `write!`: the driver's own stops when it is
/// full.
struct Growing<'b>(&'b mut BytesMut);

impl fmt::Write for Growing<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.put_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use activerecord_core::Kind;

    fn text(value: &Value<'_>) -> String {
        let mut out = BytesMut::new();
        write(value, &mut out).unwrap();
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn scalars() {
        assert_eq!(text(&Value::Bytes((&[0, 255][..]).into())), "\\x00ff");
        assert_eq!(text(&Value::Uuid([1; 16])), "01".repeat(16));
        assert_eq!(text(&Value::Date(0)), "1970-01-01");
        assert_eq!(text(&Value::Date(-719_529)), "0002-12-31 BC");
        assert_eq!(text(&Value::Time(3_723_000_001_000)), "01:02:03.000001");
        let before = Value::DateTimeTz { seconds: -1, nanos: 500_000_000, offset: 3600 };
        assert_eq!(text(&before), "1969-12-31 23:59:59.500000+00");
        assert_eq!(text(&Value::F64(f64::NAN)), "NaN");
    }

    #[test]
    fn lists_quote_what_they_hold() {
        let items = vec![
            Value::Text("a\"b\\".into()),
            Value::Null(Kind::Text),
            Value::Text("NULL".into()),
            Value::Array { kind: &Kind::I64, items: vec![Value::I64(1)] },
        ];
        let list = Value::Array { kind: &Kind::Text, items };
        assert_eq!(text(&list), r#"{"a\"b\\",NULL,"NULL","{\"1\"}"}"#);
    }
}
