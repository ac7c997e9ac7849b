//! Queries whose rows are put together: UNION, INTERSECT, EXCEPT.

use std::sync::Arc;

use super::{Deleted, Query};
use crate::database::{Target, Via};
use crate::expression::{Derived, Expr, From, Select, SetOperator};
use crate::{Error, ErrorKind, FromRow, Record, Result};

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// The rows of both queries, equal ones once.
    ///
    /// The result is a query over these rows: it can be filtered, ordered, bounded, counted and put
    /// together with others in turn. An order or a limit of the two counts within them.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String, age: i32 }
    /// # #[derive(ActiveRecord, Default)] struct Guest { id: i64, nick: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Guest>()?;
    /// # activerecord::set_default(&db);
    /// User { name: "Ada".into(), age: 36, ..Default::default() }.create()?;
    /// Guest { nick: "Bob".into(), ..Default::default() }.create()?;
    ///
    /// let names: Vec<(String,)> = User::query()
    ///     .select(User::NAME)
    ///     .union(Guest::query().select(Guest::NICK))
    ///     .order_by(User::NAME.desc())
    ///     .all()?;
    /// assert_eq!(names, [("Bob".to_owned(),), ("Ada".to_owned(),)]);
    ///
    /// // Whole rows, which stay what they are.
    /// let some = User::filter(User::AGE.lt(18)).union(User::filter(User::AGE.ge(30)));
    /// assert_eq!(some.count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn union<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::Union, other)
    }

    /// The rows of both queries.
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
    /// let young = || User::filter(User::AGE.lt(18));                  // Bob
    /// let early = || User::filter(User::NAME.lt("C"));                // Ada and Bob
    /// assert_eq!(young().union_all(early()).count()?, 3);
    /// assert_eq!(young().union(early()).count()?, 2);
    /// assert_eq!(young().intersect(early()).pluck(User::NAME)?, ["Bob"]);
    /// assert_eq!(early().except(young()).pluck(User::NAME)?, ["Ada"]);
    /// # Ok(()) }
    /// ```
    pub fn union_all<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::UnionAll, other)
    }

    /// The rows that both queries give, equal ones once. MySQL has it from 8.0.31 on, MariaDB from
    /// 10.3.
    pub fn intersect<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::Intersect, other)
    }

    /// [`intersect`](Query::intersect) with equal rows as often as the query gives them that gives
    /// them more seldom. PostgreSQL has it, MySQL from 8.0.31 on, MariaDB from 10.5, Oracle from 21c.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord)] struct User { id: i64, name: String }
    /// # #[derive(ActiveRecord)] struct Guest { id: i64, name: String }
    /// let names = || User::query().select(User::NAME);
    /// let guests = || Guest::query().select(Guest::NAME);
    /// assert!(names().intersect_all(guests()).to_sql()?.text.contains("INTERSECT ALL"));
    /// assert!(names().except_all(guests()).to_sql()?.text.contains("EXCEPT ALL"));
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    pub fn intersect_all<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::IntersectAll, other)
    }

    /// The rows that this query gives and the other one does not, equal ones once. MySQL has it from
    /// 8.0.31 on, MariaDB from 10.3.
    pub fn except<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::Except, other)
    }

    /// [`except`](Query::except) where each row of the other query takes one equal row away. Known
    /// where [`intersect_all`](Query::intersect_all) is.
    pub fn except_all<N: Record>(self, other: Query<N, Out, C>) -> Self {
        self.put_together(SetOperator::ExceptAll, other)
    }

    fn put_together<N: Record>(
        mut self,
        operator: SetOperator,
        mut other: Query<N, Out, C>,
    ) -> Self {
        let problem = self.check_same_executor(&other).err();
        let first = self.take_resolved();
        let second = other.take_resolved();
        let operands = match first.from {
            // `(a UNION b) UNION c` needs no parentheses.
            From::Derived(ref derived)
                if derived.operator == operator && first.is_all_of(derived) =>
            {
                let mut operands = derived.operands.clone();
                operands.push(second);
                operands
            }
            _ => vec![first, second],
        };
        self.select = Select::from_derived(Derived::new(operator, operands, Out::TABLE));
        self.deleted = Deleted::Shown;
        self.of_relation = None;
        if let Some(error) = problem {
            self.select.filter.push(Expr::Invalid(Arc::new(error)));
        }
        self
    }

    /// Two queries that were given where they run must have been given the same. Where the models
    /// say it, their databases are compared when the statement is written.
    fn check_same_executor<N: Record>(&self, other: &Query<N, Out, C>) -> Result<()> {
        if matches!(self.target.via(), Via::Implicit) {
            return Ok(());
        }
        let (here, there) = (self.target.database::<M>()?, other.target.database::<N>()?);
        if here.0.is(&there.0) {
            return Ok(());
        }
        let message = "two queries on different databases can't be one statement";
        Err(Error::new(ErrorKind::InvalidQuery, message)
            .with_model(M::TABLE.model)
            .with_help("read the rows of each, and put them together in the program"))
    }
}

/// The rows of a query as what another one reads: bounds and repeated rows count in there.
pub(super) fn enclosed(mut select: Select) -> Select {
    let table = select.from.whole_rows();
    if table.is_some() {
        select.columns.clear();
    }
    Select::from_derived(Derived::new(SetOperator::UnionAll, vec![select], table))
}
