//! The constant of a relation: `User::POSTS`.

use std::fmt;

use super::field::RelationField;
use super::include::IntoInclude;
use super::info::RelationInfo;
use super::query::RelationQuery;
use crate::Record;
use crate::expression::{Condition, Expression, IntoCondition, IntoOrder};

/// A relation of the model `M` whose field has the type `R`: `User::POSTS` is a
/// `Relation<User, HasMany<Post>>`.
///
/// It is what [`include`](crate::Query::include) and [`join`](crate::Query::join) take, and makes
/// conditions on the owner by the rows of the other model.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord)]
/// struct User { id: i64, name: String, posts: HasMany<Post> }
///
/// #[derive(ActiveRecord)]
/// struct Post { id: i64, user_id: i64, published: bool }
///
/// let authors = User::filter(User::POSTS.any(Post::PUBLISHED.eq(true)));
/// assert!(authors.to_sql()?.text.contains("EXISTS"));
/// let latest = User::query().include(User::POSTS.order_by(Post::ID.desc()).limit(3));
/// # Ok::<(), activerecord::Error>(())
/// ```
pub struct Relation<M, R> {
    info: &'static RelationInfo,
    field: fn(&M) -> &R,
    field_mut: fn(&mut M) -> &mut R,
}

impl<M, R> Relation<M, R> {
    /// The relation that the data describes and that these functions find the field of. Written by
    /// the derive.
    #[must_use]
    pub const fn new(
        info: &'static RelationInfo,
        field: fn(&M) -> &R,
        field_mut: fn(&mut M) -> &mut R,
    ) -> Self {
        Relation { info, field, field_mut }
    }

    /// The relation's data.
    #[must_use]
    pub const fn info(self) -> &'static RelationInfo {
        self.info
    }

    pub(crate) fn field(self, owner: &M) -> &R {
        (self.field)(owner)
    }

    pub(crate) fn field_mut(self, owner: &mut M) -> &mut R {
        (self.field_mut)(owner)
    }
}

impl<M: Record, R: RelationField> Relation<M, R> {
    /// The other model's rows that meet a condition, besides those of earlier calls.
    pub fn filter(self, condition: impl IntoCondition) -> RelationQuery<M, R> {
        RelationQuery::new(self).filter(condition)
    }

    /// Orders the other model's rows, instead of the order that the relation has.
    pub fn order_by(self, order: impl IntoOrder) -> RelationQuery<M, R> {
        RelationQuery::new(self).order_by(order)
    }

    /// Keeps at most this many rows for each owner.
    pub fn limit(self, rows: u64) -> RelationQuery<M, R> {
        RelationQuery::new(self).limit(rows)
    }

    /// Loads relations of the other model too.
    pub fn include(self, relations: impl IntoInclude<R::Target>) -> RelationQuery<M, R> {
        RelationQuery::new(self).include(relations)
    }

    /// Sees soft-deleted rows of the other model too.
    pub fn with_deleted(self) -> RelationQuery<M, R> {
        RelationQuery::new(self).with_deleted()
    }

    /// Gives the other model's table a name in a [`join`](crate::Query::join): its columns are then
    /// `Post::TITLE.of("name")`.
    pub fn alias(self, name: &str) -> RelationQuery<M, R> {
        RelationQuery::new(self).alias(name)
    }

    /// The relation of an owner that was itself joined under a name.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Employee { id: i64, name: String, boss_id: Option<i64>, boss: BelongsTo<Employee> }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Employee>()?;
    /// # Employee::bind(&db);
    /// # for (name, boss_id) in [("Ada", None), ("Bob", Some(1)), ("Cleo", Some(2))] {
    /// #     Employee { name: name.into(), boss_id, ..Default::default() }.create()?;
    /// # }
    /// // The boss of the boss: each of the two has a name of its own in the query.
    /// let found = Employee::query()
    ///     .join(Employee::BOSS.alias("boss"))
    ///     .join(Employee::BOSS.of("boss").alias("head"))
    ///     .select((Employee::NAME, Employee::NAME.of("head")));
    /// assert_eq!(found.all()?, [("Cleo".to_owned(), "Ada".to_owned())]);
    /// # Ok(()) }
    /// ```
    pub fn of(self, name: &str) -> RelationQuery<M, R> {
        RelationQuery::new(self).of(name)
    }

    /// Whether any row of the other model meets a condition.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::Condition;
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
    /// # User { name: "Bob".into(), ..Default::default() }.create()?;
    /// let names = |which: Condition| User::filter(which).order_by(User::ID).pluck(User::NAME);
    /// assert_eq!(names(User::POSTS.any(Post::PUBLISHED.eq(false)))?, ["Ada"]);
    /// assert_eq!(names(User::POSTS.all(Post::PUBLISHED.eq(true)))?, ["Bob"]);     // he has none
    /// assert_eq!(names(User::POSTS.none(Post::PUBLISHED.eq(true)))?, ["Bob"]);
    /// assert_eq!(names(User::POSTS.exists())?, ["Ada"]);
    /// assert_eq!(names(User::POSTS.count().gt(1))?, ["Ada"]);
    /// # Ok(()) }
    /// ```
    pub fn any(self, condition: impl IntoCondition) -> Condition {
        RelationQuery::new(self).any(condition)
    }

    /// Whether all rows of the other model meet a condition, also where there are none. A row for
    /// which the condition is NULL is one that meets it.
    pub fn all(self, condition: impl IntoCondition) -> Condition {
        RelationQuery::new(self).all(condition)
    }

    /// Whether no row of the other model meets a condition.
    pub fn none(self, condition: impl IntoCondition) -> Condition {
        RelationQuery::new(self).none(condition)
    }

    /// Whether there is any row of the other model.
    pub fn exists(self) -> Condition {
        RelationQuery::new(self).exists()
    }

    /// How many rows of the other model there are.
    #[must_use]
    pub fn count(self) -> Expression<i64> {
        RelationQuery::new(self).count()
    }
}

impl<M, R> Clone for Relation<M, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, R> Copy for Relation<M, R> {}

impl<M, R> fmt::Debug for Relation<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.info.path())
    }
}
