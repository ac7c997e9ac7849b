//! Queries as plain data: an expression tree without SQL text.

use std::sync::Arc;

use crate::table::Table;
use crate::{Error, Kind, Value};

mod aggregate;
mod assignment;
mod case;
mod column;
mod comparison;
mod condition;
mod cte;
mod derived;
mod function;
mod json;
mod lateral;
mod lock;
mod node;
mod operand;
mod operator;
mod order;
mod projection;
mod raw;
mod select;
mod subquery;
mod text;
mod value;
mod walk;
mod window;

pub use self::aggregate::{
    Aggregate, BaseOf, MeanOf, SumOf, avg, count, count_all, count_distinct, max, min, sum,
};
pub use self::assignment::{Assignment, IntoAssignments};
pub use self::case::{Case, EmptyCase, case};
pub use self::column::{Arithmetic, Column, Expression, Typed};
pub use self::condition::{Condition, IntoCondition};
pub use self::cte::{Cte, CteDefinition, CteJoin, CteReference, with, with_recursive};
pub use self::derived::{Derived, SetOperator};
pub use self::function::{
    Fractional, ScalarFunction, abs, coalesce, concat, length, lower, nullif, round, trim, upper,
};
pub use self::json::{JsonColumn, JsonPath, JsonStep, json_path};
pub use self::lateral::{Lateral, lateral};
pub use self::lock::{Lock, LockStrength, LockTargets, LockWait};
pub use self::operand::Operand;
pub use self::operator::{BinaryOp, Function, LIKE_ESCAPE, LikeStyle};
pub use self::order::{IntoOrder, Nulls, Order};
pub use self::projection::Projection;
pub use self::raw::{Bind, Binds, raw, raw_value};
pub use self::select::{Clauses, From, Join, JoinKind, JoinSource, PerGroup, Select};
pub use self::subquery::{ColumnQuery, exists, not_exists, outer, scalar};
pub use self::text::TextColumn;
pub use self::value::{IntoExpression, value};
pub use self::window::{
    Bound, Frame, Window, WindowFunction, Windowed, dense_rank, first_value, lag, last_value, lead,
    ntile, partition_by, rank, row_number, window,
};

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
    /// What a query in FROM gives at a position.
    Output {
        /// The position.
        position: usize,
        /// What it is in that query.
        of: Box<Expr>,
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
    /// This condition, which most rows meet: a database that can be told so need not look for each
    /// of them in an index.
    Likely(Box<Expr>),
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
    /// CASE: the value of the first condition that holds.
    Case {
        /// Conditions and values.
        branches: Vec<(Expr, Expr)>,
        /// The value where none holds; NULL where nothing is said.
        otherwise: Option<Box<Expr>>,
    },
    /// A function of the values of one row.
    Call {
        /// The function.
        function: ScalarFunction,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// A function that is one of windows only; it stands in [`Over`](Expr::Over).
    WindowCall {
        /// The function.
        function: WindowFunction,
        /// What it is about.
        argument: Option<Box<Expr>>,
    },
    /// A function over the rows of a window.
    Over {
        /// An aggregate function, or one of windows only.
        function: Box<Expr>,
        /// The window.
        window: Box<Window>,
    },
    /// The value at a place in a JSON document.
    Json {
        /// The document.
        document: Box<Expr>,
        /// The way to the place.
        steps: Arc<[JsonStep]>,
        /// The type of the value.
        kind: Kind,
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
