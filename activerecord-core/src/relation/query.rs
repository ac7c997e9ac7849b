//! A relation with a filter, an order, a limit and relations of its own.

use std::fmt;
use std::sync::Arc;

use super::constant::Relation;
use super::field::RelationField;
use super::include::{Include, IntoInclude};
use super::path::path;
use crate::dialect::IsoDialect;
use crate::dialect::select::render_select;
use crate::expression::{Expr, IntoCondition, IntoOrder, Order, Select};
use crate::model::live_condition_of;
use crate::query::Deleted;
use crate::{Record, Value};

/// A [`Relation`] that is narrowed down and ordered: `User::POSTS.filter(…).limit(3)`.
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
/// // To be loaded with the rows: the last of the posts that are published.
/// let latest = User::POSTS.filter(Post::PUBLISHED.eq(true)).order_by(Post::ID.desc()).limit(1);
/// let users = User::query().include(latest).all()?;
/// assert_eq!(users[0].posts.loaded()?[0].title, "Hello");
///
/// // As a condition, a number, and a join.
/// let drafts = || User::POSTS.filter(Post::PUBLISHED.eq(false));
/// assert_eq!(User::filter(drafts().exists()).count()?, 1);
/// assert_eq!(User::query().with_count(drafts()).one()?.count, 1);
/// assert_eq!(User::query().join(drafts()).pluck(Post::TITLE)?, ["Draft"]);
/// # Ok(()) }
/// ```
#[must_use = "a relation does nothing until it is included, joined or made a condition"]
pub struct RelationQuery<M, R: RelationField> {
    pub(super) relation: Relation<M, R>,
    /// The name that the owner's table has in a query.
    pub(super) of: Option<Arc<str>>,
    /// The name that the other table has in a query.
    pub(super) alias: Option<Arc<str>>,
    pub(super) filter: Vec<Expr>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<u64>,
    pub(super) deleted: Deleted,
    pub(super) includes: Vec<Arc<dyn Include<R::Target>>>,
}

impl<M: Record, R: RelationField> RelationQuery<M, R> {
    pub(super) fn new(relation: Relation<M, R>) -> Self {
        RelationQuery {
            relation,
            of: None,
            alias: None,
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            deleted: Deleted::Hidden,
            includes: Vec::new(),
        }
    }

    /// Keeps the rows that meet a condition, besides those of earlier calls.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.filter.push(condition.into_condition().into_expr());
        self
    }

    /// Orders the rows, behind the orders of earlier calls and instead of the relation's own.
    pub fn order_by(mut self, order: impl IntoOrder) -> Self {
        order.add_to(&mut self.order);
        self
    }

    /// Keeps at most this many rows for each owner.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Loads relations of the other model too.
    pub fn include(mut self, relations: impl IntoInclude<R::Target>) -> Self {
        relations.add_to(&mut self.includes);
        self
    }

    /// Sees soft-deleted rows too.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::RelationQuery;
    /// use chrono::{DateTime, Utc};
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, posts: HasMany<Post> }
    /// #[derive(ActiveRecord, Debug, Default)]
    /// struct Post {
    ///     id: i64,
    ///     user_id: i64,
    ///     #[record(deleted_at)]
    ///     deleted_at: Option<DateTime<Utc>>,
    /// }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// let user = User::default().create()?;
    /// user.posts().create(Post::default())?;
    /// user.posts().create(Post::default())?.delete()?;
    /// let number = |posts: RelationQuery<User, HasMany<Post>>| -> activerecord::Result<i64> {
    ///     Ok(User::query().with_count(posts).one()?.count)
    /// };
    /// assert_eq!(number(User::POSTS.into())?, 1);
    /// assert_eq!(number(User::POSTS.with_deleted())?, 2);
    /// assert_eq!(number(User::POSTS.filter(Post::ID.gt(0)).only_deleted())?, 1);
    /// # Ok(()) }
    /// ```
    pub fn with_deleted(mut self) -> Self {
        self.deleted = Deleted::Shown;
        self
    }

    /// Sees soft-deleted rows only.
    pub fn only_deleted(mut self) -> Self {
        self.deleted = Deleted::Only;
        self
    }

    /// Gives the other model's table a name in a [`join`](crate::Query::join).
    pub fn alias(mut self, name: &str) -> Self {
        self.alias = Some(name.into());
        self
    }

    /// The relation of an owner that was itself joined under a name.
    pub fn of(mut self, name: &str) -> Self {
        self.of = Some(name.into());
        self
    }

    /// The condition on soft-deleted rows, and the filter.
    pub(super) fn conditions(&self) -> Vec<Expr> {
        let live = live_condition_of(R::Target::TABLE, self.alias.as_ref());
        let live = live.and_then(|live| match self.deleted {
            Deleted::Hidden => Some(live),
            Deleted::Only => Some(Expr::Not(Box::new(live))),
            Deleted::Shown => None,
        });
        live.into_iter().chain(self.filter.iter().cloned()).collect()
    }

    /// The order of the rows: that of the call, or else the relation's own.
    pub(super) fn orders(&self) -> Vec<Order> {
        if !self.order.is_empty() {
            return self.order.clone();
        }
        let table = R::Target::TABLE;
        let own = self.relation.info().order.iter();
        own.map(|(column, descending)| {
            Order::new(Expr::column(table, *column, self.alias.as_ref()), *descending)
        })
        .collect()
    }
}

impl<M: Record, R: RelationField> RelationQuery<M, R> {
    /// What makes the rows others than those of another query of the same relation.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        if self.deleted != other.deleted {
            return Some("views of soft-deleted rows");
        }
        if self.limit != other.limit {
            return Some("limits");
        }
        let filter = |query: &Self| query.text(|select| select.filter.clone_from(&query.filter));
        if !(self.filter.is_empty() && other.filter.is_empty()) && filter(self) != filter(other) {
            return Some("filters");
        }
        let order = |query: &Self| query.text(|select| select.order.clone_from(&query.order));
        if !(self.order.is_empty() && other.order.is_empty()) && order(self) != order(other) {
            return Some("orders");
        }
        None
    }

    /// A SELECT of the rows with these parts: expressions can be told apart as text.
    fn text(&self, set: impl FnOnce(&mut Select)) -> Option<(String, Vec<Value<'static>>)> {
        let mut select = Select::from_table(R::Target::TABLE);
        let joins = path(self.relation.info()).joins;
        if !joins.is_empty() {
            select.clauses_mut().joins = joins;
        }
        set(&mut select);
        let rendered = render_select(&IsoDialect, &select).ok()?;
        Some((rendered.text, rendered.binds))
    }
}

impl<M: Record, R: RelationField> From<Relation<M, R>> for RelationQuery<M, R> {
    fn from(relation: Relation<M, R>) -> Self {
        RelationQuery::new(relation)
    }
}

impl<M, R: RelationField> Clone for RelationQuery<M, R> {
    fn clone(&self) -> Self {
        RelationQuery {
            relation: self.relation,
            of: self.of.clone(),
            alias: self.alias.clone(),
            filter: self.filter.clone(),
            order: self.order.clone(),
            limit: self.limit,
            deleted: self.deleted,
            includes: self.includes.clone(),
        }
    }
}

impl<M, R: RelationField> fmt::Debug for RelationQuery<M, R> {
    /// Shows the relation; the values of the filter may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RelationQuery").field(&self.relation).finish_non_exhaustive()
    }
}
