//! A SELECT statement as data.

use std::sync::Arc;

use super::{Condition, CteReference, Derived, Expr, Lock, Order};
use crate::relation::{RelationInfo, Side};
use crate::table::Table;

/// Where the rows of a SELECT come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum From {
    /// A table.
    Table(&'static Table),
    /// Another query, under this name.
    Select(Box<Select>, &'static str),
    /// Queries of which the rows are filtered, ordered and bounded in turn.
    Derived(Box<Derived>),
    /// A query with a name.
    Cte(Box<CteReference>),
}

/// Other rows that are put beside those of a query.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Join {
    /// What happens to a row without a counterpart.
    pub kind: JoinKind,
    /// Where the other rows come from.
    pub source: JoinSource,
    /// The table whose columns they have.
    pub table: &'static Table,
    /// The name that they have in the query, if it is not the table's.
    pub alias: Option<Arc<str>>,
    /// Conditions, all of which must hold.
    pub on: Vec<Expr>,
}

impl Join {
    pub(crate) fn new(
        kind: JoinKind,
        table: &'static Table,
        alias: Option<Arc<str>>,
        on: Vec<Expr>,
    ) -> Self {
        Join { kind, source: JoinSource::Table, table, alias, on }
    }

    /// The rows of a query with a name.
    pub(crate) fn of_cte(kind: JoinKind, reference: CteReference, on: Vec<Expr>) -> Self {
        let table = reference.table;
        Join { kind, source: JoinSource::Cte(Box::new(reference)), table, alias: None, on }
    }

    /// The rows of a query that is run for every row of the other.
    pub(crate) fn lateral(
        kind: JoinKind,
        table: &'static Table,
        name: Arc<str>,
        select: Select,
    ) -> Self {
        let source = JoinSource::Lateral(Box::new(select));
        Join { kind, source, table, alias: Some(name), on: Vec::new() }
    }
}

/// Where the rows of a join come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum JoinSource {
    /// The table.
    Table,
    /// A query with a name.
    Cte(Box<CteReference>),
    /// A query that is run for every row of the one that joins it.
    Lateral(Box<Select>),
}

/// What happens to a row without a counterpart in the other table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// It is left out.
    Inner,
    /// It stays, with NULL for every column of the other table.
    Left,
}

/// A limit on the rows of each group, where the rows of a group have the same values in some
/// columns. The order of the rows counts within each group.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PerGroup {
    /// The columns.
    pub columns: Vec<Expr>,
    /// How many rows at the most.
    pub limit: u64,
}

/// A SELECT statement. Queries are handed on by value at every call, so what few of them have lies
/// in a box.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Select {
    /// Where the rows come from.
    pub from: From,
    /// What is selected; empty means every column of the table.
    pub columns: Vec<Expr>,
    /// Conditions, all of which must hold.
    pub filter: Vec<Expr>,
    /// The order.
    pub order: Vec<Order>,
    /// How many rows at the most.
    pub limit: Option<u64>,
    /// How many rows to leave out at the beginning.
    pub offset: Option<u64>,
    /// Whether equal rows come once.
    pub distinct: bool,
    /// Whether it is about the rows of the query around it.
    pub is_correlated: bool,
    /// Whether the table is under a name of its own, because an outer query is over it too.
    pub(crate) is_renamed: bool,
    /// The model, where it says which database is asked: those of all models that take part are
    /// compared before the statement is written.
    pub(crate) home: Option<fn() -> Side>,
    clauses: Option<Box<Clauses>>,
}

/// What few SELECT statements have.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Clauses {
    /// Other tables whose rows are put beside those of the first.
    pub joins: Vec<Join>,
    /// What the rows are grouped by.
    pub group_by: Vec<Expr>,
    /// Conditions on groups, all of which must hold.
    pub having: Vec<Expr>,
    /// The lock that the rows are read with.
    pub lock: Option<Lock>,
    /// A limit on the rows of each group; the group's columns are selected too, behind the others.
    pub per_group: Option<PerGroup>,
    /// The relations that the query follows: their models must be in one database.
    pub(crate) relations: Vec<&'static RelationInfo>,
}

static NO_CLAUSES: Clauses = Clauses {
    joins: Vec::new(),
    group_by: Vec::new(),
    having: Vec::new(),
    lock: None,
    per_group: None,
    relations: Vec::new(),
};

impl Select {
    /// Everything of a table.
    #[must_use]
    pub fn from_table(table: &'static Table) -> Self {
        Select::new(From::Table(table))
    }

    /// Everything of a query, under a name.
    #[must_use]
    pub fn from_select(select: Select, name: &'static str) -> Self {
        Select::new(From::Select(Box::new(select), name))
    }

    /// The rows of one query, or of several that are put together.
    #[must_use]
    pub fn from_derived(derived: Derived) -> Self {
        let output = |(position, of): (usize, &Expr)| {
            let of = match of {
                Expr::Output { of, .. } => of.clone(),
                other => Box::new(other.clone()),
            };
            Expr::Output { position, of }
        };
        let columns = derived.outputs().iter().enumerate().map(output).collect();
        let mut select = Select::new(From::Derived(Box::new(derived)));
        select.columns = columns;
        select
    }

    /// The rows of a query with a name.
    #[must_use]
    pub fn from_cte(reference: CteReference) -> Self {
        Select::new(From::Cte(Box::new(reference)))
    }

    fn new(from: From) -> Self {
        Select {
            from,
            columns: Vec::new(),
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            distinct: false,
            is_correlated: false,
            is_renamed: false,
            home: None,
            clauses: None,
        }
    }

    /// What few queries have; empty where this one has none of it.
    #[inline]
    #[must_use]
    pub fn clauses(&self) -> &Clauses {
        self.clauses.as_deref().unwrap_or(&NO_CLAUSES)
    }

    /// What few queries have, to change it.
    pub fn clauses_mut(&mut self) -> &mut Clauses {
        self.clauses.get_or_insert_default()
    }

    /// Takes the lock away.
    pub fn unlock(&mut self) -> Option<Lock> {
        self.clauses.as_mut()?.lock.take()
    }

    /// Adds a condition that must hold besides the others.
    #[must_use]
    pub fn and_where(mut self, condition: Condition) -> Self {
        self.filter.push(condition.into_expr());
        self
    }

    /// Whether it gives every row of a table as it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.from, From::Table(_)) && self.columns.is_empty() && self.is_untouched()
    }

    /// The joins of a query that has none of what few queries have, but for them.
    pub(crate) fn only_joins(&self) -> Option<&[Join]> {
        if self.distinct || self.is_correlated || self.is_renamed {
            return None;
        }
        let Some(clauses) = &self.clauses else { return Some(&[]) };
        let Clauses { joins, group_by, having, lock, per_group, relations: _ } = &**clauses;
        let has_more =
            !group_by.is_empty() || !having.is_empty() || lock.is_some() || per_group.is_some();
        (!has_more).then_some(joins)
    }

    /// Whether it gives every row of a query in FROM as it is.
    pub(crate) fn is_all_of(&self, derived: &Derived) -> bool {
        let is_at = |(place, column): (usize, &Expr)| matches!(column, Expr::Output { position, .. } if *position == place);
        self.is_untouched()
            && self.columns.len() == derived.outputs().len()
            && self.columns.iter().enumerate().all(is_at)
    }

    /// Whether it gives the rows of what it is from, all of them and in no order.
    fn is_untouched(&self) -> bool {
        self.filter.is_empty()
            && self.order.is_empty()
            && !self.is_bounded()
            && !self.is_grouped()
            && self.clauses().joins.is_empty()
            && self.clauses().lock.is_none()
    }

    /// Whether LIMIT or OFFSET bounds the rows.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }

    /// Whether a row of the result stands for several rows of the table.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        let clauses = self.clauses();
        self.distinct || !clauses.group_by.is_empty() || !clauses.having.is_empty()
    }
}
