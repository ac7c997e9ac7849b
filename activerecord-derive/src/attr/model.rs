//! `#[record(...)]` on the struct of a model.

use syn::{Attribute, Ident, LitStr, Path};

use super::{Given, Item, Place, Words, items};
use crate::case::Case;
use crate::context::Context;
use crate::symbol;

/// What was given on the struct.
#[derive(Default)]
pub(crate) struct ModelAttrs {
    pub(crate) table: Option<Given<String>>,
    pub(crate) schema: Option<String>,
    pub(crate) connection: Option<String>,
    pub(crate) sequence: Option<Given<String>>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) checks: Vec<String>,
    pub(crate) indexes: Vec<IndexAttr>,
    pub(crate) krate: Option<Path>,
}

/// `index(a, b, name = "x")` or `unique(a, b)`.
pub(crate) struct IndexAttr {
    /// The word itself.
    pub(crate) word: Ident,
    pub(crate) fields: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
}

impl ModelAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = ModelAttrs::default();
        let mut words = Words::default();
        for item in items(cx, attrs, symbol::RECORD) {
            found.set(cx, &mut words, &item);
        }
        found
    }

    fn set(&mut self, cx: &Context, words: &mut Words, item: &Item) {
        let Some(word) = Place::Model.word(cx, item) else {
            return;
        };
        match word {
            symbol::CHECK | symbol::INDEX | symbol::UNIQUE => words.add_repeatable(word, item),
            _ => words.add(cx, word, item),
        }
        match word {
            symbol::TABLE => self.table = given(cx, item),
            symbol::SCHEMA => self.schema = item.text(cx),
            symbol::CONNECTION => self.connection = item.text(cx),
            symbol::SEQUENCE => self.sequence = given(cx, item),
            symbol::RENAME_ALL => {
                self.rename_all = item.literal(cx).and_then(|case| Case::parse(cx, &case));
            }
            symbol::CHECK => self.checks.extend(item.text(cx)),
            symbol::CRATE => self.krate = item.path(cx),
            _ => self.indexes.extend(index(cx, item)),
        }
    }
}

fn given(cx: &Context, item: &Item) -> Option<Given<String>> {
    item.literal(cx).map(|literal| Given { span: literal.span(), value: literal.value() })
}

fn index(cx: &Context, item: &Item) -> Option<IndexAttr> {
    let (fields, name) = item.fields(cx)?;
    let unique = item.name == symbol::UNIQUE;
    Some(IndexAttr { word: item.name.clone(), fields, name, unique })
}
