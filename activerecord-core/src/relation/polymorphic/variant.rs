//! The relation to one of several models only.

use std::fmt;
use std::marker::PhantomData;

use crate::relation::constant::Relation;
use crate::relation::field::RelationField;
use crate::relation::tree::TreePart;
use crate::{Record, Result};

/// What [`PolymorphicRelation::to`](crate::PolymorphicRelation::to) leads by: the rows of one of
/// several models. It can be joined and makes conditions, and has no field of its own.
pub struct Variant<T>(PhantomData<fn() -> T>);

impl<T> Variant<T> {
    pub(super) fn of<M>(_: &M) -> &Self {
        &Variant(PhantomData)
    }

    pub(super) fn of_mut<M>(_: &mut M) -> &mut Self {
        // It has no size, so nothing is allocated.
        Box::leak(Box::new(Variant(PhantomData)))
    }
}

impl<T: Record> RelationField for Variant<T> {
    type Target = T;

    fn new_rows<M: Record>(
        _: Relation<M, Self>,
        _: &mut [M],
        _: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        Ok(())
    }
}

impl<T> Default for Variant<T> {
    fn default() -> Self {
        Variant(PhantomData)
    }
}

impl<T> fmt::Debug for Variant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variant")
    }
}
