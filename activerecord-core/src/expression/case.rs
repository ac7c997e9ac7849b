//! CASE.

use std::marker::PhantomData;

use super::{Expr, Expression, IntoCondition, IntoExpression, Operand};
use crate::ColumnType;

/// Begins a CASE: the value of the first condition that holds.
///
/// The type is that of the first value: where another can be NULL, make the first one
/// [`nullable`](crate::Column::nullable).
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{case, sum};
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, age: i64 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # User { name: "Ada".into(), age: 36, ..Default::default() }.create()?;
/// let band = case().when(User::AGE.lt(13), "child").when(User::AGE.lt(20), "teen").otherwise("adult");
/// assert_eq!(User::query().select((User::NAME, band)).all()?, [("Ada".into(), "adult".to_owned())]);
///
/// // How many rows meet a condition, beside other numbers about them.
/// let minors = sum(case().when(User::AGE.lt(18), 1_i64).otherwise(0));
/// assert_eq!(User::query().select(minors).all()?, [(Some(0),)]);
/// # Ok(()) }
/// ```
pub fn case() -> EmptyCase {
    EmptyCase(())
}

/// A CASE without a condition.
#[derive(Debug, Clone, Copy)]
#[must_use = "a CASE is nothing without a condition: call `when`"]
pub struct EmptyCase(());

impl EmptyCase {
    /// The value where a condition holds.
    pub fn when<V: IntoExpression>(self, condition: impl IntoCondition, value: V) -> Case<V::Type> {
        let branch = (condition.into_condition().into_expr(), value.into_expression());
        Case { branches: vec![branch], marker: PhantomData }
    }
}

/// A CASE of type `T` without its end.
#[derive(Debug, Clone)]
#[must_use = "a CASE is no expression until `otherwise` or `end` is called"]
pub struct Case<T> {
    branches: Vec<(Expr, Expr)>,
    marker: PhantomData<fn() -> T>,
}

impl<T: ColumnType> Case<T> {
    /// The value where this condition is the first that holds.
    pub fn when(mut self, condition: impl IntoCondition, value: impl Operand<T::Base>) -> Self {
        let condition = condition.into_condition().into_expr();
        self.branches.push((condition, value.into_operand()));
        self
    }

    /// The value where no condition holds.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::case;
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
    /// let size = case().when(Sale::AMOUNT.lt(0.0), "refund").otherwise("sale");
    /// assert_eq!(Sale::query().order_by(Sale::ID).pluck(size)?, ["sale", "sale", "refund"]);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn otherwise(self, value: impl Operand<T::Base>) -> Expression<T> {
        let otherwise = Some(Box::new(value.into_operand()));
        Expression::new(Expr::Case { branches: self.branches, otherwise })
    }

    /// NULL where no condition holds.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::case;
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
    /// let city = case().when(Sale::AMOUNT.ge(0.0), Sale::CITY).end();
    /// assert_eq!(Sale::query().order_by(Sale::ID).pluck(city)?, [Some("Oslo".to_owned()), Some("Oslo".to_owned()), None]);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn end(self) -> Expression<Option<T::Base>> {
        Expression::new(Expr::Case { branches: self.branches, otherwise: None })
    }
}
