//! Queries through relations: loaded with the rows, joined, and counted.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::Query;
use crate::database::Target;
use crate::expression::{Expr, JoinKind, Typed};
use crate::relation::{IntoInclude, IntoJoin, RelationField, RelationQuery};
use crate::{Error, ErrorKind, FromRow, Record, Result, Row};

impl<M: Record, C: Target> Query<M, M, C> {
    /// Loads relations with the rows: one statement for each relation, however many rows there are.
    /// A relation can have a filter, an order, a limit for each owner, and relations of its own.
    ///
    /// The same relation twice is loaded once, with what is included in either; with different
    /// filters, orders or limits the query is an error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)]
    /// # struct User { id: i64, team_id: Option<i64>, team: BelongsTo<Team>, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Default)] struct Team { id: i64 }
    /// # #[derive(ActiveRecord, Default)]
    /// # struct Post { id: i64, user_id: i64, published: bool, comments: HasMany<Comment> }
    /// # #[derive(ActiveRecord, Default)] struct Comment { id: i64, post_id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Team>()?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # db.create_table::<Comment>()?;
    /// # activerecord::set_default(&db);
    /// let users = User::query()
    ///     .include(User::POSTS.filter(Post::PUBLISHED.eq(true)).include(Post::COMMENTS))
    ///     .include(User::TEAM)
    ///     .all()?;
    /// for user in &users {
    ///     for post in user.posts.loaded()? {
    ///         println!("{} comments", post.comments.loaded()?.len());
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn include(mut self, relations: impl IntoInclude<M>) -> Self {
        relations.add_to(&mut self.includes);
        if let Err(error) = crate::relation::check(&self.includes) {
            self.select.filter.push(Expr::Invalid(Arc::new(error)));
        }
        self
    }

    /// Counts the rows of a relation, together with each row of the query.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// # let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// # user.posts().create(Post::default())?;
    /// let users = User::query().with_count(User::POSTS).all()?;
    /// assert_eq!((users[0].name.as_str(), users[0].count), ("Ada", 1));
    /// # Ok(()) }
    /// ```
    pub fn with_count<R: RelationField>(
        self,
        relation: impl Into<RelationQuery<M, R>>,
    ) -> Query<M, Counted<M>, C> {
        let mut columns: Vec<Expr> = (0..M::TABLE.columns.len())
            .map(|column| Expr::column(M::TABLE, column, None))
            .collect();
        columns.push(relation.into().count().into_expr());
        self.project_exprs(columns)
    }
}

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// Puts the rows of a relation beside those of the query: their columns can be filtered,
    /// ordered by and selected. A row comes once for each row that belongs to it, and not at all
    /// where there is none; relations of the joined model can be joined in turn.
    ///
    /// A table that is joined twice needs a name: see [`Relation::alias`](crate::Relation::alias).
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::count;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// let rows: Vec<(String, i64)> = User::query()
    ///     .join(User::POSTS)
    ///     .group_by((User::ID, User::NAME))
    ///     .having(count(Post::ID).gt(3))
    ///     .select((User::NAME, count(Post::ID)))
    ///     .all()?;
    /// # assert!(rows.is_empty());
    /// # Ok(()) }
    /// ```
    pub fn join(self, relation: impl IntoJoin) -> Self {
        self.join_by(relation, JoinKind::Inner)
    }

    /// [`join`](Query::join) that keeps rows without a counterpart: the other columns are NULL
    /// there, so select them as [`nullable`](crate::Column::nullable).
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
    /// # User { name: "Bob".into(), ..Default::default() }.create()?;
    /// let rows: Vec<(String, Option<String>)> = User::query()
    ///     .left_join(User::POSTS)
    ///     .order_by(User::ID)
    ///     .select((User::NAME, Post::TITLE.nullable()))
    ///     .all()?;
    /// assert_eq!(rows, [("Ada".to_owned(), Some("Hello".to_owned())), ("Bob".to_owned(), None)]);
    /// # Ok(()) }
    /// ```
    pub fn left_join(self, relation: impl IntoJoin) -> Self {
        self.join_by(relation, JoinKind::Left)
    }

    fn join_by(mut self, relation: impl IntoJoin, kind: JoinKind) -> Self {
        match relation.into_joins(kind) {
            Ok((joins, info)) => {
                let clauses = self.select.clauses_mut();
                clauses.joins.extend(joins);
                clauses.relations.extend(info);
            }
            Err(error) => self.select.filter.push(Expr::Invalid(Arc::new(error))),
        }
        self
    }

    /// Loads what is included in rows that have been read.
    pub(super) fn load_includes(&self, rows: &mut [Out]) -> Result<()> {
        let via = self.target.via();
        self.includes.iter().try_for_each(|include| include.load(&via, rows))
    }

    /// Refuses to include where rows are handed out one by one.
    pub(super) fn refuse_includes(&self) -> Result<()> {
        if self.includes.is_empty() {
            return Ok(());
        }
        let message = "rows that are handed out one by one can't have relations loaded with them";
        Err(Error::new(ErrorKind::InvalidQuery, message)
            .with_model(M::TABLE.model)
            .with_help("use `batches`, which loads the relations of each page"))
    }

    /// Whether there are no rows, for the owner of the relation has no key.
    pub(super) fn is_nothing(&self) -> bool {
        self.of_relation.as_ref().is_some_and(|of_relation| of_relation.nothing)
    }
}

/// A struct, and how many rows of a relation it has; made by [`Query::with_count`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted<M> {
    /// The struct.
    pub record: M,
    /// How many rows there are.
    pub count: i64,
}

impl<M: Record> FromRow for Counted<M> {
    const COLUMNS: Option<&'static [&'static str]> = None;
    const WIDTH: usize = M::TABLE.columns.len() + 1;

    fn from_row(row: &mut dyn Row) -> Result<Self> {
        let record = M::decode(row, 0)?;
        Ok(Counted { record, count: crate::sql::decode(row, M::TABLE.columns.len())? })
    }
}

impl<M> Deref for Counted<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.record
    }
}

impl<M> DerefMut for Counted<M> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.record
    }
}

impl<M: fmt::Display> fmt::Display for Counted<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}
