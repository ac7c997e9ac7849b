//! Exact arithmetic: a result is right in every digit, or there is none.

use rust_decimal::{Decimal, RoundingStrategy};

use super::collation::is_number;

/// The number that a text writes, where it has at most 28 digits.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    // `from_str_exact` takes more, such as `1_000`, which the collation holds for no number.
    if !is_number(text) {
        return None;
    }
    Decimal::from_str_exact(text).ok().or_else(|| {
        // Zeros at the end of the fraction are no loss.
        let (whole, fraction) = text.split_once('.')?;
        let fraction = fraction.trim_end_matches('0');
        Decimal::from_str_exact(&format!("{whole}.{fraction}0")).ok()
    })
}

pub(super) fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    let scale = left.scale().max(right.scale());
    let digits = digits_at(left, scale)?.wrapping_add(digits_at(right, scale)?);
    exactly(left.checked_add(right)?, digits, scale)
}

pub(super) fn sub(left: Decimal, right: Decimal) -> Option<Decimal> {
    add(left, -right)
}

pub(super) fn mul(left: Decimal, right: Decimal) -> Option<Decimal> {
    let digits = left.mantissa().wrapping_mul(right.mantissa());
    exactly(left.checked_mul(right)?, digits, left.scale() + right.scale())
}

/// All digits of a number as an integer, with `scale` of them behind the point; modulo 2^128.
fn digits_at(number: Decimal, scale: u32) -> Option<i128> {
    let zeros = 10_i128.checked_pow(scale - number.scale())?;
    Some(number.mantissa().wrapping_mul(zeros))
}

/// The result, if nothing was rounded. `digits` is the true result, with `scale` digits behind
/// the point, modulo 2^128: rounding changes less than that, so equal remainders are enough.
fn exactly(result: Decimal, digits: i128, scale: u32) -> Option<Decimal> {
    let dropped = 10_i128.checked_pow(scale.checked_sub(result.scale())?)?;
    let exact = result.mantissa().wrapping_mul(dropped) == digits;
    exact.then(|| unsigned_zero(result))
}

/// The quotient, rounded to the 28 digits that a decimal holds, without zeros at its end.
pub(super) fn div(left: Decimal, right: Decimal) -> Option<Decimal> {
    left.checked_div(right).map(|quotient| unsigned_zero(quotient.normalize()))
}

/// A number with so many digits behind the point, halves going away from zero.
pub(super) fn round(number: Decimal, digits: u32) -> Decimal {
    unsigned_zero(number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
}

/// `-0` is no number that anybody wrote.
fn unsigned_zero(number: Decimal) -> Decimal {
    if number.is_zero() { number.abs() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        parse(text).unwrap()
    }

    fn sum(left: &str, right: &str) -> Option<String> {
        add(number(left), number(right)).map(|sum| sum.to_string())
    }

    fn product(left: &str, right: &str) -> Option<String> {
        mul(number(left), number(right)).map(|product| product.to_string())
    }

    const LARGEST: &str = "79228162514264337593543950335";

    #[test]
    fn sums_are_exact_or_none() {
        assert_eq!(sum("1.10", "2.2").unwrap(), "3.30");
        assert_eq!(sum("0.1", "-0.1").unwrap(), "0.0");
        assert_eq!(sum(LARGEST, "0.000").unwrap(), LARGEST);
        assert_eq!(sum(LARGEST, "1"), None);
        assert_eq!(sum(LARGEST, "0.1"), None);
        assert_eq!(sum("7922816251426433759354395033.5", "0.01"), None);
        assert_eq!(
            sum("12345678901234567890", "0.00000001").unwrap(),
            "12345678901234567890.00000001"
        );
        assert_eq!(sum("12345678901234567890", "0.0000000000000000001"), None);
    }

    #[test]
    fn products_are_exact_or_none() {
        assert_eq!(product("1.10", "3").unwrap(), "3.30");
        assert_eq!(product("-1", "0").unwrap(), "0");
        assert_eq!(
            product("0.00000000000001", "0.00000000000001").unwrap(),
            format!("0.{}1", "0".repeat(27))
        );
        assert_eq!(product("0.00000000000001", "0.000000000000001"), None);
        let one = "1.00000000000000000000";
        assert_eq!(number(&product(one, one).unwrap()), number("1"));
        assert_eq!(product(LARGEST, "2"), None);
        assert_eq!(product("1234567890.12345678901", "1234567890.12345678901"), None);
    }

    #[test]
    fn texts_that_are_no_numbers() {
        for text in ["", "-", ".", "abc", "1e5", "1_000", " 1", "1 ", "1.2.3", "NaN", "0x1"] {
            assert_eq!(parse(text), None, "{text}");
        }
        for (text, same) in [("7.", "7"), (".5", "0.5"), ("+7", "7"), ("-.50", "-0.5")] {
            assert_eq!(parse(text), Some(number(same)), "{text}");
        }
        assert_eq!(parse(&format!("0.1{}", "0".repeat(40))).unwrap(), number("0.1"));
        assert_eq!(parse(&format!("0.1{}1", "0".repeat(40))), None);
    }
}
