//! What must hold of the models on both sides of a relation, in our words.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::assertion;
use crate::attr::{Dependent, Reaction};
use crate::expand::relations::steps;
use crate::ir::{Field, Model};
use crate::relation::{Relation, name_of};
use crate::shape;
use crate::symbol;

/// The assertions about a relation.
pub(crate) fn relation(
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    let krate = &model.krate();
    let mut found = Vec::new();
    if relation.is_polymorphic() {
        return keys_fit_all(krate, model, field, relation);
    }
    if relation.is_through() {
        found.extend(through_leads_there(krate, model, field, relation));
    } else {
        found.extend(key_is_there(krate, model, field, relation));
        found.extend(referenced_is_there(krate, field, relation));
        found.extend(keys_fit(krate, model, field, relation));
    }
    found.extend(order_is_there(krate, field, relation));
    found.extend(counter_is_there(krate, field, relation));
    found.extend(type_field_is_there(krate, model, field, relation));
    found.extend(touched_has_updated_at(krate, field, relation));
    found.extend(nullify_is_nullable(krate, model, field, relation));
    found.extend(set_null_is_nullable(krate, model, field, relation));
    found
}

/// The key of a `HasMany` is a field of the other model; that of a `BelongsTo` was checked already.
fn key_is_there(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    if relation.is_belongs_to() {
        return Vec::new();
    }
    let keys = relation.key(&field.name, &model.name);
    keys.iter()
        .map(|key| {
            let target = name_of(relation.target);
            let message = format!(
                "`{target}` has no field `{key}`, which would be the key of `{}.{}`: \
             add it, or name the key by `#[record(key = \"...\")]`",
                model.name, field.name
            );
            has_field(krate, field, relation, key, &message)
        })
        .collect()
}

/// What a `BelongsTo` refers to is a field of the other model; that of a `HasMany` was checked
/// already.
fn referenced_is_there(
    krate: &Path,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    let fields = relation.attrs.references.iter().flatten().filter(|_| relation.is_belongs_to());
    fields
        .map(|name| {
            let (name, target) = (shape::plain(name), name_of(relation.target));
            let message =
                format!("`{target}` has no field `{name}` that `{}` could refer to", field.name);
            has_field(krate, field, relation, &name, &message)
        })
        .collect()
}

fn has_field(
    krate: &Path,
    field: &Field<'_>,
    relation: &Relation<'_>,
    name: &str,
    message: &str,
) -> TokenStream {
    let target = relation.target;
    let has = quote!(#krate::__private::has_field(<#target as #krate::Record>::TABLE, #name));
    assertion(field.ty(), &has, message)
}

fn keys_fit(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    let target = relation.target;
    let key = relation.key(&field.name, &model.name);
    let (owner, other) = (&model.name, name_of(target));
    let (with_key, referred) = if relation.is_belongs_to() {
        (quote!(Self), quote!(#target))
    } else {
        (quote!(#target), quote!(Self))
    };
    let referenced = match &relation.attrs.references {
        Some(fields) => {
            let fields = fields.iter().map(shape::plain);
            quote!(#krate::__private::Columns::named(
                <#referred as #krate::Record>::TABLE, &[#(#fields),*]
            ))
        }
        None => quote!(#krate::__private::Columns::key(<#referred as #krate::Record>::TABLE)),
    };
    let (side, referred_name) = if relation.is_belongs_to() {
        (owner.as_str(), other.as_str())
    } else {
        (other.as_str(), owner.as_str())
    };
    let what = match &relation.attrs.references {
        Some(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("`{}`", shape::plain(field))).collect();
            fields.join(", ")
        }
        None => "the key".to_owned(),
    };
    let keys = key.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let message = format!(
        "{keys} of `{side}` cannot refer to {what} of `{referred_name}`: \
         the numbers of columns or their types are different"
    );
    let fits = quote! {
        #krate::__private::fits(
            <#with_key as #krate::Record>::TABLE,
            <#referred as #krate::Record>::TABLE,
            (
                #krate::__private::Columns::named(<#with_key as #krate::Record>::TABLE, &[#(#key),*]),
                #referenced,
            ),
        )
    };
    Some(assertion(field.ty(), &fits, &message))
}

/// The key of a row that belongs to one of several models fits them all, and the field beside it
/// holds their names.
fn keys_fit_all(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    let (enumeration, owner) = (relation.target, &model.name);
    let key = relation.key(&field.name, owner);
    let own = quote!(<Self as #krate::Record>::TABLE);
    let keys = key.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let message = format!(
        "{keys} of `{owner}` cannot refer to the keys of the models of `{}`: \
         the numbers of columns or their types are different",
        name_of(enumeration)
    );
    let fits = quote! {
        #krate::__private::fits_variants(
            #own,
            &[#(#key),*],
            <#enumeration as #krate::Polymorphic>::VARIANTS,
        )
    };
    let mut found = vec![assertion(field.ty(), &fits, &message)];
    if let Some(name) = relation.type_field(&field.name) {
        let message = format!("`{name}` of `{owner}` holds the name of a model: make it text");
        let is_text = quote!(#krate::__private::is_text(#own, #name));
        found.push(assertion(field.ty(), &is_text, &message));
    }
    found
}

fn through_leads_there(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    let found = steps(krate, model, relation).into_iter().map(|step| {
        let (from, to, columns) = (&step.from, &step.to, &step.columns);
        let message = format!(
            "`{}.{}` finds no way from `{}` to `{}`: exactly one of them needs a key of the other; \
             name the keys by `key` and `other_key` where they are called differently",
            model.name, field.name, step.from_name, step.to_name
        );
        let is_step = quote! {
            #krate::__private::is_step(
                <#from as #krate::Record>::TABLE,
                <#to as #krate::Record>::TABLE,
                #columns,
            )
        };
        let found = assertion(field.ty(), &is_step, &message);
        let message = format!(
            "the keys between `{}` and `{}`, on the way of `{}.{}`, are of different types",
            step.from_name, step.to_name, model.name, field.name
        );
        let fits = quote! {
            #krate::__private::fits(
                <#from as #krate::Record>::TABLE,
                <#to as #krate::Record>::TABLE,
                #columns,
            )
        };
        let fitting = assertion(field.ty(), &fits, &message);
        quote!({ #found #fitting })
    });
    found.collect()
}

fn order_is_there(krate: &Path, field: &Field<'_>, relation: &Relation<'_>) -> Vec<TokenStream> {
    let names = relation.attrs.order.iter();
    names
        .map(|given| {
            let (name, target) = (&given.value.field, name_of(relation.target));
            let message = format!(
                "`{target}` has no field `{name}` that `{}` could be ordered by",
                field.name
            );
            has_field(krate, field, relation, name, &message)
        })
        .collect()
}

fn counter_is_there(
    krate: &Path,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    let counter = shape::plain(relation.attrs.counter_cache.as_ref()?);
    let target = relation.target;
    let name = name_of(target);
    let message = format!("`{name}` has no integer field `{counter}` to count in");
    let is_integer = quote! {{
        let __table = <#target as #krate::Record>::TABLE;
        match #krate::__private::position(__table, #counter) {
            ::core::option::Option::Some(__column) => __table.columns[__column].kind.is_integer(),
            ::core::option::Option::None => __table.columns.is_empty(),
        }
    }};
    Some(assertion(field.ty(), &is_integer, &message))
}

fn type_field_is_there(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    let name = relation.type_field(&field.name)?;
    let target = name_of(relation.target);
    let message = format!(
        "`{target}` has no field `{name}` that says which model the key of `{}.{}` is of",
        model.name, field.name
    );
    Some(has_field(krate, field, relation, &name, &message))
}

fn touched_has_updated_at(
    krate: &Path,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    relation.attrs.has(symbol::TOUCH).then(|| {
        let target = relation.target;
        let message = format!("`{}` has no `updated_at` to touch", name_of(target));
        let has = quote! {{
            let __table = <#target as #krate::Record>::TABLE;
            __table.updated_at.is_some() || __table.columns.is_empty()
        }};
        assertion(field.ty(), &has, &message)
    })
}

fn nullify_is_nullable(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    let is_nullify = relation.attrs.dependent.as_ref()?.value == Dependent::Nullify;
    is_nullify.then(|| {
        let target = relation.target;
        let key = relation.key(&field.name, &model.name);
        let message = format!(
            "\"nullify\" sets `{}` of `{}` to NULL: make it an Option",
            key.join("`, `"),
            name_of(target)
        );
        all_nullable(krate, &quote!(#target), &key, &message, field.ty())
    })
}

fn set_null_is_nullable(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Option<TokenStream> {
    let attrs = &relation.attrs;
    let given = [&attrs.on_delete, &attrs.on_update];
    let is_set_null = given.into_iter().flatten().any(|action| action.value == Reaction::SetNull);
    is_set_null.then(|| {
        let key = relation.key(&field.name, &model.name);
        let message = format!(
            "\"set null\" needs a column that can be NULL: make `{}` an Option",
            key.join("`, `")
        );
        all_nullable(krate, &quote!(Self), &key, &message, field.ty())
    })
}

fn all_nullable(
    krate: &Path,
    model: &TokenStream,
    key: &[String],
    message: &str,
    place: &impl ToTokens,
) -> TokenStream {
    let is_nullable = key.iter().map(|name| {
        quote! {
            match #krate::__private::position(__table, #name) {
                ::core::option::Option::Some(__column) => __table.columns[__column].nullable,
                ::core::option::Option::None => true,
            }
        }
    });
    let all = quote! {{
        let __table = <#model as #krate::Record>::TABLE;
        true #(&& #is_nullable)*
    }};
    assertion(place, &all, message)
}
