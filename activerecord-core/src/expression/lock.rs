//! Locks on rows, as data.

use std::sync::Arc;
use std::time::Duration;

use super::{Column, Expr, Typed};
use crate::table::Table;
use crate::{ColumnType, Record};

/// A lock on the rows that a query reads, kept until the end of the transaction.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Lock {
    /// Against whom the rows are locked.
    pub strength: LockStrength,
    /// What happens when somebody else has locked a row.
    pub wait: LockWait,
    /// Columns of the tables whose rows are locked; of all tables when there are none.
    pub of: Vec<Expr>,
}

impl Lock {
    /// Whether the rows of a table are locked, which may be in the query under another name.
    #[must_use]
    pub fn is_on(&self, table: &'static Table, alias: Option<&Arc<str>>) -> bool {
        let is_its = |column: &Expr| match column {
            Expr::Column { table: of, .. } => alias.is_none() && of.is(table),
            Expr::AliasedColumn { alias: name, .. } => alias == Some(name),
            _ => false,
        };
        self.of.is_empty() || self.of.iter().any(is_its)
    }
}

/// Against whom rows are locked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LockStrength {
    /// Against everybody who wants to change or lock them.
    #[default]
    Update,
    /// Against those who want to change them.
    Share,
}

/// What happens when somebody else has locked a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockWait {
    /// Wait, as long as the database's lock timeout allows.
    #[default]
    Block,
    /// Wait no longer than this, which is more than nothing.
    AtMost(Duration),
    /// Fail at once with [`ErrorKind::LockTimeout`](crate::ErrorKind::LockTimeout).
    NoWait,
    /// Leave the row out.
    SkipLocked,
}

/// The tables whose rows are locked: a column of each, alone or in a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whose rows to lock",
    label = "expected a column of the table, such as `User::ID`, or a tuple of columns"
)]
pub trait LockTargets {
    /// Adds the columns to `list`.
    fn add_to(self, list: &mut Vec<Expr>);
}

impl<M: Record, T: ColumnType> LockTargets for Column<M, T> {
    fn add_to(self, list: &mut Vec<Expr>) {
        list.push(self.into_expr());
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+),)*) => {$(
        impl<$($name: LockTargets),+> LockTargets for ($($name,)+) {
            fn add_to(self, list: &mut Vec<Expr>) {
                $(self.$index.add_to(list);)+
            }
        }
    )*};
}

tuples! {
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
}
