//! `impl Record`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Index, Path, Type};

use super::generics::Bounds;
use super::{relations, table};
use crate::ir::{Column, Field, Model};

/// `impl Record for User`.
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let krate = &model.krate();
    let (impl_generics, type_generics, _) = model.generics.split_for_impl();
    let where_clause = bounds(krate, model).clause();
    let ident = model.ident;
    let key = key(model);
    let table = table::expand(model);
    let relations = relations::record_items(krate, model);
    let methods = [
        slot(krate, model),
        decode(krate, model),
        value(krate, model),
        set_value(krate, model),
        key_values(krate, model),
    ];
    quote! {
        #[automatically_derived]
        #[allow(deprecated, clippy::panic)]
        impl #impl_generics #krate::Record for #ident #type_generics #where_clause {
            #key
            const TABLE: &'static #krate::table::Table = #table;
            #relations
            #(#methods)*
        }
    }
}

/// `type Key = ...;`, standing at the key's field for rustc: a type that is less visible than the
/// model is an error there.
fn key(model: &Model<'_>) -> TokenStream {
    let ty = key_type(model);
    let key = model.key();
    let span = key.first().map_or_else(Span::call_site, |(field, _)| field.ty().span());
    quote_spanned!(span=> type Key = #ty;)
}

pub(super) fn bounds<'a>(krate: &Path, model: &Model<'a>) -> Bounds<'a> {
    let mut bounds = Bounds::new(model.generics);
    bounds.outlive_everything();
    for field in &model.fields {
        match field.column {
            Some(_) => bounds.require(field.ty(), &quote!(#krate::ColumnType)),
            None => bounds.require(field.ty(), &quote!(::core::default::Default)),
        }
    }
    for (_, relation) in model.relations() {
        bounds.relate(relation.target);
    }
    bounds
}

/// The field's type, or a tuple of them.
pub(crate) fn key_type(model: &Model<'_>) -> TokenStream {
    let types: Vec<&Type> = model.key().into_iter().map(|(field, _)| field.ty()).collect();
    match types[..] {
        [ty] => quote!(#ty),
        _ => quote!((#(#types),*)),
    }
}

fn slot(krate: &Path, model: &Model<'_>) -> TokenStream {
    // A static in a generic function is one for all types.
    let body = if model.is_generic() {
        quote!(#krate::__private::slot_of::<Self>())
    } else {
        quote! {
            static SLOT: #krate::__private::ModelSlot = #krate::__private::ModelSlot::new();
            &SLOT
        }
    };
    quote! {
        fn slot() -> &'static #krate::__private::ModelSlot {
            #body
        }
    }
}

/// The struct in one expression: its fields are evaluated as they are written, so the columns are
/// read in ascending order.
fn decode(krate: &Path, model: &Model<'_>) -> TokenStream {
    let fields = model.fields.iter().map(|field| {
        let (ident, ty) = (field.ident, field.ty());
        match &field.column {
            None => quote!(#ident: <#ty as ::core::default::Default>::default()),
            Some(Column { index, .. }) => quote! {
                #ident: #krate::__private::fit(
                    <#ty as #krate::ColumnType>::from_value(#krate::__private::read(
                        __row,
                        __at + #index,
                        <Self as #krate::Record>::TABLE,
                        #index,
                    )?),
                    <Self as #krate::Record>::TABLE,
                    #index,
                )?
            },
        }
    });
    quote! {
        #[inline]
        fn decode(
            __row: &mut dyn #krate::Row,
            __at: ::core::primitive::usize,
        ) -> #krate::Result<Self> {
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    }
}

fn value(krate: &Path, model: &Model<'_>) -> TokenStream {
    let arms = model.columns().map(|(field, column)| {
        let (ident, ty, index) = (field.ident, field.ty(), column.index);
        quote!(#index => <#ty as #krate::ColumnType>::to_value(&self.#ident))
    });
    let missing = no_such_column(krate);
    quote! {
        fn value(
            &self,
            __column: ::core::primitive::usize,
        ) -> #krate::Result<#krate::Value<'_>> {
            match __column {
                #(#arms,)*
                _ => #missing,
            }
        }
    }
}

fn set_value(krate: &Path, model: &Model<'_>) -> TokenStream {
    let arms = model.columns().map(|(field, column)| set_value_arm(krate, field, column));
    let missing = no_such_column(krate);
    quote! {
        fn set_value(
            &mut self,
            __column: ::core::primitive::usize,
            __value: #krate::Value<'_>,
        ) -> #krate::Result<()> {
            match __column {
                #(#arms,)*
                _ => return #missing,
            }
            ::core::result::Result::Ok(())
        }
    }
}

fn set_value_arm(krate: &Path, field: &Field<'_>, column: &Column) -> TokenStream {
    let (ident, ty, index) = (field.ident, field.ty(), column.index);
    quote! {
        #index => self.#ident = #krate::__private::fit(
            <#ty as #krate::ColumnType>::from_value(__value),
            <Self as #krate::Record>::TABLE,
            #index,
        )?
    }
}

fn no_such_column(krate: &Path) -> TokenStream {
    quote! {
        ::core::result::Result::Err(#krate::__private::no_such_column(
            <Self as #krate::Record>::TABLE,
            __column,
        ))
    }
}

fn key_values(krate: &Path, model: &Model<'_>) -> TokenStream {
    let key = model.key();
    let is_single = key.len() == 1;
    let pushes = key.iter().enumerate().map(|(position, (field, _))| {
        let ty = field.ty();
        let part = if is_single {
            quote!(__key)
        } else {
            let position = Index::from(position);
            quote!(&__key.#position)
        };
        quote!(__values.push(<#ty as #krate::ColumnType>::to_value(#part)?);)
    });
    quote! {
        fn key_values(
            __key: &<Self as #krate::Record>::Key,
        ) -> #krate::Result<#krate::Values<'_>> {
            let mut __values = <#krate::Values<'_>>::new();
            #(#pushes)*
            ::core::result::Result::Ok(__values)
        }
    }
}
