//! Queries as plain data: an expression tree without SQL text.

use std::sync::Arc;

use crate::table::{ColumnInfo, Table};
use crate::{Error, Kind, Result, Value};

mod aggregate;
mod assignment;
mod column;
mod comparison;
mod condition;
mod lock;
mod operand;
mod order;
mod projection;
mod raw;
mod select;
mod text;

pub use self::aggregate::{
    Aggregate, BaseOf, MeanOf, SumOf, avg, count, count_all, count_distinct, max, min, sum,
};
pub use self::assignment::{Assignment, IntoAssignments};
pub use self::column::{Arithmetic, Column, Expression, Typed};
pub use self::condition::{Condition, IntoCondition, exists};
pub use self::lock::{Lock, LockStrength, LockTargets, LockWait};
pub use self::operand::Operand;
pub use self::order::{IntoOrder, Nulls, Order};
pub use self::projection::Projection;
pub use self::raw::{Bind, Binds, raw, raw_value};
pub use self::select::{Clauses, From, Join, JoinKind, PerGroup, Select};
pub use self::text::TextColumn;

/// A node of the tree.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Expr {
    /// A column of a table.
    Column {
        /// The table.
        table: &'static Table,
        /// The column's position.
        column: usize,
    },
    /// A column of a table that is in the query under another name.
    AliasedColumn {
        /// The name.
        alias: Arc<str>,
        /// The table.
        table: &'static Table,
        /// The column's position.
        column: usize,
    },
    /// What an expression means outside of the subquery that it stands in.
    Outer(Box<Expr>),
    /// The value of a query of one column that gives at most one row.
    Scalar(Box<Select>),
    /// A bound value.
    Value {
        /// The value.
        value: Value<'static>,
        /// Whether it must stay out of logs.
        sensitive: bool,
    },
    /// Two expressions with an operator between them.
    Binary {
        /// The left side.
        left: Box<Expr>,
        /// The operator.
        op: BinaryOp,
        /// The right side.
        right: Box<Expr>,
    },
    /// All of these; true when there are none.
    All(Vec<Expr>),
    /// Any of these; false when there are none.
    Any(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// IS NULL.
    IsNull(Box<Expr>),
    /// Is one of these values; false when there are none.
    InList {
        /// What is looked for.
        expr: Box<Expr>,
        /// The values, none of them NULL.
        list: Arc<[Value<'static>]>,
        /// Whether they must stay out of logs.
        sensitive: bool,
    },
    /// Is one of the rows of a query.
    InSelect {
        /// The columns that are looked for.
        exprs: Vec<Expr>,
        /// The query.
        select: Box<Select>,
    },
    /// Lies between two values, both included.
    Between {
        /// What is compared.
        expr: Box<Expr>,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
    },
    /// LIKE.
    Like {
        /// What is matched.
        expr: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// How it is matched.
        style: LikeStyle,
    },
    /// An aggregate function; without an argument `COUNT(*)`.
    Aggregate {
        /// The function.
        function: Function,
        /// The argument.
        argument: Option<Box<Expr>>,
        /// Whether equal values count once.
        distinct: bool,
    },
    /// A fragment of SQL with `?` for each bind.
    Raw {
        /// The text.
        sql: Arc<str>,
        /// The binds.
        binds: Vec<Value<'static>>,
    },
    /// EXISTS.
    Exists(Box<Select>),
    /// A condition that does not depend on the row.
    Truth(bool),
    /// What could not be made; the error comes up when the statement is written.
    Invalid(Arc<Error>),
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BinaryOp {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

impl BinaryOp {
    /// The operator in SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "<>",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
        }
    }

    /// Whether the result is a truth value.
    #[must_use]
    pub const fn is_comparison(self) -> bool {
        !self.is_arithmetic()
    }

    /// Whether the result is a number.
    #[must_use]
    pub const fn is_arithmetic(self) -> bool {
        matches!(self, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div)
    }
}

/// How LIKE matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LikeStyle {
    /// The database's own LIKE, with `%` and `_` as wildcards.
    Plain,
    /// Without regard to upper and lower case.
    IgnoreCase,
    /// The pattern was made by the library, with [`LIKE_ESCAPE`] before literal wildcards.
    Escaped,
}

/// What stands before a literal `%` or `_` in a pattern that the library makes. Not a backslash:
/// MySQL reads that inside of literals too.
pub const LIKE_ESCAPE: char = '!';

/// An aggregate function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Function {
    /// How many.
    Count,
    /// The sum.
    Sum,
    /// The mean.
    Avg,
    /// The smallest.
    Min,
    /// The greatest.
    Max,
}

impl Function {
    /// The name in the SQL standard.
    #[must_use]
    pub const fn iso_name(self) -> &'static str {
        match self {
            Function::Count => "COUNT",
            Function::Sum => "SUM",
            Function::Avg => "AVG",
            Function::Min => "MIN",
            Function::Max => "MAX",
        }
    }
}

impl Expr {
    /// The description of the column, where the expression is one.
    #[must_use]
    pub fn column_info(&self) -> Option<&'static ColumnInfo> {
        match self {
            Expr::Column { table, column } | Expr::AliasedColumn { table, column, .. } => {
                table.columns.get(*column)
            }
            Expr::Outer(inner) => inner.column_info(),
            _ => None,
        }
    }

    /// The type of the expression's value, where it is known.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Expr::Column { .. } | Expr::AliasedColumn { .. } => {
                self.column_info().map(|info| info.kind)
            }
            Expr::Outer(inner) => inner.kind(),
            Expr::Scalar(select) => select.columns.first()?.kind(),
            Expr::Value { value, .. } => Some(value.kind()),
            Expr::Binary { left, op, right } if op.is_arithmetic() => {
                match (left.kind(), right.kind()) {
                    (Some(Kind::Decimal), _) | (_, Some(Kind::Decimal)) => Some(Kind::Decimal),
                    (Some(kind @ (Kind::F32 | Kind::F64)), _) => Some(kind),
                    (left, right) => right.or(left),
                }
            }
            Expr::Aggregate { function: Function::Count, .. } => Some(Kind::I64),
            Expr::Aggregate { function: Function::Avg, argument, .. } => {
                match argument.as_ref().and_then(|argument| argument.kind()) {
                    Some(Kind::Decimal) => Some(Kind::Decimal),
                    _ => Some(Kind::F64),
                }
            }
            Expr::Aggregate { argument, .. } => argument.as_ref()?.kind(),
            Expr::Raw { .. } | Expr::Invalid(_) => None,
            _ => Some(Kind::Bool),
        }
    }

    /// Whether this is a condition rather than a value: some databases keep the two apart.
    #[must_use]
    pub fn is_condition(&self) -> bool {
        match self {
            Expr::Binary { op, .. } => op.is_comparison(),
            Expr::Column { .. }
            | Expr::AliasedColumn { .. }
            | Expr::Scalar(_)
            | Expr::Value { .. }
            | Expr::Aggregate { .. } => false,
            Expr::Outer(inner) => inner.is_condition(),
            Expr::Raw { .. } | Expr::Invalid(_) => true,
            _ => true,
        }
    }

    /// A column of a table, which may be in the query under another name.
    pub(crate) fn column(table: &'static Table, column: usize, alias: Option<&Arc<str>>) -> Expr {
        match alias {
            Some(alias) => Expr::AliasedColumn { alias: Arc::clone(alias), table, column },
            None => Expr::Column { table, column },
        }
    }

    /// Columns of a table, which may be in the query under another name.
    pub(crate) fn columns(
        table: &'static Table,
        columns: &[usize],
        alias: Option<&Arc<str>>,
    ) -> Vec<Expr> {
        columns.iter().map(|column| Expr::column(table, *column, alias)).collect()
    }

    /// A value, or the reason why it can't be one.
    pub(crate) fn from_value(value: Result<Value<'_>>, sensitive: bool) -> Expr {
        match value {
            Ok(value) => Expr::Value { value: value.into_owned(), sensitive },
            Err(error) => Expr::Invalid(Arc::new(error)),
        }
    }

    /// Marks a value as one that must stay out of logs.
    fn hide(self) -> Expr {
        match self {
            Expr::Value { value, .. } => Expr::Value { value, sensitive: true },
            other => other,
        }
    }
}
