//! What the fields of relations have in common: how they are filled.

use super::accessor::Related;
use super::belongs_to::BelongsTo;
use super::constant::Relation;
use super::has_many::HasMany;
use super::has_one::HasOne;
use super::load::{load, load_lists};
use super::opaque::Opaque;
use super::query::RelationQuery;
use super::tree::{NewRows, TreePart, insert_above, insert_below, work};
use crate::database::Via;
use crate::{Record, Result};

/// The type of a relation's field: [`BelongsTo`], [`HasOne`] or [`HasMany`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the field of a relation",
    label = "expected `BelongsTo<Model>`, `HasOne<Model>` or `HasMany<Model>`"
)]
pub trait RelationField: Sized + Default + 'static {
    /// The other model.
    type Target: Record;

    /// Does a part of the work on the fields' rows that are not inserted yet.
    #[doc(hidden)]
    fn new_rows<M: Record>(
        relation: Relation<M, Self>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()>;
}

/// A field that rows are loaded into.
#[doc(hidden)]
pub trait LoadedField: RelationField {
    /// Loads the relation of all owners.
    fn load_into<M: Record>(
        query: &RelationQuery<M, Self>,
        via: &Via<'_>,
        owners: &mut [M],
    ) -> Result<()>;
}

macro_rules! field_state {
    ($($field:ident),*) => {$(
        impl<T: Send + Sync + 'static> $field<T> {
            /// Empties the field, unless its rows are not inserted yet.
            #[doc(hidden)]
            pub fn forget(&mut self) {
                if !self.is_new() {
                    self.clear();
                }
            }

            /// Whether the field has rows that are not inserted yet.
            #[doc(hidden)]
            pub fn has_new(&self) -> bool {
                self.is_new()
            }
        }
    )*};
}

// Of any type: that the other side is a model is asked elsewhere, and one mistake is one error.
field_state!(BelongsTo, HasOne, HasMany);

impl<T: Record + Send + Sync> RelationField for HasMany<T> {
    type Target = T;

    fn new_rows<M: Record>(
        relation: Relation<M, Self>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        match part {
            TreePart::Below(session) => insert_below(relation, owners, session),
            _ => work(relation, owners, part),
        }
    }
}

impl<T: Record + Send + Sync> LoadedField for HasMany<T> {
    fn load_into<M: Record>(
        query: &RelationQuery<M, Self>,
        via: &Via<'_>,
        owners: &mut [M],
    ) -> Result<()> {
        let (lists, groups) = load_lists(query, via, owners)?;
        // Owners of the same key share their rows; most owners have one of their own.
        let opaque = |list| Some(Opaque::new(list));
        let mut lists: Vec<Option<Opaque<Vec<T>>>> = lists.into_iter().map(opaque).collect();
        let is_shared = groups.len() < owners.len();
        for (owner, group) in owners.iter_mut().zip(groups.of_owners()) {
            let list = match group {
                Some(group) if is_shared => lists[group].clone(),
                Some(group) => lists[group].take(),
                None => None,
            };
            query
                .relation
                .field_mut(owner)
                .set_loaded(list.unwrap_or_else(|| Opaque::new(Vec::new())));
        }
        Ok(())
    }
}

impl<T: Record + Send + Sync> RelationField for HasOne<T> {
    type Target = T;

    fn new_rows<M: Record>(
        relation: Relation<M, Self>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        match part {
            TreePart::Below(session) => insert_below(relation, owners, session),
            _ => work(relation, owners, part),
        }
    }
}

impl<T: Record + Send + Sync> LoadedField for HasOne<T> {
    fn load_into<M: Record>(
        query: &RelationQuery<M, Self>,
        via: &Via<'_>,
        owners: &mut [M],
    ) -> Result<()> {
        let loaded = load(query, via, owners)?;
        let first = first_of_group(loaded.rows, &loaded.of_row, loaded.groups.len());
        for (owner, group) in owners.iter_mut().zip(loaded.groups.of_owners()) {
            let row = group.and_then(|group| first[group].clone());
            query.relation.field_mut(owner).set_loaded(row);
        }
        Ok(())
    }
}

impl<T: Record + Send + Sync> RelationField for BelongsTo<T> {
    type Target = T;

    fn new_rows<M: Record>(
        relation: Relation<M, Self>,
        owners: &mut [M],
        part: &mut TreePart<'_, '_>,
    ) -> Result<()> {
        match part {
            TreePart::Above(session) => insert_above(relation, owners, session),
            TreePart::Done => {
                for owner in owners.iter_mut() {
                    if relation.field(owner).is_new() {
                        let key = Related::new(&*owner, relation).key()?;
                        relation.field_mut(owner).set_key(key);
                    }
                }
                work(relation, owners, part)
            }
            _ => work(relation, owners, part),
        }
    }
}

impl<T: Record + Send + Sync> LoadedField for BelongsTo<T> {
    fn load_into<M: Record>(
        query: &RelationQuery<M, Self>,
        via: &Via<'_>,
        owners: &mut [M],
    ) -> Result<()> {
        let loaded = load(query, via, owners)?;
        let first = first_of_group(loaded.rows, &loaded.of_row, loaded.groups.len());
        for (owner, group) in owners.iter_mut().zip(loaded.groups.of_owners()) {
            let row = group.and_then(|group| first[group].clone());
            let key = group.map(|group| loaded.groups.key(group));
            query.relation.field_mut(owner).set_loaded(key, row);
        }
        Ok(())
    }
}

/// The first row of each group.
pub(super) fn first_of_group<T: Send + Sync + 'static>(
    rows: impl IntoIterator<Item = T>,
    of_row: &[u32],
    groups: usize,
) -> Vec<Option<Opaque<T>>> {
    let mut first: Vec<Option<Opaque<T>>> = Vec::new();
    first.resize_with(groups, || None);
    for (row, group) in rows.into_iter().zip(of_row) {
        first[*group as usize].get_or_insert_with(|| Opaque::new(row));
    }
    first
}
