//! `+ - * / %`, with the types that SQL Server gives the results.

use super::{Translator, Typed};
use crate::error::{Result, SqlError};
use crate::sql::Expr;
use crate::types::Type;

impl Translator<'_> {
    pub(super) fn operation(&mut self, left: &Expr, sign: &str, right: &Expr) -> Result<Typed> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        self.operate(&left, sign, &right)
    }

    pub(super) fn operate(&self, left: &Typed, sign: &str, right: &Typed) -> Result<Typed> {
        let of = match (left.of, right.of) {
            (Some(left), Some(right)) => left.common(right),
            (Some(of), None) | (None, Some(of)) => of,
            (None, None) => Type::Int,
        };
        if of == Type::Bit {
            let message =
                format!("The data types bit and bit are incompatible in the {sign} operator.");
            return Err(SqlError::new(402, 16, message));
        }
        let of = match of {
            Type::Decimal(..) => decimal_result(left.known(), sign, right.known()),
            Type::NVarChar(_) if sign == "+" => joined(left.known(), right.known()),
            of if of.is_integer() || matches!(of, Type::Real | Type::Float) => of,
            of => {
                let message = format!("Operand data type {of} is invalid for operator '{sign}'.");
                return Err(SqlError::new(8117, 16, message));
            }
        };
        // Numbers that become decimals keep their own scale until the result is rounded.
        let operand = |value: &Typed| match of {
            Type::Decimal(..) => {
                let (precision, scale) = value.known().as_decimal();
                self.converted(value, Type::Decimal(precision, scale))
            }
            of => self.converted(value, of),
        };
        let (one, other) = (operand(left)?, operand(right)?);
        let sql = match of {
            Type::NVarChar(_) => format!("({one} || {other})"),
            Type::Decimal(..) => format!("mssql_dec('{sign}', {one}, {other}, {})", of.code()),
            Type::Real | Type::Float if sign == "/" => format!("mssql_divide({one}, {other})"),
            Type::Real | Type::Float if sign != "%" => format!("({one} {sign} {other})"),
            of => format!("mssql_int('{sign}', {one}, {other}, {})", of.code()),
        };
        Ok(Typed::new(sql, of))
    }
}

fn joined(left: Type, right: Type) -> Type {
    match (left, right) {
        (Type::NVarChar(Some(one)), Type::NVarChar(Some(other))) => {
            Type::NVarChar(Some((one + other).min(4000)))
        }
        _ => Type::NVarChar(None),
    }
}

/// "Precision, scale, and length" of Microsoft's reference.
fn decimal_result(left: Type, sign: &str, right: Type) -> Type {
    let ((p1, s1), (p2, s2)) = (left.as_decimal(), right.as_decimal());
    let (p1, s1, p2, s2) = (i32::from(p1), i32::from(s1), i32::from(p2), i32::from(s2));
    let (precision, scale, integral) = match sign {
        "*" => (p1 + p2 + 1, s1 + s2, p1 - s1 + p2 - s2 + 1),
        "/" => {
            let scale = (s1 + p2 + 1).max(6);
            (p1 - s1 + s2 + scale, scale, p1 - s1 + s2)
        }
        _ => {
            let (integral, scale) = ((p1 - s1).max(p2 - s2), s1.max(s2));
            (integral + scale + 1, scale, integral)
        }
    };
    let scale = match precision {
        ..=38 => scale,
        _ if matches!(sign, "*" | "/") => scale.min((38 - integral).max(scale.min(6))),
        _ => scale.min((38 - integral).max(0)),
    };
    let narrow = |number: i32| u8::try_from(number.clamp(0, 38)).unwrap_or(38);
    Type::Decimal(narrow(precision), narrow(scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_documented_types() {
        let money = Type::Decimal(10, 2);
        assert_eq!(decimal_result(money, "+", money), Type::Decimal(11, 2));
        assert_eq!(decimal_result(money, "*", money), Type::Decimal(21, 4));
        assert_eq!(decimal_result(money, "/", money), Type::Decimal(23, 13));
        let wide = Type::Decimal(38, 10);
        assert_eq!(decimal_result(wide, "+", wide), Type::Decimal(38, 10));
        assert_eq!(decimal_result(wide, "*", wide), Type::Decimal(38, 6));
    }
}
