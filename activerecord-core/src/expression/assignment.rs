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
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)]
    /// # struct User { id: i64, name: String, nick: Option<String>, age: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// # User { name: "Ada".into(), age: 36, ..Default::default() }.create()?;
    /// let ada = User::filter(User::NAME.eq("Ada"));
    /// ada.update_all((User::AGE.set(User::AGE + 1), User::NICK.set("Countess")))?;
    /// assert_eq!(ada.select((User::AGE, User::NICK)).one()?, (37, Some("Countess".to_owned())));
    ///
    /// // A list, whose length only the running program knows.
    /// let nobody = vec![User::NICK.set(None), User::AGE.set(0)];
    /// assert_eq!(User::filter(User::AGE.lt(40)).update_all(nobody)?, 1);
    /// assert_eq!(User::query().pluck(User::NICK)?, [None]);
    /// # Ok(()) }
    /// ```
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
