//! What must hold of types that the derive can't see: traits and constants, checked by rustc at
//! the field, in our words.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use crate::attr::Reaction;
use crate::ir::{Field, Model};
use crate::symbol::{self, Symbol};

mod relation;

pub(super) use self::relation::relation;

/// The assertions as items: checked where the model is written.
pub(crate) fn free(model: &Model<'_>) -> TokenStream {
    if model.is_generic() {
        return TokenStream::new();
    }
    let of_relations = model.relations().flat_map(|(field, found)| relation(model, field, found));
    let assertions = assertions(model).into_iter().chain(of_relations).map(|code| {
        // Outside the impl there is no `Self`.
        let code = name_self(code, model.ident);
        item(&code)
    });
    quote!(#(#assertions)*)
}

/// An assertion as an item of its own. To the lints the panic looks like the user's own.
pub(crate) fn item(assertion: &TokenStream) -> TokenStream {
    quote! {
        #[allow(clippy::panic)]
        const _: () = #assertion;
    }
}

/// The assertions as statements of `TABLE`: checked where a generic model is used.
pub(crate) fn inside(model: &Model<'_>) -> TokenStream {
    if !model.is_generic() {
        return TokenStream::new();
    }
    let assertions = assertions(model);
    quote!(#(#assertions;)*)
}

fn assertions(model: &Model<'_>) -> Vec<TokenStream> {
    let krate = &model.krate();
    let mut found = Vec::new();
    for (field, _) in model.columns() {
        found.extend(key_is_not_null(krate, model, field));
        found.extend(sequence_makes_integers(krate, model, field));
        for role in [symbol::CREATED_AT, symbol::UPDATED_AT, symbol::DELETED_AT] {
            found.extend(has_trait(krate, field, role, "Timestamp"));
        }
        found.extend(has_trait(krate, field, symbol::LOCK_VERSION, "Version"));
        found.extend(deleted_at_is_nullable(krate, field));
        found.extend(max_length_is_of_text(krate, field));
        found.extend(set_null_is_nullable(krate, field));
        found.extend(reference_is_to_one_column(krate, field));
        found.extend(reference_is_of_the_keys_type(krate, field));
    }
    found
}

fn key_is_not_null(krate: &Path, model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    field.is_key.then(|| {
        let (ty, name, strukt) = (field.ty(), &field.name, &model.name);
        let message = format!(
            "the key `{name}` of `{strukt}` cannot be an Option: leave out the Option, \
             an unset key is 0 or the nil UUID"
        );
        assertion(ty, &quote!(!<#ty as #krate::ColumnType>::NULLABLE), &message)
    })
}

fn sequence_makes_integers(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
) -> Option<TokenStream> {
    (field.is_key && model.sequence().is_some()).then(|| {
        let (ty, name) = (field.ty(), &field.name);
        let message = format!("a sequence makes integers, and the key `{name}` is not an integer");
        let is_generated = quote! {
            ::core::matches!(
                <#ty as #krate::ColumnType>::KEY,
                #krate::KeyStrategy::Generated
            )
        };
        assertion(ty, &is_generated, &message)
    })
}

fn deleted_at_is_nullable(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    field.attrs.has(symbol::DELETED_AT).then(|| {
        let ty = field.ty();
        let message = format!(
            "`deleted_at` needs an Option: `{}` is None in a row that is not deleted",
            field.name
        );
        assertion(ty, &quote!(<#ty as #krate::ColumnType>::NULLABLE), &message)
    })
}

fn max_length_is_of_text(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    field.attrs.has(symbol::MAX_LENGTH).then(|| {
        let ty = field.ty();
        let message = format!("`max_length` counts characters, and `{}` is not text", field.name);
        assertion(ty, &quote!(<#ty as #krate::ColumnType>::KIND.is_text()), &message)
    })
}

fn set_null_is_nullable(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    let actions = [&field.attrs.on_delete, &field.attrs.on_update];
    actions.into_iter().flatten().any(|action| action.value == Reaction::SetNull).then(|| {
        let ty = field.ty();
        let message = format!(
            "\"set null\" needs a column that can be NULL: make `{}` an Option",
            field.name
        );
        assertion(ty, &quote!(<#ty as #krate::ColumnType>::NULLABLE), &message)
    })
}

fn reference_is_to_one_column(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    let ty = field.attrs.references.as_ref()?;
    let message = "`references` needs a model whose key is one column";
    // The table has no key at all next to an error of its own.
    Some(assertion(ty, &quote!(<#ty as #krate::Record>::TABLE.key.len() <= 1), message))
}

/// The same kind; any integer may refer to any other, some tables have it so.
fn reference_is_of_the_keys_type(krate: &Path, field: &Field<'_>) -> Option<TokenStream> {
    let other = field.attrs.references.as_ref()?;
    let ty = field.ty();
    let message = format!("`{}` refers to a key of another type", field.name);
    let is_same = quote! {{
        let __table = <#other as #krate::Record>::TABLE;
        let __kind = <#ty as #krate::ColumnType>::KIND;
        match __table.key {
            [__key] => __table.columns[*__key].kind.is_like(__kind),
            _ => true,
        }
    }};
    Some(assertion(ty, &is_same, &message))
}

/// The bound stands at the attribute's word: rustc's note "required by this bound" points there.
fn has_trait(krate: &Path, field: &Field<'_>, word: Symbol, name: &str) -> Option<TokenStream> {
    let span = field.attrs.words.span(word)?;
    let ty = field.ty();
    let function = Ident::new(word.as_str(), span);
    let name = Ident::new(name, span);
    let bound = located_at(quote!(#krate::#name), span);
    let check = quote_spanned!(span=> const fn #function<T: #bound>() {});
    Some(quote!({ #check #function::<#ty>() }))
}

/// An assertion that is underlined from the first to the last token of `place`.
pub(crate) fn assertion(
    place: &impl ToTokens,
    condition: &TokenStream,
    message: &str,
) -> TokenStream {
    let tokens: Vec<TokenTree> = place.to_token_stream().into_iter().collect();
    let start = tokens.first().map_or_else(Span::call_site, TokenTree::span);
    let end = tokens.last().map_or_else(Span::call_site, TokenTree::span);
    let panic = quote_spanned!(start=> ::core::panic!);
    let arguments = quote_spanned!(end=> (#message));
    quote!(if !(#condition) { #panic #arguments })
}

/// The tokens as if they stood at `span`.
fn located_at(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    moved.collect()
}

/// The tokens with the struct's name for `Self`.
fn name_self(tokens: TokenStream, strukt: &Ident) -> TokenStream {
    let named = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => {
            let mut name = strukt.clone();
            name.set_span(ident.span());
            TokenTree::Ident(name)
        }
        TokenTree::Group(group) => {
            let stream = name_self(group.stream(), strukt);
            let mut named = proc_macro2::Group::new(group.delimiter(), stream);
            named.set_span(group.span());
            TokenTree::Group(named)
        }
        other => other,
    });
    named.collect()
}
