//! What `update_all` sets.

use std::marker::PhantomData;

use super::comparison::is_sensitive;
use super::operand::{is_null, null};
use super::{Column, Expr, Operand, Typed};
use crate::{ColumnType, Record};

/// A column of `M` and its new value.
#[derive(Debug, Clone)]
#[must_use = "an assignment does nothing until it is given to `update_all`"]
pub struct Assignment<M> {
    pub(crate) column: usize,
    pub(crate) value: Expr,
    marker: PhantomData<fn() -> M>,
}

impl<M: Record, T: ColumnType> Column<M, T> {
    /// Sets the column to a value or to an expression: `User::VISITS.set(User::VISITS + 1)`.
    pub fn set(self, value: impl Operand<T::Base>) -> Assignment<M> {
        let value = match value.into_operand() {
            value if is_null(&value) => null(T::KIND),
            value if is_sensitive(&self.into_expr()) => value.hide(),
            value => value,
        };
        Assignment { column: self.index(), value, marker: PhantomData }
    }
}

/// One assignment, a tuple or a list of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not assign columns of `{M}`",
    label = "expected `{M}::COLUMN.set(value)` or a tuple of these"
)]
pub trait IntoAssignments<M> {
    /// Adds the assignments to `list`.
    fn add_to(self, list: &mut Vec<Assignment<M>>);
}

impl<M> IntoAssignments<M> for Assignment<M> {
    fn add_to(self, list: &mut Vec<Assignment<M>>) {
        list.push(self);
    }
}

impl<M> IntoAssignments<M> for Vec<Assignment<M>> {
    fn add_to(self, list: &mut Vec<Assignment<M>>) {
        list.extend(self);
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+),)*) => {$(
        impl<Model, $($name: IntoAssignments<Model>),+> IntoAssignments<Model> for ($($name,)+) {
            fn add_to(self, list: &mut Vec<Assignment<Model>>) {
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
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
}
