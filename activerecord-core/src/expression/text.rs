//! Conditions on text.

use std::sync::Arc;

use super::comparison::is_sensitive;
use super::{Column, Condition, Expr, LIKE_ESCAPE, LikeStyle, Typed};
use crate::{ColumnType, Error, ErrorKind, Record, Value};

/// A column type that is text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is not text",
    label = "LIKE needs text"
)]
pub trait TextColumn: ColumnType {}

impl TextColumn for String {}

impl<M: Record, T: ColumnType> Column<M, T> {
    /// Matches a pattern with `%` for any text and `_` for one character, as the database's LIKE
    /// does: SQLite and SQL Server disregard case (by their default collations), PostgreSQL and
    /// Oracle don't, nor does MySQL in tables that this library created. A pattern with a NUL character is refused; SQLite cuts a stored text there
    /// while it matches.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::Condition;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for name in ["Ada", "Bob", "100%"] {
    /// #     User { name: name.into(), ..Default::default() }.create()?;
    /// # }
    /// let names = |which: Condition| User::filter(which).order_by(User::ID).pluck(User::NAME);
    /// assert_eq!(names(User::NAME.like("A%"))?, ["Ada"]);
    /// assert_eq!(names(User::NAME.not_like("_d_"))?, ["Bob", "100%"]);
    /// assert_eq!(names(User::NAME.ilike("ADA"))?, ["Ada"]);
    /// assert_eq!(names(User::NAME.not_ilike("a%"))?, ["Bob", "100%"]);
    /// assert_eq!(names(User::NAME.starts_with("B"))?, ["Bob"]);
    /// assert_eq!(names(User::NAME.contains("o"))?, ["Bob"]);
    /// assert_eq!(names(User::NAME.ends_with("%"))?, ["100%"]);        // no wildcard here
    /// # Ok(()) }
    /// ```
    pub fn like(self, pattern: impl Into<String>) -> Condition
    where
        T::Base: TextColumn,
    {
        like(self.into_expr(), pattern.into(), LikeStyle::Plain)
    }

    /// Does not match the pattern.
    pub fn not_like(self, pattern: impl Into<String>) -> Condition
    where
        T::Base: TextColumn,
    {
        !self.like(pattern)
    }

    /// Matches a pattern without regard to upper and lower case (of ASCII letters, on SQLite).
    pub fn ilike(self, pattern: impl Into<String>) -> Condition
    where
        T::Base: TextColumn,
    {
        like(self.into_expr(), pattern.into(), LikeStyle::IgnoreCase)
    }

    /// Does not match the pattern, without regard to case.
    pub fn not_ilike(self, pattern: impl Into<String>) -> Condition
    where
        T::Base: TextColumn,
    {
        !self.ilike(pattern)
    }

    /// Begins with this text; `%` and `_` in it are plain characters. Case counts as in
    /// [`like`](Column::like).
    pub fn starts_with(self, text: &str) -> Condition
    where
        T::Base: TextColumn,
    {
        like(self.into_expr(), format!("{}%", escape_like(text)), LikeStyle::Escaped)
    }

    /// Contains this text; `%` and `_` in it are plain characters. Case counts as in
    /// [`like`](Column::like).
    pub fn contains(self, text: &str) -> Condition
    where
        T::Base: TextColumn,
    {
        like(self.into_expr(), format!("%{}%", escape_like(text)), LikeStyle::Escaped)
    }

    /// Ends with this text; `%` and `_` in it are plain characters. Case counts as in
    /// [`like`](Column::like).
    pub fn ends_with(self, text: &str) -> Condition
    where
        T::Base: TextColumn,
    {
        like(self.into_expr(), format!("%{}", escape_like(text)), LikeStyle::Escaped)
    }
}

fn like(expr: Expr, pattern: String, style: LikeStyle) -> Condition {
    if pattern.contains('\0') {
        let error =
            Error::new(ErrorKind::InvalidQuery, "a NUL character cannot be matched by LIKE")
                .with_help("databases cut the pattern there; compare the whole text with `eq`");
        return Condition::new(Expr::Invalid(Arc::new(error)));
    }
    let sensitive = is_sensitive(&expr);
    let pattern = Expr::Value { value: Value::Text(pattern.into()), sensitive };
    Condition::new(Expr::Like { expr: Box::new(expr), pattern: Box::new(pattern), style })
}

/// Makes every wildcard of any database a plain character: `%`, `_`, and SQL Server's `[`.
fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for character in text.chars() {
        if matches!(character, '%' | '_' | '[' | LIKE_ESCAPE) {
            escaped.push(LIKE_ESCAPE);
        }
        escaped.push(character);
    }
    escaped
}
