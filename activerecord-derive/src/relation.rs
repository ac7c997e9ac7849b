//! The relation of a field, as the derive understands it.

use proc_macro2::{Ident, Span};
use syn::{GenericArgument, PathArguments, Type};

use crate::attr::{RelationAttrs, items};
use crate::case::Case;
use crate::context::Context;
use crate::symbol::{self, Symbol};
use crate::{infer, shape};

/// A field of the type `BelongsTo<T>`, `HasOne<T>` or `HasMany<T>`.
pub(crate) struct Relation<'a> {
    pub(crate) kind: RelationKind,
    /// The other model.
    pub(crate) target: &'a Type,
    pub(crate) attrs: RelationAttrs,
    pub(crate) constant: Ident,
    pub(crate) accessor: Ident,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationKind {
    BelongsTo,
    HasOne,
    HasMany,
}

impl RelationKind {
    /// The variant of the library's `RelationKind`, which is also the name of the field's type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            RelationKind::BelongsTo => "BelongsTo",
            RelationKind::HasOne => "HasOne",
            RelationKind::HasMany => "HasMany",
        }
    }
}

impl<'a> Relation<'a> {
    /// The relation of a field by its type; none for any other type, and for a field that is
    /// skipped.
    pub(crate) fn parse(
        cx: &Context,
        original: &'a syn::Field,
        ident: &Ident,
        name: &str,
    ) -> Option<Self> {
        let (kind, target) = kind_and_target(&original.ty)?;
        let silent = Context::new();
        let is_skipped = items(&silent, &original.attrs, symbol::RECORD)
            .iter()
            .any(|item| item.name == symbol::SKIP);
        // What is wrong with the words is reported below.
        let _ = silent.check();
        if is_skipped {
            return None;
        }
        let attrs = RelationAttrs::parse(cx, &original.attrs);
        let constant = attrs.constant.clone().unwrap_or_else(|| constant(ident, name));
        let accessor = attrs.accessor.clone().unwrap_or_else(|| ident.clone());
        Some(Relation { kind, target, attrs, constant, accessor })
    }

    pub(crate) fn is_belongs_to(&self) -> bool {
        self.kind == RelationKind::BelongsTo
    }

    pub(crate) fn is_through(&self) -> bool {
        self.attrs.has(symbol::THROUGH)
    }

    /// The fields that have the key: of this model for `BelongsTo`, else of the other one.
    pub(crate) fn key(&self, field: &str, model: &str) -> Vec<String> {
        if let Some(key) = &self.attrs.key {
            return key.iter().map(shape::plain).collect();
        }
        let prefix = match (&self.attrs.polymorphic, self.kind) {
            (Some(name), _) => name.value.clone(),
            (None, RelationKind::BelongsTo) => field.to_owned(),
            (None, _) => Case::Snake.of_variant(model),
        };
        vec![format!("{prefix}_id")]
    }

    /// The field beside the key that says which model the key is of.
    pub(crate) fn type_field(&self, field: &str) -> Option<String> {
        let prefix = match &self.attrs.polymorphic {
            Some(name) => name.value.as_str(),
            None if self.is_polymorphic() => field,
            None => return None,
        };
        Some(format!("{prefix}_type"))
    }

    /// Whether it belongs to a row of one of several models.
    pub(crate) fn is_polymorphic(&self) -> bool {
        self.is_belongs_to() && self.attrs.has(symbol::POLYMORPHIC)
    }

    /// Where a word was given, or else the type of the other model.
    pub(crate) fn span_of(&self, word: Symbol) -> Span {
        self.attrs.words.span(word).unwrap_or_else(|| self.constant.span())
    }
}

/// The constant of a relation: its field's name in capitals.
fn constant(ident: &Ident, name: &str) -> Ident {
    match syn::parse_str::<Ident>(&infer::constant(name)) {
        Ok(mut constant) => {
            constant.set_span(ident.span());
            constant
        }
        // Letters exist whose capitals are no identifier.
        Err(_) => ident.clone(),
    }
}

/// The name of a model's struct, from its path.
pub(crate) fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            path.path.segments.last().map_or_else(String::new, |last| shape::plain(&last.ident))
        }
        _ => String::new(),
    }
}

fn kind_and_target(ty: &Type) -> Option<(RelationKind, &Type)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let kinds = [RelationKind::BelongsTo, RelationKind::HasOne, RelationKind::HasMany];
    let kind = kinds.into_iter().find(|kind| last.ident == kind.name())?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(target)) if arguments.args.len() == 1 => Some((kind, target)),
        _ => None,
    }
}
