//! Which words were given in one place, so that rules about pairs of them can be asked.

use proc_macro2::Span;

use super::{Given, Item};
use crate::context::Context;
use crate::symbol::Symbol;

/// The words given on one struct, field or variant, with their places.
#[derive(Debug, Default)]
pub(crate) struct Words(Vec<Given<Symbol>>);

impl Words {
    /// Remembers a word; a second time is an error.
    pub(crate) fn add(&mut self, cx: &Context, word: Symbol, item: &Item) {
        if self.has(word) {
            cx.error(item.span(), format!("`{word}` is given twice"));
        } else {
            self.add_repeatable(word, item);
        }
    }

    /// Remembers a word that may be given more than once.
    pub(crate) fn add_repeatable(&mut self, word: Symbol, item: &Item) {
        self.0.push(Given { span: item.span(), value: word });
    }

    pub(crate) fn has(&self, word: Symbol) -> bool {
        self.span(word).is_some()
    }

    /// Where the word was given.
    pub(crate) fn span(&self, word: Symbol) -> Option<Span> {
        self.0.iter().find(|given| given.value == word).map(|given| given.span)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Given<Symbol>> {
        self.0.iter()
    }
}
