//! `#[derive(FromRow)]`.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, FieldsNamed, Ident, Path, Type};

use crate::attr::{Given, RowAttrs, RowFieldAttrs};
use crate::context::Context;
use crate::expand::{self, Bounds};
use crate::{fallback, shape};

/// A field and the column that it is read from.
struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    name: String,
    column: Given<String>,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let cx = Context::new();
    let attrs = RowAttrs::parse(&cx, &input.attrs);
    shape::owned(&cx, &input.generics, "a row's struct");
    let fields = match shape::named_fields(&cx, input, "FromRow") {
        Some(named) => read_fields(&cx, named, &attrs),
        None => Vec::new(),
    };
    columns_differ(&cx, &fields);
    let krate = expand::library(attrs.krate.as_ref());
    match cx.check() {
        Ok(()) => expand_impl(input, &krate, &fields),
        Err(error) => {
            let errors = error.into_compile_error();
            let stub = fallback::from_row(input, &krate);
            quote!(#errors #stub)
        }
    }
}

fn read_fields<'a>(cx: &Context, named: &'a FieldsNamed, row: &RowAttrs) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    for field in &named.named {
        let Some(ident) = &field.ident else { continue };
        let name = shape::plain(ident);
        let column = match RowFieldAttrs::parse(cx, &field.attrs).column {
            Some(column) => Given { span: column.span(), value: column.value() },
            None => {
                let renamed = row.rename_all.map(|case| case.of_field(&name));
                let value = renamed.filter(|renamed| !renamed.is_empty());
                Given { span: ident.span(), value: value.unwrap_or_else(|| name.clone()) }
            }
        };
        fields.push(Field { ident, ty: &field.ty, name, column });
    }
    if fields.is_empty() {
        cx.error_over(named, "a row's struct needs a field for each column to read");
    }
    fields
}

fn columns_differ(cx: &Context, fields: &[Field<'_>]) {
    let mut seen: HashMap<&str, &Field<'_>> = HashMap::new();
    for field in fields {
        let column = field.column.value.as_str();
        if let Some(first) = seen.insert(column, field) {
            let message =
                format!("`{}` and `{}` are both read from `{column}`", first.name, field.name);
            cx.error(field.column.span, message);
        }
    }
}

fn expand_impl(input: &DeriveInput, krate: &Path, fields: &[Field<'_>]) -> TokenStream {
    let ident = &input.ident;
    let target = shape::plain(ident);
    let mut bounds = Bounds::new(&input.generics);
    fields.iter().for_each(|field| bounds.require(field.ty, &quote!(#krate::ColumnType)));
    let where_clause = bounds.clause();
    let (impl_generics, type_generics, _) = input.generics.split_for_impl();
    let columns = fields.iter().map(|field| &field.column.value);
    let width = fields.len();
    let reads = fields.iter().enumerate().map(|(index, Field { ident, ty, name, .. })| {
        quote! {
            #ident: #krate::__private::fit_projected(
                <#ty as #krate::ColumnType>::from_value(#krate::Row::get(__row, #index)?),
                #target,
                #name,
            )?
        }
    });
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #krate::FromRow for #ident #type_generics #where_clause {
            const COLUMNS: ::core::option::Option<&'static [&'static ::core::primitive::str]> =
                ::core::option::Option::Some(&[#(#columns),*]);
            const WIDTH: ::core::primitive::usize = #width;

            #[inline]
            fn from_row(__row: &mut dyn #krate::Row) -> #krate::Result<Self> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
    }
}
