//! Functions of the values of one row.

use super::aggregate::BaseOf;
use super::{Arithmetic, Expr, Expression, Operand, TextColumn, Typed};

/// A function of the values of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScalarFunction {
    /// The first argument that is not NULL.
    Coalesce,
    /// NULL where the two arguments are equal, else the first.
    NullIf,
    /// A text in lower case.
    Lower,
    /// A text in upper case.
    Upper,
    /// The characters of a text.
    Length,
    /// A text without spaces at both ends.
    Trim,
    /// Texts one behind the other.
    Concat,
    /// A number without its sign.
    Abs,
    /// A number, rounded to so many digits behind the point.
    Round(u8),
}

impl ScalarFunction {
    /// The name in the SQL standard, or that which most databases know.
    #[must_use]
    pub const fn iso_name(self) -> &'static str {
        match self {
            ScalarFunction::Coalesce => "COALESCE",
            ScalarFunction::NullIf => "NULLIF",
            ScalarFunction::Lower => "LOWER",
            ScalarFunction::Upper => "UPPER",
            ScalarFunction::Length => "CHAR_LENGTH",
            ScalarFunction::Trim => "TRIM",
            ScalarFunction::Concat => "CONCAT",
            ScalarFunction::Abs => "ABS",
            ScalarFunction::Round(_) => "ROUND",
        }
    }
}

fn call<T>(function: ScalarFunction, arguments: Vec<Expr>) -> Expression<T> {
    Expression::new(Expr::Call { function, arguments })
}

/// The first value, or the second where the first is NULL. Where the second can be NULL too, the
/// result is [`nullable`](Expression::nullable).
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::coalesce;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, nick: Option<String> }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # User { name: "Ada".into(), ..Default::default() }.create()?;
/// assert_eq!(User::query().pluck(coalesce(User::NICK, User::NAME))?, ["Ada"]);
/// assert_eq!(User::query().pluck(coalesce(User::NICK, "none"))?, ["none"]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn coalesce<C: Typed>(first: C, second: impl Operand<BaseOf<C>>) -> Expression<BaseOf<C>> {
    call(ScalarFunction::Coalesce, vec![first.into_expr(), second.into_operand()])
}

/// The value, or NULL where it is this one: `sum(Order::TOTAL) / nullif(count(Order::ID), 0)`.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::nullif;
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
/// let cities = Sale::query().order_by(Sale::ID).pluck(nullif(Sale::CITY, "Rome"))?;
/// assert_eq!(cities, [Some("Oslo".to_owned()), Some("Oslo".to_owned()), None]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn nullif<C: Typed>(of: C, value: impl Operand<BaseOf<C>>) -> Expression<Option<BaseOf<C>>> {
    call(ScalarFunction::NullIf, vec![of.into_expr(), value.into_operand()])
}

/// A text in lower case. SQLite knows the case of ASCII letters only.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{length, lower};
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # User { name: "Ada".into(), ..Default::default() }.create()?;
/// let ada = User::filter(lower(User::NAME).eq("ada")).select((User::NAME, length(User::NAME)));
/// assert_eq!(ada.one()?, ("Ada".to_owned(), Some(3)));
/// # Ok(()) }
/// ```
#[must_use]
pub fn lower<C: Typed>(of: C) -> Expression<C::Type>
where
    BaseOf<C>: TextColumn,
{
    call(ScalarFunction::Lower, vec![of.into_expr()])
}

/// A text in upper case. SQLite knows the case of ASCII letters only.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::upper;
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
/// assert_eq!(Sale::filter(upper(Sale::CITY).eq("OSLO")).count()?, 2);
/// # Ok(()) }
/// ```
#[must_use]
pub fn upper<C: Typed>(of: C) -> Expression<C::Type>
where
    BaseOf<C>: TextColumn,
{
    call(ScalarFunction::Upper, vec![of.into_expr()])
}

/// How many characters a text has; `None` where it is NULL, as an empty text is on Oracle.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::length;
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
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(length(Sale::CITY))?, [Some(4), Some(4), Some(4)]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn length<C: Typed>(of: C) -> Expression<Option<i64>>
where
    BaseOf<C>: TextColumn,
{
    call(ScalarFunction::Length, vec![of.into_expr()])
}

/// A text without spaces at both ends.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{concat, trim};
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
/// assert_eq!(Sale::filter(trim(concat(Sale::CITY, "  ")).eq("Rome")).count()?, 1);
/// # Ok(()) }
/// ```
#[must_use]
pub fn trim<C: Typed>(of: C) -> Expression<C::Type>
where
    BaseOf<C>: TextColumn,
{
    call(ScalarFunction::Trim, vec![of.into_expr()])
}

/// Two texts, one behind the other. Where one is NULL the result is, except on Oracle, to which
/// NULL is an empty text.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::concat;
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
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(concat(Sale::CITY, "!"))?, ["Oslo!", "Oslo!", "Rome!"]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn concat<C: Typed>(first: C, second: impl Operand<BaseOf<C>>) -> Expression<C::Type>
where
    BaseOf<C>: TextColumn,
{
    call(ScalarFunction::Concat, vec![first.into_expr(), second.into_operand()])
}

/// A number without its sign.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::abs;
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
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(abs(Sale::AMOUNT))?, [1.0, 2.5, 4.0]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn abs<C: Typed>(of: C) -> Expression<C::Type>
where
    BaseOf<C>: Arithmetic,
{
    call(ScalarFunction::Abs, vec![of.into_expr()])
}

/// A number, rounded to so many digits behind the point. Which way a half goes is the database's
/// habit: away from zero for decimals, and for floats what it calculates with says.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::round;
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
/// assert_eq!(Sale::query().order_by(Sale::ID).pluck(round(Sale::AMOUNT, 0))?, [1.0, 3.0, -4.0]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn round<C: Typed>(of: C, digits: u8) -> Expression<C::Type>
where
    BaseOf<C>: Fractional,
{
    call(ScalarFunction::Round(digits), vec![of.into_expr()])
}

/// A number type with digits behind the point.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` has no digits behind the point",
    label = "floats and decimals do"
)]
pub trait Fractional: Arithmetic {}

impl Fractional for f32 {}
impl Fractional for f64 {}
#[cfg(feature = "decimal")]
impl Fractional for rust_decimal::Decimal {}
