//! Queries whose rows another query reads.

use super::{Expr, Select};
use crate::table::Table;

/// The rows of one query, or of several that are put together, in FROM.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Derived {
    /// How the rows are put together, where there are several queries.
    pub operator: SetOperator,
    /// The queries, at least one; each gives columns of the same types.
    pub operands: Vec<Select>,
    /// The table whose columns the rows have, where they are whole rows.
    pub table: Option<&'static Table>,
}

impl Derived {
    pub(crate) fn new(
        operator: SetOperator,
        operands: Vec<Select>,
        table: Option<&'static Table>,
    ) -> Self {
        Derived { operator, operands, table }
    }

    /// What the rows have, where they are no whole rows of a table.
    pub(crate) fn outputs(&self) -> &[Expr] {
        match (self.table, self.operands.first()) {
            (None, Some(first)) => &first.columns,
            _ => &[],
        }
    }
}

/// How the rows of two queries are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetOperator {
    /// The rows of both, equal ones once.
    Union,
    /// The rows of both.
    UnionAll,
    /// The rows that both have, equal ones once.
    Intersect,
    /// The rows that both have, as often as the one that has them more seldom.
    IntersectAll,
    /// The rows of the first that the second does not have, equal ones once.
    Except,
    /// The rows of the first, as often as the second does not have them.
    ExceptAll,
}

impl SetOperator {
    /// The operator in the SQL standard.
    #[must_use]
    pub const fn iso_name(self) -> &'static str {
        match self {
            SetOperator::Union => "UNION",
            SetOperator::UnionAll => "UNION ALL",
            SetOperator::Intersect => "INTERSECT",
            SetOperator::IntersectAll => "INTERSECT ALL",
            SetOperator::Except => "EXCEPT",
            SetOperator::ExceptAll => "EXCEPT ALL",
        }
    }
}
