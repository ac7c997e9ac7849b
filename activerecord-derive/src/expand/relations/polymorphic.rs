//! The constant, the accessor and the setter of a relation to one of several models.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use syn::Path;
use syn::spanned::Spanned;

use super::{FieldWork, assertions, docs};
use crate::ir::{Field, Model};
use crate::relation::Relation;

pub(super) fn expand(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = &model.krate();
    let visibility = &field.original.vis;
    let (constant, accessor, enumeration) =
        (&relation.constant, &relation.accessor, relation.target);
    let ident = field.ident;
    let infos = infos(model, field, relation);
    let docs = docs(field, "");
    let keyword = quote_spanned!(constant.span()=> const);
    let end = quote_spanned!(constant.span()=> ;);
    let setter = setter(model, field, relation);
    quote! {
        #docs
        #visibility #keyword #constant: #krate::PolymorphicRelation<Self, #enumeration> =
            #krate::PolymorphicRelation::new(
                #infos,
                |__owner| &__owner.#ident,
                |__owner| &mut __owner.#ident,
            ) #end

        #docs
        #visibility fn #accessor(&self) -> #krate::PolymorphicRelated<'_, Self, #enumeration> {
            #krate::PolymorphicRelated::new(self, Self::#constant)
        }

        #setter
    }
}

/// The relation's data, once for each model.
fn infos(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = &model.krate();
    let private = quote!(#krate::__private);
    let own = quote!(<Self as #krate::Record>::TABLE);
    let (name, enumeration) = (&field.name, relation.target);
    let variants = quote!(<#enumeration as #krate::Polymorphic>::VARIANTS);
    let key = relation.key(name, &model.name);
    let type_field = relation.type_field(name).unwrap_or_default();
    let checks = if model.is_generic() { assertions(model, field, relation) } else { Vec::new() };
    quote! {
        const {
            #(#checks;)*
            &#private::variant_infos::<{ #variants.len() }>(
                #name,
                #private::side::<Self>,
                #private::column(#own, #type_field),
                const {
                    &#private::variant_hops::<{ #variants.len() }>(
                        #private::Columns::named(#own, &[#(#key),*]),
                        #variants,
                    )
                },
            )
        }
    }
}

fn setter(model: &Model<'_>, field: &Field<'_>, relation: &Relation<'_>) -> TokenStream {
    let krate = model.krate();
    let visibility = &field.original.vis;
    let setter = format_ident!("set_{}", crate::shape::plain(&relation.accessor));
    let (constant, enumeration) = (&relation.constant, relation.target);
    let docs = format!(
        "Sets the key of `{}` to that of another struct, and the name of its model; nothing is \
         stored.",
        field.name
    );
    quote! {
        #[doc = #docs]
        ///
        /// # Errors
        /// The other struct has no key yet.
        #visibility fn #setter<__T: #krate::Record>(&mut self, __other: &__T) -> #krate::Result<()>
        where
            #enumeration: #krate::HasVariant<__T>,
        {
            Self::#constant.set(self, __other)
        }
    }
}

/// What `Record` does with the field.
pub(super) fn work(krate: &Path, relation: &Relation<'_>) -> FieldWork {
    let (constant, enumeration) = (&relation.constant, relation.target);
    FieldWork {
        forget: quote!(Self::#constant.forget(self)),
        has_new: quote!(Self::#constant.has_new(self)),
        // Names as of this macro: the type may have been written in another one.
        new_rows: quote_spanned! {enumeration.span().resolved_at(Span::call_site())=>
            <#enumeration as #krate::Polymorphic>::new_rows_of(Self::#constant, __records, __part)?
        },
    }
}
