//! What a query selects, and the types that come back.

use super::{Column, Expr, Expression, Typed};
use crate::{ColumnType, FromRow, Record};

/// A column, an expression, or a tuple of them; `Row` is what each row becomes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected columns or expressions, alone or in a tuple"
)]
pub trait Projection {
    /// What each row becomes.
    type Row: FromRow;

    /// Adds the expressions to `list`.
    fn add_to(self, list: &mut Vec<Expr>);
}

impl<M: Record, T: ColumnType> Projection for Column<M, T> {
    type Row = (T,);

    fn add_to(self, list: &mut Vec<Expr>) {
        list.push(self.into_expr());
    }
}

impl<T: ColumnType> Projection for Expression<T> {
    type Row = (T,);

    fn add_to(self, list: &mut Vec<Expr>) {
        list.push(self.into_expr());
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+) $width:literal,)*) => {$(
        impl<$($name: Typed),+> Projection for ($($name,)+) {
            type Row = ($($name::Type,)+);

            fn add_to(self, list: &mut Vec<Expr>) {
                $(list.push(self.$index.into_expr());)+
            }
        }

        impl<$($name: ColumnType),+> FromRow for ($($name,)+) {
            const COLUMNS: Option<&'static [&'static str]> = None;
            const WIDTH: usize = $width;

            fn from_row(row: &mut dyn crate::Row) -> crate::Result<Self> {
                Ok(($(crate::sql::decode::<$name>(row, $index)?,)+))
            }
        }
    )*};
}

tuples! {
    (A 0) 1,
    (A 0, B 1) 2,
    (A 0, B 1, C 2) 3,
    (A 0, B 1, C 2, D 3) 4,
    (A 0, B 1, C 2, D 3, E 4) 5,
    (A 0, B 1, C 2, D 3, E 4, F 5) 6,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) 7,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7) 8,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8) 9,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9) 10,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10) 11,
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11) 12,
}
