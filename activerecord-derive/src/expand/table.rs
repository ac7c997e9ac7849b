//! The constant `TABLE`: everything that the library knows of the model.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::{assert, relations};
use crate::attr::Reaction;
use crate::ir::{Column, Field, Index, Model};
use crate::symbol;

/// The expression of `TABLE`.
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let krate = &model.krate();
    let (name, table) = (&model.name, &model.table.value);
    let columns = model.columns().map(|(field, column)| column_info(krate, field, column));
    let key = model.key().into_iter().map(|(_, column)| column.index);
    let strategy = key_strategy(krate, model);
    let more = with(krate, model);
    let assertions = assert::inside(model);
    quote! {
        const {
            #assertions
            &#krate::table::Table::new(
                #name,
                #table,
                const { &[#(#columns),*] },
                &[#(#key),*],
                #strategy,
            )
            #more
        }
    }
}

fn key_strategy(krate: &Path, model: &Model<'_>) -> TokenStream {
    match model.key()[..] {
        [(field, _)] if !model.is_assigned() => {
            let ty = field.ty();
            quote!(<#ty as #krate::ColumnType>::KEY)
        }
        _ => quote!(#krate::KeyStrategy::Assigned),
    }
}

/// The calls that add what not every table has.
fn with(krate: &Path, model: &Model<'_>) -> TokenStream {
    let attrs = &model.attrs;
    let mut calls = TokenStream::new();
    if let Some(schema) = &attrs.schema {
        calls.extend(quote!(.with_schema(#schema)));
    }
    if let Some(connection) = &attrs.connection {
        calls.extend(quote!(.with_connection(#connection)));
    }
    if let Some(sequence) = model.sequence() {
        let name = &sequence.value;
        calls.extend(quote!(.with_sequence(#name)));
    }
    if let Some(column) = model.position(symbol::CREATED_AT) {
        calls.extend(quote!(.with_created_at(#column)));
    }
    if let Some(column) = model.position(symbol::UPDATED_AT) {
        calls.extend(quote!(.with_updated_at(#column)));
    }
    if let Some(column) = model.position(symbol::LOCK_VERSION) {
        calls.extend(quote!(.with_lock_version(#column)));
    }
    if let Some(column) = model.position(symbol::DELETED_AT) {
        calls.extend(quote!(.with_deleted_at(#column)));
    }
    if !model.indexes.is_empty() {
        let indexes = model.indexes.iter().map(|found| index(krate, found));
        calls.extend(quote!(.with_indexes(const { &[#(#indexes),*] })));
    }
    if !attrs.checks.is_empty() {
        let checks = &attrs.checks;
        calls.extend(quote!(.with_checks(&[#(#checks),*])));
    }
    calls.extend(relations::with_relations(model));
    calls
}

fn index(krate: &Path, index: &Index) -> TokenStream {
    let (columns, unique) = (&index.columns, index.unique);
    let name = match &index.name {
        Some(name) => {
            let name = &name.value;
            quote!(::core::option::Option::Some(#name))
        }
        None => quote!(::core::option::Option::None),
    };
    quote!(#krate::table::Index::new(#name, &[#(#columns),*], #unique))
}

fn column_info(krate: &Path, field: &Field<'_>, column: &Column) -> TokenStream {
    let (ty, attrs) = (field.ty(), &field.attrs);
    let (field_name, name) = (&field.name, &column.name.value);
    let mut info = quote! {
        #krate::table::ColumnInfo::new(
            #field_name,
            #name,
            <#ty as #krate::ColumnType>::KIND,
            <#ty as #krate::ColumnType>::NULLABLE,
        )
    };
    let flags = [
        (symbol::READ_ONLY, quote!(.read_only())),
        (symbol::SENSITIVE, quote!(.sensitive())),
        (symbol::UNIQUE, quote!(.unique())),
        (symbol::INDEX, quote!(.indexed())),
    ];
    for (_, call) in flags.into_iter().filter(|(word, _)| attrs.has(*word)) {
        info.extend(call);
    }
    if let Some(length) = &attrs.max_length {
        let characters = length.value;
        info.extend(quote!(.max_length(#characters)));
    }
    if let Some(sql) = &attrs.default {
        info.extend(quote!(.default(#sql)));
    }
    if let Some(sql) = &attrs.check {
        info.extend(quote!(.check(#sql)));
    }
    if let Some(reference) = reference(krate, field) {
        info.extend(quote!(.references(#reference)));
    }
    info
}

fn reference(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    let ty = field.attrs.references.as_ref()?;
    let span = ty.span();
    // A function, for two tables may refer to each other.
    let table = quote_spanned!(span=> || <#ty as #krate::Record>::TABLE);
    let mut reference = quote!(#krate::table::Reference::new(#table));
    if let Some(action) = &field.attrs.on_delete {
        let action = foreign_key_action(krate, action.value);
        reference.extend(quote!(.on_delete(#action)));
    }
    if let Some(action) = &field.attrs.on_update {
        let action = foreign_key_action(krate, action.value);
        reference.extend(quote!(.on_update(#action)));
    }
    Some(reference)
}

pub(super) fn foreign_key_action(krate: &Path, action: Reaction) -> TokenStream {
    let variant = match action {
        Reaction::NoAction => quote!(NoAction),
        Reaction::Restrict => quote!(Restrict),
        Reaction::Cascade => quote!(Cascade),
        Reaction::SetNull => quote!(SetNull),
        Reaction::SetDefault => quote!(SetDefault),
    };
    quote!(#krate::table::ForeignKeyAction::#variant)
}
