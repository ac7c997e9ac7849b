//! Decimals, as text and as the driver has them.

use tiberius::numeric::Numeric;

use crate::limits::DECIMAL_DIGITS_MAX;

/// The number with all digits of its scale.
pub(super) fn text(number: Numeric) -> String {
    let sign = if number.value() < 0 { "-" } else { "" };
    let scale = usize::from(number.scale());
    let digits = format!("{:0>width$}", number.value().unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// The number of a text, if it has no more digits than SQL Server takes.
pub(super) fn parse(text: &str) -> Option<Numeric> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Zeros say nothing before the number and behind its fraction.
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.len() + fraction.len() > DECIMAL_DIGITS_MAX || fraction.len() >= DECIMAL_DIGITS_MAX {
        return None;
    }
    let mut value = 0_i128;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        value = value.checked_mul(10)?.checked_add(digit.into())?;
    }
    let scale = u8::try_from(fraction.len()).ok()?;
    Some(Numeric::new_with_scale(if negative { -value } else { value }, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_both_ways() {
        for number in ["0", "1", "-1.5", "0.001", "-0.05", "12345678901234567890.0123456789"] {
            assert_eq!(parse(number).map(text).as_deref(), Some(number));
        }
        assert_eq!(parse("007.500").map(text).as_deref(), Some("7.5"));
        assert!(parse(&"9".repeat(38)).is_some());
        assert!(parse(&"9".repeat(39)).is_none());
        assert!(parse("1e5").is_none());
    }
}
