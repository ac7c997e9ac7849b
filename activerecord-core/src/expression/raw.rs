//! Fragments of SQL with binds.

use std::sync::Arc;

use super::{Condition, Expr, Expression};
use crate::{ColumnType, Result, Value};

/// A condition in SQL, with `?` for each bind: `raw("length(name) > ?", (3,))`.
///
/// This is the one way to put text into a statement; never build it from what users enter.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::raw;
///
/// #[derive(ActiveRecord)]
/// struct User { id: i64, name: String }
///
/// let long = User::filter(raw("length(name) > ?", (30,)));
/// assert!(long.to_sql()?.text.ends_with("WHERE (length(name) > ?)"));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub fn raw(sql: &str, binds: impl Binds) -> Condition {
    Condition::new(fragment(sql, binds).unwrap_or_else(|error| Expr::Invalid(Arc::new(error))))
}

/// A value in SQL, with `?` for each bind: `raw_value::<i64>("length(name)", ())`.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::raw_value;
///
/// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
/// #     User { name: name.into(), age, ..Default::default() }.create()?;
/// # }
/// let letters = || raw_value::<i64>("length(name)", ());
/// assert_eq!(User::query().order_by(User::ID).pluck(letters())?, [3, 3, 4]);
/// assert_eq!(User::filter(letters().gt(3)).pluck(User::NAME)?, ["Cleo"]);
/// let older = raw_value::<i64>("age + ?", (10,));
/// assert_eq!(User::query().order_by(User::ID).pluck(older)?, [46, 22, 46]);
/// # Ok(()) }
/// ```
#[must_use]
pub fn raw_value<T: ColumnType>(sql: &str, binds: impl Binds) -> Expression<T> {
    Expression::new(fragment(sql, binds).unwrap_or_else(|error| Expr::Invalid(Arc::new(error))))
}

fn fragment(sql: &str, binds: impl Binds) -> Result<Expr> {
    let binds = binds.into_binds()?;
    Ok(Expr::Raw { sql: sql.into(), binds })
}

/// The binds of raw SQL: a tuple of column types, a list of one type, or `()`.
///
/// ```
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// let rows: Vec<(i64, String)> = db.sql("SELECT ?, ?", (7, "seven")).all()?;
/// assert_eq!(rows, [(7, "seven".to_owned())]);
/// assert_eq!(db.sql("SELECT ? + ?", [1, 2]).one::<(i64,)>()?, (3,));
/// assert_eq!(db.sql("SELECT 'no bind?'", ()).one::<(String,)>()?.0, "no bind?");
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the binds of a statement",
    label = "expected a tuple of values such as `(18, \"Ada\")`, a list, or `()`",
    note = "one bind is a tuple of one: `(18,)`"
)]
pub trait Binds {
    /// The values.
    ///
    /// # Errors
    /// A value has no form in a database.
    fn into_binds(self) -> Result<Vec<Value<'static>>>;
}

/// A value of a tuple of binds: a column type, a reference to one, or a `&str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a bind of a statement",
    label = "not a column type"
)]
pub trait Bind {
    /// The value.
    ///
    /// # Errors
    /// The value has no form in a database.
    fn into_bind(self) -> Result<Value<'static>>;
}

impl<T: ColumnType> Bind for T {
    fn into_bind(self) -> Result<Value<'static>> {
        self.to_value().map(Value::into_owned)
    }
}

impl Bind for &String {
    fn into_bind(self) -> Result<Value<'static>> {
        self.as_str().into_bind()
    }
}

impl Bind for &str {
    fn into_bind(self) -> Result<Value<'static>> {
        Ok(Value::Text(self.to_owned().into()))
    }
}

impl Bind for &[u8] {
    fn into_bind(self) -> Result<Value<'static>> {
        Ok(Value::Bytes(self.to_owned().into()))
    }
}

impl Binds for () {
    fn into_binds(self) -> Result<Vec<Value<'static>>> {
        Ok(Vec::new())
    }
}

impl Binds for Vec<Value<'static>> {
    fn into_binds(self) -> Result<Vec<Value<'static>>> {
        Ok(self)
    }
}

impl<B: Bind, const N: usize> Binds for [B; N] {
    fn into_binds(self) -> Result<Vec<Value<'static>>> {
        self.into_iter().map(Bind::into_bind).collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+),)*) => {$(
        impl<$($name: Bind),+> Binds for ($($name,)+) {
            fn into_binds(self) -> Result<Vec<Value<'static>>> {
                Ok(vec![$(self.$index.into_bind()?),+])
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
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11),
}
