//! The accessor of a relation: `user.posts()`.

use std::fmt;

use super::belongs_to::BelongsTo;
use super::constant::Relation;
use super::field::RelationField;
use super::has_many::HasMany;
use super::has_one::HasOne;
use super::include::IntoInclude;
use super::keys::{equal, zero_is_unset};
use super::path::path;
use super::query::RelationQuery;
use super::strict;
use super::value::CellKey;
use crate::database::{Executor, Implicit, On, Target};
use crate::expression::{Expr, IntoCondition, IntoOrder, Order, Select, Typed};
use crate::{FromRow, Query, Record, RelationKind, Result, Values};

/// The rows that belong to one struct: what an accessor such as `user.posts()` hands out.
///
/// It makes ordinary queries of the other model, [`load`](Related::load)s into the struct's field,
/// and writes rows that belong to the struct. A struct without a key has no rows, and asking for
/// them runs no statement.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct User { id: i64, name: String, posts: HasMany<Post> }
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct Post { id: i64, user_id: i64, title: String, user: BelongsTo<User> }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// let user = User { name: "Ada".into(), ..Default::default() }.create()?;
/// let post = user.posts().create(Post { title: "Hello".into(), ..Default::default() })?;
/// assert_eq!(post.user_id, user.id);
/// assert_eq!(user.posts().filter(Post::TITLE.starts_with("H")).count()?, 1);
///
/// let posts: &[Post] = user.posts().load()?;
/// let author: Option<&User> = posts[0].user().load()?;
/// assert_eq!(author.map(|author| author.name.as_str()), Some("Ada"));
/// # Ok(()) }
/// ```
#[must_use = "an accessor does nothing until it is asked for something, by `load` or `all` for example"]
pub struct Related<'o, M, R> {
    pub(super) owner: &'o M,
    pub(super) relation: Relation<M, R>,
}

impl<'o, M, R> Related<'o, M, R> {
    /// The rows that belong to `owner` by this relation.
    pub const fn new(owner: &'o M, relation: Relation<M, R>) -> Self {
        Related { owner, relation }
    }
}

impl<'o, M: Record, R: RelationField> Related<'o, M, R> {
    /// The rows as a query, to narrow down and order.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, title: String, published: bool }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// # let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// # for (title, published) in [("Hello", true), ("Draft", false)] {
    /// #     user.posts().create(Post { title: title.into(), published, ..Default::default() })?;
    /// # }
    /// assert_eq!(user.posts().all()?.len(), 2);
    /// assert_eq!(user.posts().order_by(Post::TITLE).pluck(Post::TITLE)?, ["Draft", "Hello"]);
    /// assert_eq!(user.posts().limit(1).count()?, 1);
    /// assert_eq!(user.posts().first()?.map(|post| post.title).as_deref(), Some("Hello"));
    /// assert!(user.posts().find_by(Post::TITLE.eq("Bye"))?.is_none());
    /// assert!(user.posts().exists()?);
    ///
    /// // What a query can do besides: here to change all rows.
    /// assert_eq!(user.posts().query().update_all(Post::PUBLISHED.set(true))?, 2);
    /// # Ok(()) }
    /// ```
    pub fn query(&self) -> Query<R::Target> {
        self.query_by(Implicit)
    }

    /// The rows as a query on this database or in this transaction.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, title: String, published: bool }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// let tx = db.begin()?;
    /// user.posts().create_on(&tx, Post { title: "Hello".into(), ..Default::default() })?;
    /// assert_eq!(user.posts().on(&tx).pluck(Post::TITLE)?, ["Hello"]);
    /// assert_eq!(user.posts().load_on(&tx)?.len(), 1);
    /// tx.rollback()?;
    /// assert_eq!(user.posts().count()?, 0);
    /// # Ok(()) }
    /// ```
    pub fn on<'e>(&self, executor: &'e dyn Executor) -> Query<R::Target, R::Target, On<'e>> {
        self.query_by(On(executor))
    }

    /// The rows that meet a condition.
    pub fn filter(&self, condition: impl IntoCondition) -> Query<R::Target> {
        self.query().filter(condition)
    }

    /// The rows in another order than the relation's own.
    pub fn order_by(&self, order: impl IntoOrder) -> Query<R::Target> {
        self.query().order_by(order)
    }

    /// This many rows at the most.
    pub fn limit(&self, rows: u64) -> Query<R::Target> {
        self.query().limit(rows)
    }

    /// The rows together with relations of theirs.
    pub fn include(&self, relations: impl IntoInclude<R::Target>) -> Query<R::Target> {
        self.query().include(relations)
    }

    /// All rows, read anew. [`load`](Related::load) keeps them in the struct.
    ///
    /// # Errors
    /// The database's error.
    pub fn all(&self) -> Result<Vec<R::Target>> {
        self.query().all()
    }

    /// The first row, by the relation's order or else by the key.
    ///
    /// # Errors
    /// The database's error.
    pub fn first(&self) -> Result<Option<R::Target>> {
        self.query().first()
    }

    /// One of the rows that meet a condition: the first.
    ///
    /// # Errors
    /// The database's error.
    pub fn find_by(&self, condition: impl IntoCondition) -> Result<Option<R::Target>> {
        self.query().find_by(condition)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// The database's error.
    pub fn count(&self) -> Result<u64> {
        self.query().count()
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// The database's error.
    pub fn exists(&self) -> Result<bool> {
        self.query().exists()
    }

    /// The values of one column or expression.
    ///
    /// # Errors
    /// The database's error.
    pub fn pluck<T: Typed>(&self, column: T) -> Result<Vec<T::Type>>
    where
        (T::Type,): FromRow,
    {
        self.query().pluck(column)
    }

    pub(super) fn query_by<C: Target>(&self, target: C) -> Query<R::Target, R::Target, C> {
        let info = self.relation.info();
        let scoped = RelationQuery::new(self.relation);
        let path = path(info);
        let mut select = Select::from_table(<R::Target as Record>::TABLE);
        if info.is_through() {
            let clauses = select.clauses_mut();
            clauses.joins = path.joins;
            clauses.relations.push(info);
        }
        let key = self.key();
        let nothing = matches!(key, Ok(None));
        select.filter.push(match key {
            Ok(Some(key)) => equal(&path.keys, &key.values()),
            Ok(None) => Expr::Truth(false),
            Err(error) => Expr::Invalid(std::sync::Arc::new(error)),
        });
        select.filter.extend(path.filter);
        let mut order = scoped.orders();
        if order.is_empty() && info.kind == RelationKind::HasOne {
            let ascending = |column| Order::new(column, false);
            order = crate::model::key_columns(<R::Target as Record>::TABLE)
                .into_iter()
                .map(ascending)
                .collect();
        }
        Query::of_relation(select, order, nothing, target)
    }

    /// The key that the rows are found by; none while the owner has none.
    pub(super) fn key(&self) -> Result<Option<CellKey>> {
        if !self.relation.info().is_key_of_target(self.owner)? {
            return Ok(None);
        }
        let hop = self.relation.info().first_hop();
        let values: Values<'_> = hop
            .from
            .as_slice()
            .iter()
            .map(|column| self.owner.value(*column))
            .collect::<Result<_>>()?;
        Ok(CellKey::of(&values, zero_is_unset(M::TABLE, hop)))
    }

    /// Says that nothing is loaded in a strict block.
    fn before_load(&self) -> Result<()> {
        strict::check(self.relation.info())
    }
}

impl<'o, M: Record, T: Record + Send + Sync> Related<'o, M, HasMany<T>> {
    /// The rows, which are read once and kept in the struct's field.
    ///
    /// # Errors
    /// The database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, title: String, published: bool }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// # let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// # for (title, published) in [("Hello", true), ("Draft", false)] {
    /// #     user.posts().create(Post { title: title.into(), published, ..Default::default() })?;
    /// # }
    /// let user = User::query().one()?;
    /// assert!(user.posts().loaded().unwrap_err().is_not_loaded());
    /// let posts: &[Post] = user.posts().load()?;      // one query
    /// assert_eq!(posts.len(), 2);
    /// assert_eq!(user.posts().load()?.len(), 2);      // none: the field has the rows now
    /// assert_eq!(user.posts.loaded()?.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn load(&self) -> Result<&'o [T]> {
        self.load_from(Implicit)
    }

    /// [`load`](Related::load) from this database or in this transaction.
    ///
    /// # Errors
    /// The database's error.
    pub fn load_on(&self, executor: &dyn Executor) -> Result<&'o [T]> {
        self.load_from(On(executor))
    }

    /// The rows, if they were loaded.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when they were not.
    pub fn loaded(&self) -> Result<&'o [T]> {
        self.relation.field(self.owner).loaded()
    }

    fn load_from(&self, target: impl Target) -> Result<&'o [T]> {
        let field = self.relation.field(self.owner);
        if let Some(rows) = field.get() {
            return Ok(rows);
        }
        self.before_load()?;
        Ok(field.fill(self.query_by(target).all()?))
    }
}

impl<'o, M: Record, T: Record + Send + Sync> Related<'o, M, HasOne<T>> {
    /// The row, which is read once and kept in the struct's field; that there is none is kept too.
    ///
    /// # Errors
    /// The database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, profile: HasOne<Profile> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Profile { id: i64, user_id: i64, text: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Profile>()?;
    /// # User::bind(&db);
    /// # Profile::bind(&db);
    /// let user = User::default().create()?;
    /// assert!(user.profile().load()?.is_none());
    /// user.profile().create(Profile { text: "Hello".into(), ..Default::default() })?;
    /// assert!(user.profile().load()?.is_none());      // the field knows that there was none
    ///
    /// let user = User::find(user.id)?;
    /// assert_eq!(user.profile().load()?.map(|profile| profile.text.as_str()), Some("Hello"));
    /// # Ok(()) }
    /// ```
    pub fn load(&self) -> Result<Option<&'o T>> {
        self.load_from(Implicit)
    }

    /// [`load`](Related::load) from this database or in this transaction.
    ///
    /// # Errors
    /// The database's error.
    pub fn load_on(&self, executor: &dyn Executor) -> Result<Option<&'o T>> {
        self.load_from(On(executor))
    }

    /// The row, if it was loaded.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when it was not.
    pub fn loaded(&self) -> Result<Option<&'o T>> {
        self.relation.field(self.owner).loaded()
    }

    fn load_from(&self, target: impl Target) -> Result<Option<&'o T>> {
        let field = self.relation.field(self.owner);
        if field.is_loaded() {
            return field.loaded();
        }
        self.before_load()?;
        Ok(field.fill(self.query_by(target).first()?))
    }
}

impl<'o, M: Record, T: Record + Send + Sync> Related<'o, M, BelongsTo<T>> {
    /// The row, which is read once for each key and kept in the struct's field; that there is none
    /// is kept too.
    ///
    /// # Errors
    /// The database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, user: BelongsTo<User> }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// let ada = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// let bob = User { name: "Bob".into(), ..Default::default() }.create()?;
    /// let mut post = Post { user_id: ada.id, ..Default::default() }.create()?;
    /// assert_eq!(post.user().load()?.map(|user| user.name.as_str()), Some("Ada"));
    /// post.user_id = bob.id;                          // another key, another row
    /// assert_eq!(post.user().load()?.map(|user| user.name.as_str()), Some("Bob"));
    /// # Ok(()) }
    /// ```
    pub fn load(&self) -> Result<Option<&'o T>> {
        self.load_from(Implicit)
    }

    /// [`load`](Related::load) from this database or in this transaction.
    ///
    /// # Errors
    /// The database's error.
    pub fn load_on(&self, executor: &dyn Executor) -> Result<Option<&'o T>> {
        self.load_from(On(executor))
    }

    /// The row, if it was loaded for the key that the struct has now.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when it was not.
    pub fn loaded(&self) -> Result<Option<&'o T>> {
        let field = self.relation.field(self.owner);
        let key = self.key()?;
        field.loaded_for(key.as_ref()).ok_or_else(super::not_loaded::<T>)
    }

    fn load_from(&self, target: impl Target) -> Result<Option<&'o T>> {
        let field = self.relation.field(self.owner);
        let key = self.key()?;
        if let Some(row) = field.loaded_for(key.as_ref()) {
            return Ok(row);
        }
        if key.is_none() {
            return Ok(None);
        }
        self.before_load()?;
        let row = self.query_by(target).first()?;
        Ok(field.fill(key, row))
    }
}

impl<M: Record, R> fmt::Debug for Related<'_, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Related").field(&self.relation).finish_non_exhaustive()
    }
}
