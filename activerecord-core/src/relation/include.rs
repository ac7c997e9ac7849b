//! Loading relations together with the rows of a query: one statement for each relation, however
//! many rows there are.

use std::sync::Arc;

use super::constant::Relation;
use super::field::LoadedField;
use super::query::RelationQuery;
use crate::database::Via;
use crate::{Record, Result};

/// A relation to load for rows that have been read.
#[doc(hidden)]
pub trait Include<M>: Send + Sync {
    /// The field of the relation.
    fn name(&self) -> &'static str;

    /// Loads the relation of all owners.
    fn load(&self, via: &Via<'_>, owners: &mut [M]) -> Result<()>;
}

impl<M: Record, R: LoadedField> Include<M> for RelationQuery<M, R> {
    fn name(&self) -> &'static str {
        self.relation.info().name
    }

    fn load(&self, via: &Via<'_>, owners: &mut [M]) -> Result<()> {
        if owners.is_empty() {
            return Ok(());
        }
        R::load_into(self, via, owners)
    }
}

/// What [`include`](crate::Query::include) takes: a relation such as `User::POSTS`, also with a
/// filter, an order and a limit, or a tuple of these. Of two that are the same relation the later
/// one counts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation of `{M}`",
    label = "expected a relation such as `{M}::POSTS`, or a tuple of these"
)]
pub trait IntoInclude<M> {
    #[doc(hidden)]
    fn add_to(self, list: &mut Vec<Arc<dyn Include<M>>>);
}

impl<M: Record, R: LoadedField> IntoInclude<M> for Relation<M, R> {
    fn add_to(self, list: &mut Vec<Arc<dyn Include<M>>>) {
        RelationQuery::new(self).add_to(list);
    }
}

impl<M: Record, R: LoadedField> IntoInclude<M> for RelationQuery<M, R> {
    fn add_to(self, list: &mut Vec<Arc<dyn Include<M>>>) {
        add(list, Arc::new(self));
    }
}

pub(super) fn add<M>(list: &mut Vec<Arc<dyn Include<M>>>, include: Arc<dyn Include<M>>) {
    list.retain(|known| known.name() != include.name());
    list.push(include);
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+),)*) => {$(
        impl<Model, $($name: IntoInclude<Model>),+> IntoInclude<Model> for ($($name,)+) {
            fn add_to(self, list: &mut Vec<Arc<dyn Include<Model>>>) {
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
}
