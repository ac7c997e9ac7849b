//! Window functions: values of a row from the rows around it.

use std::marker::PhantomData;

use super::aggregate::BaseOf;
use super::{Expr, Expression, IntoOrder, Order, Projection, Typed};
use crate::ColumnType;

/// The rows that a window function looks at, seen from each row.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[must_use = "a window does nothing until a function is taken `over` it"]
pub struct Window {
    /// Only rows with the same values of these.
    pub partition: Vec<Expr>,
    /// In this order.
    pub order: Vec<Order>,
    /// Only some of the rows before and behind; the standard's choice where nothing is said: all
    /// rows where there is no order, else those up to the current one and those that are equal to
    /// it in the order.
    pub frame: Option<Frame>,
}

/// Some of the rows before and behind a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame {
    /// Rows that are equal in the order are in it together.
    pub by_value: bool,
    /// The first row.
    pub start: Bound,
    /// The last row.
    pub end: Bound,
}

/// Where a frame begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// With the first row.
    UnboundedPreceding,
    /// So many rows before the current one.
    Preceding(u32),
    /// With the current row.
    CurrentRow,
    /// So many rows behind the current one.
    Following(u32),
    /// With the last row.
    UnboundedFollowing,
}

impl Window {
    /// All rows, in no order.
    pub fn new() -> Self {
        Window::default()
    }

    /// Looks only at rows with the same values, besides those of earlier calls.
    pub fn partition_by(mut self, columns: impl Projection) -> Self {
        columns.add_to(&mut self.partition);
        self
    }

    /// Orders the rows, behind the orders of earlier calls.
    pub fn order_by(mut self, order: impl IntoOrder) -> Self {
        order.add_to(&mut self.order);
        self
    }

    /// Looks only at some rows before and behind: `ROWS BETWEEN … AND …`.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::{Bound, sum, window};
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
    /// let two = window().order_by(Sale::ID).rows_between(Bound::Preceding(1), Bound::CurrentRow);
    /// let sums = Sale::query().order_by(Sale::ID).pluck(sum(Sale::AMOUNT).over(two))?;
    /// assert_eq!(sums, [Some(1.0), Some(3.5), Some(-1.5)]);
    /// # Ok(()) }
    /// ```
    pub fn rows_between(mut self, start: Bound, end: Bound) -> Self {
        self.frame = Some(Frame { by_value: false, start, end });
        self
    }

    /// [`rows_between`](Window::rows_between) with all rows that are equal in the order at its ends:
    /// `RANGE BETWEEN … AND …`. Numbers of rows are not known everywhere.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::{Bound, sum, window};
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
    /// let up_to_here = window()
    ///     .order_by(Sale::CITY)
    ///     .range_between(Bound::UnboundedPreceding, Bound::CurrentRow);
    /// let sums = Sale::query().order_by(Sale::ID).pluck(sum(Sale::AMOUNT).over(up_to_here))?;
    /// assert_eq!(sums, [Some(3.5), Some(3.5), Some(-0.5)]);
    /// # Ok(()) }
    /// ```
    pub fn range_between(mut self, start: Bound, end: Bound) -> Self {
        self.frame = Some(Frame { by_value: true, start, end });
        self
    }
}

/// A window of the rows with the same values of columns or expressions; see [`row_number`].
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{partition_by, sum};
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
/// let of_city = sum(Sale::AMOUNT).over(partition_by(Sale::CITY));
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(of_city)?, [Some(3.5), Some(3.5), Some(-4.0)]);
/// # Ok(()) }
/// ```
pub fn partition_by(columns: impl Projection) -> Window {
    Window::new().partition_by(columns)
}

/// A window of all rows, in no order: `sum(Order::TOTAL).over(window())`.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{sum, window};
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
/// let so_far = sum(Sale::AMOUNT).over(window().order_by(Sale::ID));
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(so_far)?, [Some(1.0), Some(3.5), Some(-0.5)]);
/// # Ok(()) }
/// ```
pub fn window() -> Window {
    Window::new()
}

/// A function that is one of windows only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WindowFunction {
    /// The row's number, from 1.
    RowNumber,
    /// The number of the first row that is equal in the order.
    Rank,
    /// How many different rows there are up to this one in the order.
    DenseRank,
    /// The number of the part that the row is in, of so many parts.
    Ntile(u32),
    /// The value some rows before.
    Lag(u32),
    /// The value some rows behind.
    Lead(u32),
    /// The value of the first row of the frame.
    FirstValue,
    /// The value of the last row of the frame.
    LastValue,
}

impl WindowFunction {
    /// The name in the SQL standard.
    #[must_use]
    pub const fn iso_name(self) -> &'static str {
        match self {
            WindowFunction::RowNumber => "ROW_NUMBER",
            WindowFunction::Rank => "RANK",
            WindowFunction::DenseRank => "DENSE_RANK",
            WindowFunction::Ntile(_) => "NTILE",
            WindowFunction::Lag(_) => "LAG",
            WindowFunction::Lead(_) => "LEAD",
            WindowFunction::FirstValue => "FIRST_VALUE",
            WindowFunction::LastValue => "LAST_VALUE",
        }
    }

    /// The number among its arguments.
    #[must_use]
    pub const fn number(self) -> Option<u32> {
        match self {
            WindowFunction::Ntile(number)
            | WindowFunction::Lag(number)
            | WindowFunction::Lead(number) => Some(number),
            _ => None,
        }
    }
}

/// A window function that has no window yet.
#[derive(Debug, Clone)]
#[must_use = "a window function is no expression until it is taken `over` a window"]
pub struct Windowed<T> {
    function: WindowFunction,
    argument: Option<Box<Expr>>,
    marker: PhantomData<fn() -> T>,
}

impl<T> Windowed<T> {
    fn new(function: WindowFunction, argument: Option<Expr>) -> Self {
        Windowed { function, argument: argument.map(Box::new), marker: PhantomData }
    }

    /// The function's value for each row, over the rows of a window.
    #[must_use]
    pub fn over(self, window: Window) -> Expression<T> {
        let function = Expr::WindowCall { function: self.function, argument: self.argument };
        Expression::new(Expr::Over { function: Box::new(function), window: Box::new(window) })
    }
}

impl<T: ColumnType> Expression<T> {
    /// An aggregate function's value for each row, over the rows of a window:
    /// `sum(Order::TOTAL).over(partition_by(Order::USER_ID).order_by(Order::ID))`.
    #[must_use]
    pub fn over(self, window: Window) -> Expression<T> {
        let function = Box::new(self.into_expr());
        Expression::new(Expr::Over { function, window: Box::new(window) })
    }
}

/// The row's number in the window, from 1. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{partition_by, row_number};
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, team_id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # for name in ["Ada", "Bob"] { User { team_id: 1, name: name.into(), ..Default::default() }.create()?; }
/// let place = row_number().over(partition_by(User::TEAM_ID).order_by(User::ID.desc()));
/// let rows = User::query().order_by(User::ID).select((User::NAME, place)).all()?;
/// assert_eq!(rows, [("Ada".to_owned(), 2), ("Bob".to_owned(), 1)]);
/// # Ok(()) }
/// ```
pub fn row_number() -> Windowed<i64> {
    Windowed::new(WindowFunction::RowNumber, None)
}

/// The number of the first row that is equal in the order: 1, 1, 3. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{rank, window};
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
/// let ranked = Sale::query().order_by(Sale::ID).pluck(rank().over(window().order_by(Sale::CITY)))?;
/// assert_eq!(ranked, [1, 1, 3]);
/// # Ok(()) }
/// ```
pub fn rank() -> Windowed<i64> {
    Windowed::new(WindowFunction::Rank, None)
}

/// [`rank`] without gaps: 1, 1, 2. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{dense_rank, window};
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
/// let ranked = Sale::query().order_by(Sale::ID).pluck(dense_rank().over(window().order_by(Sale::CITY)))?;
/// assert_eq!(ranked, [1, 1, 2]);
/// # Ok(()) }
/// ```
pub fn dense_rank() -> Windowed<i64> {
    Windowed::new(WindowFunction::DenseRank, None)
}

/// The number, from 1, of the part that the row is in when the window's rows are cut into so many
/// parts of the same size. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{ntile, window};
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
/// let halves = Sale::query().order_by(Sale::ID).pluck(ntile(2).over(window().order_by(Sale::ID)))?;
/// assert_eq!(halves, [1, 1, 2]);
/// # Ok(()) }
/// ```
pub fn ntile(parts: u32) -> Windowed<i64> {
    Windowed::new(WindowFunction::Ntile(parts), None)
}

/// The value so many rows before; `None` where there is no such row. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{lag, window};
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
/// let before = Sale::query().order_by(Sale::ID).pluck(lag(Sale::AMOUNT, 1).over(window().order_by(Sale::ID)))?;
/// assert_eq!(before, [None, Some(1.0), Some(2.5)]);
/// # Ok(()) }
/// ```
pub fn lag<C: Typed>(of: C, rows: u32) -> Windowed<Option<BaseOf<C>>> {
    Windowed::new(WindowFunction::Lag(rows), Some(of.into_expr()))
}

/// The value so many rows behind; `None` where there is no such row. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{lead, window};
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
/// let next = Sale::query().order_by(Sale::ID).pluck(lead(Sale::AMOUNT, 1).over(window().order_by(Sale::ID)))?;
/// assert_eq!(next, [Some(2.5), Some(-4.0), None]);
/// # Ok(()) }
/// ```
pub fn lead<C: Typed>(of: C, rows: u32) -> Windowed<Option<BaseOf<C>>> {
    Windowed::new(WindowFunction::Lead(rows), Some(of.into_expr()))
}

/// The value of the first row of the window's frame. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{first_value, partition_by};
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
/// let first = first_value(Sale::AMOUNT).over(partition_by(Sale::CITY).order_by(Sale::ID));
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(first)?, [Some(1.0), Some(1.0), Some(-4.0)]);
/// # Ok(()) }
/// ```
pub fn first_value<C: Typed>(of: C) -> Windowed<Option<BaseOf<C>>> {
    Windowed::new(WindowFunction::FirstValue, Some(of.into_expr()))
}

/// The value of the last row of the window's frame, which ends with the current row unless
/// something else is said. Give the window an order.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{Bound, last_value, partition_by};
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
/// let all = partition_by(Sale::CITY)
///     .order_by(Sale::ID)
///     .rows_between(Bound::UnboundedPreceding, Bound::UnboundedFollowing);
/// let last = Sale::query().order_by(Sale::ID).pluck(last_value(Sale::AMOUNT).over(all))?;
/// assert_eq!(last, [Some(2.5), Some(2.5), Some(-4.0)]);
/// # Ok(()) }
/// ```
pub fn last_value<C: Typed>(of: C) -> Windowed<Option<BaseOf<C>>> {
    Windowed::new(WindowFunction::LastValue, Some(of.into_expr()))
}
