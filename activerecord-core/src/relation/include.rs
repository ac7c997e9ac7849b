//! Loading relations together with the rows of a query: one statement for each relation, however
//! many rows there are.

use std::any::Any;
use std::sync::Arc;

use super::constant::Relation;
use super::field::LoadedField;
use super::info::RelationInfo;
use super::query::RelationQuery;
use crate::database::Via;
use crate::{Error, ErrorKind, Record, Result};

/// A relation to load for rows that have been read.
#[doc(hidden)]
pub trait Include<M>: Send + Sync {
    /// The field of the relation.
    fn name(&self) -> &'static str;

    /// Loads the relation of all owners.
    fn load(&self, via: &Via<'_>, owners: &mut [M]) -> Result<()>;

    /// The relation with what is included in this and in another of the same name.
    fn merge(&self, other: &Arc<dyn Include<M>>) -> Arc<dyn Include<M>>;

    /// Refuses what contradicts itself, in relations of relations too.
    fn check(&self) -> Result<()>;

    /// For the other to see what it is.
    fn as_any(&self) -> &dyn Any;
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

    fn merge(&self, other: &Arc<dyn Include<M>>) -> Arc<dyn Include<M>> {
        let Some(other) = other.as_any().downcast_ref::<Self>() else { return Arc::clone(other) };
        if let Some(what) = self.difference(other) {
            return Arc::new(Contradiction::new(self.relation.info(), what));
        }
        let mut merged = self.clone();
        add_all(&mut merged.includes, &other.includes);
        Arc::new(merged)
    }

    fn check(&self) -> Result<()> {
        check(&self.includes)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// One relation that was included twice, in ways that can't both be.
pub(super) struct Contradiction {
    info: &'static RelationInfo,
    what: &'static str,
}

impl Contradiction {
    pub(super) fn new(info: &'static RelationInfo, what: &'static str) -> Self {
        Contradiction { info, what }
    }
}

impl<M> Include<M> for Contradiction {
    fn name(&self) -> &'static str {
        self.info.name
    }

    fn load(&self, _: &Via<'_>, _: &mut [M]) -> Result<()> {
        <Self as Include<M>>::check(self)
    }

    fn merge(&self, _: &Arc<dyn Include<M>>) -> Arc<dyn Include<M>> {
        Arc::new(Contradiction { info: self.info, what: self.what })
    }

    #[cold]
    fn check(&self) -> Result<()> {
        let message =
            format!("`{}` is included twice, with different {}", self.info.path(), self.what);
        Err(Error::new(ErrorKind::InvalidQuery, message)
            .with_model(self.info.owner().table.model)
            .with_help("include it once, or in the same way both times: a field holds one list"))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What [`include`](crate::Query::include) takes: a relation such as `User::POSTS`, also with a
/// filter, an order and a limit, or a tuple of these. The same relation twice is loaded once, with what
/// is included in either; with different filters, orders or limits it is an error.
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
    match list.iter_mut().find(|known| known.name() == include.name()) {
        Some(known) => *known = known.merge(&include),
        None => list.push(include),
    }
}

pub(super) fn add_all<M>(list: &mut Vec<Arc<dyn Include<M>>>, others: &[Arc<dyn Include<M>>]) {
    others.iter().for_each(|include| add(list, Arc::clone(include)));
}

/// Refuses what contradicts itself.
pub(crate) fn check<M>(list: &[Arc<dyn Include<M>>]) -> Result<()> {
    list.iter().try_for_each(|include| include.check())
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
