//! `#[record(...)]` on a struct with `#[derive(FromRow)]` and on its fields, and on an enum of
//! models.

use syn::{Attribute, LitStr, Path};

use super::{Place, Words, items};
use crate::case::Case;
use crate::context::Context;
use crate::symbol;

/// What was given on the struct.
#[derive(Default)]
pub(crate) struct RowAttrs {
    pub(crate) rename_all: Option<Case>,
    pub(crate) krate: Option<Path>,
}

/// What was given on a field.
#[derive(Default)]
pub(crate) struct RowFieldAttrs {
    pub(crate) column: Option<LitStr>,
}

/// What was given on an enum of models.
#[derive(Default)]
pub(crate) struct EnumOfModelsAttrs {
    pub(crate) krate: Option<Path>,
}

impl EnumOfModelsAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = EnumOfModelsAttrs::default();
        let mut words = Words::default();
        for item in items(cx, attrs, symbol::RECORD) {
            if let Some(word) = Place::EnumOfModels.word(cx, &item) {
                words.add(cx, word, &item);
                found.krate = item.path(cx);
            }
        }
        found
    }
}

impl RowAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = RowAttrs::default();
        let mut words = Words::default();
        for item in items(cx, attrs, symbol::RECORD) {
            let Some(word) = Place::Row.word(cx, &item) else {
                continue;
            };
            words.add(cx, word, &item);
            match word {
                symbol::CRATE => found.krate = item.path(cx),
                _ => {
                    found.rename_all = item.literal(cx).and_then(|case| Case::parse(cx, &case));
                }
            }
        }
        found
    }
}

impl RowFieldAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = RowFieldAttrs::default();
        let mut words = Words::default();
        for item in items(cx, attrs, symbol::RECORD) {
            if let Some(word) = Place::RowField.word(cx, &item) {
                words.add(cx, word, &item);
                found.column = item.literal(cx);
            }
        }
        found
    }
}
