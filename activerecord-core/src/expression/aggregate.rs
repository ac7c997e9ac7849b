//! Aggregate functions.

use super::{Arithmetic, Expr, Expression, Function, Typed};
use crate::ColumnType;

/// A number type, and the types of its sum and mean.
#[diagnostic::on_unimplemented(
    message = "cannot build the sum or the mean of values of type `{Self}`",
    label = "not a number"
)]
pub trait Aggregate: Arithmetic {
    /// The type of a sum, wide enough for many values.
    type Sum: ColumnType;
    /// The type of a mean.
    type Mean: ColumnType;
}

macro_rules! aggregates {
    ($($type:ty => $sum:ty, $mean:ty;)*) => {$(
        impl Aggregate for $type {
            type Sum = $sum;
            type Mean = $mean;
        }
    )*};
}

aggregates! {
    i8 => i64, f64;
    i16 => i64, f64;
    i32 => i64, f64;
    i64 => i64, f64;
    u8 => i64, f64;
    u16 => i64, f64;
    u32 => i64, f64;
    u64 => i64, f64;
    f32 => f64, f64;
    f64 => f64, f64;
}
#[cfg(feature = "decimal")]
aggregates! {
    rust_decimal::Decimal => rust_decimal::Decimal, rust_decimal::Decimal;
}

fn aggregate<T>(function: Function, argument: Option<Expr>, distinct: bool) -> Expression<T> {
    Expression::new(Expr::Aggregate { function, argument: argument.map(Box::new), distinct })
}

/// How many rows there are.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::count_all;
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
/// let cities = Sale::query().group_by(Sale::CITY).order_by(Sale::CITY);
/// let counted = cities.select((Sale::CITY, count_all())).all()?;
/// assert_eq!(counted, [("Oslo".to_owned(), 2), ("Rome".to_owned(), 1)]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn count_all() -> Expression<i64> {
    aggregate(Function::Count, None, false)
}

/// How many rows have a value that is not NULL.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{count, count_all};
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
/// assert_eq!(Sale::query().select((count_all(), count(Sale::NOTE))).one()?, (3, 0));
/// # Ok(()) }
/// ```
#[must_use]
pub fn count(of: impl Typed) -> Expression<i64> {
    aggregate(Function::Count, Some(of.into_expr()), false)
}

/// How many different values there are, NULL left out.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::count_distinct;
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
/// assert_eq!(Sale::query().select(count_distinct(Sale::CITY)).one()?, (2,));
/// # Ok(()) }
/// ```
#[must_use]
pub fn count_distinct(of: impl Typed) -> Expression<i64> {
    aggregate(Function::Count, Some(of.into_expr()), true)
}

/// The sum; `None` where there is no value.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::sum;
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
/// let cities = Sale::query().group_by(Sale::CITY).having(sum(Sale::AMOUNT).gt(0.0));
/// assert_eq!(cities.select((Sale::CITY, sum(Sale::AMOUNT))).one()?, ("Oslo".to_owned(), Some(3.5)));
/// # Ok(()) }
/// ```
#[must_use]
pub fn sum<C: Typed>(of: C) -> Expression<Option<SumOf<C>>>
where
    BaseOf<C>: Aggregate,
{
    aggregate(Function::Sum, Some(of.into_expr()), false)
}

/// The mean; `None` where there is no value.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::avg;
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
/// let oslo = Sale::filter(Sale::CITY.eq("Oslo"));
/// assert_eq!(oslo.select(avg(Sale::AMOUNT)).one()?, (Some(1.75),));
/// # Ok(()) }
/// ```
#[must_use]
pub fn avg<C: Typed>(of: C) -> Expression<Option<MeanOf<C>>>
where
    BaseOf<C>: Aggregate,
{
    aggregate(Function::Avg, Some(of.into_expr()), false)
}

/// The smallest value; `None` where there is no value.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{max, min};
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
/// let both = Sale::query().select((min(Sale::CITY), max(Sale::AMOUNT))).one()?;
/// assert_eq!(both, (Some("Oslo".to_owned()), Some(2.5)));
/// # Ok(()) }
/// ```
#[must_use]
pub fn min<C: Typed>(of: C) -> Expression<Option<BaseOf<C>>> {
    aggregate(Function::Min, Some(of.into_expr()), false)
}

/// The greatest value; `None` where there is no value.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::max;
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
/// let of_each = Sale::query().group_by(Sale::CITY).order_by(Sale::CITY);
/// assert_eq!(of_each.pluck(max(Sale::AMOUNT))?, [Some(2.5), Some(-4.0)]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn max<C: Typed>(of: C) -> Expression<Option<BaseOf<C>>> {
    aggregate(Function::Max, Some(of.into_expr()), false)
}

/// The type of a column or expression, without `Option`.
pub type BaseOf<C> = <<C as Typed>::Type as ColumnType>::Base;
/// The type of its sum.
pub type SumOf<C> = <BaseOf<C> as Aggregate>::Sum;
/// The type of its mean.
pub type MeanOf<C> = <BaseOf<C> as Aggregate>::Mean;
