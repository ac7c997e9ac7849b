//! Relations: fields of a model that lead to rows of other models.
//!
//! A relation is described by constant data ([`RelationInfo`]) and reached in three ways: by its
//! constant ([`Relation`], for queries), by its accessor ([`Related`], for one owner), and by its
//! field ([`BelongsTo`], [`HasOne`], [`HasMany`]), which holds what was loaded.

use crate::{Error, ErrorKind};

mod accessor;
mod belongs_to;
mod columns;
mod condition;
mod constant;
mod dependent;
mod effects;
mod field;
mod has_many;
mod has_one;
mod home;
mod include;
mod info;
mod join;
mod keys;
mod links;
mod lists;
mod load;
mod opaque;
mod path;
mod polymorphic;
mod query;
mod scan;
#[cfg(feature = "json")]
mod serde;
mod strict;
mod tree;
mod untyped;
mod value;
mod write;

pub use self::accessor::Related;
pub use self::belongs_to::BelongsTo;
pub use self::columns::{Columns, column, fits, has_field, is_step, position, step};
pub use self::constant::Relation;
pub(crate) use self::dependent::{before_delete, has_dependents};
pub(crate) use self::effects::{has_effects, moved, owners_by_key, owners_of};
pub use self::field::RelationField;
pub use self::has_many::HasMany;
pub use self::has_one::HasOne;
pub(crate) use self::home::check_same_home;
pub use self::include::IntoInclude;
pub(crate) use self::include::{Include, check};
pub use self::info::{Dependent, Hop, RelationInfo, RelationKind, Side, side};
pub use self::join::IntoJoin;
pub use self::polymorphic::{
    Dispatch, HasVariant, Polymorphic, PolymorphicQuery, PolymorphicRelated, PolymorphicRelation,
    Variant, VariantInfo, fits_variants, is_text, names_differ, same_key, variant_hops,
    variant_infos,
};
pub use self::query::RelationQuery;
pub use self::strict::strict_loading;
pub use self::tree::TreePart;
pub use self::write::set;

/// A relation's field says nothing about the row: two structs are equal if their columns are.
macro_rules! ignored_in_comparisons {
    ($field:ident) => {
        impl<T> PartialEq for $field<T> {
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }

        impl<T> Eq for $field<T> {}

        impl<T> Hash for $field<T> {
            fn hash<H: Hasher>(&self, _: &mut H) {}
        }

        impl<T> PartialOrd for $field<T> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl<T> Ord for $field<T> {
            fn cmp(&self, _: &Self) -> Ordering {
                Ordering::Equal
            }
        }
    };
}
use ignored_in_comparisons;

/// The error of a field that holds nothing.
#[cold]
fn not_loaded<T>() -> Error {
    let name = std::any::type_name::<T>();
    let name = name.rsplit("::").next().unwrap_or(name);
    Error::new(ErrorKind::NotLoaded, format!("the relation to `{name}` is not loaded"))
        .with_help("load it with the query by `.include(…)`, or for this struct by `.load()`")
}

/// The error about a key that is not there yet.
#[cold]
fn no_key(table: &crate::table::Table, what: &str) -> Error {
    let message = format!("`{what}` has no key yet");
    Error::new(ErrorKind::InvalidState, message)
        .with_model(table.model)
        .with_help("create or save the struct first")
}
