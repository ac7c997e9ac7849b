//! Common table expressions: queries with a name.

use std::marker::PhantomData;
use std::sync::Arc;

use super::{Condition, Expr, From, IntoCondition, Join, JoinKind, Select, SetOperator};
use crate::database::{Executor, Implicit, On, Target};
use crate::relation::{IntoJoin, RelationInfo};
use crate::table::Table;
use crate::{Query, Record, Result};

/// A query that stands in front of a statement, under a name.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CteDefinition {
    /// The name.
    pub name: Arc<str>,
    /// The table whose columns the rows have.
    pub table: &'static Table,
    /// The query; of a recursive one the rows that it begins with.
    pub first: Select,
    /// The rows that follow from those that were found before, and how they are put together.
    pub next: Option<(SetOperator, Select)>,
    /// Whether the rows are made once, or wherever they are read; the database's choice where
    /// nothing is said.
    pub materialized: Option<bool>,
}

/// Where the rows of a [`CteDefinition`] are read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CteReference {
    /// The name.
    pub name: Arc<str>,
    /// The table whose columns the rows have.
    pub table: &'static Table,
    /// What the name stands for; nothing within the definition itself.
    pub definition: Option<Arc<CteDefinition>>,
}

/// A query with a name, whose rows are structs of the model `M`; made by [`with`].
#[derive(Debug, Clone)]
#[must_use = "a query with a name does nothing until it is read, by `query` or a join"]
pub struct Cte<M> {
    reference: CteReference,
    marker: PhantomData<fn() -> M>,
}

/// Gives a query a name, by which others read its rows: `WITH name AS (…)`.
///
/// The rows are structs with `#[derive(ActiveRecord)]`: the model that the query is about, or one
/// that describes what is selected, whose columns have its names then.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{Cte, count, with};
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, posts: HasMany<Post> }
/// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
/// /// What is known of the posts of a user.
/// #[derive(ActiveRecord, Default)]
/// struct Activity {
///     #[record(key)]
///     user_id: i64,
///     posts: i64,
///     user: BelongsTo<User>,
/// }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # activerecord::set_default(&db);
/// # let ada = User { name: "Ada".into(), ..Default::default() }.create()?;
/// # for _ in 0..3 { ada.posts().create(Post::default())?; }
/// let activity: Cte<Activity> = with(
///     "activity",
///     Post::query().group_by(Post::USER_ID).select_as((Post::USER_ID, count(Post::ID))),
/// );
/// let rows = activity
///     .query()
///     .join(Activity::USER)
///     .filter(Activity::POSTS.gt(2))
///     .select((User::NAME, Activity::POSTS))
///     .all()?;
/// assert_eq!(rows, [("Ada".to_owned(), 3)]);
///
/// // The other way round: beside the rows of another query.
/// let users = User::query().join(activity.on(Activity::USER_ID.eq(User::ID)));
/// assert_eq!(users.filter(Activity::POSTS.gt(2)).count()?, 1);
/// # Ok(()) }
/// ```
pub fn with<M: Record, N: Record, C: Target>(name: &str, query: Query<N, M, C>) -> Cte<M> {
    Cte::new(name, query.into(), None)
}

/// A query whose rows lead to others, which lead to others in turn: `WITH RECURSIVE name AS (first
/// UNION ALL next)`. The closure gets the rows that were found before; the reading ends when it
/// gives no more. A cycle in the data has no end unless the rows count, and are bounded by a
/// filter, or are [`distinct`](Cte::distinct).
///
/// SQL Server goes 100 levels deep, MySQL and MariaDB 1000, and fail then.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::{Cte, value, with_recursive};
///
/// # #[derive(ActiveRecord, Default)] struct Folder { id: i64, parent_id: Option<i64>, name: String }
/// /// A folder, and how deep it lies.
/// #[derive(ActiveRecord, Debug, PartialEq)]
/// struct Node { id: i64, name: String, level: i64 }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<Folder>()?;
/// # activerecord::set_default(&db);
/// # let root = Folder { name: "root".into(), ..Default::default() }.create()?;
/// # Folder { name: "leaf".into(), parent_id: Some(root.id), ..Default::default() }.create()?;
/// let roots = Folder::filter(Folder::PARENT_ID.is_null());
/// let tree: Cte<Node> = with_recursive(
///     "tree",
///     roots.select_as((Folder::ID, Folder::NAME, value(1_i64))),
///     |found| {
///         Folder::query()
///             .join(found.on(Node::ID.eq(Folder::PARENT_ID)))
///             .select_as((Folder::ID, Folder::NAME, Node::LEVEL + 1))
///     },
/// );
/// let nodes = tree.query().order_by((Node::LEVEL, Node::NAME)).all()?;
/// assert_eq!((nodes[1].name.as_str(), nodes[1].level), ("leaf", 2));
/// # Ok(()) }
/// ```
pub fn with_recursive<M, N, O, C>(
    name: &str,
    first: Query<N, M, C>,
    next: impl FnOnce(&Cte<M>) -> Query<O, M, C>,
) -> Cte<M>
where
    M: Record,
    N: Record,
    O: Record,
    C: Target,
{
    let reference = CteReference { name: name.into(), table: M::TABLE, definition: None };
    let next = next(&Cte { reference, marker: PhantomData }).into();
    Cte::new(name, first.into(), Some((SetOperator::UnionAll, next)))
}

impl<M: Record> Cte<M> {
    fn new(name: &str, first: Select, next: Option<(SetOperator, Select)>) -> Self {
        let name: Arc<str> = name.into();
        let table = M::TABLE;
        let definition =
            CteDefinition { name: Arc::clone(&name), table, first, next, materialized: None };
        let definition = Some(Arc::new(definition));
        Cte { reference: CteReference { name, table, definition }, marker: PhantomData }
    }

    /// The rows, as a query to narrow down.
    pub fn query(&self) -> Query<M> {
        Query::of_select(self.select(), Implicit)
    }

    /// [`query`](Cte::query) on this database or in this transaction.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::{Cte, with};
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # for (name, age) in [("Ada", 36), ("Bob", 12), ("Cleo", 36)] {
    /// #     User { name: name.into(), age, ..Default::default() }.create()?;
    /// # }
    /// let adults = || -> Cte<User> { with("adults", User::filter(User::AGE.ge(18))) };
    /// assert_eq!(adults().query_on(&db).count()?, 2);
    /// let once = adults().materialized().query().to_sql()?;
    /// assert!(once.text.contains("AS MATERIALIZED"));
    /// let anew = adults().not_materialized().query().to_sql()?;
    /// assert!(anew.text.contains("AS NOT MATERIALIZED"));
    /// # Ok(()) }
    /// ```
    pub fn query_on<'e>(&self, executor: &'e dyn Executor) -> Query<M, M, On<'e>> {
        Query::of_select(self.select(), On(executor))
    }

    /// The rows as what another query can join: `User::query().join(cte.on(…))`. Where both have the
    /// columns of the same model, those of these rows are named by [`of`](crate::Column::of) and the
    /// name.
    pub fn on(&self, condition: impl IntoCondition) -> CteJoin {
        CteJoin { reference: self.reference.clone(), on: condition.into_condition() }
    }

    /// Leaves rows out that were found before, of a recursive query: `UNION` instead of `UNION ALL`.
    /// SQLite, PostgreSQL, MySQL and MariaDB have that.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::{Cte, with_recursive};
    ///
    /// # #[derive(ActiveRecord, Default)] struct Page { id: i64, next_id: i64 }
    /// /// A page that was come to.
    /// #[derive(ActiveRecord)]
    /// struct Visited { id: i64 }
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Page>()?;
    /// # Page::bind(&db);
    /// # Visited::bind(&db);
    /// // Two pages that lead to each other: without `distinct` this would have no end.
    /// Page { next_id: 2, ..Default::default() }.create()?;
    /// Page { next_id: 1, ..Default::default() }.create()?;
    /// let first = Page::filter(Page::ID.eq(1)).select_as(Page::ID);
    /// let visited: Cte<Visited> = with_recursive("visited", first, |found| {
    ///     Page::query().join(found.on(Visited::ID.eq(Page::ID))).select_as(Page::NEXT_ID)
    /// });
    /// assert_eq!(visited.distinct().query().count()?, 2);
    /// # Ok(()) }
    /// ```
    pub fn distinct(self) -> Self {
        self.change(|definition| {
            if let Some((operator, _)) = &mut definition.next {
                *operator = SetOperator::Union;
            } else {
                definition.first.distinct = true;
            }
        })
    }

    /// Has the rows made once, however often they are read. PostgreSQL has that from 12 on, SQLite
    /// from 3.35.
    pub fn materialized(self) -> Self {
        self.change(|definition| definition.materialized = Some(true))
    }

    /// Has the query run wherever the rows are read, together with what is asked of them there.
    /// PostgreSQL has that from 12 on, SQLite from 3.35.
    pub fn not_materialized(self) -> Self {
        self.change(|definition| definition.materialized = Some(false))
    }

    fn change(mut self, change: impl FnOnce(&mut CteDefinition)) -> Self {
        if let Some(definition) = &mut self.reference.definition {
            change(Arc::make_mut(definition));
        }
        self
    }

    fn select(&self) -> Select {
        Select::from_cte(self.reference.clone())
    }
}

/// A query with a name, and what says which of its rows belong to a row; made by [`Cte::on`].
#[derive(Debug, Clone)]
#[must_use = "give it to `join` or `left_join`"]
pub struct CteJoin {
    reference: CteReference,
    on: Condition,
}

impl IntoJoin for CteJoin {
    fn into_joins(self, kind: JoinKind) -> Result<(Vec<Join>, Option<&'static RelationInfo>)> {
        let on: Vec<Expr> = vec![self.on.into_expr()];
        Ok((vec![Join::of_cte(kind, self.reference, on)], None))
    }
}

impl From {
    /// The table whose columns the rows have, where they are whole rows.
    #[must_use]
    pub fn whole_rows(&self) -> Option<&'static Table> {
        match self {
            From::Table(table) => Some(table),
            From::Derived(derived) => derived.table,
            From::Cte(reference) => Some(reference.table),
            From::Select(..) => None,
        }
    }
}
