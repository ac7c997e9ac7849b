//! The rules about relations.

use crate::attr::{RelationAttrs, nearest};
use crate::context::Context;
use crate::ir::{Field, Model};
use crate::relation::{Relation, RelationKind};
use crate::shape;
use crate::symbol::{self, Symbol};

/// Names that the verbs of models have: an accessor of the same name would hide them.
const VERBS: &[&str] = &[
    "bind",
    "configure",
    "create",
    "create_on",
    "database",
    "delete",
    "delete_forever",
    "delete_forever_on",
    "delete_many",
    "delete_many_on",
    "delete_on",
    "exists",
    "filter",
    "find",
    "find_by",
    "find_by_sql",
    "find_many",
    "include_in",
    "include_in_on",
    "insert",
    "insert_many",
    "insert_many_on",
    "insert_on",
    "on",
    "only_deleted",
    "query",
    "reload",
    "reload_on",
    "restore",
    "restore_on",
    "save",
    "save_on",
    "tracked",
    "transaction",
    "update",
    "update_many",
    "update_many_on",
    "update_on",
    "upsert_many",
    "using",
    "with_deleted",
];

/// Runs the rules of one relation.
pub(super) fn check(cx: &Context, model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) {
    words_are_of_the_kind(cx, field, relation);
    keys_are_fields(cx, model, field, relation);
    through_has_no_foreign_key(cx, field, relation);
    accessor_hides_no_verb(cx, field, relation);
}

fn words_are_of_the_kind(cx: &Context, field: &Field<'_>, relation: &Relation<'_>) {
    let (wrong, reason): (&[Symbol], &str) = match relation.kind {
        RelationKind::BelongsTo => (
            &[symbol::THROUGH, symbol::OTHER_KEY, symbol::ORDER, symbol::DEPENDENT],
            "the other model has one row at the most, and does not depend on this one",
        ),
        RelationKind::HasOne | RelationKind::HasMany => (
            &[
                symbol::COUNTER_CACHE,
                symbol::TOUCH,
                symbol::ON_DELETE,
                symbol::ON_UPDATE,
                symbol::NO_FOREIGN_KEY,
            ],
            "it belongs on the `BelongsTo` of the other model, which has the key",
        ),
    };
    for word in wrong.iter().filter(|word| relation.attrs.has(**word)) {
        let message = format!(
            "`{word}` does not go with `{}`, a `{}`: {reason}",
            field.name,
            relation.kind.name()
        );
        cx.error(relation.span_of(*word), message);
    }
    words_are_of_one_model(cx, relation);
    let is_bare = relation.attrs.has(symbol::POLYMORPHIC) && relation.attrs.polymorphic.is_none();
    if is_bare && !relation.is_belongs_to() {
        let message = "name the relation of the other model: `polymorphic = \"commentable\"` stands \
                       for its fields `commentable_type` and `commentable_id`";
        cx.error(relation.span_of(symbol::POLYMORPHIC), message);
    }
    if relation.attrs.has(symbol::NO_FOREIGN_KEY) {
        for word in [symbol::ON_DELETE, symbol::ON_UPDATE] {
            if relation.attrs.has(word) {
                let message = format!("`{word}` is of a foreign key, and there is none");
                cx.error(relation.span_of(word), message);
            }
        }
    }
}

/// What goes by the table of the other model does not go with several models.
fn words_are_of_one_model(cx: &Context, relation: &Relation<'_>) {
    if !relation.is_polymorphic() {
        return;
    }
    let of_one_model = [
        symbol::REFERENCES,
        symbol::COUNTER_CACHE,
        symbol::TOUCH,
        symbol::ON_DELETE,
        symbol::ON_UPDATE,
        symbol::NO_FOREIGN_KEY,
    ];
    for word in of_one_model.into_iter().filter(|word| relation.attrs.has(*word)) {
        let message = format!(
            "`{word}` does not go with `polymorphic`: it is about the table of one model, and the \
             key can be of several"
        );
        cx.error(relation.span_of(word), message);
    }
}

/// The fields that are this model's own: the key of a `BelongsTo`, what a `HasMany` refers to.
fn keys_are_fields(cx: &Context, model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) {
    if relation.is_through() {
        return;
    }
    if relation.is_belongs_to() {
        for key in relation.key(&field.name, &model.name) {
            is_column(
                cx,
                model,
                relation,
                &key,
                &format!("the key of `{}`", field.name),
                symbol::KEY,
            );
        }
        if let Some(name) = relation.type_field(&field.name) {
            let what = format!("which says of which model `{}` is", field.name);
            is_column(cx, model, relation, &name, &what, symbol::POLYMORPHIC);
        }
    } else {
        for name in relation.attrs.references.iter().flatten() {
            let what = format!("what `{}` refers to", field.name);
            is_column(cx, model, relation, &shape::plain(name), &what, symbol::REFERENCES);
        }
    }
}

fn is_column(
    cx: &Context,
    model: &Model<'_>,
    relation: &Relation<'_>,
    name: &str,
    what: &str,
    word: Symbol,
) {
    let mut names = model.columns().map(|(field, _)| field.name.as_str());
    if names.any(|known| known == name) {
        return;
    }
    let meant = nearest(name, model.columns().map(|(field, _)| field.name.as_str()));
    let way = match meant {
        Some(meant) if relation.attrs.has(word) => format!("did you mean `{meant}`?"),
        _ if word == symbol::KEY => {
            "add it, or name the key by `#[record(key = \"...\")]`".to_owned()
        }
        _ => "add it".to_owned(),
    };
    let message = format!("`{}` has no field `{name}`, {what}: {way}", model.name);
    cx.error(relation.span_of(word), message);
}

fn through_has_no_foreign_key(cx: &Context, field: &Field<'_>, relation: &Relation<'_>) {
    let attrs: &RelationAttrs = &relation.attrs;
    if relation.is_through() {
        for word in [symbol::REFERENCES, symbol::DEPENDENT, symbol::POLYMORPHIC] {
            if attrs.has(word) {
                let message = format!(
                    "`{word}` does not go with `through`: it belongs on the relation to the model \
                     in between"
                );
                cx.error(relation.span_of(word), message);
            }
        }
    } else if attrs.has(symbol::OTHER_KEY) {
        let message =
            format!("`other_key` goes with `through` only, which `{}` has not", field.name);
        cx.error(relation.span_of(symbol::OTHER_KEY), message);
    }
}

fn accessor_hides_no_verb(cx: &Context, field: &Field<'_>, relation: &Relation<'_>) {
    let name = shape::plain(&relation.accessor);
    if VERBS.contains(&name.as_str()) {
        let message = format!(
            "the accessor of `{}` would hide the verb `{name}` of models: \
             rename it by `#[record(accessor = \"...\")]`",
            field.name
        );
        cx.error(relation.accessor.span(), message);
    }
}
