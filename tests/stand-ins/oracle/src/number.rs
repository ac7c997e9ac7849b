//! NUMBER: exact decimals in Oracle's own bytes.
//!
//! The bytes are an exponent and base-100 digits, made so that comparing bytes compares numbers;
//! SQLite therefore sorts, groups and indexes them as they are.

use bigdecimal::num_bigint::{BigInt, Sign};
use bigdecimal::{BigDecimal, RoundingMode, Zero};
use std::str::FromStr;

use crate::error::{OraError, Result};

/// Digits in base 100 that a NUMBER holds.
const MAX_DIGITS: usize = 20;

/// A number as Oracle stores it, without the length byte of `OCINumber`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number(Vec<u8>);

impl Number {
    /// From the bytes of a stored number.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Number> {
        let number = Number(bytes.to_vec());
        number.parts().map(|_| number)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn from_i64(value: i64) -> Number {
        // 19 digits always fit.
        Number::from_decimal(&BigDecimal::from(value)).unwrap_or(Number(vec![0x80]))
    }

    /// Rounds to the digits that a NUMBER holds; too large is ORA-01426, too small is zero.
    pub(crate) fn from_decimal(value: &BigDecimal) -> Result<Number> {
        let value = value.normalized();
        if value.is_zero() {
            return Ok(Number(vec![0x80]));
        }
        let (digits, scale) = value.as_bigint_and_exponent();
        let negative = digits.sign() == Sign::Minus;
        let mut text = digits.magnitude().to_string();
        let mut scale = scale;
        // Base-100 digits stand on even decimal places.
        if scale.rem_euclid(2) != 0 {
            text.push('0');
            scale += 1;
        }
        if text.len() % 2 != 0 {
            text.insert(0, '0');
        }
        let pairs: Vec<u8> = text
            .as_bytes()
            .chunks(2)
            .map(|pair| (pair[0] - b'0') * 10 + (pair[1] - b'0'))
            .collect();
        if pairs.len() > MAX_DIGITS {
            // Round half away from zero at the last digit that fits.
            let keep = ((scale / 2) - (pairs.len() - MAX_DIGITS) as i64) * 2;
            return Number::from_decimal(&value.with_scale_round(keep, RoundingMode::HalfUp));
        }
        let exponent = pairs.len() as i64 - scale / 2 - 1;
        if exponent > 62 {
            return Err(OraError::new(1426, "numeric overflow"));
        }
        if exponent < -65 {
            return Ok(Number(vec![0x80]));
        }
        Ok(Number(pack(negative, exponent, &pairs)))
    }

    pub(crate) fn to_decimal(&self) -> BigDecimal {
        let (negative, exponent, digits) = self.parts().unwrap_or((false, 0, Vec::new()));
        let mut value = BigInt::zero();
        for digit in &digits {
            value = value * 100 + BigInt::from(*digit);
        }
        if negative {
            value = -value;
        }
        let scale = 2 * (digits.len() as i64 - 1 - exponent);
        BigDecimal::new(value, scale)
    }

    /// A literal or a text that is to be a number: ORA-01722 when it is none.
    pub(crate) fn parse(text: &str) -> Result<Number> {
        let text = text.trim();
        let valid = text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        let value = BigDecimal::from_str(text).ok().filter(|_| valid);
        Number::from_decimal(&value.ok_or_else(|| OraError::new(1722, "invalid number"))?)
    }

    /// As Oracle shows a number: no exponent, no zero before the point.
    pub(crate) fn to_text(&self) -> String {
        let text = self.to_decimal().normalized().to_plain_string();
        match text.strip_prefix("-0.") {
            Some(rest) => format!("-.{rest}"),
            None => text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text),
        }
    }

    pub(crate) fn to_i64(&self) -> Option<i64> {
        use bigdecimal::ToPrimitive;
        let value = self.to_decimal();
        if value.is_integer() { value.to_i64() } else { None }
    }

    pub(crate) fn to_f64(&self) -> f64 {
        // Through the text: correctly rounded.
        self.to_decimal().to_scientific_notation().parse().unwrap_or(f64::NAN)
    }

    /// The exact value of a double, by its shortest text as Oracle's driver does.
    pub(crate) fn from_f64(value: f64) -> Result<Number> {
        if !value.is_finite() {
            return Err(OraError::new(1426, "numeric overflow"));
        }
        Number::parse(&format!("{value:e}"))
    }

    /// Rounds to a column's precision and scale; ORA-01438 when the integer part does not fit.
    pub(crate) fn fit(&self, precision: u8, scale: i8) -> Result<Number> {
        let value = self.to_decimal().with_scale_round(i64::from(scale), RoundingMode::HalfUp);
        let (digits, _) = value.as_bigint_and_exponent();
        if !digits.is_zero() && digits.magnitude().to_string().len() > usize::from(precision) {
            return Err(OraError::new(
                1438,
                "value larger than specified precision allowed for this column",
            ));
        }
        Number::from_decimal(&value)
    }

    /// Whether negative, the exponent, and the digits in base 100.
    fn parts(&self) -> Result<(bool, i64, Vec<u8>)> {
        let invalid = || OraError::new(1722, "invalid number");
        let (&first, rest) = self.0.split_first().ok_or_else(invalid)?;
        if first == 0x80 && rest.is_empty() {
            return Ok((false, 0, vec![0]));
        }
        let negative = first < 0x80;
        let (exponent, digits) = if negative {
            let rest = rest.strip_suffix(&[102]).unwrap_or(rest);
            let digits =
                rest.iter().map(|byte| 101u8.checked_sub(*byte)).collect::<Option<Vec<u8>>>();
            (i64::from(!first) - 193, digits)
        } else {
            (i64::from(first) - 193, rest.iter().map(|byte| byte.checked_sub(1)).collect())
        };
        let digits = digits.filter(|digits| !digits.is_empty()).ok_or_else(invalid)?;
        let valid = digits.len() <= MAX_DIGITS && digits.iter().all(|digit| *digit < 100);
        if valid { Ok((negative, exponent, digits)) } else { Err(invalid()) }
    }
}

fn pack(negative: bool, exponent: i64, digits: &[u8]) -> Vec<u8> {
    let first = (193 + exponent) as u8;
    let mut bytes = vec![if negative { !first } else { first }];
    if negative {
        bytes.extend(digits.iter().map(|digit| 101 - digit));
        if digits.len() < MAX_DIGITS {
            bytes.push(102);
        }
    } else {
        bytes.extend(digits.iter().map(|digit| digit + 1));
    }
    bytes
}
