//! One word of an attribute with its argument, and the reader of the list of them.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Lit, LitStr, Meta, Path, Token, Type};

use crate::context::Context;
use crate::symbol::{self, Symbol};

/// `unique`, `table = "users"`, `index(a, b)`.
pub(crate) struct Item {
    pub(crate) name: Ident,
    argument: Argument,
}

enum Argument {
    None,
    Literal(Lit),
    Type(Box<Type>),
    List(TokenStream),
}

/// Every word of the attributes called `namespace`.
pub(crate) fn items(cx: &Context, attrs: &[Attribute], namespace: Symbol) -> Vec<Item> {
    let mut found = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(namespace.as_str())) {
        match &attr.meta {
            Meta::List(list) => {
                let read = |input: ParseStream<'_>| read_list(cx, input, &mut found);
                if let Err(error) = read.parse2(list.tokens.clone()) {
                    cx.push(error);
                }
            }
            Meta::Path(_) | Meta::NameValue(_) => {
                cx.error_over(attr, format!("expected a list: `#[{namespace}(...)]`"));
            }
        }
    }
    found
}

fn read_list(cx: &Context, input: ParseStream<'_>, found: &mut Vec<Item>) -> syn::Result<()> {
    while !input.is_empty() {
        match input.parse::<Item>() {
            Ok(item) if input.is_empty() || input.peek(Token![,]) => found.push(item),
            Ok(item) => {
                cx.error(input.span(), item.unfinished());
                skip_to_comma(input)?;
            }
            Err(error) => {
                cx.push(error);
                skip_to_comma(input)?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected a word such as `table` or `unique`"));
        }
        let name = Ident::parse_any(input)?;
        let argument = if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Argument::List(content.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            parse_value(input, &name)?
        } else {
            Argument::None
        };
        Ok(Item { name, argument })
    }
}

fn parse_value(input: ParseStream<'_>, name: &Ident) -> syn::Result<Argument> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(name.span(), format!("`{name} =` has no value")));
    }
    if input.peek(Lit) || input.peek(Token![-]) {
        return input.parse().map(Argument::Literal);
    }
    let start = input.span();
    match input.parse() {
        Ok(ty) => Ok(Argument::Type(Box::new(ty))),
        Err(_) => Err(syn::Error::new(start, format!("`{name}` cannot have this value"))),
    }
}

impl Item {
    /// What to say when something other than a comma follows.
    fn unfinished(&self) -> String {
        let name = &self.name;
        match self.argument {
            // `default = now()` begins like a type.
            Argument::Type(_) => format!("put the value of `{name}` in quotes: `{name} = \"...\"`"),
            _ => format!("expected a comma after `{name}`"),
        }
    }

    /// Where the word stands.
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// The word alone, without a value.
    pub(crate) fn flag(&self, cx: &Context) {
        if !matches!(self.argument, Argument::None) {
            let name = &self.name;
            self.misfit(cx, format!("`{name}` takes no value: write `{name}`, or leave it out"));
        }
    }

    /// Whether the word stands alone.
    pub(crate) fn is_flag(&self) -> bool {
        matches!(self.argument, Argument::None)
    }

    /// Whether the word has something in parentheses.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.argument, Argument::List(_))
    }

    /// `name = "text"`, not empty.
    pub(crate) fn text(&self, cx: &Context) -> Option<String> {
        self.literal(cx).map(|literal| literal.value())
    }

    /// `name = "text"`, not empty, with its place.
    pub(crate) fn literal(&self, cx: &Context) -> Option<LitStr> {
        let Argument::Literal(Lit::Str(literal)) = &self.argument else {
            let name = &self.name;
            self.misfit(cx, format!("`{name}` takes a text in quotes: `{name} = \"...\"`"));
            return None;
        };
        let text = literal.value();
        if text.trim().is_empty() {
            cx.error(literal.span(), format!("`{}` is empty", self.name));
            return None;
        }
        if text.contains('\0') {
            cx.error(literal.span(), format!("`{}` has a NUL character in it", self.name));
            return None;
        }
        Some(literal.clone())
    }

    /// `name = 255`, at least 1.
    pub(crate) fn positive(&self, cx: &Context) -> Option<u32> {
        let name = &self.name;
        let Argument::Literal(Lit::Int(literal)) = &self.argument else {
            self.misfit(cx, format!("`{name}` takes a whole number: `{name} = 255`"));
            return None;
        };
        match literal.base10_parse() {
            Ok(number) if number > 0 => Some(number),
            _ => {
                cx.error(literal.span(), format!("`{name}` must be between 1 and {}", u32::MAX));
                None
            }
        }
    }

    /// `name = Type`.
    pub(crate) fn ty(&self, cx: &Context) -> Option<Type> {
        match &self.argument {
            Argument::Type(ty) => Some((**ty).clone()),
            Argument::Literal(Lit::Str(text)) => {
                let (name, ty) = (&self.name, text.value());
                cx.error(text.span(), format!("write the type without quotes: `{name} = {ty}`"));
                None
            }
            _ => {
                let name = &self.name;
                self.misfit(cx, format!("`{name}` takes a model: `{name} = Team`"));
                None
            }
        }
    }

    /// `name = "field"`, or `name(first, second)` for several fields.
    pub(crate) fn field_names(&self, cx: &Context) -> Option<Vec<Ident>> {
        if self.is_list() {
            return self.fields(cx).map(|(fields, _)| fields);
        }
        let Argument::Literal(Lit::Str(_)) = &self.argument else {
            let name = &self.name;
            self.misfit(
                cx,
                format!("`{name}` takes a field: `{name} = \"...\"`, or `{name}(first, second)`"),
            );
            return None;
        };
        let literal = self.literal(cx)?;
        match literal.parse::<Ident>() {
            Ok(field) => Some(vec![field]),
            Err(_) => {
                cx.error(literal.span(), format!("\"{}\" cannot be a field", literal.value()));
                None
            }
        }
    }

    /// `name = Type`, or `name(First, Second)`.
    pub(crate) fn types(&self, cx: &Context) -> Vec<Type> {
        let Argument::List(tokens) = &self.argument else {
            return self.ty(cx).into_iter().collect();
        };
        let parser = Punctuated::<Type, Token![,]>::parse_terminated;
        match parser.parse2(tokens.clone()) {
            Ok(types) if !types.is_empty() => types.into_iter().collect(),
            _ => {
                let name = &self.name;
                self.misfit(cx, format!("`{name}` takes models: `{name}(First, Second)`"));
                Vec::new()
            }
        }
    }

    /// `crate = "path"`.
    pub(crate) fn path(&self, cx: &Context) -> Option<Path> {
        let literal = self.literal(cx)?;
        match literal.parse_with(Path::parse_mod_style) {
            Ok(path) => Some(path),
            Err(_) => {
                let message = "expected a path, such as `crate = \"my_crate::activerecord\"`";
                cx.error(literal.span(), message);
                None
            }
        }
    }

    /// `name(a, b, name = "x")`: fields, and the name if one was given.
    pub(crate) fn fields(&self, cx: &Context) -> Option<(Vec<Ident>, Option<LitStr>)> {
        let Argument::List(tokens) = &self.argument else {
            let name = &self.name;
            let message = format!(
                "`{name}` on the struct takes fields: `{name}(first, second)`; \
                 for one column put `{name}` on its field"
            );
            self.misfit(cx, message);
            return None;
        };
        let parser = Punctuated::<Item, Token![,]>::parse_terminated;
        let parts = parser.parse2(tokens.clone()).map_err(|error| cx.push(error)).ok()?;
        let mut fields = Vec::new();
        let mut name = None;
        for part in parts {
            if part.is_flag() {
                fields.push(part.name);
            } else if part.name == symbol::NAME && name.is_none() {
                name = part.literal(cx);
            } else {
                let whole = &self.name;
                let message = format!(
                    "expected the names of fields: `{whole}(first, second, name = \"...\")`"
                );
                cx.error(part.span(), message);
            }
        }
        if fields.is_empty() {
            cx.error(self.span(), format!("`{}` names no field", self.name));
            return None;
        }
        Some((fields, name))
    }

    /// Reports an argument of the wrong form, at the argument where there is one.
    fn misfit(&self, cx: &Context, message: impl Display) {
        match &self.argument {
            Argument::None => cx.error(self.span(), message),
            Argument::Literal(literal) => cx.error(literal.span(), message),
            Argument::Type(ty) => cx.error_over(ty, message),
            Argument::List(tokens) if tokens.is_empty() => cx.error(self.span(), message),
            Argument::List(tokens) => cx.error_over(tokens, message),
        }
    }
}
