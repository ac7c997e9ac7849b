//! From Oracle's values to the library's.

use activerecord_core::{Kind, Value};
use oracle::sql_type::{FromSql, InnerValue, OracleType};
use oracle::{Error, ErrorKind, Result, SqlValue};

use super::calendar;

/// A value that a statement hands back.
#[derive(Debug)]
pub(super) struct Cell(pub(super) Value<'static>);

impl FromSql for Cell {
    fn from_sql(value: &SqlValue<'_>) -> Result<Self> {
        read(value).map(Cell)
    }
}

/// Reads a value from the driver's buffer.
pub(super) fn read(value: &SqlValue<'_>) -> Result<Value<'static>> {
    if value.is_null()? {
        return Ok(null(value.oracle_type()?));
    }
    Ok(match value.as_inner_value()? {
        InnerValue::Int64(number) => Value::I64(number),
        InnerValue::UInt64(number) => Value::U64(number),
        InnerValue::Char(bytes) => Value::Text(text(bytes)?.to_owned().into()),
        InnerValue::Number(digits) => match value.oracle_type()? {
            // Declared to be a float.
            OracleType::Float(_) => Value::F64(digits.parse()?),
            _ => number(digits),
        },
        InnerValue::Float(number) => Value::F32(number),
        InnerValue::Double(number) => Value::F64(number),
        InnerValue::Raw(bytes) => Value::Bytes(bytes.to_vec().into()),
        InnerValue::Timestamp(stamp) => {
            let seconds = calendar::seconds(
                stamp.year.into(),
                stamp.month.into(),
                stamp.day.into(),
                [stamp.hour, stamp.minute, stamp.second],
            );
            let offset =
                i32::from(stamp.tzHourOffset) * 3_600 + i32::from(stamp.tzMinuteOffset) * 60;
            match value.oracle_type()? {
                OracleType::TimestampTZ(_) | OracleType::TimestampLTZ(_) => Value::DateTimeTz {
                    seconds: seconds - i64::from(offset),
                    nanos: stamp.fsecond,
                    offset,
                },
                _ => Value::DateTime { seconds, nanos: stamp.fsecond },
            }
        }
        InnerValue::IntervalDS(span) => {
            let parts = [span.days, span.hours, span.minutes, span.seconds, span.fseconds];
            calendar::time_of_day(parts).map_or_else(
                || String::from_sql(value).map(|text| Value::Text(text.into())),
                |nanos| Ok(Value::Time(nanos)),
            )?
        }
        InnerValue::Boolean(truth) => Value::Bool(truth),
        InnerValue::Blob(_) => Value::Bytes(Vec::<u8>::from_sql(value)?.into()),
        InnerValue::Clob(_) | InnerValue::Rowid(_) | InnerValue::IntervalYM(_) => {
            Value::Text(String::from_sql(value)?.into())
        }
        _ => return Err(unknown(value.oracle_type()?)),
    })
}

/// Texts and bytes that are NULL may have been empty.
fn null(kind: &OracleType) -> Value<'static> {
    match kind {
        OracleType::Varchar2(_)
        | OracleType::NVarchar2(_)
        | OracleType::Char(_)
        | OracleType::NChar(_)
        | OracleType::CLOB
        | OracleType::NCLOB
        | OracleType::Long => Value::Empty(Kind::Text),
        OracleType::Raw(_) | OracleType::BLOB | OracleType::LongRaw => Value::Empty(Kind::Bytes),
        _ => Value::Null(Kind::Text),
    }
}

/// A NUMBER is an integer where it has no fraction and fits into one.
fn number(digits: &str) -> Value<'static> {
    if let Ok(number) = digits.parse() {
        return Value::I64(number);
    }
    match digits.parse() {
        Ok(number) => Value::U64(number),
        Err(_) => Value::Decimal(digits.to_owned().into()),
    }
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|source| Error::with_source(ErrorKind::ParseError, source))
}

#[cold]
fn unknown(kind: &OracleType) -> Error {
    let message = format!("a value of Oracle's type {kind} can't be read");
    Error::new(ErrorKind::InvalidTypeConversion, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number("0"), Value::I64(0));
        assert_eq!(number("-9223372036854775808"), Value::I64(i64::MIN));
        assert_eq!(number("18446744073709551615"), Value::U64(u64::MAX));
        assert_eq!(number("18446744073709551616"), Value::Decimal("18446744073709551616".into()));
        assert_eq!(number("-0.5"), Value::Decimal("-0.5".into()));
    }
}
