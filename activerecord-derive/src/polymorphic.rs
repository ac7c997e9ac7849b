//! `#[derive(Polymorphic)]`: an enum of models.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DataEnum, DeriveInput, Fields, Path, Type, Variant};

use crate::attr::EnumOfModelsAttrs;
use crate::context::Context;
use crate::expand::{assertion, assertion_item};
use crate::relation::name_of;
use crate::symbol;
use crate::{expand, fallback};

/// A variant and the model that it holds.
struct Held<'a> {
    ident: &'a Ident,
    model: &'a Type,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let cx = Context::new();
    let attrs = EnumOfModelsAttrs::parse(&cx, &input.attrs);
    let krate = expand::library(attrs.krate.as_ref());
    let variants = variants(&cx, input);
    match cx.check() {
        Ok(()) => {
            let implementation = implementation(input, &krate, &variants);
            let conversions = variants
                .iter()
                .enumerate()
                .map(|(at, held)| conversion(&input.ident, &krate, at, held));
            let assertions = assertions(&krate, &variants);
            quote!(#implementation #(#conversions)* #assertions)
        }
        Err(error) => {
            let errors = error.into_compile_error();
            // What has parameters can't be what the stub is.
            let is_plain = input.generics.params.is_empty();
            let stub = is_plain.then(|| fallback::polymorphic(input, &krate));
            quote!(#errors #stub)
        }
    }
}

fn variants<'a>(cx: &Context, input: &'a DeriveInput) -> Vec<Held<'a>> {
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        let message = "an enum of models takes no parameters: what is stored is the model's name";
        cx.error_over(&input.generics, message);
    }
    let enumeration = match &input.data {
        Data::Enum(enumeration) => enumeration,
        _ => {
            let message = format!(
                "`Polymorphic` needs an enum whose variants each hold a model: \
                 `enum {name} {{ Post(Post), Photo(Photo) }}`"
            );
            cx.error(name.span(), message);
            return Vec::new();
        }
    };
    if enumeration.variants.is_empty() {
        cx.error(name.span(), format!("`{name}` has no variants, so nothing can belong to one"));
    }
    let found: Vec<Held<'a>> = held(cx, enumeration);
    models_differ(cx, &found);
    found
}

fn held<'a>(cx: &Context, enumeration: &'a DataEnum) -> Vec<Held<'a>> {
    let mut found = Vec::new();
    for variant in &enumeration.variants {
        for attr in
            variant.attrs.iter().filter(|attr| attr.path().is_ident(symbol::RECORD.as_str()))
        {
            cx.error_over(attr, "a variant of an enum of models takes no attributes");
        }
        match model(variant) {
            Some(model) => found.push(Held { ident: &variant.ident, model }),
            None => {
                let message = format!("each variant holds one model: `{0}({0})`", variant.ident);
                cx.error_over(variant, message);
            }
        }
    }
    found
}

fn model(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| &field.ty)
        }
        _ => None,
    }
}

fn models_differ(cx: &Context, variants: &[Held<'_>]) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for held in variants {
        let tokens = held.model.to_token_stream().to_string();
        if let Some(first) = seen.insert(tokens, held.ident) {
            let message = format!(
                "`{first}` and `{}` both hold a `{}`: its name could not say which",
                held.ident,
                name_of(held.model)
            );
            cx.error_over(held.model, message);
        }
    }
}

fn implementation(input: &DeriveInput, krate: &Path, variants: &[Held<'_>]) -> TokenStream {
    let ident = &input.ident;
    let names: Vec<&Ident> = variants.iter().map(|held| held.ident).collect();
    let models: Vec<&Type> = variants.iter().map(|held| held.model).collect();
    let positions = 0..variants.len();
    let run = |model: &Type| quote!(<#model as #krate::Record>::take_work::<Self, __D>(__work));
    let (last, others) = match models.split_last() {
        Some((last, others)) => (run(last), others),
        None => (TokenStream::new(), &[][..]),
    };
    let arms = others.iter().enumerate().map(|(at, model)| {
        let run = run(model);
        quote!(#at => #run,)
    });
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #krate::Polymorphic for #ident {
            const VARIANTS: &'static [#krate::VariantInfo] =
                &[#(#krate::VariantInfo::new(
                    <#models as #krate::Record>::TABLE,
                    <#models as #krate::Record>::side,
                )),*];

            fn variant(&self) -> ::core::primitive::usize {
                match self {
                    #(Self::#names(_) => #positions,)*
                }
            }

            fn dispatch<__D: #krate::__private::Dispatch<Self>>(
                __variant: ::core::primitive::usize,
                __work: __D,
            ) -> __D::Output {
                match __variant {
                    #(#arms)*
                    _ => #last,
                }
            }
        }
    }
}

/// From and to the model of one variant.
fn conversion(ident: &Ident, krate: &Path, at: usize, held: &Held<'_>) -> TokenStream {
    let (variant, model) = (held.ident, held.model);
    let option = quote!(::core::option::Option);
    quote! {
        #[automatically_derived]
        #[allow(deprecated, unreachable_patterns)]
        impl #krate::HasVariant<#model> for #ident {
            const VARIANT: ::core::primitive::usize = #at;

            fn from_model(__model: #model) -> Self {
                Self::#variant(__model)
            }

            fn model(&self) -> #option<&#model> {
                match self {
                    Self::#variant(__model) => #option::Some(__model),
                    _ => #option::None,
                }
            }

            fn model_mut(&mut self) -> #option<&mut #model> {
                match self {
                    Self::#variant(__model) => #option::Some(__model),
                    _ => #option::None,
                }
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl ::core::convert::From<#model> for #ident {
            fn from(__model: #model) -> Self {
                Self::#variant(__model)
            }
        }
    }
}

/// One field has the key of any of the models, and one their names.
fn assertions(krate: &Path, variants: &[Held<'_>]) -> TokenStream {
    let mut found = TokenStream::new();
    for (at, held) in variants.iter().enumerate().skip(1) {
        let (first, model) = (variants[0].model, held.model);
        let table = |model: &Type| quote!(<#model as #krate::Record>::TABLE);
        let (first_table, own_table) = (table(first), table(model));
        let message = format!(
            "the key of `{}` is of another type than that of `{}`: \
             no field can have the key of either",
            name_of(model),
            name_of(first)
        );
        let is_same = quote!(#krate::__private::same_key(#first_table, #own_table));
        found.extend(assertion_item(&assertion(model, &is_same, &message)));
        for other in &variants[..at] {
            let message = format!(
                "`{}` and `{}` hold structs of the same name, which could not be told apart",
                other.ident, held.ident
            );
            let other = table(other.model);
            let differ = quote!(#krate::__private::names_differ(#other, #own_table));
            found.extend(assertion_item(&assertion(model, &differ, &message)));
        }
    }
    found
}
