//! Decimal numbers of up to 38 digits.

use std::cmp::Ordering;
use std::fmt;

use crate::error::{Result, SqlError};

/// A number: `mantissa` divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) mantissa: i128,
    pub(crate) scale: u8,
}

const PRECISION_MAX: u8 = 38;

fn power(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(u32::from(exponent))
}

fn overflow() -> SqlError {
    SqlError::overflow("numeric")
}

impl Number {
    /// Reads digits with an optional sign and point.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa = 0_i128;
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = i128::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        let scale = u8::try_from(fraction.len()).ok().filter(|scale| *scale <= PRECISION_MAX)?;
        Some(Number { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// The number as a `decimal(precision, scale)`, rounded half away from zero.
    pub(crate) fn fit(self, precision: u8, scale: u8) -> Result<Self> {
        let number = self.rescale(scale)?;
        let bound = power(precision).ok_or_else(overflow)?;
        if number.mantissa.abs() >= bound { Err(overflow()) } else { Ok(number) }
    }

    fn rescale(self, scale: u8) -> Result<Self> {
        let mantissa = if scale >= self.scale {
            let factor = power(scale - self.scale).ok_or_else(overflow)?;
            self.mantissa.checked_mul(factor).ok_or_else(overflow)?
        } else {
            let divisor = power(self.scale - scale).ok_or_else(overflow)?;
            divide(self.mantissa, divisor)
        };
        Ok(Number { mantissa, scale })
    }

    fn aligned(self, other: Self) -> Result<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        Ok((self.rescale(scale)?.mantissa, other.rescale(scale)?.mantissa, scale))
    }

    pub(crate) fn add(self, other: Self) -> Result<Self> {
        let (one, other, scale) = self.aligned(other)?;
        Ok(Number { mantissa: one.checked_add(other).ok_or_else(overflow)?, scale })
    }

    pub(crate) fn negate(self) -> Self {
        Number { mantissa: -self.mantissa, scale: self.scale }
    }

    pub(crate) fn multiply(self, other: Self) -> Result<Self> {
        let (one, other) = (self.shortest(), other.shortest());
        let mantissa = one.mantissa.checked_mul(other.mantissa).ok_or_else(overflow)?;
        Ok(Number { mantissa, scale: one.scale + other.scale })
    }

    /// The quotient with this scale.
    pub(crate) fn divide(self, other: Self, scale: u8) -> Result<Self> {
        let (one, other) = (self.shortest(), other.shortest());
        if other.mantissa == 0 {
            return Err(SqlError::new(8134, 16, "Divide by zero error encountered."));
        }
        // One digit more than is asked for, to round by.
        let wanted = i16::from(scale) + i16::from(other.scale) - i16::from(one.scale);
        let mantissa = if wanted >= 0 {
            let factor = u8::try_from(wanted).ok().and_then(power).ok_or_else(overflow)?;
            let dividend = one.mantissa.checked_mul(factor).ok_or_else(overflow)?;
            divide(dividend, other.mantissa)
        } else {
            let factor = u8::try_from(-wanted).ok().and_then(power).ok_or_else(overflow)?;
            divide(one.mantissa, other.mantissa.checked_mul(factor).ok_or_else(overflow)?)
        };
        Ok(Number { mantissa, scale })
    }

    /// Without zeros at the end.
    fn shortest(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn to_float(self) -> f64 {
        self.to_string().parse().unwrap_or(self.mantissa as f64)
    }
}

/// Division that rounds half away from zero.
fn divide(dividend: i128, divisor: i128) -> i128 {
    let quotient = dividend / divisor;
    let rest = (dividend % divisor).abs();
    if rest >= divisor.abs() - rest {
        quotient + if (dividend < 0) == (divisor < 0) { 1 } else { -1 }
    } else {
        quotient
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Ok((one, other, _)) => one.cmp(&other),
            // Too far apart to be written with one scale.
            Err(_) => self.to_float().total_cmp(&other.to_float()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if scale > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn rounding_and_texts() {
        assert_eq!(number("-1.005").fit(10, 2).unwrap().to_string(), "-1.01");
        assert_eq!(number("0.5").fit(10, 0).unwrap().to_string(), "1");
        assert_eq!(number("7").fit(38, 10).unwrap().to_string(), "7.0000000000");
        assert_eq!(number("-0.05").to_string(), "-0.05");
        assert!(number("100").fit(2, 0).is_err());
        assert_eq!(Number::parse("1e5"), None);
    }

    #[test]
    fn arithmetic() {
        assert_eq!(number("0.1").add(number("0.25")).unwrap().to_string(), "0.35");
        assert_eq!(number("1.50").multiply(number("-2")).unwrap().to_string(), "-3.0");
        assert_eq!(number("2").divide(number("3"), 6).unwrap().to_string(), "0.666667");
        assert_eq!(number("1").divide(number("0"), 6).unwrap_err().number, 8134);
        assert!(number("0.30") > number("0.3").negate());
        assert_eq!(number("0.30").cmp(&number("0.3")), std::cmp::Ordering::Equal);
    }
}
