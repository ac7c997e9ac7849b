//! The rules that look at more than one word. Each is a function; each has a case of its name in
//! `tests/ui`.

use std::collections::HashMap;

use syn::Type;

use crate::attr::Reaction;
use crate::context::Context;
use crate::ir::{Field, Model};
use crate::symbol::{self, Symbol};

mod relation;

/// A key is given to `find` as a tuple, and those go up to this.
const KEY_COLUMNS_MAX: usize = 6;

/// What a column can be only one of.
const ROLES: &[Symbol] =
    &[symbol::CREATED_AT, symbol::UPDATED_AT, symbol::LOCK_VERSION, symbol::DELETED_AT];

/// Runs every rule.
pub(crate) fn check(cx: &Context, model: &Model<'_>) {
    model_has_key(cx, model);
    key_is_short(cx, model);
    table_without_schema(cx, model);
    one_of_each_role(cx, model);
    columns_differ(cx, model);
    constants_differ(cx, model);
    indexes_differ(cx, model);
    sequence_is_of_the_key(cx, model);
    for field in &model.fields {
        skip_stands_alone(cx, field);
        roles_exclude_each_other(cx, field);
        read_only_is_not_written(cx, field);
        key_has_no_role(cx, model, field);
        unique_has_an_index(cx, field);
        actions_need_references(cx, field);
        set_default_needs_default(cx, field);
        columns_own_their_values(cx, model, field);
        if let Some(relation) = &field.relation {
            relation::check(cx, model, field, relation);
        }
    }
}

fn model_has_key(cx: &Context, model: &Model<'_>) {
    let was_tried = model.fields.iter().any(|field| field.attrs.has(symbol::KEY));
    if model.key().is_empty() && !was_tried {
        let message = format!(
            "`{}` has no key\n\
             call a field `id`, or mark the key's field with `#[record(key)]`; several marked \
             fields make a composite key",
            model.name
        );
        cx.error(model.ident.span(), message);
    }
}

fn key_is_short(cx: &Context, model: &Model<'_>) {
    if let Some((field, _)) = model.key().get(KEY_COLUMNS_MAX) {
        let message = format!("a key has {KEY_COLUMNS_MAX} columns at the most");
        cx.error(field.span_of(symbol::KEY), message);
    }
}

/// `table = "app.users"` would be quoted as one name.
fn table_without_schema(cx: &Context, model: &Model<'_>) {
    if let Some((schema, table)) = model.table.value.rsplit_once('.') {
        let message = format!(
            "a table's name has no dot in it: write `schema = \"{schema}\", table = \"{table}\"`"
        );
        cx.error(model.table.span, message);
    }
}

/// Two fields with `created_at`.
fn one_of_each_role(cx: &Context, model: &Model<'_>) {
    for role in ROLES {
        let fields: Vec<_> = model.fields.iter().filter(|field| field.attrs.has(*role)).collect();
        if let [first, second, ..] = fields[..] {
            let message = format!("`{role}` is on both `{}` and `{}`", first.name, second.name);
            fields.iter().for_each(|field| cx.error(field.span_of(*role), &message));
        }
    }
}

fn columns_differ(cx: &Context, model: &Model<'_>) {
    let mut seen: HashMap<&str, &Field<'_>> = HashMap::new();
    for (field, column) in model.columns() {
        let name = column.name.value.as_str();
        if let Some(first) = seen.insert(name, field) {
            let message =
                format!("`{}` and `{}` are both the column `{name}`", first.name, field.name);
            cx.error(column.name.span, message);
        }
    }
}

/// `userId` and `user_id` are both `USER_ID`.
fn constants_differ(cx: &Context, model: &Model<'_>) {
    let mut seen: HashMap<String, &Field<'_>> = HashMap::new();
    let columns = model.columns().map(|(field, column)| (field, &column.constant));
    let relations = model.relations().map(|(field, relation)| (field, &relation.constant));
    for (field, constant) in columns.chain(relations) {
        let name = constant.to_string();
        if let Some(first) = seen.insert(name.clone(), field) {
            let message = format!(
                "`{}` and `{}` would both have the constant `{name}`: \
                 rename one with `#[record(constant = \"...\")]`",
                first.name, field.name
            );
            cx.error(constant.span(), message);
        }
    }
}

fn indexes_differ(cx: &Context, model: &Model<'_>) {
    for (at, index) in model.indexes.iter().enumerate() {
        let before = &model.indexes[..at];
        if before.iter().any(|other| other.columns == index.columns && other.unique == index.unique)
        {
            cx.error(index.word.span(), "the same index is given twice");
        }
        if let Some(name) = &index.name
            && before.iter().filter_map(|other| other.name.as_ref()).any(|o| o.value == name.value)
        {
            cx.error(name.span, format!("two indexes are called `{}`", name.value));
        }
    }
}

/// A sequence makes a key of one column that nobody else makes.
fn sequence_is_of_the_key(cx: &Context, model: &Model<'_>) {
    for field in &model.fields {
        if let Some(sequence) = &field.attrs.sequence {
            if !field.is_key {
                let message = format!("`sequence` makes keys, and `{}` is not the key", field.name);
                cx.error(field.span_of(symbol::SEQUENCE), message);
            } else if model.attrs.sequence.is_some() {
                cx.error(sequence.span, "`sequence` is given twice: on the struct and here");
            }
        }
    }
    if let Some(sequence) = model.sequence()
        && model.is_assigned()
    {
        let what = match model.key().len() {
            1 => "an assigned key",
            _ => "a composite key",
        };
        cx.error(sequence.span, format!("{what} is set by you: it has no `sequence`"));
    }
}

fn skip_stands_alone(cx: &Context, field: &Field<'_>) {
    if !field.attrs.has(symbol::SKIP) {
        return;
    }
    for given in field.words().iter().filter(|given| given.value != symbol::SKIP) {
        let message =
            format!("`{}` is skipped, so it has no column for `{}`", field.name, given.value);
        cx.error(given.span, message);
    }
}

fn roles_exclude_each_other(cx: &Context, field: &Field<'_>) {
    let given: Vec<_> = ROLES.iter().filter(|role| field.attrs.has(**role)).collect();
    if let [first, second, ..] = given[..] {
        let message = format!("a column cannot be both `{first}` and `{second}`");
        cx.error(field.span_of(*second), message);
    }
}

fn read_only_is_not_written(cx: &Context, field: &Field<'_>) {
    if !field.attrs.has(symbol::READ_ONLY) {
        return;
    }
    if field.is_key {
        let message = "a key cannot be `read_only`: an unset generated key is left out anyway, \
                       and any other has to be written";
        cx.error(field.span_of(symbol::READ_ONLY), message);
    }
    for role in ROLES.iter().filter(|role| field.attrs.has(**role)) {
        let message = format!(
            "`{role}` is written by the library, and a `read_only` column by the database only"
        );
        cx.error(field.span_of(symbol::READ_ONLY), message);
    }
}

fn key_has_no_role(cx: &Context, model: &Model<'_>, field: &Field<'_>) {
    if !field.is_key {
        return;
    }
    for role in ROLES.iter().filter(|role| field.attrs.has(**role)) {
        let message = format!("`{}` is the key, so it cannot be `{role}`", field.name);
        cx.error(field.span_of(*role), message);
    }
    let alone = model.key().len() == 1;
    for word in [symbol::UNIQUE, symbol::INDEX] {
        if alone && field.attrs.has(word) {
            let message = format!("the key is unique and indexed by itself: leave out `{word}`");
            cx.error(field.span_of(word), message);
        }
    }
}

fn unique_has_an_index(cx: &Context, field: &Field<'_>) {
    if field.attrs.has(symbol::UNIQUE) && field.attrs.has(symbol::INDEX) {
        let message = "a `unique` column has an index already: leave out `index`";
        cx.error(field.span_of(symbol::INDEX), message);
    }
}

fn actions_need_references(cx: &Context, field: &Field<'_>) {
    for word in [symbol::ON_DELETE, symbol::ON_UPDATE] {
        if field.attrs.has(word) && !field.attrs.has(symbol::REFERENCES) {
            let message = format!("`{word}` is of a foreign key: add `references = Model`");
            cx.error(field.span_of(word), message);
        }
    }
}

fn set_default_needs_default(cx: &Context, field: &Field<'_>) {
    let attrs = &field.attrs;
    for action in [&attrs.on_delete, &attrs.on_update].into_iter().flatten() {
        if action.value == Reaction::SetDefault && !attrs.has(symbol::DEFAULT) {
            cx.error(action.span, "\"set default\" needs a `default = \"...\"` on the field");
        }
    }
}

/// A reference can't be a column, and the advice is better than a missing trait. For a model with
/// a lifetime it was given already.
fn columns_own_their_values(cx: &Context, model: &Model<'_>, field: &Field<'_>) {
    if model.generics.lifetimes().next().is_some() {
        return;
    }
    if let (Some(_), Type::Reference(reference)) = (&field.column, field.ty()) {
        let message = "a column owns its value, so its field cannot be a reference: \
                       use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`";
        cx.error_over(reference, message);
    }
}
