//! A newtype: stored as what it wraps.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{DataStruct, DeriveInput, Field, Fields, Index, Path, Type};

use crate::attr::items;
use crate::context::Context;
use crate::expand::{Bounds, assertion, assertion_item};
use crate::{shape, symbol};

pub(crate) fn derive(
    cx: &Context,
    input: &DeriveInput,
    strukt: &DataStruct,
    krate: &Path,
) -> TokenStream {
    match wrapped(cx, input, strukt) {
        Some((position, field)) => {
            let markers = (0..strukt.fields.len()).filter(|index| *index != position);
            expand(input, krate, position, &field.ty, markers)
        }
        None => TokenStream::new(),
    }
}

/// The one field that holds a value, with its position: markers (`PhantomData`) hold none.
fn wrapped<'a>(
    cx: &Context,
    input: &DeriveInput,
    strukt: &'a DataStruct,
) -> Option<(usize, &'a Field)> {
    let name = &input.ident;
    let Fields::Unnamed(fields) = &strukt.fields else {
        let message = format!(
            "`ColumnType` needs a struct that wraps one value: `struct {name}(i64);`\n\
             for a struct with several values use `Json<{name}>` as the field's type"
        );
        cx.error(name.span(), message);
        return None;
    };
    for field in &fields.unnamed {
        for item in items(cx, &field.attrs, symbol::COLUMN_TYPE) {
            cx.error(item.span(), format!("`{}` belongs on the struct", item.name));
        }
    }
    let mut values = fields.unnamed.iter().enumerate().filter(|(_, field)| !is_marker(&field.ty));
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        (None, _) => {
            let message = format!("`{name}` wraps no value: `struct {name}(i64);`");
            cx.error(name.span(), message);
            None
        }
        (Some(_), Some((_, second))) => {
            let message = format!(
                "a column holds one value, and `{name}` has several\n\
                 for a struct with several values use `Json<{name}>` as the field's type"
            );
            cx.error_over(&second.ty, message);
            None
        }
    }
}

fn is_marker(ty: &Type) -> bool {
    match ty {
        Type::Path(ty) => {
            ty.path.segments.last().is_some_and(|segment| segment.ident == "PhantomData")
        }
        _ => false,
    }
}

fn expand(
    input: &DeriveInput,
    krate: &Path,
    position: usize,
    ty: &Type,
    markers: impl Iterator<Item = usize>,
) -> TokenStream {
    let ident = &input.ident;
    let name = shape::plain(ident);
    let position = Index::from(position);
    let markers = markers.map(Index::from);
    let (impl_generics, type_generics, _) = input.generics.split_for_impl();
    let mut bounds = Bounds::new(&input.generics);
    bounds.require(ty, &quote!(#krate::ColumnType));
    let where_clause = bounds.clause();
    let value = Ident::new("__value", Span::mixed_site());
    let message = format!(
        "`{name}` cannot wrap an Option: write `Option<{name}>` where the column can be NULL"
    );
    let not_null = assertion(ty, &quote!(!<#ty as #krate::ColumnType>::NULLABLE), &message);
    let is_generic = !input.generics.params.is_empty();
    let inside = is_generic.then_some(&not_null);
    let free = (!is_generic).then(|| assertion_item(&not_null));
    quote! {
        #[automatically_derived]
        #[allow(clippy::panic)]
        impl #impl_generics #krate::ColumnType for #ident #type_generics #where_clause {
            type Base = Self;
            const KIND: #krate::Kind = {
                #inside
                <#ty as #krate::ColumnType>::KIND
            };
            const KEY: #krate::KeyStrategy = <#ty as #krate::ColumnType>::KEY;

            #[inline]
            fn from_value(
                #value: #krate::Value<'_>,
            ) -> ::core::result::Result<Self, #krate::DecodeError> {
                ::core::result::Result::Ok(Self {
                    #position: <#ty as #krate::ColumnType>::from_value(#value)?,
                    #(#markers: ::core::marker::PhantomData,)*
                })
            }

            #[inline]
            fn to_value(&self) -> #krate::Result<#krate::Value<'_>> {
                <#ty as #krate::ColumnType>::to_value(&self.#position)
            }
        }

        #free
    }
}
