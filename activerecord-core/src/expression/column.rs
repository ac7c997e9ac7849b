//! Typed columns and expressions: what the generated constants are.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Sub};

use super::{BinaryOp, Expr, Operand};
use crate::{ColumnType, Record};

/// A column of the model `M` whose field has the type `T`: `User::EMAIL` is a
/// `Column<User, String>`.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord)]
/// struct User { id: i64, email: String, age: Option<i32> }
///
/// let adults = User::filter(User::AGE.ge(18).and(User::EMAIL.ends_with(".org")));
/// assert_eq!(
///     adults.to_sql()?.text,
///     r#"SELECT "id", "email", "age" FROM "users" WHERE "age" >= ? AND "email" LIKE ? ESCAPE '!'"#,
/// );
/// # Ok::<(), activerecord::Error>(())
/// ```
pub struct Column<M, T> {
    index: usize,
    alias: Option<&'static str>,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Column<M, T> {
    /// The column at a position of the model's table. Written by the derive.
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Column { index, alias: None, marker: PhantomData }
    }

    /// The column of a table that was joined under another name.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(ActiveRecord)]
    /// struct Employee { id: i64, name: String, boss_id: Option<i64>, boss: BelongsTo<Employee> }
    ///
    /// let reports = Employee::query()
    ///     .join(Employee::BOSS.alias("boss"))
    ///     .filter(Employee::NAME.of("boss").eq("Ada"));
    /// assert!(reports.to_sql()?.text.ends_with(r#"WHERE "boss"."name" = ?"#));
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    #[must_use]
    pub const fn of(self, alias: &'static str) -> Self {
        Column { index: self.index, alias: Some(alias), marker: PhantomData }
    }

    pub(crate) fn index(self) -> usize {
        self.index
    }
}

impl<M: Record, T> Column<M, T> {
    /// The column's name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        M::TABLE.columns[self.index].name
    }
}

impl<M: Record, T: ColumnType> Column<M, T> {
    /// The column as one that can be NULL, as it is behind a [`left_join`](crate::Query::left_join).
    #[must_use]
    pub fn nullable(self) -> Expression<Option<T::Base>> {
        Expression::new(self.into_expr())
    }
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M: Record, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", M::TABLE.name, self.name())
    }
}

/// A computed value of the type `T`: `User::VISITS + 1`, `sum(Order::TOTAL)`.
#[derive(Debug, Clone)]
pub struct Expression<T> {
    expr: Expr,
    marker: PhantomData<fn() -> T>,
}

impl<T> Expression<T> {
    pub(crate) fn new(expr: Expr) -> Self {
        Expression { expr, marker: PhantomData }
    }
}

/// Anything that has a value of a column's type: a column or an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression",
    label = "expected a column such as `User::NAME`"
)]
pub trait Typed {
    /// The type of the value.
    type Type: ColumnType;

    /// The untyped form.
    fn into_expr(self) -> Expr;
}

impl<M: Record, T: ColumnType> Typed for Column<M, T> {
    type Type = T;

    fn into_expr(self) -> Expr {
        Expr::column(M::TABLE, self.index, self.alias.map(Into::into).as_ref())
    }
}

impl<T: ColumnType> Typed for Expression<T> {
    type Type = T;

    fn into_expr(self) -> Expr {
        self.expr
    }
}

/// A type that can be calculated with: integers, floats, decimals.
#[diagnostic::on_unimplemented(
    message = "cannot calculate with values of type `{Self}`",
    label = "not a number"
)]
pub trait Arithmetic: ColumnType {}

macro_rules! arithmetic {
    ($($type:ty),*) => { $(impl Arithmetic for $type {})* };
}

arithmetic!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
#[cfg(feature = "decimal")]
arithmetic!(rust_decimal::Decimal);

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl<M: Record, T: ColumnType, R> $trait<R> for Column<M, T>
        where
            T::Base: Arithmetic,
            R: Operand<T::Base>,
        {
            type Output = Expression<T::Base>;

            fn $method(self, right: R) -> Self::Output {
                calculate(self.into_expr(), BinaryOp::$trait, right.into_operand())
            }
        }

        impl<T: ColumnType, R> $trait<R> for Expression<T>
        where
            T::Base: Arithmetic,
            R: Operand<T::Base>,
        {
            type Output = Expression<T::Base>;

            fn $method(self, right: R) -> Self::Output {
                calculate(self.expr, BinaryOp::$trait, right.into_operand())
            }
        }
    )*};
}

operators!(Add add, Sub sub, Mul mul, Div div);

fn calculate<T>(left: Expr, op: BinaryOp, right: Expr) -> Expression<T> {
    Expression::new(Expr::Binary { left: Box::new(left), op, right: Box::new(right) })
}
