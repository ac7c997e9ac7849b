//! What stands next to an error, so that the rest of the user's code does not fail because of it:
//! stubs of the impls that the derive would have written.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, GenericParam, Path};

use crate::expand::{self, Bounds};
use crate::ir::Model;
use crate::shape;

/// A stub of `Record`, and the columns' constants as far as they are known.
pub(crate) fn record(input: &DeriveInput, model: Option<&Model<'_>>) -> TokenStream {
    let krate = match model {
        Some(model) => model.krate(),
        None => expand::library(None),
    };
    let key = key_type(model);
    let name = shape::plain(&input.ident);
    let body = quote! {
        type Key = #key;
        const TABLE: &'static #krate::table::Table = &#krate::table::Table::new(
            #name, #name, &[], &[], #krate::KeyStrategy::Assigned,
        );
        fn slot() -> &'static #krate::__private::ModelSlot {
            #krate::__private::slot_of::<Self>()
        }
        fn decode(
            _: &mut dyn #krate::Row,
            _: ::core::primitive::usize,
        ) -> #krate::Result<Self> {
            ::core::unreachable!()
        }
        fn value(&self, _: ::core::primitive::usize) -> #krate::Result<#krate::Value<'_>> {
            ::core::unreachable!()
        }
        fn set_value(
            &mut self,
            _: ::core::primitive::usize,
            _: #krate::Value<'_>,
        ) -> #krate::Result<()> {
            ::core::unreachable!()
        }
        fn key_values(_: &<Self as #krate::Record>::Key) -> #krate::Result<#krate::Values<'_>> {
            ::core::unreachable!()
        }
    };
    let record = stub(input, &quote!(#krate::Record), body);
    let columns = model.map(expand::columns);
    quote!(#record #columns)
}

/// The key's type if it is known, else the type of most keys.
fn key_type(model: Option<&Model<'_>>) -> TokenStream {
    match model {
        Some(model) if !model.key().is_empty() => expand::key_type(model),
        _ => quote!(::core::primitive::i64),
    }
}

/// A stub of `ColumnType`.
pub(crate) fn column_type(input: &DeriveInput, krate: &Path) -> TokenStream {
    let body = quote! {
        type Base = Self;
        const KIND: #krate::Kind = #krate::Kind::Text;
        fn from_value(
            _: #krate::Value<'_>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            ::core::unreachable!()
        }
        fn to_value(&self) -> #krate::Result<#krate::Value<'_>> {
            ::core::unreachable!()
        }
    };
    stub(input, &quote!(#krate::ColumnType), body)
}

/// A stub of `Polymorphic`.
pub(crate) fn polymorphic(input: &DeriveInput, krate: &Path) -> TokenStream {
    let body = quote! {
        const VARIANTS: &'static [#krate::VariantInfo] = &[];
        fn variant(&self) -> ::core::primitive::usize {
            ::core::unreachable!()
        }
        fn dispatch<__D: #krate::__private::Dispatch<Self>>(
            _: ::core::primitive::usize,
            _: __D,
        ) -> __D::Output {
            ::core::unreachable!()
        }
    };
    stub(input, &quote!(#krate::Polymorphic), body)
}

/// A stub of `FromRow`.
pub(crate) fn from_row(input: &DeriveInput, krate: &Path) -> TokenStream {
    let body = quote! {
        const COLUMNS: ::core::option::Option<&'static [&'static ::core::primitive::str]> =
            ::core::option::Option::None;
        const WIDTH: ::core::primitive::usize = 0;
        fn from_row(_: &mut dyn #krate::Row) -> #krate::Result<Self> {
            ::core::unreachable!()
        }
    };
    stub(input, &quote!(#krate::FromRow), body)
}

/// The impl, with `'static` for the lifetimes that are one of the possible errors.
fn stub(input: &DeriveInput, of: &TokenStream, body: TokenStream) -> TokenStream {
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    generics.params =
        generics.params.into_iter().filter(|p| !matches!(p, GenericParam::Lifetime(_))).collect();
    let arguments = input.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    let mut bounds = Bounds::new(&generics);
    bounds.outlive_everything();
    let where_clause = bounds.clause();
    let (impl_generics, _, _) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #of for #ident<#(#arguments),*> #where_clause {
            #body
        }
    }
}
