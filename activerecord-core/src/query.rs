//! Queries: a SELECT that grows by calls, and what can be asked of it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::database::{Implicit, Target, Via, is_scoped};
use crate::expression::{Expr, IntoCondition, IntoOrder, Order, Projection, Select, Typed};
use crate::model::live_condition;
use crate::relation::{Include, side};
use crate::{Error, ErrorKind, FromRow, Record};

mod aggregate;
mod ask;
mod batches;
mod joined;
mod lock;
mod read;
mod relations;
mod set;
mod shape;
mod write;

pub(crate) use self::ask::{exists_where, first_where};
pub use self::batches::Batches;
pub use self::joined::{Joined, JoinedRow};
pub use self::relations::Counted;
pub(crate) use self::shape::{Shape, Shaped};

/// Rows of the model `M`, narrowed down and ordered, each of which becomes an `Out`.
///
/// A query is a value: building it runs nothing, and it can be kept, cloned and run again. It is
/// `Send`, `Sync` and `'static` unless it was made by [`Model::on`](crate::Model::on), which
/// borrows the database or transaction.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, age: i32 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// fn adults(query: Query<User>) -> Query<User> {
///     query.filter(User::AGE.ge(18))
/// }
///
/// let query = User::query().scope(adults).order_by(User::NAME);
/// assert_eq!(query.count()?, 0);
/// let page = query.limit(20).offset(40).all()?;
/// # Ok(()) }
/// ```
#[must_use = "a query does nothing until it is asked for something, by `all` or `count` for example"]
pub struct Query<M, Out = M, C = Implicit> {
    select: Select,
    deleted: Deleted,
    unfiltered: bool,
    /// What a query knows that was made by a relation's accessor.
    of_relation: Option<Box<OfRelation>>,
    /// The relations to load with the rows.
    includes: Vec<Arc<dyn Include<Out>>>,
    target: C,
    marker: PhantomData<fn() -> (M, Out)>,
}

/// What comes from the relation whose rows a query reads.
#[derive(Debug, Clone)]
struct OfRelation {
    /// The order of the rows where the query has none.
    order: Vec<Order>,
    /// There are no rows, for the owner has no key.
    nothing: bool,
}

/// Which rows of a soft-deleted model a query sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deleted {
    Hidden,
    Shown,
    Only,
}

impl<M: Record, C: Target> Query<M, M, C> {
    pub(crate) fn new(target: C) -> Self {
        Query {
            select: Select::from_table(M::TABLE),
            deleted: Deleted::Hidden,
            unfiltered: false,
            of_relation: None,
            includes: Vec::new(),
            target,
            marker: PhantomData,
        }
    }

    /// The rows of a query that has said itself which of them it sees.
    pub(crate) fn of_select(select: Select, target: C) -> Self {
        let mut query = Query::new(target);
        query.select = select;
        query.deleted = Deleted::Shown;
        query
    }

    /// The rows of a relation.
    pub(crate) fn of_relation(select: Select, order: Vec<Order>, nothing: bool, target: C) -> Self {
        let mut query = Query::new(target);
        query.select = select;
        query.of_relation = Some(Box::new(OfRelation { order, nothing }));
        query
    }
}

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// Keeps the rows that meet a condition, besides those of earlier calls.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let query = User::query().filter(User::AGE.ge(18)).filter(User::NAME.ne("Ada"));
    /// assert_eq!(query.pluck(User::NAME)?, ["Cleo"]);
    /// # Ok(()) }
    /// ```
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        let condition = condition.into_condition().into_expr();
        match self.select.filter.is_empty() {
            // Most queries have one: room for four is made by the first push.
            true => self.select.filter = vec![condition],
            false => self.select.filter.push(condition),
        }
        self
    }

    /// Orders the rows, behind the orders of earlier calls.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let query = User::query().order_by(User::AGE.desc()).order_by(User::NAME.desc());
    /// assert_eq!(query.pluck(User::NAME)?, ["Cleo", "Ada", "Bob"]);
    ///
    /// let query = query.unordered().order_by((User::AGE, User::NAME));
    /// assert_eq!(query.pluck(User::NAME)?, ["Bob", "Ada", "Cleo"]);
    /// # Ok(()) }
    /// ```
    pub fn order_by(mut self, order: impl IntoOrder) -> Self {
        order.add_to(&mut self.select.order);
        self
    }

    /// Forgets the order.
    pub fn unordered(mut self) -> Self {
        self.select.order.clear();
        if let Some(of_relation) = &mut self.of_relation {
            of_relation.order.clear();
        }
        self
    }

    /// Keeps at most this many rows.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let page = |number: u64| User::query().order_by(User::NAME).limit(2).offset(2 * number);
    /// assert_eq!(page(0).pluck(User::NAME)?, ["Ada", "Bob"]);
    /// assert_eq!(page(1).pluck(User::NAME)?, ["Cleo"]);
    /// # Ok(()) }
    /// ```
    pub fn limit(mut self, rows: u64) -> Self {
        self.select.limit = Some(rows);
        self
    }

    /// Leaves out the first rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.select.offset = Some(rows);
        self
    }

    /// Keeps one of several equal rows.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let ages = User::query().distinct().order_by(User::AGE);
    /// assert_eq!(ages.pluck(User::AGE)?, [12, 36]);
    /// # Ok(()) }
    /// ```
    pub fn distinct(mut self) -> Self {
        self.select.distinct = true;
        self
    }

    /// Groups the rows by the values of columns or expressions, besides those of earlier calls.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::count_all;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let ages = User::query().group_by(User::AGE).order_by(User::AGE);
    /// let rows: Vec<(i32, i64)> = ages.clone().select((User::AGE, count_all())).all()?;
    /// assert_eq!(rows, [(12, 1), (36, 2)]);
    ///
    /// let shared = ages.having(count_all().gt(1));
    /// assert_eq!(shared.select(User::AGE).all()?, [(36,)]);
    /// # Ok(()) }
    /// ```
    pub fn group_by(mut self, columns: impl Projection) -> Self {
        columns.add_to(&mut self.select.clauses_mut().group_by);
        self
    }

    /// Keeps the groups that meet a condition, besides those of earlier calls.
    pub fn having(mut self, condition: impl IntoCondition) -> Self {
        self.select.clauses_mut().having.push(condition.into_condition().into_expr());
        self
    }

    /// Selects columns and expressions instead of whole models: each row becomes a tuple of their
    /// types.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let adults = User::filter(User::AGE.ge(18)).order_by(User::ID);
    /// let rows: Vec<(String, i32)> = adults.select((User::NAME, User::AGE + 1)).all()?;
    /// assert_eq!(rows, [("Ada".to_owned(), 37), ("Cleo".to_owned(), 37)]);
    /// # Ok(()) }
    /// ```
    pub fn select<P: Projection>(self, columns: P) -> Query<M, P::Row, C> {
        self.project(columns)
    }

    /// Selects columns and expressions into a struct with `#[derive(FromRow)]`, in the order of
    /// its fields.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(FromRow)]
    /// struct Line { name: String, in_ten_years: i32 }
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let lines: Vec<Line> =
    ///     User::query().order_by(User::ID).select_as((User::NAME, User::AGE + 10)).all()?;
    /// assert_eq!((lines[0].name.as_str(), lines[0].in_ten_years), ("Ada", 46));
    /// # Ok(()) }
    /// ```
    pub fn select_as<T: FromRow>(self, columns: impl Projection) -> Query<M, T, C> {
        self.project(columns)
    }

    fn project<T>(self, columns: impl Projection) -> Query<M, T, C> {
        let mut list = Vec::new();
        columns.add_to(&mut list);
        self.project_exprs(list)
    }

    fn project_exprs<T>(mut self, columns: Vec<Expr>) -> Query<M, T, C> {
        if !self.includes.is_empty() {
            let error = Error::new(
                ErrorKind::InvalidQuery,
                "the rows that an `include` loads would be lost by what is selected after it",
            )
            .with_model(M::TABLE.model)
            .with_help("leave the `include` out, or read whole models and load it with them");
            self.select.filter.push(Expr::Invalid(Arc::new(error)));
        }
        self.select.columns = columns;
        Query {
            select: self.select,
            deleted: self.deleted,
            unfiltered: self.unfiltered,
            of_relation: self.of_relation,
            includes: Vec::new(),
            target: self.target,
            marker: PhantomData,
        }
    }

    /// Applies a function: scopes are functions from query to query.
    pub fn scope<Q>(self, scope: impl FnOnce(Self) -> Q) -> Q {
        scope(self)
    }

    /// Sees soft-deleted rows too.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use chrono::{DateTime, Utc};
    ///
    /// #[derive(ActiveRecord, Default)]
    /// struct Note {
    ///     id: i64,
    ///     text: String,
    ///     #[record(deleted_at)]
    ///     deleted_at: Option<DateTime<Utc>>,
    /// }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Note>()?;
    /// # Note::bind(&db);
    /// Note { text: "old".into(), ..Default::default() }.create()?.delete()?;
    /// Note { text: "new".into(), ..Default::default() }.create()?;
    /// assert_eq!(Note::query().pluck(Note::TEXT)?, ["new"]);
    /// assert_eq!(Note::query().with_deleted().count()?, 2);
    /// assert_eq!(Note::query().only_deleted().pluck(Note::TEXT)?, ["old"]);
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

    /// Allows [`update_all`](Query::update_all) and [`delete_all`](Query::delete_all) without a
    /// filter.
    pub fn unfiltered(mut self) -> Self {
        self.unfiltered = true;
        self
    }

    /// The SELECT with the condition on soft-deleted rows in it.
    fn resolved(&self) -> Select {
        self.resolve(self.select.clone())
    }

    /// The same for who needs the query no more.
    fn take_resolved(&mut self) -> Select {
        let select = std::mem::replace(&mut self.select, Select::from_table(M::TABLE));
        self.resolve(select)
    }

    fn resolve(&self, mut select: Select) -> Select {
        select.filter.extend(self.deleted_condition());
        if let Some(of_relation) = &self.of_relation
            && select.order.is_empty()
            && !select.is_grouped()
        {
            select.order.clone_from(&of_relation.order);
        }
        let is_implicit = matches!(self.target.via(), Via::Implicit) && !is_scoped();
        select.home = is_implicit.then_some(side::<M>);
        select
    }

    /// The condition that says which rows of a soft-deleted model are seen.
    fn deleted_condition(&self) -> Option<Expr> {
        let live = live_condition(M::TABLE)?;
        match self.deleted {
            Deleted::Hidden => Some(live),
            Deleted::Only => Some(Expr::Not(Box::new(live))),
            Deleted::Shown => None,
        }
    }
}

impl<M: Record, Out: FromRow, C: Target> From<Query<M, Out, C>> for Select {
    fn from(mut query: Query<M, Out, C>) -> Select {
        query.take_resolved()
    }
}

impl<M, Out, C: Clone> Clone for Query<M, Out, C> {
    fn clone(&self) -> Self {
        Query {
            select: self.select.clone(),
            deleted: self.deleted,
            unfiltered: self.unfiltered,
            of_relation: self.of_relation.clone(),
            includes: self.includes.clone(),
            target: self.target.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Record, Out, C: fmt::Debug> fmt::Debug for Query<M, Out, C> {
    /// Shows the model and the target; the values of the filter may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &M::TABLE.model)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// The expression of a column or expression.
fn expr_of(typed: impl Typed) -> Expr {
    typed.into_expr()
}
