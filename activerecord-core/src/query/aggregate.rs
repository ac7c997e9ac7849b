//! Numbers about the rows of a query.

use std::ops::ControlFlow;

use super::set::enclosed;
use super::shape::Question;
use super::{Query, expr_of};
use crate::database::Target;
use crate::expression::{Aggregate, BaseOf, Expr, From, Function, MeanOf, Select, SumOf, Typed};
use crate::model::key_columns;
use crate::table::Table;
use crate::{ColumnType, Error, ErrorKind, Expect, FromRow, Record, Result};

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// How many rows [`all`](Query::all) would give: limit, offset, groups and `distinct` count.
    ///
    /// # Errors
    /// The database's error.
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
    /// let adults = User::filter(User::AGE.ge(18));
    /// assert_eq!(adults.count()?, 2);
    /// assert_eq!(adults.limit(1).count()?, 1);
    /// # Ok(()) }
    /// ```
    pub fn count(&self) -> Result<u64> {
        if self.is_nothing() {
            return Ok(0);
        }
        let mut count = None;
        self.ask::<(Option<i64>,)>(
            Question::Count,
            Expect::One,
            |select| counted(select, M::TABLE),
            &mut |(found,)| {
                count = found;
                Ok(ControlFlow::Break(()))
            },
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Whether [`all`](Query::all) would give any row: limit and offset count.
    ///
    /// # Errors
    /// The database's error.
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
    /// assert!(User::filter(User::NAME.eq("Ada")).exists()?);
    /// assert!(!User::filter(User::AGE.gt(90)).exists()?);
    /// # Ok(()) }
    /// ```
    pub fn exists(&self) -> Result<bool> {
        if self.is_nothing() {
            return Ok(false);
        }
        let mut found = false;
        self.ask::<Present>(
            Question::Exists,
            Expect::One,
            |select| presence(select, M::TABLE),
            &mut |_| {
                found = true;
                Ok(ControlFlow::Break(()))
            },
        )?;
        Ok(found)
    }

    /// The sum of a column or expression; `None` where there is no value.
    ///
    /// # Errors
    /// The database's error.
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
    /// let users = User::query();
    /// assert_eq!(users.sum(User::AGE)?, Some(84));
    /// assert_eq!(users.sum(User::AGE * 2)?, Some(168));
    /// assert_eq!(users.avg(User::AGE)?, Some(28.0));
    /// assert_eq!((users.min(User::AGE)?, users.max(User::AGE)?), (Some(12), Some(36)));
    /// assert_eq!(User::filter(User::AGE.gt(90)).sum(User::AGE)?, None);
    /// # Ok(()) }
    /// ```
    pub fn sum<T: Typed>(&self, of: T) -> Result<Option<SumOf<T>>>
    where
        BaseOf<T>: Aggregate,
    {
        self.aggregate(Function::Sum, expr_of(of))
    }

    /// The mean of a column or expression; `None` where there is no value.
    ///
    /// # Errors
    /// The database's error.
    pub fn avg<T: Typed>(&self, of: T) -> Result<Option<MeanOf<T>>>
    where
        BaseOf<T>: Aggregate,
    {
        self.aggregate(Function::Avg, expr_of(of))
    }

    /// The smallest value; `None` where there is no value.
    ///
    /// # Errors
    /// The database's error.
    pub fn min<T: Typed>(&self, of: T) -> Result<Option<BaseOf<T>>> {
        self.aggregate(Function::Min, expr_of(of))
    }

    /// The greatest value; `None` where there is no value.
    ///
    /// # Errors
    /// The database's error.
    pub fn max<T: Typed>(&self, of: T) -> Result<Option<BaseOf<T>>> {
        self.aggregate(Function::Max, expr_of(of))
    }

    fn aggregate<T: ColumnType>(&self, function: Function, argument: Expr) -> Result<Option<T>> {
        let mut select = self.resolved();
        if select.is_grouped() {
            return Err(Error::new(
                ErrorKind::InvalidQuery,
                "a grouped or distinct query has no single sum, mean, minimum or maximum",
            )
            .with_model(M::TABLE.model)
            .with_help("select the aggregate beside the columns that are grouped by"));
        }
        select.unlock();
        if select.is_bounded() {
            select = match select.from {
                From::Table(_) => within_keys(M::TABLE, select),
                _ => enclosed(select),
            };
        }
        select.order.clear();
        select.columns =
            vec![Expr::Aggregate { function, argument: Some(Box::new(argument)), distinct: false }];
        self.read_one(&select)
    }

    fn read_one<T: ColumnType>(&self, select: &Select) -> Result<Option<T>> {
        let mut value = None;
        self.read_as::<(Option<T>,)>(select, Expect::One, &mut |(found,)| {
            value = found;
            Ok(ControlFlow::Break(()))
        })?;
        Ok(value)
    }
}

/// The number of a SELECT's rows.
fn counted(mut select: Select, table: &'static Table) -> Select {
    // The order of rows that are only counted is work for nothing.
    select.order.clear();
    select.unlock();
    let mut outer = if select.is_bounded() || select.is_grouped() {
        if select.columns.is_empty() && !select.distinct {
            select.columns = first_of(&select.clauses().group_by, table);
        }
        Select::from_select(select, "counted")
    } else {
        select
    };
    outer.columns =
        vec![Expr::Aggregate { function: Function::Count, argument: None, distinct: false }];
    outer
}

/// One of a SELECT's rows, or none.
fn presence(mut select: Select, table: &'static Table) -> Select {
    select.order.clear();
    select.unlock();
    select.limit = Some(select.limit.map_or(1, |limit| limit.min(1)));
    if select.columns.is_empty() && !select.distinct {
        select.columns = first_of(&select.clauses().group_by, table);
    }
    select
}

/// What to select where only the presence of a row matters: something that every group has.
fn first_of(group_by: &[Expr], table: &'static Table) -> Vec<Expr> {
    match group_by.first() {
        Some(first) => vec![first.clone()],
        None => key_columns(table).into_iter().take(1).collect(),
    }
}

/// The rows of a bounded query, as a query without bounds: those whose keys it would give.
pub(super) fn within_keys(table: &'static Table, mut bounded: Select) -> Select {
    bounded.columns = key_columns(table);
    let mut select = Select::from_table(table);
    let exprs = key_columns(table);
    select.filter.push(Expr::InSelect { exprs, select: Box::new(bounded) });
    select
}

/// A row of which nothing is read.
pub(super) struct Present;

impl FromRow for Present {
    const COLUMNS: Option<&'static [&'static str]> = None;
    const WIDTH: usize = 0;

    fn from_row(_: &mut dyn crate::Row) -> Result<Self> {
        Ok(Present)
    }
}
