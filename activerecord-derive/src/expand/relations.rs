//! The constant and the accessor of each relation, and what `Record` does with their fields.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::assert::relation as assertions;
use super::table::foreign_key_action;
use crate::attr::{Dependent, Reaction};
use crate::case::Case;
use crate::ir::{Field, Model};
use crate::relation::{Relation, RelationKind, name_of};
use crate::symbol;

mod polymorphic;

/// `impl User { pub const POSTS: ...; pub fn posts(&self) -> ... }`
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    if model.relations().next().is_none() {
        return TokenStream::new();
    }
    let (impl_generics, type_generics, _) = model.generics.split_for_impl();
    let where_clause = super::record::bounds(&model.krate(), model).clause();
    let ident = model.ident;
    let items = model.relations().map(|(field, relation)| {
        if relation.is_polymorphic() {
            return polymorphic::expand(model, field, relation);
        }
        let constant = constant(model, field, relation);
        let accessor = accessor(model, field, relation);
        let setter = relation.is_belongs_to().then(|| setter(model, field, relation));
        quote!(#constant #accessor #setter)
    });
    quote! {
        #[automatically_derived]
        #[allow(dead_code, deprecated)]
        impl #impl_generics #ident #type_generics #where_clause {
            #(#items)*
        }
    }
}

fn constant(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = &model.krate();
    let visibility = &field.original.vis;
    let (name, ty, ident) = (&relation.constant, field.ty(), field.ident);
    let info = info(krate, model, field, relation);
    let checks = if model.is_generic() { assertions(model, field, relation) } else { Vec::new() };
    let docs = docs(field, "");
    // For rustc the constant stands at the field, as that of a column does.
    let keyword = quote_spanned!(name.span()=> const);
    let end = quote_spanned!(name.span()=> ;);
    quote! {
        #docs
        #visibility #keyword #name: #krate::Relation<Self, #ty> = #krate::Relation::new(
            const {
                #(#checks;)*
                &#info
            },
            |__owner| &__owner.#ident,
            |__owner| &mut __owner.#ident,
        ) #end
    }
}

fn accessor(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = model.krate();
    let visibility = &field.original.vis;
    let (accessor, constant, ty) = (&relation.accessor, &relation.constant, field.ty());
    let docs = docs(field, "");
    quote! {
        #docs
        #visibility fn #accessor(&self) -> #krate::Related<'_, Self, #ty> {
            #krate::Related::new(self, Self::#constant)
        }
    }
}

fn setter(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = model.krate();
    let visibility = &field.original.vis;
    let setter = format_ident!("set_{}", crate::shape::plain(&relation.accessor));
    let (constant, target) = (&relation.constant, relation.target);
    let body = quote! {
        #krate::__private::set(Self::#constant, self, |__column| {
            <#target as #krate::Record>::value(__other, __column)
        })
    };
    let docs =
        format!("Sets the key of `{}` to that of another struct; nothing is stored.", field.name);
    quote! {
        #[doc = #docs]
        ///
        /// # Errors
        /// The other struct has no key yet.
        #visibility fn #setter(&mut self, __other: &#target) -> #krate::Result<()> {
            #body
        }
    }
}

fn docs(field: &Field<'_>, suffix: &str) -> TokenStream {
    let attrs = &field.original.attrs;
    let is_doc = |attr: &&syn::Attribute| attr.path().is_ident("doc");
    let copied = attrs.iter().filter(|attr| is_doc(attr) || attr.path().is_ident("deprecated"));
    let own = if attrs.iter().any(|attr| is_doc(&attr)) {
        None
    } else {
        Some(format!("The relation `{}`{suffix}.", field.name))
    };
    let own = own.map(|line| quote!(#[doc = #line]));
    quote!(#(#copied)* #own)
}

/// The relation's data.
fn info(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> TokenStream {
    let name = &field.name;
    let kind = format_ident!("{}", relation.kind.name());
    let hops = hops(krate, model, field, relation);
    let mut info = quote! {
        #krate::RelationInfo::new(
            #name,
            #krate::RelationKind::#kind,
            #krate::__private::side::<Self>,
            const { &[#(#hops),*] },
        )
    };
    let attrs = &relation.attrs;
    let target = target_table(krate, relation);
    if !attrs.order.is_empty() {
        let order = attrs.order.iter().map(|given| {
            let (field, descending) = (&given.value.field, given.value.descending);
            quote!((#krate::__private::column(#target, #field), #descending))
        });
        info.extend(quote!(.with_order(const { &[#(#order),*] })));
    }
    if let Some(type_field) = relation.type_field(&field.name) {
        info.extend(quote!(.with_type_column(#krate::__private::column(#target, #type_field))));
    }
    if let Some(dependent) = &attrs.dependent {
        let variant = match dependent.value {
            Dependent::Delete => quote!(Delete),
            Dependent::Nullify => quote!(Nullify),
            Dependent::Restrict => quote!(Restrict),
        };
        info.extend(quote!(.with_dependent(#krate::Dependent::#variant)));
    }
    if let Some(counter) = &attrs.counter_cache {
        let counter = crate::shape::plain(counter);
        info.extend(quote!(.with_counter(#krate::__private::column(#target, #counter))));
    }
    if attrs.has(symbol::TOUCH) {
        info.extend(quote!(.with_touch()));
    }
    if has_foreign_key(relation) {
        let action = |given: &Option<crate::attr::Given<Reaction>>| {
            let action = given.as_ref().map_or(Reaction::NoAction, |given| given.value);
            foreign_key_action(krate, action)
        };
        let (on_delete, on_update) = (action(&attrs.on_delete), action(&attrs.on_update));
        let table = quote!(|| #target);
        info.extend(quote! {
            .with_foreign_key(
                #krate::table::Reference::new(#table).on_delete(#on_delete).on_update(#on_update),
            )
        });
    }
    info
}

fn has_foreign_key(relation: &Relation<'_>) -> bool {
    relation.is_belongs_to() && !relation.attrs.has(symbol::NO_FOREIGN_KEY)
}

fn target_table(krate: &Path, relation: &Relation<'_>) -> TokenStream {
    let target = relation.target;
    quote!(<#target as #krate::Record>::TABLE)
}

/// The steps from the model to the other one.
fn hops(
    krate: &Path,
    model: &Model<'_>,
    field: &Field<'_>,
    relation: &Relation<'_>,
) -> Vec<TokenStream> {
    let own = quote!(<Self as #krate::Record>::TABLE);
    let target = target_table(krate, relation);
    let key = relation.key(&field.name, &model.name);
    let private = quote!(#krate::__private);
    if relation.is_through() {
        let steps = steps(krate, model, relation);
        let hop = |step: Step| {
            let (columns, to) = (step.columns, step.to);
            quote!(#private::Hop::new(#columns, #private::side::<#to>))
        };
        return steps.into_iter().map(hop).collect();
    }
    let referenced = |table: &TokenStream| match &relation.attrs.references {
        Some(fields) => {
            let fields = fields.iter().map(crate::shape::plain);
            quote!(#private::Columns::named(#table, &[#(#fields),*]))
        }
        None => quote!(#private::Columns::key(#table)),
    };
    let (from, to) = match relation.kind {
        RelationKind::BelongsTo => {
            (quote!(#private::Columns::named(#own, &[#(#key),*])), referenced(&target))
        }
        RelationKind::HasOne | RelationKind::HasMany => {
            (referenced(&own), quote!(#private::Columns::named(#target, &[#(#key),*])))
        }
    };
    let other = relation.target;
    vec![quote!(#private::Hop::new((#from, #to), #private::side::<#other>))]
}

/// A step of a relation `through` others.
pub(crate) struct Step {
    pub(crate) from: TokenStream,
    pub(crate) from_name: String,
    pub(crate) to: TokenStream,
    pub(crate) to_name: String,
    /// The columns of both, as an expression.
    pub(crate) columns: TokenStream,
}

/// The steps of a relation `through` others.
pub(crate) fn steps(krate: &Path, model: &Model<'_>, relation: &Relation<'_>) -> Vec<Step> {
    let attrs = &relation.attrs;
    let given = |fields: &Option<Vec<syn::Ident>>| -> Option<Vec<String>> {
        fields.as_ref().map(|fields| fields.iter().map(crate::shape::plain).collect())
    };
    let models: Vec<&Type> = attrs.through.iter().chain([relation.target]).collect();
    let mut from = (quote!(Self), model.name.clone());
    let mut steps = Vec::new();
    for (index, ty) in models.iter().enumerate() {
        let to_name = name_of(ty);
        let by_name = |name: &str| vec![format!("{}_id", Case::Snake.of_variant(name))];
        let (mut forward, mut back) = (by_name(&from.1), by_name(&to_name));
        let explicit = match index {
            0 => given(&attrs.key),
            _ if index + 1 == models.len() => given(&attrs.other_key),
            _ => None,
        };
        if let Some(fields) = explicit {
            forward.clone_from(&fields);
            // The first key is always one of the model in between.
            back = if index == 0 { vec![] } else { fields };
        }
        let from_type = &from.0;
        let columns = quote! {
            #krate::__private::step(
                <#from_type as #krate::Record>::TABLE,
                <#ty as #krate::Record>::TABLE,
                &[#(#forward),*],
                &[#(#back),*],
            )
        };
        let to = quote!(#ty);
        steps.push(Step {
            from: from.0,
            from_name: from.1,
            to: to.clone(),
            to_name: to_name.clone(),
            columns,
        });
        from = (to, to_name);
    }
    steps
}

/// What `Record` does with the field of a relation.
struct FieldWork {
    forget: TokenStream,
    has_new: TokenStream,
    new_rows: TokenStream,
}

/// What `Record` does with the fields of relations.
pub(crate) fn record_items(krate: &Path, model: &Model<'_>) -> TokenStream {
    let relations: Vec<_> = model.relations().collect();
    if relations.is_empty() {
        return TokenStream::new();
    }
    let mut work: Vec<FieldWork> = Vec::new();
    for (field, relation) in &relations {
        work.push(if relation.is_polymorphic() {
            polymorphic::work(krate, relation)
        } else {
            let (ident, constant) = (field.ident, &relation.constant);
            let (ty, target) = (field.ty(), relation.target);
            let rows = match relation.kind {
                RelationKind::BelongsTo => "rows_of_belongs_to",
                RelationKind::HasOne => "rows_of_has_one",
                RelationKind::HasMany => "rows_of_has_many",
            };
            // Names as of this macro: the type may have been written in another one.
            let span = target.span().resolved_at(Span::call_site());
            let rows = Ident::new(rows, span);
            FieldWork {
                forget: quote!(<#ty>::forget(&mut self.#ident)),
                has_new: quote!(<#ty>::has_new(&self.#ident)),
                // At the other model for rustc: if it is none, that is no second error.
                new_rows: quote_spanned! {span=>
                    <#target as #krate::Record>::#rows(Self::#constant, __records, __part)?
                },
            }
        });
    }
    let forget = work.iter().map(|work| &work.forget);
    let has_new = work.iter().map(|work| &work.has_new);
    let new_rows = work.iter().map(|work| &work.new_rows);
    quote! {
        const HAS_RELATIONS: ::core::primitive::bool = true;

        fn forget_relations(&mut self) {
            #(#forget;)*
        }

        fn has_new_relations(&self) -> ::core::primitive::bool {
            #(#has_new)||*
        }

        fn new_relations(
            __records: &mut [Self],
            __part: &mut #krate::__private::TreePart<'_, '_>,
        ) -> #krate::Result<()> {
            #(#new_rows;)*
            ::core::result::Result::Ok(())
        }
    }
}

/// The call that tells the table its relations.
pub(crate) fn with_relations(model: &Model<'_>) -> TokenStream {
    // What follows from a relation of a table is about one other table.
    let relations = model.relations().filter(|(_, relation)| !relation.is_polymorphic());
    let constants: Vec<_> = relations.map(|(_, relation)| &relation.constant).collect();
    if constants.is_empty() {
        return TokenStream::new();
    }
    quote!(.with_relations(|| const { &[#(Self::#constants.info()),*] }))
}
