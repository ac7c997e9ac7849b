//! What can be told of an expression.

use std::sync::Arc;

use super::{Expr, Function, ScalarFunction};
use crate::table::{ColumnInfo, Table};
use crate::{Kind, Result, Value};

impl Expr {
    /// The description of the column, where the expression is one.
    #[must_use]
    pub fn column_info(&self) -> Option<&'static ColumnInfo> {
        match self {
            Expr::Column { table, column } | Expr::AliasedColumn { table, column, .. } => {
                table.columns.get(*column)
            }
            Expr::Outer(inner) | Expr::Output { of: inner, .. } => inner.column_info(),
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
            Expr::Outer(inner) | Expr::Output { of: inner, .. } => inner.kind(),
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
            Expr::Case { branches, otherwise } => {
                let values = branches.iter().map(|(_, value)| value);
                values.chain(otherwise.as_deref()).find_map(Expr::kind)
            }
            Expr::Call { function: ScalarFunction::Length, .. } => Some(Kind::I64),
            Expr::Call { arguments, .. } => arguments.iter().find_map(Expr::kind),
            Expr::WindowCall { argument, .. } => match argument {
                Some(argument) => argument.kind(),
                None => Some(Kind::I64),
            },
            Expr::Over { function, .. } => function.kind(),
            Expr::Json { kind, .. } => Some(*kind),
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
            | Expr::Output { .. }
            | Expr::Scalar(_)
            | Expr::Value { .. }
            | Expr::Case { .. }
            | Expr::Call { .. }
            | Expr::WindowCall { .. }
            | Expr::Over { .. }
            | Expr::Json { .. }
            | Expr::Aggregate { .. } => false,
            Expr::Outer(inner) => inner.is_condition(),
            Expr::Raw { .. } | Expr::Invalid(_) => true,
            _ => true,
        }
    }

    /// Whether this is the same column of the same table.
    pub(crate) fn is_column(&self, other: &Expr) -> bool {
        match (self, other) {
            (Expr::Column { table, column }, Expr::Column { table: of, column: other }) => {
                table.is(of) && column == other
            }
            (
                Expr::AliasedColumn { alias, table, column },
                Expr::AliasedColumn { alias: name, table: of, column: other },
            ) => alias == name && table.is(of) && column == other,
            _ => false,
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
    pub(super) fn hide(self) -> Expr {
        match self {
            Expr::Value { value, .. } => Expr::Value { value, sensitive: true },
            other => other,
        }
    }
}
