//! `#[column_type(...)]` on a newtype, on an enum and on its variants.

use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Path};

use super::{Place, Words, items};
use crate::case::Case;
use crate::context::Context;
use crate::symbol;

/// What was given on a newtype.
#[derive(Default)]
pub(crate) struct NewtypeAttrs {
    pub(crate) krate: Option<Path>,
}

/// What was given on an enum.
#[derive(Default)]
pub(crate) struct EnumAttrs {
    pub(crate) words: Words,
    pub(crate) rename_all: Option<Case>,
    pub(crate) repr: Option<Repr>,
    pub(crate) krate: Option<Path>,
}

/// What was given on a variant.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) words: Words,
    pub(crate) rename: Option<LitStr>,
}

/// The integer that an enum is stored as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repr {
    name: &'static str,
    span: Span,
}

const REPRS: &[&str] = &["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

impl Repr {
    fn parse(cx: &Context, literal: &LitStr) -> Option<Repr> {
        let text = literal.value();
        let found = REPRS.iter().find(|name| **name == text);
        if found.is_none() {
            let valid: Vec<String> = REPRS.iter().map(|name| format!("\"{name}\"")).collect();
            let message = format!(
                "an enum cannot be stored as \"{text}\"; valid are {}, and without `repr` the \
                 variants are stored as text",
                valid.join(", ")
            );
            cx.error(literal.span(), message);
        }
        found.map(|name| Repr { name, span: literal.span() })
    }

    /// The type's name.
    pub(crate) fn ident(self) -> Ident {
        Ident::new(self.name, self.span)
    }
}

impl NewtypeAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = NewtypeAttrs::default();
        let mut words = Words::default();
        for item in items(cx, attrs, symbol::COLUMN_TYPE) {
            if let Some(word) = Place::Newtype.word(cx, &item) {
                words.add(cx, word, &item);
                found.krate = item.path(cx);
            }
        }
        found
    }
}

impl EnumAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = EnumAttrs::default();
        for item in items(cx, attrs, symbol::COLUMN_TYPE) {
            let Some(word) = Place::Enum.word(cx, &item) else {
                continue;
            };
            found.words.add(cx, word, &item);
            match word {
                symbol::CRATE => found.krate = item.path(cx),
                symbol::REPR => {
                    found.repr = item.literal(cx).and_then(|repr| Repr::parse(cx, &repr));
                }
                _ => {
                    found.rename_all = item.literal(cx).and_then(|case| Case::parse(cx, &case));
                }
            }
        }
        found
    }
}

impl VariantAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = VariantAttrs::default();
        for item in items(cx, attrs, symbol::COLUMN_TYPE) {
            if let Some(word) = Place::Variant.word(cx, &item) {
                found.words.add(cx, word, &item);
                found.rename = item.literal(cx);
            }
        }
        found
    }
}
