//! Conditions, and how they combine.

use std::ops::Not;
use std::sync::Arc;

use super::{Column, Expr};
use crate::{Error, ErrorKind, Record};

/// How deep conditions may be nested. Beyond it databases refuse (SQLite at 1000), and what walks
/// the tree would overflow a thread's stack.
const DEPTH_MAX: usize = 300;

/// A condition that rows can be filtered by.
///
/// Conditions combine with [`and`](Condition::and), [`or`](Condition::or) and `!`; parentheses
/// come out as the calls nest. They can be nested 300 levels deep; side by side there may be any
/// number, see [`all`](Condition::all) and [`any`](Condition::any).
#[derive(Debug, Clone)]
#[must_use = "a condition does nothing until a query is filtered by it"]
pub struct Condition {
    expr: Expr,
    depth: usize,
}

impl Condition {
    pub(crate) fn new(expr: Expr) -> Self {
        Condition { expr, depth: 1 }
    }

    /// A condition of others, of which the deepest has this depth.
    fn nested(expr: Expr, depth: usize) -> Self {
        if depth < DEPTH_MAX {
            return Condition { expr, depth: depth + 1 };
        }
        let message = format!("a condition is nested more than {DEPTH_MAX} levels deep");
        let error = Error::new(ErrorKind::InvalidQuery, message)
            .with_help("join conditions by `Condition::all` and `Condition::any`");
        Condition::new(Expr::Invalid(Arc::new(error)))
    }

    /// Both must hold.
    ///
    /// ```
    /// use activerecord::prelude::*;
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
    /// let both = Sale::CITY.eq("Oslo").and(Sale::AMOUNT.gt(2.0));
    /// assert_eq!(Sale::filter(both).count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn and(self, other: impl IntoCondition) -> Self {
        let other = other.into_condition();
        if matches!(self.expr, Expr::Invalid(_)) {
            return self;
        }
        let depth = self.depth.max(other.depth);
        match (self.expr, other.expr) {
            (_, Expr::Invalid(error)) => Condition::new(Expr::Invalid(error)),
            (Expr::All(mut list), Expr::All(more)) => {
                list.extend(more);
                Condition { expr: Expr::All(list), depth }
            }
            (Expr::All(mut list), single) => {
                list.push(single);
                Condition::nested(Expr::All(list), self.depth.max(other.depth + 1) - 1)
            }
            (single, other) => Condition::nested(Expr::All(join(single, other, true)), depth),
        }
    }

    /// One of the two must hold.
    ///
    /// ```
    /// use activerecord::prelude::*;
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
    /// let either = Sale::CITY.eq("Rome").or(Sale::AMOUNT.gt(2.0));
    /// assert_eq!(Sale::filter(either).count()?, 2);
    /// # Ok(()) }
    /// ```
    pub fn or(self, other: impl IntoCondition) -> Self {
        let other = other.into_condition();
        if matches!(self.expr, Expr::Invalid(_)) {
            return self;
        }
        let depth = self.depth.max(other.depth);
        match (self.expr, other.expr) {
            (_, Expr::Invalid(error)) => Condition::new(Expr::Invalid(error)),
            (Expr::Any(mut list), Expr::Any(more)) => {
                list.extend(more);
                Condition { expr: Expr::Any(list), depth }
            }
            (Expr::Any(mut list), single) => {
                list.push(single);
                Condition::nested(Expr::Any(list), self.depth.max(other.depth + 1) - 1)
            }
            (single, other) => Condition::nested(Expr::Any(join(single, other, false)), depth),
        }
    }

    /// Must not hold; the same as `!condition`.
    ///
    /// ```
    /// use activerecord::prelude::*;
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
    /// assert_eq!(Sale::filter(Sale::CITY.eq("Oslo").negate()).count()?, 1);
    /// assert_eq!(Sale::filter(!Sale::CITY.eq("Oslo")).count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn negate(self) -> Self {
        !self
    }

    /// A condition that holds when all of these do; true when there are none.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::Condition;
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
    /// let wanted = [Some(Sale::CITY.eq("Oslo")), None, Some(Sale::AMOUNT.lt(2.0))];
    /// assert_eq!(Sale::filter(Condition::all(wanted.into_iter().flatten())).count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let (list, depth) = collect(conditions);
        Condition::nested(Expr::All(list), depth)
    }

    /// A condition that holds when one of these does; false when there are none.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::Condition;
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
    /// let cities = ["Oslo", "Rome"].map(|city| Sale::CITY.eq(city));
    /// assert_eq!(Sale::filter(Condition::any(cities)).count()?, 3);
    /// # Ok(()) }
    /// ```
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let (list, depth) = collect(conditions);
        Condition::nested(Expr::Any(list), depth)
    }

    /// The untyped form.
    #[must_use]
    pub fn into_expr(self) -> Expr {
        self.expr
    }
}

/// `first` and `second` in one list; the second is taken apart where it is such a list already.
fn join(first: Expr, second: Expr, all: bool) -> Vec<Expr> {
    let mut list = vec![first];
    match (second, all) {
        (Expr::All(more), true) | (Expr::Any(more), false) => list.extend(more),
        (single, _) => list.push(single),
    }
    list
}

/// The conditions as a list, and how deep the deepest of them is.
fn collect(conditions: impl IntoIterator<Item = Condition>) -> (Vec<Expr>, usize) {
    let mut depth = 0;
    let list = conditions
        .into_iter()
        .map(|condition| {
            depth = depth.max(condition.depth);
            condition.expr
        })
        .collect();
    (list, depth)
}

impl Not for Condition {
    type Output = Condition;

    fn not(self) -> Condition {
        match self.expr {
            Expr::Not(inner) => Condition { expr: *inner, depth: self.depth.max(2) - 1 },
            Expr::Truth(truth) => Condition::new(Expr::Truth(!truth)),
            Expr::Invalid(error) => Condition::new(Expr::Invalid(error)),
            other => Condition::nested(Expr::Not(Box::new(other)), self.depth),
        }
    }
}

/// What rows can be filtered by: a condition, or a column of truth values.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, active: bool }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # for (name, active) in [("Ada", true), ("Bob", false)] {
/// #     User { name: name.into(), active, ..Default::default() }.create()?;
/// # }
/// // A column of truth values needs no `eq(true)`.
/// assert_eq!(User::filter(User::ACTIVE).count()?, 1);
/// assert_eq!(User::filter(User::ACTIVE.eq(false).or(User::NAME.eq("Ada"))).count()?, 2);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "expected a condition such as `User::NAME.eq(\"Ada\")`"
)]
pub trait IntoCondition {
    /// The condition.
    fn into_condition(self) -> Condition;
}

impl IntoCondition for Condition {
    fn into_condition(self) -> Condition {
        self
    }
}

impl<M: Record> IntoCondition for Column<M, bool> {
    fn into_condition(self) -> Condition {
        self.eq(true)
    }
}

impl<M: Record> IntoCondition for Column<M, Option<bool>> {
    fn into_condition(self) -> Condition {
        self.eq(true)
    }
}
