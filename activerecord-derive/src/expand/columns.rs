//! The typed constant of each column.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Attribute;

use crate::ir::{Column, Field, Model};

/// `impl User { pub const EMAIL: Column<Self, String> = ...; }`
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    let ident = model.ident;
    // Two of one name are an error of ours already.
    let mut seen = HashSet::new();
    let constants = model
        .columns()
        .filter(|(_, column)| seen.insert(column.constant.to_string()))
        .map(|(field, column)| constant(model, field, column));
    quote! {
        #[automatically_derived]
        #[allow(dead_code, deprecated)]
        impl #impl_generics #ident #type_generics #where_clause {
            #(#constants)*
        }
    }
}

fn constant(model: &Model<'_>, field: &Field<'_>, column: &Column) -> TokenStream {
    let krate = model.krate();
    let visibility = &field.original.vis;
    let (name, ty, index) = (&column.constant, field.ty(), column.index);
    let docs = docs(field, column);
    // The first and the last token stand at the field: where the user has a constant of the same
    // name, rustc points there.
    let keyword = quote_spanned!(name.span()=> const);
    let end = quote_spanned!(name.span()=> ;);
    quote! {
        #docs
        #visibility #keyword #name: #krate::Column<Self, #ty> = #krate::Column::new(#index) #end
    }
}

/// The field's docs, or a line of our own where it has none; and its deprecation.
fn docs(field: &Field<'_>, column: &Column) -> TokenStream {
    let is_doc = |attr: &&Attribute| attr.path().is_ident("doc");
    let attrs = &field.original.attrs;
    let copied = attrs.iter().filter(|attr| is_doc(attr) || attr.path().is_ident("deprecated"));
    let own = if attrs.iter().any(|attr| is_doc(&attr)) {
        None
    } else {
        Some(format!("The column `{}`.", column.name.value))
    };
    let own = own.map(|line| quote!(#[doc = #line]));
    quote!(#(#copied)* #own)
}
