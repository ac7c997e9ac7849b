//! `#[record(...)]` on the field of a relation.

use syn::{Attribute, Ident, Type};

use super::field::{Reaction, action, constant};
use super::{Given, Item, Place, Words, items};
use crate::context::Context;
use crate::symbol::{self, Symbol};

/// What was given on the field of a relation.
#[derive(Default)]
pub(crate) struct RelationAttrs {
    /// Every word, with its place; the flags are here only.
    pub(crate) words: Words,
    pub(crate) key: Option<Vec<Ident>>,
    pub(crate) other_key: Option<Vec<Ident>>,
    pub(crate) references: Option<Vec<Ident>>,
    pub(crate) through: Vec<Type>,
    pub(crate) order: Vec<Given<OrderBy>>,
    pub(crate) dependent: Option<Given<Dependent>>,
    pub(crate) polymorphic: Option<Given<String>>,
    pub(crate) counter_cache: Option<Ident>,
    pub(crate) on_delete: Option<Given<Reaction>>,
    pub(crate) on_update: Option<Given<Reaction>>,
    pub(crate) constant: Option<Ident>,
    pub(crate) accessor: Option<Ident>,
}

/// A field to order by.
#[derive(Debug, Clone)]
pub(crate) struct OrderBy {
    pub(crate) field: String,
    pub(crate) descending: bool,
}

/// A variant of the library's `Dependent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dependent {
    Delete,
    Nullify,
    Restrict,
}

const DEPENDENTS: &[(&str, Dependent)] = &[
    ("delete", Dependent::Delete),
    ("nullify", Dependent::Nullify),
    ("restrict", Dependent::Restrict),
];

impl RelationAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = RelationAttrs::default();
        for item in items(cx, attrs, symbol::RECORD) {
            found.set(cx, &item);
        }
        found
    }

    pub(crate) fn has(&self, word: Symbol) -> bool {
        self.words.has(word)
    }

    fn set(&mut self, cx: &Context, item: &Item) {
        let Some(word) = Place::Relation.word(cx, item) else { return };
        self.words.add(cx, word, item);
        match word {
            symbol::KEY => self.key = item.field_names(cx),
            symbol::OTHER_KEY => self.other_key = item.field_names(cx),
            symbol::REFERENCES => self.references = item.field_names(cx),
            symbol::THROUGH => self.through = item.types(cx),
            symbol::ORDER => self.order = order(cx, item),
            symbol::DEPENDENT => self.dependent = dependent(cx, item),
            symbol::POLYMORPHIC if item.is_flag() => {}
            symbol::POLYMORPHIC => {
                let text = item.literal(cx);
                self.polymorphic =
                    text.map(|text| Given { span: text.span(), value: text.value() });
            }
            symbol::COUNTER_CACHE => {
                let names = item.field_names(cx);
                self.counter_cache = names.and_then(|mut names| names.pop());
            }
            symbol::ON_DELETE => self.on_delete = action(cx, item),
            symbol::ON_UPDATE => self.on_update = action(cx, item),
            symbol::CONSTANT => self.constant = constant(cx, item),
            symbol::ACCESSOR => self.accessor = constant(cx, item),
            _ => item.flag(cx),
        }
    }
}

/// `order = "created_at desc, id"`.
fn order(cx: &Context, item: &Item) -> Vec<Given<OrderBy>> {
    let Some(text) = item.literal(cx) else { return Vec::new() };
    let mut found = Vec::new();
    for part in text.value().split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        let descending = match words[..] {
            [_] => false,
            [_, direction] if direction.eq_ignore_ascii_case("asc") => false,
            [_, direction] if direction.eq_ignore_ascii_case("desc") => true,
            _ => {
                let message = "expected fields, each with `desc` behind it or not: \
                               `order = \"created_at desc, id\"`";
                cx.error(text.span(), message);
                return Vec::new();
            }
        };
        let value = OrderBy { field: words[0].to_owned(), descending };
        found.push(Given { span: text.span(), value });
    }
    found
}

fn dependent(cx: &Context, item: &Item) -> Option<Given<Dependent>> {
    let literal = item.literal(cx)?;
    let text = literal.value().to_ascii_lowercase();
    let found = DEPENDENTS.iter().find(|(name, _)| *name == text);
    let Some((_, value)) = found else {
        let valid: Vec<String> = DEPENDENTS.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let message = format!("unknown `dependent` \"{text}\"; valid are {}", valid.join(", "));
        cx.error(literal.span(), message);
        return None;
    };
    Some(Given { span: literal.span(), value: *value })
}
