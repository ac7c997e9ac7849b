//! The order of rows.

use super::{Column, Expr, Expression, Typed};
use crate::{ColumnType, Record};

/// One item of an order: an expression, a direction, and where NULLs go.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::Order;
///
/// # #[derive(ActiveRecord, Default)]
/// # struct User { id: i64, name: String, age: Option<i32> }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # for (name, age) in [("Ada", Some(36)), ("Bob", Some(12)), ("Cleo", None)] {
/// #     User { name: name.into(), age, ..Default::default() }.create()?;
/// # }
/// let names = |order: Order| User::query().order_by(order).pluck(User::NAME);
/// assert_eq!(names(User::NAME.desc())?, ["Cleo", "Bob", "Ada"]);
/// assert_eq!(names(User::AGE.asc().nulls_last())?, ["Bob", "Ada", "Cleo"]);
/// assert_eq!(names(User::AGE.desc().nulls_first())?, ["Cleo", "Ada", "Bob"]);
/// assert_eq!(names(User::AGE.asc().nulls_last().reversed())?, ["Cleo", "Ada", "Bob"]);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Order {
    /// What is ordered by.
    pub expr: Expr,
    /// From the greatest to the smallest.
    pub descending: bool,
    /// Where NULLs go; the database's own habit where nothing is said.
    pub nulls: Option<Nulls>,
}

/// Where NULLs go in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

impl Order {
    pub(crate) fn new(expr: Expr, descending: bool) -> Self {
        Order { expr, descending, nulls: None }
    }

    /// NULLs come before all values.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.nulls = Some(Nulls::First);
        self
    }

    /// NULLs come after all values.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls = Some(Nulls::Last);
        self
    }

    /// The other way round, NULLs included.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.descending = !self.descending;
        self.nulls = self.nulls.map(|nulls| match nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        });
        self
    }
}

impl<M: Record, T: ColumnType> Column<M, T> {
    /// From the smallest to the greatest.
    #[must_use]
    pub fn asc(self) -> Order {
        Order::new(self.into_expr(), false)
    }

    /// From the greatest to the smallest.
    #[must_use]
    pub fn desc(self) -> Order {
        Order::new(self.into_expr(), true)
    }
}

impl<T: ColumnType> Expression<T> {
    /// From the smallest to the greatest.
    #[must_use]
    pub fn asc(self) -> Order {
        Order::new(self.into_expr(), false)
    }

    /// From the greatest to the smallest.
    #[must_use]
    pub fn desc(self) -> Order {
        Order::new(self.into_expr(), true)
    }
}

/// What rows can be ordered by: a column or expression (ascending), `.asc()` or `.desc()` of one,
/// a tuple or a list of these.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
/// #     User { name: name.into(), age, ..Default::default() }.create()?;
/// # }
/// let by_age = User::query().order_by((User::AGE.desc(), User::NAME));
/// assert_eq!(by_age.pluck(User::NAME)?, ["Ada", "Cleo", "Bob"]);
///
/// // A list, whose length only the running program knows.
/// let order = vec![User::AGE.asc(), User::NAME.desc()];
/// assert_eq!(User::query().order_by(order).pluck(User::NAME)?, ["Bob", "Cleo", "Ada"]);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "rows cannot be ordered by `{Self}`",
    label = "expected a column such as `User::NAME`, `User::NAME.desc()`, or a tuple of these"
)]
pub trait IntoOrder {
    /// Adds the items to `order`.
    fn add_to(self, order: &mut Vec<Order>);
}

impl IntoOrder for Order {
    fn add_to(self, order: &mut Vec<Order>) {
        order.push(self);
    }
}

impl<M: Record, T: ColumnType> IntoOrder for Column<M, T> {
    fn add_to(self, order: &mut Vec<Order>) {
        order.push(self.asc());
    }
}

impl<T: ColumnType> IntoOrder for Expression<T> {
    fn add_to(self, order: &mut Vec<Order>) {
        order.push(self.asc());
    }
}

impl<O: IntoOrder> IntoOrder for Vec<O> {
    fn add_to(self, order: &mut Vec<Order>) {
        self.into_iter().for_each(|item| item.add_to(order));
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+),)*) => {$(
        impl<$($name: IntoOrder),+> IntoOrder for ($($name,)+) {
            fn add_to(self, order: &mut Vec<Order>) {
                $(self.$index.add_to(order);)+
            }
        }
    )*};
}

tuples! {
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
}
