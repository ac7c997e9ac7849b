//! A C-like enum: stored as text, or as its discriminant.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Fields, Ident, Path};

use crate::attr::{EnumAttrs, Given, Repr, VariantAttrs};
use crate::case::Case;
use crate::context::Context;
use crate::expand::{assertion, assertion_item};
use crate::{shape, symbol};

/// A variant and the text that it is stored as, where the enum is stored as text.
struct Variant<'a> {
    ident: &'a Ident,
    text: Given<String>,
}

pub(crate) fn derive(
    cx: &Context,
    input: &DeriveInput,
    enumeration: &DataEnum,
    attrs: &EnumAttrs,
    krate: &Path,
) -> TokenStream {
    let variants = read_variants(cx, input, enumeration, attrs);
    if attrs.words.has(symbol::REPR) {
        rename_is_of_text(cx, attrs);
    } else {
        texts_differ(cx, &variants);
    }
    let body = match attrs.repr {
        Some(repr) => integer(krate, repr, &variants),
        None => text(krate, &variants),
    };
    let free = attrs.repr.map(|repr| discriminants_fit(&input.ident, repr, &variants));
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #krate::ColumnType for #ident #type_generics #where_clause {
            type Base = Self;
            #body
        }

        #free
    }
}

fn read_variants<'a>(
    cx: &Context,
    input: &DeriveInput,
    enumeration: &'a DataEnum,
    attrs: &EnumAttrs,
) -> Vec<Variant<'a>> {
    let name = &input.ident;
    if enumeration.variants.is_empty() {
        cx.error(name.span(), format!("`{name}` has no variants, so no column can hold one"));
    }
    let case = attrs.rename_all.unwrap_or(Case::Snake);
    let mut variants = Vec::new();
    for variant in &enumeration.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!(
                "a column holds one value, and this variant has fields\n\
                 for an enum with fields use `Json<{name}>` as the field's type"
            );
            cx.error_over(variant, message);
        }
        let own = VariantAttrs::parse(cx, &variant.attrs);
        if let Some(span) = own.words.span(symbol::RENAME)
            && attrs.words.has(symbol::REPR)
        {
            cx.error(span, "the enum is stored as numbers, so a variant has no text to `rename`");
        }
        let text = match own.rename {
            Some(rename) => Given { span: rename.span(), value: rename.value() },
            None => {
                let value = case.of_variant(&shape::plain(&variant.ident));
                Given { span: variant.ident.span(), value }
            }
        };
        variants.push(Variant { ident: &variant.ident, text });
    }
    variants
}

fn rename_is_of_text(cx: &Context, attrs: &EnumAttrs) {
    if let Some(span) = attrs.words.span(symbol::RENAME_ALL) {
        cx.error(span, "the enum is stored as numbers, so `rename_all` has no text to change");
    }
}

fn texts_differ(cx: &Context, variants: &[Variant<'_>]) {
    let mut seen: HashMap<&str, &Ident> = HashMap::new();
    for variant in variants {
        let text = variant.text.value.as_str();
        if let Some(first) = seen.insert(text, variant.ident) {
            let message = format!("`{first}` and `{}` are both stored as '{text}'", variant.ident);
            cx.error(variant.text.span, message);
        }
    }
}

/// The trait's items for an enum stored as text.
fn text(krate: &Path, variants: &[Variant<'_>]) -> TokenStream {
    let valid: Vec<String> =
        variants.iter().map(|variant| format!("`{}`", variant.text.value)).collect();
    let expected = format!("one of {}", valid.join(", "));
    let names: Vec<&Ident> = variants.iter().map(|variant| variant.ident).collect();
    let texts: Vec<&str> = variants.iter().map(|variant| variant.text.value.as_str()).collect();
    // What was found may be private: it is not shown.
    quote! {
        const KIND: #krate::Kind = #krate::Kind::Text;

        fn from_value(
            __value: #krate::Value<'_>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            let #krate::Value::Text(__text) = &__value else {
                return ::core::result::Result::Err(
                    #krate::DecodeError::mismatch(#expected, &__value),
                );
            };
            match &**__text {
                #(#texts => ::core::result::Result::Ok(Self::#names),)*
                _ => ::core::result::Result::Err(
                    #krate::DecodeError::malformed(#expected, "text that is none of them"),
                ),
            }
        }

        fn to_value(&self) -> #krate::Result<#krate::Value<'_>> {
            let __text = match self {
                #(Self::#names => #texts,)*
            };
            ::core::result::Result::Ok(#krate::Value::Text(::std::borrow::Cow::Borrowed(__text)))
        }
    }
}

/// The trait's items for an enum stored as its discriminant, which only rustc knows.
fn integer(krate: &Path, repr: Repr, variants: &[Variant<'_>]) -> TokenStream {
    let repr = repr.ident();
    let is_u64 = repr == "u64";
    let repr = quote!(::core::primitive::#repr);
    let names: Vec<&Ident> = variants.iter().map(|variant| variant.ident).collect();
    let valid: Vec<String> =
        names.iter().map(|name| format!("{{}} ({})", shape::plain(name))).collect();
    let expected = format!("one of {}", valid.join(", "));
    let number = if is_u64 {
        quote!(#krate::Value::U64(__number))
    } else {
        quote!(#krate::Value::I64(::core::convert::From::from(__number)))
    };
    quote! {
        const KIND: #krate::Kind = <#repr as #krate::ColumnType>::KIND;

        fn from_value(
            __value: #krate::Value<'_>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            let __number = <#repr as #krate::ColumnType>::from_value(__value)?;
            #(
                if __number == Self::#names as #repr {
                    return ::core::result::Result::Ok(Self::#names);
                }
            )*
            ::core::result::Result::Err(#krate::DecodeError::malformed(
                ::std::format!(#expected, #(Self::#names as #repr),*),
                ::std::format!("{}", __number),
            ))
        }

        fn to_value(&self) -> #krate::Result<#krate::Value<'_>> {
            let __number = match self {
                #(Self::#names => Self::#names as #repr,)*
            };
            ::core::result::Result::Ok(#number)
        }
    }
}

/// A discriminant beyond the integer would be cut off silently.
fn discriminants_fit(ident: &Ident, repr: Repr, variants: &[Variant<'_>]) -> TokenStream {
    let integer = repr.ident();
    let integer = quote!(::core::primitive::#integer);
    let assertions = variants.iter().map(|variant| {
        let name = variant.ident;
        let message = format!("the discriminant of `{name}` does not fit into the enum's `repr`");
        let fits = quote! {
            #ident::#name as #integer as ::core::primitive::i128
                == #ident::#name as ::core::primitive::i128
        };
        assertion_item(&assertion(name, &fits, &message))
    });
    quote!(#(#assertions)*)
}
