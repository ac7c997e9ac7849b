//! Functions and operators of numbers. Exact for NUMBER; binary types stay binary.

use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive, Zero};

use super::text::{as_integer, as_number, as_text};
use super::{Environment, time};
use crate::error::{OraError, Result};
use crate::number::Number;
use crate::value::{Value, integer};

/// Digits that are kept of a quotient before it is rounded to a NUMBER.
const QUOTIENT_DIGITS: u64 = 60;

fn decimal(value: &Value) -> Result<BigDecimal> {
    Ok(as_number(value)?.to_decimal())
}

fn number(value: &BigDecimal) -> Result<Value> {
    Number::from_decimal(value).map(Value::Number)
}

pub(super) fn as_double(value: &Value) -> Result<f64> {
    match value {
        Value::Double(value) => Ok(*value),
        other => Ok(as_number(other)?.to_f64()),
    }
}

fn has_double(values: &[Value]) -> bool {
    values.iter().any(|value| matches!(value, Value::Double(_)))
}

/// One of the four operations, also between intervals.
pub(super) fn operate(operator: char, values: &[Value]) -> Result<Value> {
    if values.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    match (values, operator) {
        ([Value::DaySecond(a), Value::DaySecond(b)], '+') => return Ok(Value::DaySecond(a + b)),
        ([Value::DaySecond(a), Value::DaySecond(b)], '-') => return Ok(Value::DaySecond(a - b)),
        ([Value::YearMonth(a), Value::YearMonth(b)], '+') => return Ok(Value::YearMonth(a + b)),
        ([Value::YearMonth(a), Value::YearMonth(b)], '-') => return Ok(Value::YearMonth(a - b)),
        _ => {}
    }
    if has_double(values) {
        let (a, b) = (as_double(&values[0])?, as_double(&values[1])?);
        return Ok(Value::Double(match operator {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            _ => a / b,
        }));
    }
    let (a, b) = (decimal(&values[0])?, decimal(&values[1])?);
    number(&match operator {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        _ => divide(&a, &b)?,
    })
}

pub(super) fn divide(a: &BigDecimal, b: &BigDecimal) -> Result<BigDecimal> {
    if b.is_zero() {
        return Err(OraError::new(1476, "divisor is equal to zero"));
    }
    Ok((a / b).with_prec(QUOTIENT_DIGITS))
}

pub(super) fn negate(value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Null => Value::Null,
        Value::Double(value) => Value::Double(-value),
        Value::DaySecond(value) => Value::DaySecond(-value),
        Value::YearMonth(value) => Value::YearMonth(-value),
        other => number(&-decimal(other)?)?,
    })
}

/// Applies one function to doubles, another to decimals.
fn either(
    value: &Value,
    double: impl Fn(f64) -> f64,
    exact: impl Fn(BigDecimal) -> BigDecimal,
) -> Result<Value> {
    match value {
        Value::Double(value) => Ok(Value::Double(double(*value))),
        other => number(&exact(decimal(other)?)),
    }
}

pub(super) fn abs(_: &Environment, values: &[Value]) -> Result<Value> {
    either(&values[0], f64::abs, |value| value.abs())
}

pub(super) fn sign(_: &Environment, values: &[Value]) -> Result<Value> {
    let value = as_double(&values[0])?;
    Ok(integer(if value > 0.0 {
        1
    } else if value < 0.0 {
        -1
    } else {
        0
    }))
}

pub(super) fn ceil(_: &Environment, values: &[Value]) -> Result<Value> {
    either(&values[0], f64::ceil, |value| value.with_scale_round(0, RoundingMode::Ceiling))
}

pub(super) fn floor(_: &Environment, values: &[Value]) -> Result<Value> {
    either(&values[0], f64::floor, |value| value.with_scale_round(0, RoundingMode::Floor))
}

pub(super) fn round(_: &Environment, values: &[Value]) -> Result<Value> {
    scaled(values, RoundingMode::HalfUp)
}

pub(super) fn trunc(_: &Environment, values: &[Value]) -> Result<Value> {
    scaled(values, RoundingMode::Down)
}

fn scaled(values: &[Value], mode: RoundingMode) -> Result<Value> {
    match (&values[0], values.get(1)) {
        (Value::Stamp(stamp) | Value::Zoned(stamp, _), unit) if mode == RoundingMode::Down => {
            time::truncate(*stamp, unit.map(as_text).transpose()?).map(Value::Stamp)
        }
        (Value::Stamp(_) | Value::Zoned(..), _) => Err(OraError::unknown("ROUND of dates")),
        (Value::Double(value), None) => Ok(Value::Double(match mode {
            RoundingMode::Down => value.trunc(),
            _ => value.round_ties_even(),
        })),
        (value, digits) => {
            let digits = digits.map(as_integer).transpose()?.unwrap_or(0);
            number(&decimal(value)?.with_scale_round(digits, mode))
        }
    }
}

/// MOD keeps the sign of the first; MOD(a, 0) is a.
pub(super) fn modulo(_: &Environment, values: &[Value]) -> Result<Value> {
    if has_double(values) {
        let (a, b) = (as_double(&values[0])?, as_double(&values[1])?);
        return Ok(Value::Double(if b == 0.0 { a } else { a % b }));
    }
    let (a, b) = (decimal(&values[0])?, decimal(&values[1])?);
    if b.is_zero() {
        return number(&a);
    }
    let quotient = (&a / &b).with_scale_round(0, RoundingMode::Down);
    number(&(a - quotient * b))
}

pub(super) fn remainder(_: &Environment, values: &[Value]) -> Result<Value> {
    let (a, b) = (decimal(&values[0])?, decimal(&values[1])?);
    let quotient = divide(&a, &b)?.with_scale_round(0, RoundingMode::HalfEven);
    number(&(a - quotient * b))
}

pub(super) fn power(_: &Environment, values: &[Value]) -> Result<Value> {
    if !has_double(values) {
        let exponent = decimal(&values[1])?;
        if let Some(times) =
            exponent.to_u32().filter(|times| exponent.is_integer() && *times <= 1000)
        {
            let base = decimal(&values[0])?;
            let mut result = BigDecimal::from(1);
            for _ in 0..times {
                result = (result * &base).with_prec(QUOTIENT_DIGITS);
            }
            return number(&result);
        }
    }
    float_result(values, as_double(&values[0])?.powf(as_double(&values[1])?))
}

pub(super) fn sqrt(_: &Environment, values: &[Value]) -> Result<Value> {
    if let Value::Double(value) = values[0] {
        return Ok(Value::Double(value.sqrt()));
    }
    let root = decimal(&values[0])?.sqrt();
    number(&root.ok_or_else(|| OraError::new(1428, "argument is out of range"))?)
}

pub(super) fn exp(_: &Environment, values: &[Value]) -> Result<Value> {
    float_result(values, as_double(&values[0])?.exp())
}

pub(super) fn ln(_: &Environment, values: &[Value]) -> Result<Value> {
    let value = as_double(&values[0])?;
    if value <= 0.0 && !has_double(values) {
        return Err(OraError::new(1428, "argument is out of range"));
    }
    float_result(values, value.ln())
}

/// The result is of the type that went in; a NUMBER has no more digits than the calculation.
fn float_result(values: &[Value], result: f64) -> Result<Value> {
    match has_double(values) {
        true => Ok(Value::Double(result)),
        false => Number::from_f64(result).map(Value::Number),
    }
}

pub(super) fn bitand(_: &Environment, values: &[Value]) -> Result<Value> {
    Ok(integer(as_integer(&values[0])? & as_integer(&values[1])?))
}
