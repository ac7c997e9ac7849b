//! Queries in queries: as conditions and as values.

use super::{Condition, Expr, Expression, Select, Typed};
use crate::database::Target;
use crate::{ColumnType, Query, Record};

/// A query of one column, whose type without `Option` is `T`:
/// `Post::query().select(Post::USER_ID)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query of one column of type `{T}`",
    label = "expected a query such as `Post::query().select(Post::USER_ID)`"
)]
pub trait ColumnQuery<T> {
    /// The untyped form.
    fn into_select(self) -> Select;
}

impl<M: Record, U: ColumnType<Base = T>, C: Target, T> ColumnQuery<T> for Query<M, (U,), C> {
    fn into_select(self) -> Select {
        self.into()
    }
}

/// Whether a query gives any row; the query may use columns of the outer one.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::exists;
///
/// # #[derive(ActiveRecord)] struct User { id: i64 }
/// # #[derive(ActiveRecord)] struct Post { id: i64, user_id: i64 }
/// let authors = User::filter(exists(Post::filter(Post::USER_ID.eq(User::ID))));
/// # assert!(authors.to_sql()?.text.contains("EXISTS"));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub fn exists(query: impl Into<Select>) -> Condition {
    Condition::new(Expr::Exists(Box::new(correlated(query.into()))))
}

/// Whether a query gives no row; the query may use columns of the outer one.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::not_exists;
///
/// # #[derive(ActiveRecord)] struct User { id: i64 }
/// # #[derive(ActiveRecord)] struct Post { id: i64, user_id: i64 }
/// let readers = User::filter(not_exists(Post::filter(Post::USER_ID.eq(User::ID))));
/// # assert!(readers.to_sql()?.text.contains("NOT (EXISTS"));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub fn not_exists(query: impl Into<Select>) -> Condition {
    !exists(query)
}

/// The value of a query of one column that gives at most one row, and NULL where it gives none. Of
/// several rows SQLite takes the first; other databases fail.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{count, scalar};
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
/// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # activerecord::set_default(&db);
/// # User { name: "Ada".into(), ..Default::default() }.create()?;
/// let posts = || scalar(Post::filter(Post::USER_ID.eq(User::ID)).select(count(Post::ID)));
/// let rows = User::filter(posts().lt(3)).select((User::NAME, posts())).all()?;
/// assert_eq!(rows, [("Ada".to_owned(), Some(0))]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn scalar<M, T, C>(query: Query<M, (T,), C>) -> Expression<Option<T::Base>>
where
    M: Record,
    T: ColumnType,
    C: Target,
{
    Expression::new(Expr::Scalar(Box::new(correlated(query.into()))))
}

/// A column or expression of the query around the subquery that it stands in. It is needed where
/// both are about the same model: elsewhere a column says by itself whose it is.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{max, outer, scalar};
///
/// # #[derive(ActiveRecord)] struct Employee { id: i64, team_id: i64, salary: i64 }
/// let team = Employee::filter(Employee::TEAM_ID.eq(outer(Employee::TEAM_ID)));
/// let best_paid = Employee::filter(
///     Employee::SALARY.eq(scalar(team.select(max(Employee::SALARY)))),
/// );
/// # assert!(best_paid.to_sql()?.text.contains(r#""t1"."team_id" = "employees"."team_id""#));
/// # Ok::<(), activerecord::Error>(())
/// ```
#[must_use]
pub fn outer<C: Typed>(column: C) -> Expression<C::Type> {
    Expression::new(Expr::Outer(Box::new(column.into_expr())))
}

/// Whether a value is one of the rows of a query.
pub(super) fn in_query(expr: Expr, select: Select) -> Condition {
    let select = Box::new(correlated(select));
    Condition::new(Expr::InSelect { exprs: vec![expr], select })
}

/// A query that names the one around it gets a name of its own for its table, which may be the same.
pub(super) fn correlated(mut select: Select) -> Select {
    let is_outer = |expr: &Expr| matches!(expr, Expr::Outer(_));
    if select.filter.iter().chain(&select.columns).any(|expr| expr.any(&is_outer)) {
        select.is_renamed = true;
        select.is_correlated = true;
    }
    select
}
