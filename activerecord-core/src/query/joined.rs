//! Models that come together, of a query with joins.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::Query;
use crate::database::Target;
use crate::expression::Expr;
use crate::table::Table;
use crate::{FromRow, Kind, Record, Result, Row, Value};

/// What [`with_joined`](Query::with_joined) reads of a joined table: a model, or an `Option` of one
/// where [`left_join`](Query::left_join) may find none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model of a join",
    label = "expected a model, an `Option` of a model, or a tuple of them"
)]
pub trait JoinedRow: Sized {
    /// How many columns are read.
    #[doc(hidden)]
    const WIDTH: usize;

    /// Adds the columns that are read. The name is that of the join, where it has one.
    #[doc(hidden)]
    fn add_to(columns: &mut Vec<Expr>, alias: Option<&Arc<str>>);

    /// Reads the columns, of which the first is the row's column `at`.
    ///
    /// # Errors
    /// A value does not fit.
    #[doc(hidden)]
    fn decode_at(row: &mut dyn Row, at: usize) -> Result<Self>;
}

impl<M: Record> JoinedRow for M {
    const WIDTH: usize = M::TABLE.columns.len();

    fn add_to(columns: &mut Vec<Expr>, alias: Option<&Arc<str>>) {
        let all = 0..M::TABLE.columns.len();
        columns.extend(all.map(|column| Expr::column(M::TABLE, column, alias)));
    }

    #[inline]
    fn decode_at(row: &mut dyn Row, at: usize) -> Result<Self> {
        M::decode(row, at)
    }
}

/// A row that is not there is NULL in every column, of which one that can't be tells it: the first,
/// or else the key, which then stands in front of the columns once more. For a row is read from the
/// left to the right, and each column once.
impl<M: Record> JoinedRow for Option<M> {
    const WIDTH: usize = M::TABLE.columns.len() + if first_tells(M::TABLE) { 0 } else { 1 };

    fn add_to(columns: &mut Vec<Expr>, alias: Option<&Arc<str>>) {
        if !first_tells(M::TABLE) {
            let key = M::TABLE.key.first().copied().unwrap_or(0);
            columns.push(Expr::column(M::TABLE, key, alias));
        }
        M::add_to(columns, alias);
    }

    #[inline]
    fn decode_at(row: &mut dyn Row, at: usize) -> Result<Self> {
        let first = row.get(at)?;
        if first.is_null() {
            return Ok(None);
        }
        if !first_tells(M::TABLE) {
            return M::decode(row, at + 1).map(Some);
        }
        let first = Some(first.into_owned());
        M::decode(&mut Begun { row, at, first }, at).map(Some)
    }
}

/// Whether the first column is NULL only where there is no row. An empty text is NULL on Oracle.
const fn first_tells(table: &Table) -> bool {
    match table.columns {
        [first, ..] => !first.nullable && !matches!(first.kind, Kind::Text | Kind::Bytes),
        [] => false,
    }
}

/// A row of which a column was read already.
struct Begun<'r> {
    row: &'r mut dyn Row,
    at: usize,
    first: Option<Value<'static>>,
}

impl Row for Begun<'_> {
    #[inline]
    fn get(&mut self, index: usize) -> Result<Value<'_>> {
        if index == self.at
            && let Some(first) = self.first.take()
        {
            return Ok(first);
        }
        self.row.get(index)
    }

    fn width(&self) -> usize {
        self.row.width()
    }

    fn name(&self, index: usize) -> &str {
        self.row.name(index)
    }
}

macro_rules! tuples {
    ($(($first:ident $($name:ident)+),)*) => {$(
        impl<$first: JoinedRow, $($name: JoinedRow),+> JoinedRow for ($first, $($name),+) {
            const WIDTH: usize = $first::WIDTH $(+ $name::WIDTH)+;

            fn add_to(columns: &mut Vec<Expr>, alias: Option<&Arc<str>>) {
                $first::add_to(columns, alias);
                $($name::add_to(columns, alias);)+
            }

            fn decode_at(row: &mut dyn Row, at: usize) -> Result<Self> {
                let mut next = at + $first::WIDTH;
                Ok((
                    $first::decode_at(row, at)?,
                    $({
                        let at = next;
                        next += $name::WIDTH;
                        let _ = next;
                        $name::decode_at(row, at)?
                    },)+
                ))
            }
        }
    )*};
}

tuples! {
    (A B),
    (A B C),
    (A B C D),
}

/// A struct, and what was joined to its row; made by [`Query::with_joined`].
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct User { id: i64, name: String, posts: HasMany<Post> }
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct Post { id: i64, user_id: i64, title: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// # let ada = User { name: "Ada".into(), ..Default::default() }.create()?;
/// # ada.posts().create(Post { title: "Hello".into(), ..Default::default() })?;
/// let mut rows = User::query().join(User::POSTS).with_joined::<Post>().all()?;
/// assert_eq!(rows[0].name, "Ada");                // the struct's fields are at hand
/// assert_eq!((rows[0].record.id, rows[0].joined.user_id), (1, 1));
/// let (user, post) = rows.remove(0).into_parts();
/// assert_eq!((user.name.as_str(), post.title.as_str()), ("Ada", "Hello"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Joined<M, T> {
    /// The struct.
    pub record: M,
    /// What was joined.
    pub joined: T,
}

impl<M, T> Joined<M, T> {
    /// Both, for taking them apart: `for (user, post) in rows.into_iter().map(Joined::into_parts)`.
    pub fn into_parts(self) -> (M, T) {
        (self.record, self.joined)
    }
}

impl<M: Record, T: JoinedRow> FromRow for Joined<M, T> {
    const COLUMNS: Option<&'static [&'static str]> = None;
    const WIDTH: usize = M::TABLE.columns.len() + T::WIDTH;

    #[inline]
    fn from_row(row: &mut dyn Row) -> Result<Self> {
        let record = M::decode(row, 0)?;
        Ok(Joined { record, joined: T::decode_at(row, M::TABLE.columns.len())? })
    }
}

impl<M, T> Deref for Joined<M, T> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.record
    }
}

impl<M, T> DerefMut for Joined<M, T> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.record
    }
}

impl<M: fmt::Display, T> fmt::Display for Joined<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}

impl<M: Record, C: Target> Query<M, M, C> {
    /// Reads the models of joined tables with each row, in one statement: a model of
    /// [`join`](Query::join), an `Option` of one of [`left_join`](Query::left_join), or a tuple of
    /// them. A row comes once for each row that it is joined to.
    ///
    /// [`include`](Query::include) takes a statement more, and reads each row once.
    ///
    /// # Errors
    /// What runs the query fails where a model is not in it.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64, title: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # activerecord::set_default(&db);
    /// # let ada = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// # ada.posts().create(Post { title: "Hello".into(), ..Default::default() })?;
    /// # User { name: "Bob".into(), ..Default::default() }.create()?;
    /// let users = User::query().left_join(User::POSTS).order_by((User::NAME, Post::ID));
    /// for user in users.with_joined::<Option<Post>>().all()? {
    ///     let title = user.joined.as_ref().map_or("nothing yet", |post| &post.title);
    ///     println!("{}: {title}", user.name);
    /// }
    /// # let rows = User::query().join(User::POSTS).with_joined::<Post>().all()?;
    /// # assert_eq!((rows.len(), rows[0].joined.title.as_str()), (1, "Hello"));
    /// # Ok(()) }
    /// ```
    pub fn with_joined<T: JoinedRow>(self) -> Query<M, Joined<M, T>, C> {
        self.joined(None)
    }

    /// [`with_joined`](Query::with_joined) of a table that was joined under a name.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(ActiveRecord, Default)]
    /// struct Employee { id: i64, name: String, boss_id: Option<i64>, boss: BelongsTo<Employee> }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Employee>()?;
    /// # activerecord::set_default(&db);
    /// # let ada = Employee { name: "Ada".into(), ..Default::default() }.create()?;
    /// # Employee { name: "Bob".into(), boss_id: Some(ada.id), ..Default::default() }.create()?;
    /// let pairs = Employee::query()
    ///     .join(Employee::BOSS.alias("boss"))
    ///     .with_joined_as::<Employee>("boss")
    ///     .all()?;
    /// assert_eq!((pairs[0].name.as_str(), pairs[0].joined.name.as_str()), ("Bob", "Ada"));
    /// # Ok(()) }
    /// ```
    pub fn with_joined_as<T: JoinedRow>(self, name: &str) -> Query<M, Joined<M, T>, C> {
        self.joined(Some(name.into()))
    }

    fn joined<T: JoinedRow>(self, alias: Option<Arc<str>>) -> Query<M, Joined<M, T>, C> {
        let mut columns = Vec::with_capacity(Joined::<M, T>::WIDTH);
        M::add_to(&mut columns, None);
        T::add_to(&mut columns, alias.as_ref());
        self.project_exprs(columns)
    }
}
