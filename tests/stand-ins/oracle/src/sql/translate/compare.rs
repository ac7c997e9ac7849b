//! Types that meet: comparisons, lists, branches. Oracle converts some to others.

use super::super::ast::Operator;
use super::{Sql, Translator};
use crate::error::{OraError, Result};
use crate::types::{Length, NUMBER, TEXT, Type};

impl Translator<'_> {
    /// A comparison of two values.
    pub(super) fn compare(&self, operator: Operator, left: Sql, right: Sql) -> Result<Sql> {
        let (left, right) = comparable(left, right)?;
        let sign = match operator {
            Operator::Equal => "=",
            Operator::NotEqual => "<>",
            Operator::Less => "<",
            Operator::LessEqual => "<=",
            Operator::Greater => ">",
            _ => ">=",
        };
        Ok(condition(format!("({} {sign} {})", left.text, right.text)))
    }
}

pub(super) fn condition(text: String) -> Sql {
    Sql { text, of: Type::Boolean }
}

/// Brings two values to a type in which they compare.
pub(super) fn comparable(left: Sql, right: Sql) -> Result<(Sql, Sql)> {
    use Type::{Char, Null};
    if left.of == Type::Boolean || right.of == Type::Boolean {
        return Err(OraError::new(920, "invalid relational operator"));
    }
    if left.of.is_lob() || right.of.is_lob() {
        let lob = if left.of.is_lob() { left.of } else { right.of };
        return Err(inconsistent("-", lob));
    }
    Ok(match (left.of, right.of) {
        (Null, _) | (_, Null) => (left, right),
        (a, b) if a.is_numeric() && b.is_numeric() => match is_binary(a) || is_binary(b) {
            true => (to_double(left), to_double(right)),
            false => (left, right),
        },
        (Char(_), b) | (b, Char(_)) if b.is_text() => (trimmed(left), trimmed(right)),
        (a, b) if a.is_text() && b.is_text() => (left, right),
        (a, b) if a.is_numeric() && b.is_text() => comparable(left, to_number(right))?,
        (a, b) if a.is_text() && b.is_numeric() => comparable(to_number(left), right)?,
        (a, b) if a.is_stamp() && b.is_stamp() => match a.is_zoned() || b.is_zoned() {
            true => (to_instant(left), to_instant(right)),
            false => (left, right),
        },
        (Type::Raw(_), Type::Raw(_))
        | (Type::DaySecond, Type::DaySecond)
        | (Type::YearMonth, Type::YearMonth) => (left, right),
        (Type::Raw(_), b) if b.is_text() => (left, wrapped("o_hextoraw", right, Type::Raw(2000))),
        (a, Type::Raw(_)) if a.is_text() => (wrapped("o_hextoraw", left, Type::Raw(2000)), right),
        (a, b) => return Err(inconsistent(&a.name(), b)),
    })
}

pub(super) fn inconsistent(expected: &str, got: Type) -> OraError {
    let got = got.name();
    OraError::new(932, format_args!("inconsistent datatypes: expected {expected} got {got}"))
}

fn is_binary(of: Type) -> bool {
    matches!(of, Type::BinaryDouble | Type::BinaryFloat)
}

pub(super) fn wrapped(function: &str, value: Sql, of: Type) -> Sql {
    Sql { text: format!("{function}({})", value.text), of }
}

fn to_double(value: Sql) -> Sql {
    match is_binary(value.of) {
        true => value,
        false => wrapped("o_to_binary_double", value, Type::BinaryDouble),
    }
}

fn to_number(value: Sql) -> Sql {
    wrapped("o_to_number", value, NUMBER)
}

fn to_instant(value: Sql) -> Sql {
    let of = value.of;
    wrapped("o_instant", value, of)
}

fn trimmed(value: Sql) -> Sql {
    let of = value.of;
    Sql { text: format!("rtrim({}, ' ')", value.text), of }
}

/// The type of values that can stand for each other, as in branches and unions.
pub(super) fn common(first: Type, second: Type) -> Result<Type> {
    use Type::{Boolean, Char, Clob, Null, Number, Varchar2};
    Ok(match (first, second) {
        (Boolean, _) | (_, Boolean) => {
            return Err(OraError::new(920, "invalid relational operator"));
        }
        (a, b) if a == b => a,
        (Null, other) | (other, Null) => other,
        (Number(_), Number(_)) => NUMBER,
        (a, b) if a.is_numeric() && b.is_numeric() => Type::BinaryDouble,
        (Clob, b) if b.is_text() => Clob,
        (a, Clob) if a.is_text() => Clob,
        (Varchar2(a) | Char(a), Varchar2(b) | Char(b)) => match a.chars == b.chars {
            true => Varchar2(Length { count: a.count.max(b.count), chars: a.chars }),
            false => TEXT,
        },
        (Type::Raw(a), Type::Raw(b)) => Type::Raw(a.max(b)),
        (Type::Blob, Type::Raw(_)) | (Type::Raw(_), Type::Blob) => Type::Blob,
        (Type::Timestamp(a), Type::Timestamp(b)) => Type::Timestamp(a.max(b)),
        (Type::TimestampTz(a), Type::TimestampTz(b)) => Type::TimestampTz(a.max(b)),
        (Type::Date, Type::Timestamp(digits)) | (Type::Timestamp(digits), Type::Date) => {
            Type::Timestamp(digits)
        }
        (Type::TimestampTz(digits), other) | (other, Type::TimestampTz(digits))
            if other.is_stamp() =>
        {
            Type::TimestampTz(digits)
        }
        (a, b) => return Err(inconsistent(&a.name(), b)),
    })
}

/// Converts a value to a type that [`common`] chose.
pub(super) fn converted(value: Sql, to: Type) -> Sql {
    let from = value.of;
    match (from, to) {
        (a, Type::BinaryDouble) if matches!(a, Type::Number(_)) => to_double(value),
        (a, Type::TimestampTz(_)) if a.is_stamp() && !a.is_zoned() => wrapped("o_zoned", value, to),
        _ => Sql { text: value.text, of: to },
    }
}
