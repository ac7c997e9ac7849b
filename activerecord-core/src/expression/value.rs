//! What a value is taken from: a column, an expression, or a value of the program.

use super::{Column, Expr, Expression, Typed};
use crate::{ColumnType, Record, Value};

/// A column, an expression, or a value such as `1_i64` or `"none"`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column, an expression or a value",
    label = "expected a column such as `User::NAME`, or a value of a column type"
)]
pub trait IntoExpression {
    /// The type of the value.
    type Type: ColumnType;

    /// The untyped form.
    fn into_expression(self) -> Expr;
}

impl<T: ColumnType> IntoExpression for T {
    type Type = T;

    fn into_expression(self) -> Expr {
        Expr::from_value(self.to_value(), false)
    }
}

impl IntoExpression for &str {
    type Type = String;

    fn into_expression(self) -> Expr {
        Expr::Value { value: Value::Text(self.to_owned().into()), sensitive: false }
    }
}

impl<M: Record, T: ColumnType> IntoExpression for Column<M, T> {
    type Type = T;

    fn into_expression(self) -> Expr {
        self.into_expr()
    }
}

impl<T: ColumnType> IntoExpression for Expression<T> {
    type Type = T;

    fn into_expression(self) -> Expr {
        self.into_expr()
    }
}

/// A value of the program as an expression, which can be selected and calculated with.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::value;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # User { name: "Ada".into(), ..Default::default() }.create()?;
/// let rows = User::query().select((value("user"), User::NAME)).all()?;
/// assert_eq!(rows, [("user".to_owned(), "Ada".to_owned())]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn value<V: IntoExpression>(value: V) -> Expression<V::Type> {
    Expression::new(value.into_expression())
}

impl<T: ColumnType> Expression<T> {
    /// The expression as one that can be NULL.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::value;
    ///
    /// # #[derive(ActiveRecord, Default)]
    /// # struct Sale { id: i64, city: String, note: Option<String>, amount: f64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Sale>()?;
    /// # activerecord::set_default(&db);
    /// # for (city, amount) in [("Oslo", 1.0), ("Oslo", 2.5), ("Rome", -4.0)] {
    /// #     Sale { city: city.into(), amount, ..Default::default() }.create()?;
    /// # }
    /// let none = Sale::query().select(value(1).nullable()).limit(1).one()?;
    /// assert_eq!(none, (Some(1),));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn nullable(self) -> Expression<Option<T::Base>> {
        Expression::new(self.into_expr())
    }
}
