//! What can stand on the other side of an operator.

use super::{Column, Expr, Expression};
use crate::{ColumnType, Kind, Record, Value};

/// What can be compared with, or assigned to, a column whose type without `Option` is `T`: a `T`,
/// a `&T`, a `&str` for text, an `Option<T>`, another column, an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with, or assigned to, a column of type `{T}`",
    label = "expected `{T}`, an Option of it, or another column of that type"
)]
pub trait Operand<T> {
    /// The untyped form.
    fn into_operand(self) -> Expr;
}

impl<T: ColumnType> Operand<T> for T {
    fn into_operand(self) -> Expr {
        Expr::from_value(self.to_value(), false)
    }
}

impl<T: ColumnType> Operand<T> for &T {
    fn into_operand(self) -> Expr {
        Expr::from_value(self.to_value(), false)
    }
}

impl<T: ColumnType> Operand<T> for Option<T> {
    fn into_operand(self) -> Expr {
        Expr::from_value(self.to_value(), false)
    }
}

impl<T: ColumnType> Operand<T> for &Option<T> {
    fn into_operand(self) -> Expr {
        Expr::from_value(self.to_value(), false)
    }
}

impl Operand<String> for &str {
    fn into_operand(self) -> Expr {
        Expr::Value { value: Value::Text(self.to_owned().into()), sensitive: false }
    }
}

impl Operand<Vec<u8>> for &[u8] {
    fn into_operand(self) -> Expr {
        Expr::Value { value: Value::Bytes(self.to_owned().into()), sensitive: false }
    }
}

impl<M: Record, T: ColumnType<Base = B>, B> Operand<B> for Column<M, T> {
    fn into_operand(self) -> Expr {
        super::Typed::into_expr(self)
    }
}

impl<T: ColumnType<Base = B>, B> Operand<B> for Expression<T> {
    fn into_operand(self) -> Expr {
        super::Typed::into_expr(self)
    }
}

#[cfg(feature = "decimal")]
macro_rules! decimal_operands {
    ($($type:ty),*) => {$(
        impl Operand<rust_decimal::Decimal> for $type {
            fn into_operand(self) -> Expr {
                Operand::into_operand(rust_decimal::Decimal::from(self))
            }
        }
    )*};
}

#[cfg(feature = "decimal")]
decimal_operands!(i8, i16, i32, i64, u8, u16, u32, u64);

/// NULL on the right of an operator, if the operand is that.
pub(super) fn is_null(operand: &Expr) -> bool {
    matches!(operand, Expr::Value { value: Value::Null(_), .. })
}

/// NULL of a type.
pub(super) fn null(kind: Kind) -> Expr {
    Expr::Value { value: Value::Null(kind), sensitive: false }
}
