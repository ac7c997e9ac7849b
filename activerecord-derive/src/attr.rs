//! From the tokens of an attribute to its words, each with the place where it was written.
//!
//! A word that can't be read does not hide the errors of those after it: the reader reports it and
//! goes on behind the next comma.

mod column_type;
mod field;
mod item;
mod model;
mod relation;
mod row;
mod unknown;
mod words;

use proc_macro2::Span;

pub(crate) use self::column_type::{EnumAttrs, NewtypeAttrs, Repr, VariantAttrs};
pub(crate) use self::field::{FieldAttrs, KeyMode, Reaction};
pub(crate) use self::item::{Item, items};
pub(crate) use self::model::{IndexAttr, ModelAttrs};
pub(crate) use self::relation::{Dependent, RelationAttrs};
pub(crate) use self::row::{EnumOfModelsAttrs, RowAttrs, RowFieldAttrs};
pub(crate) use self::unknown::{Place, nearest};
pub(crate) use self::words::Words;

/// A value and the word that gave it.
#[derive(Debug, Clone)]
pub(crate) struct Given<T> {
    pub(crate) span: Span,
    pub(crate) value: T,
}
