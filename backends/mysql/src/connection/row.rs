//! From the driver's values to the library's.

use activerecord_core::{Error, ErrorKind, Kind, Result, Row, Value};
use mysql::Column;
use mysql::consts::ColumnType;
use smallvec::SmallVec;

use super::time;
use crate::limits::{DECIMAL_DIGITS, DECIMAL_SCALE_PADDED};

/// The number of the character set of bytes. Numbers, dates and JSON have it too.
const BINARY: u16 = 63;

/// What a column's bytes or dates mean; the driver tells numbers apart by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Bytes,
    /// A decimal number, its trailing zeros kept.
    Decimal,
    /// A decimal number of so many digits that its trailing zeros say nothing.
    PaddedDecimal,
    /// As before, and computed: the digits beyond those that a decimal can hold are an accident of
    /// the server's arithmetic.
    ComputedDecimal,
    Json,
    /// BIT: a number of up to 64 bits.
    Bits,
    Date,
    /// A number, or a date and time, or a time of day.
    Other,
}

/// The forms of a result's columns: on the stack up to sixteen.
pub(super) type Forms = SmallVec<[Form; 16]>;

/// Tells what the columns of a result hold.
#[inline]
pub(super) fn forms(columns: &[Column]) -> Result<Forms> {
    if columns.is_empty() { Ok(Forms::new()) } else { forms_of(columns) }
}

fn forms_of(columns: &[Column]) -> Result<Forms> {
    let mut forms = Forms::with_capacity(columns.len());
    for column in columns {
        forms.push(match column.column_type() {
            // What most columns are.
            ColumnType::MYSQL_TYPE_LONGLONG | ColumnType::MYSQL_TYPE_LONG => Form::Other,
            ColumnType::MYSQL_TYPE_VAR_STRING if column.character_set() != BINARY => Form::Text,
            _ => form(column)?,
        });
    }
    Ok(forms)
}

#[inline(never)]
fn form(column: &Column) -> Result<Form> {
    use ColumnType as T;
    Ok(match column.column_type() {
        T::MYSQL_TYPE_STRING
        | T::MYSQL_TYPE_VAR_STRING
        | T::MYSQL_TYPE_VARCHAR
        | T::MYSQL_TYPE_TINY_BLOB
        | T::MYSQL_TYPE_MEDIUM_BLOB
        | T::MYSQL_TYPE_LONG_BLOB
        | T::MYSQL_TYPE_BLOB
            if column.character_set() == BINARY =>
        {
            Form::Bytes
        }
        T::MYSQL_TYPE_STRING
        | T::MYSQL_TYPE_VAR_STRING
        | T::MYSQL_TYPE_VARCHAR
        | T::MYSQL_TYPE_TINY_BLOB
        | T::MYSQL_TYPE_MEDIUM_BLOB
        | T::MYSQL_TYPE_LONG_BLOB
        | T::MYSQL_TYPE_BLOB
        | T::MYSQL_TYPE_ENUM
        | T::MYSQL_TYPE_SET => Form::Text,
        T::MYSQL_TYPE_NEWDECIMAL | T::MYSQL_TYPE_DECIMAL => {
            if column.decimals() >= DECIMAL_SCALE_PADDED {
                // A computed one is of no table.
                let computed = column.org_table_ref().is_empty();
                if computed { Form::ComputedDecimal } else { Form::PaddedDecimal }
            } else {
                Form::Decimal
            }
        }
        T::MYSQL_TYPE_JSON => Form::Json,
        T::MYSQL_TYPE_BIT => Form::Bits,
        T::MYSQL_TYPE_GEOMETRY | T::MYSQL_TYPE_VECTOR => Form::Bytes,
        T::MYSQL_TYPE_DATE | T::MYSQL_TYPE_NEWDATE => Form::Date,
        T::MYSQL_TYPE_TINY
        | T::MYSQL_TYPE_SHORT
        | T::MYSQL_TYPE_LONG
        | T::MYSQL_TYPE_INT24
        | T::MYSQL_TYPE_LONGLONG
        | T::MYSQL_TYPE_FLOAT
        | T::MYSQL_TYPE_DOUBLE
        | T::MYSQL_TYPE_YEAR
        | T::MYSQL_TYPE_DATETIME
        | T::MYSQL_TYPE_TIMESTAMP
        | T::MYSQL_TYPE_TIME
        | T::MYSQL_TYPE_NULL => Form::Other,
        // The driver would panic on such a value.
        unknown => return Err(unknown_type(column, unknown)),
    })
}

/// A row whose values are moved out one by one.
#[derive(Debug)]
pub(super) struct MySqlRow<'f> {
    row: mysql::Row,
    forms: &'f [Form],
}

impl<'f> MySqlRow<'f> {
    #[inline]
    pub(super) fn new(row: mysql::Row, forms: &'f [Form]) -> Self {
        MySqlRow { row, forms }
    }
}

impl Row for MySqlRow<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        let Some(value) = self.row.take::<mysql::Value, usize>(index) else {
            return Err(no_value(index, self.forms.len()));
        };
        let form = self.forms.get(index).copied().unwrap_or(Form::Other);
        match value {
            mysql::Value::Int(value) => Ok(Value::I64(value)),
            mysql::Value::NULL => Ok(Value::Null(Kind::Text)),
            mysql::Value::Bytes(bytes) if form == Form::Text => match String::from_utf8(bytes) {
                Ok(text) => Ok(Value::Text(text.into())),
                Err(error) => Err(not_text(self.name(index), error.utf8_error())),
            },
            other => self.get_rare(other, form, index),
        }
    }

    fn width(&self) -> usize {
        self.forms.len()
    }

    fn name(&self, index: usize) -> &str {
        let column = self.row.columns_ref().get(index);
        column.and_then(|column| std::str::from_utf8(column.name_ref()).ok()).unwrap_or_default()
    }
}

impl MySqlRow<'_> {
    /// All values; most are told from their form before.
    #[inline(never)]
    fn get_rare(&self, value: mysql::Value, form: Form, index: usize) -> Result<Value<'static>> {
        match value {
            mysql::Value::Int(value) => Ok(Value::I64(value)),
            mysql::Value::NULL => Ok(Value::Null(Kind::Text)),
            mysql::Value::Bytes(bytes) => match form {
                Form::Bytes => Ok(Value::Bytes(bytes.into())),
                Form::Bits => Ok(bits(&bytes)),
                _ => match String::from_utf8(bytes) {
                    Ok(text) => Ok(of_text(text, form)),
                    Err(error) => Err(not_text(self.name(index), error.utf8_error())),
                },
            },
            mysql::Value::UInt(value) => Ok(Value::U64(value)),
            mysql::Value::Double(value) => Ok(Value::F64(value)),
            mysql::Value::Float(value) => Ok(Value::F32(value)),
            mysql::Value::Date(year, month, day, hour, minute, second, micros) => {
                let date = (year, month, day);
                let value = match form {
                    Form::Date => time::read_date(year, month, day),
                    _ => time::read_date_time(date, (hour, minute, second), micros),
                };
                value.ok_or_else(|| zero_date(self.name(index)))
            }
            mysql::Value::Time(negative, days, hour, minute, second, micros) => {
                time::read_time((negative, days), (hour, minute, second), micros)
                    .ok_or_else(|| no_time_of_day(self.name(index)))
            }
        }
    }
}

#[inline]
fn of_text(mut text: String, form: Form) -> Value<'static> {
    match form {
        Form::Decimal => Value::Decimal(text.into()),
        Form::PaddedDecimal | Form::ComputedDecimal => {
            if form == Form::ComputedDecimal {
                text.truncate(significant(&text));
            }
            if text.contains('.') {
                let digits = text.trim_end_matches('0').trim_end_matches('.').len();
                text.truncate(digits);
            }
            Value::Decimal(text.into())
        }
        Form::Json => Value::Json(text.into()),
        _ => Value::Text(text.into()),
    }
}

/// How much of a decimal number's text has as many digits as a decimal can hold; what is cut is
/// behind the point.
fn significant(text: &str) -> usize {
    let mut digits = 0;
    let mut behind_point = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'.' => behind_point = true,
            b'0' if digits == 0 => {}
            b'0'..=b'9' => digits += 1,
            _ => {}
        }
        if behind_point && digits > DECIMAL_DIGITS {
            return index;
        }
    }
    text.len()
}

/// A BIT column's number, whose bytes come with the highest first.
fn bits(bytes: &[u8]) -> Value<'static> {
    let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    i64::try_from(number).map_or(Value::U64(number), Value::I64)
}

#[cold]
fn not_text(column: &str, error: std::str::Utf8Error) -> Error {
    let message = format!("the text in column `{column}` is not UTF-8");
    Error::new(ErrorKind::TypeMismatch, message).with_column(column.to_owned()).with_source(error)
}

#[cold]
fn no_value(index: usize, width: usize) -> Error {
    let message = if index < width {
        format!("column {} of the result was read already", index + 1)
    } else {
        format!("the result has no column {}: it has {width}", index + 1)
    };
    Error::new(ErrorKind::InvalidQuery, message)
}

#[cold]
fn zero_date(column: &str) -> Error {
    let message = format!("column `{column}` holds a zero date, which is no day of any calendar");
    Error::new(ErrorKind::TypeMismatch, message)
        .with_column(column.to_owned())
        .with_help("set such rows to NULL and make the field an `Option`")
}

#[cold]
fn no_time_of_day(column: &str) -> Error {
    let message = format!("column `{column}` holds a TIME that is a duration, not a time of day");
    Error::new(ErrorKind::OutOfRange, message)
        .with_column(column.to_owned())
        .with_help("select it as text or by TIME_TO_SEC")
}

#[cold]
fn unknown_type(column: &Column, found: ColumnType) -> Error {
    let name = column.name_str().into_owned();
    let message = format!("column `{name}` is of type {found:?}, which is not known");
    Error::new(ErrorKind::Unsupported, message)
        .with_column(name)
        .with_help("select it with CAST(… AS CHAR)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_that_say_nothing_are_dropped() {
        let padded = |text: &str| of_text(text.to_owned(), Form::PaddedDecimal);
        assert_eq!(padded("1.5000"), Value::Decimal("1.5".into()));
        assert_eq!(padded("-100.0000"), Value::Decimal("-100".into()));
        assert_eq!(padded("100"), Value::Decimal("100".into()));
        assert_eq!(of_text("1.50".into(), Form::Decimal), Value::Decimal("1.50".into()));
    }

    #[test]
    fn computed_digits_beyond_a_decimal_are_cut_behind_the_point_only() {
        let computed = |text: &str| match of_text(text.to_owned(), Form::ComputedDecimal) {
            Value::Decimal(text) => text.into_owned(),
            other => panic!("{other:?}"),
        };
        let third = format!("0.{}", "3".repeat(30));
        assert_eq!(computed(&third), format!("0.{}", "3".repeat(28)));
        let large = format!("12.{}", "3".repeat(30));
        assert_eq!(computed(&large), format!("12.{}", "3".repeat(26)));
        let whole = "9".repeat(35);
        assert_eq!(computed(&whole), whole);
        assert_eq!(computed("0.30000"), "0.3");
    }

    #[test]
    fn bits_are_a_number() {
        assert_eq!(bits(&[1]), Value::I64(1));
        assert_eq!(bits(&[1, 0]), Value::I64(256));
        assert_eq!(bits(&[0xff; 8]), Value::U64(u64::MAX));
    }
}
