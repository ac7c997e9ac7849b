//! The bounds that an impl needs besides those of the struct.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Generics, Type, WhereClause, WherePredicate, parse_quote};

/// Collects the bounds of an impl.
pub(crate) struct Bounds<'a> {
    parameters: Vec<&'a Ident>,
    clause: WhereClause,
}

impl<'a> Bounds<'a> {
    pub(crate) fn new(generics: &'a Generics) -> Self {
        let parameters = generics.type_params().map(|parameter| &parameter.ident).collect();
        let clause = generics.where_clause.clone();
        let clause = clause.unwrap_or_else(|| WhereClause {
            where_token: Default::default(),
            predicates: Default::default(),
        });
        Bounds { parameters, clause }
    }

    /// Every type parameter lives as long as needed.
    pub(crate) fn outlive_everything(&mut self) {
        for parameter in &self.parameters {
            let bound: WherePredicate = parse_quote!(#parameter: 'static);
            self.clause.predicates.push(bound);
        }
    }

    /// Where the other side of a relation depends on a parameter: fields share its rows, also among
    /// threads.
    pub(crate) fn relate(&mut self, other: &Type) {
        if mentions(other.to_token_stream(), &self.parameters) {
            for parameter in &self.parameters {
                let bound = parse_quote!(#parameter: ::core::marker::Send + ::core::marker::Sync);
                self.clause.predicates.push(bound);
            }
        }
    }

    /// `ty` has the trait. For a type without parameters the code itself says so: a bound that can
    /// be decided here would be an error here as well as there.
    pub(crate) fn require(&mut self, ty: &Type, bound: &TokenStream) {
        if mentions(ty.to_token_stream(), &self.parameters) {
            self.clause.predicates.push(parse_quote!(#ty: #bound));
        }
    }

    /// The where clause.
    pub(crate) fn clause(self) -> WhereClause {
        self.clause
    }
}

/// Whether one of the names occurs in the tokens.
fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.iter().any(|name| **name == ident),
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
