//! `#[record(...)]` on a field of a model.

use syn::{Attribute, Ident, LitStr, Type};

use super::{Given, Item, Place, Words, items};
use crate::context::Context;
use crate::symbol::{self, Symbol};

/// What was given on a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    /// Every word, with its place; the flags are here only.
    pub(crate) words: Words,
    pub(crate) column: Option<Given<String>>,
    pub(crate) key: Option<KeyMode>,
    pub(crate) max_length: Option<Given<u32>>,
    pub(crate) default: Option<String>,
    pub(crate) check: Option<String>,
    pub(crate) sequence: Option<Given<String>>,
    pub(crate) references: Option<Type>,
    pub(crate) on_delete: Option<Given<Reaction>>,
    pub(crate) on_update: Option<Given<Reaction>>,
    pub(crate) constant: Option<Ident>,
}

/// How `key` was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyMode {
    /// The field's type says how the key comes into being.
    ByType,
    /// `key = "assigned"`: by the user, whatever the type.
    Assigned,
}

/// A variant of the library's `ForeignKeyAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

const ACTIONS: &[(&str, Reaction)] = &[
    ("cascade", Reaction::Cascade),
    ("restrict", Reaction::Restrict),
    ("set null", Reaction::SetNull),
    ("set default", Reaction::SetDefault),
    ("no action", Reaction::NoAction),
];

impl FieldAttrs {
    pub(crate) fn parse(cx: &Context, attrs: &[Attribute]) -> Self {
        let mut found = FieldAttrs::default();
        for item in items(cx, attrs, symbol::RECORD) {
            found.set(cx, &item);
        }
        found
    }

    pub(crate) fn has(&self, word: Symbol) -> bool {
        self.words.has(word)
    }

    fn set(&mut self, cx: &Context, item: &Item) {
        let Some(word) = Place::ModelField.word(cx, item) else {
            if Place::ModelField.meant(item) == Some(symbol::KEY) {
                // Saying that the model has no key would be a second error for one mistake.
                self.words.add_repeatable(symbol::KEY, item);
            }
            return;
        };
        self.words.add(cx, word, item);
        match word {
            symbol::COLUMN => self.column = given(cx, item),
            symbol::KEY => self.key = key(cx, item),
            symbol::MAX_LENGTH => {
                let span = item.span();
                self.max_length = item.positive(cx).map(|value| Given { span, value });
            }
            symbol::DEFAULT => self.default = item.text(cx),
            symbol::CHECK => self.check = item.text(cx),
            symbol::SEQUENCE => self.sequence = given(cx, item),
            symbol::REFERENCES => self.references = item.ty(cx),
            symbol::ON_DELETE => self.on_delete = action(cx, item),
            symbol::ON_UPDATE => self.on_update = action(cx, item),
            symbol::CONSTANT => self.constant = constant(cx, item),
            symbol::INDEX | symbol::UNIQUE if item.is_list() => {
                let message = format!("`{word}(...)` over several fields belongs on the struct");
                cx.error(item.span(), message);
            }
            _ => item.flag(cx),
        }
    }
}

fn given(cx: &Context, item: &Item) -> Option<Given<String>> {
    item.literal(cx).map(|literal| Given { span: literal.span(), value: literal.value() })
}

fn key(cx: &Context, item: &Item) -> Option<KeyMode> {
    if item.is_flag() {
        return Some(KeyMode::ByType);
    }
    let mode = item.literal(cx)?;
    if mode.value() == "assigned" {
        return Some(KeyMode::Assigned);
    }
    let message = "expected `key` alone, or `key = \"assigned\"` for a key that you set yourself";
    cx.error(mode.span(), message);
    None
}

pub(super) fn action(cx: &Context, item: &Item) -> Option<Given<Reaction>> {
    let literal = item.literal(cx)?;
    let text = literal.value().to_ascii_lowercase();
    let found = ACTIONS.iter().find(|(name, _)| *name == text);
    let Some((_, value)) = found else {
        let valid: Vec<String> = ACTIONS.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let message = format!("unknown action \"{text}\"; valid are {}", valid.join(", "));
        cx.error(literal.span(), message);
        return None;
    };
    Some(Given { span: literal.span(), value: *value })
}

pub(super) fn constant(cx: &Context, item: &Item) -> Option<Ident> {
    let literal: LitStr = item.literal(cx)?;
    let ident = literal.parse::<Ident>();
    if ident.is_err() {
        let text = literal.value();
        let message = format!("\"{text}\" cannot be a name");
        cx.error(literal.span(), message);
    }
    ident.ok()
}
