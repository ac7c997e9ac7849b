//! Comparisons of columns and expressions.

use std::sync::Arc;

use super::operand::is_null;
use super::subquery::in_query;
use super::{BinaryOp, Column, ColumnQuery, Condition, Expr, Expression, Operand, Typed};
use crate::{ColumnType, Record, Value};

/// `left op right`, where a NULL that was given as `None` means IS NULL or IS NOT NULL.
fn compare(left: Expr, op: BinaryOp, right: Expr) -> Condition {
    let right = if is_sensitive(&left) { right.hide() } else { right };
    if is_null(&right) {
        match op {
            BinaryOp::Eq => return Condition::new(Expr::IsNull(Box::new(left))),
            BinaryOp::Ne => return !Condition::new(Expr::IsNull(Box::new(left))),
            // Nothing is less or greater than NULL: no row, and no row for the negation either.
            // The database knows that by itself.
            _ => {}
        }
    }
    Condition::new(Expr::Binary { left: Box::new(left), op, right: Box::new(right) })
}

pub(super) fn is_sensitive(expr: &Expr) -> bool {
    expr.column_info().is_some_and(|info| info.sensitive)
}

/// NULLs are left out of the list, and asked for by IS NULL.
fn is_in<T: ColumnType, O: Operand<T>>(left: Expr, list: impl IntoIterator<Item = O>) -> Condition {
    let sensitive = is_sensitive(&left);
    let mut values: Vec<Value<'static>> = Vec::new();
    let mut others: Vec<Expr> = Vec::new();
    for item in list {
        match item.into_operand() {
            Expr::Value { value: Value::Null(_), .. } => {
                if others.is_empty() {
                    others.push(Expr::IsNull(Box::new(left.clone())));
                }
            }
            Expr::Value { value, .. } => values.push(value),
            Expr::Invalid(error) => return Condition::new(Expr::Invalid(error)),
            other => others.push(compare(left.clone(), BinaryOp::Eq, other).into_expr()),
        }
    }
    let list: Arc<[Value<'static>]> = values.into();
    if list.is_empty() && others.is_empty() {
        return Condition::new(Expr::Truth(false));
    }
    if !list.is_empty() {
        others.insert(0, Expr::InList { expr: Box::new(left), list, sensitive });
    }
    match others.len() {
        1 => Condition::new(others.remove(0)),
        _ => Condition::new(Expr::Any(others)),
    }
}

fn between(expr: Expr, low: Expr, high: Expr) -> Condition {
    let (low, high) = if is_sensitive(&expr) { (low.hide(), high.hide()) } else { (low, high) };
    Condition::new(Expr::Between { expr: Box::new(expr), low: Box::new(low), high: Box::new(high) })
}

/// The comparisons of columns and of expressions are the same; this writes them once.
macro_rules! comparisons {
    ($base:ty) => {
        /// Equal. `None` means IS NULL.
        ///
        /// ```
        /// use activerecord::prelude::*;
        /// use activerecord::Condition;
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
        /// let names = |which: Condition| User::filter(which).order_by(User::ID).pluck(User::NAME);
        /// assert_eq!(names(User::AGE.eq(36))?, ["Ada"]);
        /// assert_eq!(names(User::AGE.eq(None))?, ["Cleo"]);
        /// assert_eq!(names(User::AGE.ne(36))?, ["Bob"]);                  // NULL is unknown
        /// assert_eq!(names(User::AGE.lt(36))?, ["Bob"]);
        /// assert_eq!(names(User::AGE.le(36))?, ["Ada", "Bob"]);
        /// assert_eq!(names(User::AGE.gt(12))?, ["Ada"]);
        /// assert_eq!(names(User::AGE.ge(12))?, ["Ada", "Bob"]);
        /// assert_eq!(names(User::AGE.between(12, 35))?, ["Bob"]);
        /// assert_eq!(names(User::AGE.not_between(12, 35))?, ["Ada"]);
        /// assert_eq!(names(User::AGE.is_in([36, 40]))?, ["Ada"]);
        /// assert_eq!(names(User::AGE.not_in([36, 40]))?, ["Bob"]);
        /// assert_eq!(names(User::AGE.is_null())?, ["Cleo"]);
        /// assert_eq!(names(User::AGE.is_not_null())?, ["Ada", "Bob"]);
        /// assert_eq!(names((User::AGE * 3).eq(User::AGE + 24))?, ["Bob"]);
        /// # Ok(()) }
        /// ```
        pub fn eq(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Eq, right.into_operand())
        }

        /// Not equal. `None` means IS NOT NULL; rows where the column is NULL don't match a value.
        pub fn ne(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Ne, right.into_operand())
        }

        /// Less than.
        pub fn lt(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Lt, right.into_operand())
        }

        /// Less than or equal.
        pub fn le(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Le, right.into_operand())
        }

        /// Greater than.
        pub fn gt(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Gt, right.into_operand())
        }

        /// Greater than or equal.
        pub fn ge(self, right: impl Operand<$base>) -> Condition {
            compare(self.into_expr(), BinaryOp::Ge, right.into_operand())
        }

        /// Between two values, both included.
        pub fn between(self, low: impl Operand<$base>, high: impl Operand<$base>) -> Condition {
            between(self.into_expr(), low.into_operand(), high.into_operand())
        }

        /// Not between two values.
        pub fn not_between(self, low: impl Operand<$base>, high: impl Operand<$base>) -> Condition {
            !between(self.into_expr(), low.into_operand(), high.into_operand())
        }

        /// One of these. An empty list is false.
        pub fn is_in<O: Operand<$base>>(self, list: impl IntoIterator<Item = O>) -> Condition {
            is_in::<$base, O>(self.into_expr(), list)
        }

        /// None of these. An empty list is true.
        pub fn not_in<O: Operand<$base>>(self, list: impl IntoIterator<Item = O>) -> Condition {
            !is_in::<$base, O>(self.into_expr(), list)
        }

        /// One of the rows of a query of one column: `User::ID.in_query(Post::query().select(Post::USER_ID))`.
        ///
        /// ```
        /// use activerecord::prelude::*;
        ///
        /// # #[derive(ActiveRecord, Default)]
        /// # struct User { id: i64, name: String, posts: HasMany<Post> }
        /// # #[derive(ActiveRecord, Default)]
        /// # struct Post { id: i64, user_id: i64, title: String }
        /// # fn main() -> activerecord::Result<()> {
        /// # let db = activerecord::connect("sqlite::memory:")?;
        /// # db.create_table::<User>()?;
        /// # db.create_table::<Post>()?;
        /// # User::bind(&db);
        /// # Post::bind(&db);
        /// # let ada = User { name: "Ada".into(), ..Default::default() }.create()?;
        /// # ada.posts().create(Post { title: "Hello".into(), ..Default::default() })?;
        /// # User { name: "Bob".into(), ..Default::default() }.create()?;
        /// let authors = || Post::query().select(Post::USER_ID);
        /// assert_eq!(User::filter(User::ID.in_query(authors())).pluck(User::NAME)?, ["Ada"]);
        /// assert_eq!(User::filter(User::ID.not_in_query(authors())).pluck(User::NAME)?, ["Bob"]);
        /// # Ok(()) }
        /// ```
        pub fn in_query(self, query: impl ColumnQuery<$base>) -> Condition {
            in_query(self.into_expr(), query.into_select())
        }

        /// None of the rows of a query of one column. Where one of them is NULL this holds for
        /// nothing, as in SQL: leave them out by `is_not_null`.
        pub fn not_in_query(self, query: impl ColumnQuery<$base>) -> Condition {
            !in_query(self.into_expr(), query.into_select())
        }

        /// NULL.
        pub fn is_null(self) -> Condition {
            Condition::new(Expr::IsNull(Box::new(self.into_expr())))
        }

        /// Not NULL.
        pub fn is_not_null(self) -> Condition {
            !self.is_null()
        }
    };
}

impl<M: Record, T: ColumnType> Column<M, T> {
    comparisons!(T::Base);
}

impl<T: ColumnType> Expression<T> {
    comparisons!(T::Base);
}
