//! `rust_decimal::Decimal` as a column type: exact, never through a float.

use rust_decimal::Decimal;

use crate::column_type::ColumnType;
use crate::{DecodeError, Kind, Result, Value};

impl ColumnType for Decimal {
    type Base = Self;
    const KIND: Kind = Kind::Decimal;

    fn from_value(value: Value<'_>) -> Result<Self, DecodeError> {
        let too_large = "a decimal number of at most 28 digits";
        match &value {
            // A number of the database's own, with more digits or not finite.
            Value::Decimal(text) => {
                parse(text).ok_or_else(|| DecodeError::out_of_range(too_large, &value))
            }
            Value::Text(text) => {
                parse(text).ok_or_else(|| DecodeError::malformed(too_large, "text that is not one"))
            }
            Value::I64(number) => Ok(Decimal::from(*number)),
            Value::U64(number) => Ok(Decimal::from(*number)),
            // A database that stored the number as a float hands a float back: its shortest
            // text is the number that was written, up to the 15 digits a float keeps.
            Value::F64(number) => parse(&number.to_string())
                .ok_or_else(|| DecodeError::out_of_range(too_large, &value)),
            other => Err(DecodeError::mismatch(Kind::Decimal.name(), other)),
        }
    }

    fn to_value(&self) -> Result<Value<'_>> {
        Ok(Value::Decimal(self.to_string().into()))
    }
}

/// `from_str_exact` refuses what would have to be rounded; trailing zeros beyond the 28 digits
/// are no loss.
fn parse(text: &str) -> Option<Decimal> {
    // The crate reads more than numbers: a point alone, underscores.
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Decimal::from_str_exact(text).ok().or_else(|| {
        let (whole, fraction) = text.split_once('.')?;
        let fraction = fraction.trim_end_matches('0');
        Decimal::from_str_exact(&format!("{whole}.{fraction}0")).ok()
    })
}
