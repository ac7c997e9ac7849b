//! `#[derive(ColumnType)]`.

mod enumeration;
mod newtype;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataUnion, DeriveInput, Path};

use crate::attr::{EnumAttrs, NewtypeAttrs};
use crate::context::Context;
use crate::{expand, fallback, shape};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let cx = Context::new();
    shape::owned(&cx, &input.generics, "a column type");
    let (krate, code) = match &input.data {
        Data::Struct(strukt) => {
            let attrs = NewtypeAttrs::parse(&cx, &input.attrs);
            let krate = expand::library(attrs.krate.as_ref());
            let code = newtype::derive(&cx, input, strukt, &krate);
            (krate, code)
        }
        Data::Enum(enumeration) => {
            let attrs = EnumAttrs::parse(&cx, &input.attrs);
            let krate = expand::library(attrs.krate.as_ref());
            let code = enumeration::derive(&cx, input, enumeration, &attrs, &krate);
            (krate, code)
        }
        Data::Union(union) => (expand::library(None), refuse_union(&cx, union)),
    };
    match cx.check() {
        Ok(()) => {
            let key = into_key(input, &krate);
            quote!(#code #key)
        }
        Err(error) => {
            let errors = error.into_compile_error();
            let stub = fallback::column_type(input, &krate);
            let key = into_key(input, &krate);
            quote!(#errors #stub #key)
        }
    }
}

fn refuse_union(cx: &Context, union: &DataUnion) -> TokenStream {
    let message = "`ColumnType` needs a newtype or an enum: what a union holds cannot be known";
    cx.error_over(union.union_token, message);
    TokenStream::new()
}

/// The type can be given where a key of the type is expected.
fn into_key(input: &DeriveInput, krate: &Path) -> TokenStream {
    if input.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::IntoKey<Self> for #ident #type_generics #where_clause {
            fn into_key(self) -> Self {
                self
            }
        }
    }
}
