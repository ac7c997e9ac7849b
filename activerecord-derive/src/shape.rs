//! Which items a derive takes: the same questions for all three.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, FieldsNamed, Generics};

use crate::context::Context;

/// The fields of a struct with named fields; anything else is an error.
pub(crate) fn named_fields<'a>(
    cx: &Context,
    input: &'a DeriveInput,
    derive: &str,
) -> Option<&'a FieldsNamed> {
    let name = &input.ident;
    let problem = match &input.data {
        Data::Struct(strukt) => match &strukt.fields {
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(_) => format!(
                "`{derive}` needs a struct with named fields: a column is called like its field\n\
                 for a type that wraps the value of one column use `#[derive(ColumnType)]`"
            ),
            Fields::Unit => {
                format!("`{derive}` needs a struct with named fields: `{name}` has none")
            }
        },
        Data::Enum(_) => format!(
            "`{derive}` needs a struct with named fields, and `{name}` is an enum\n\
             for an enum that is the type of a column use `#[derive(ColumnType)]`"
        ),
        Data::Union(_) => {
            format!("`{derive}` needs a struct with named fields, and `{name}` is a union")
        }
    };
    cx.error(name.span(), problem);
    None
}

/// Rows outlive the buffers they are read from, so nothing that is read can borrow.
pub(crate) fn owned(cx: &Context, generics: &Generics, what: &str) {
    for lifetime in generics.lifetimes() {
        let name = &lifetime.lifetime;
        let message = format!(
            "{what} cannot borrow, so it takes no lifetime `{name}`\n\
             use types that own their values: `String` instead of `&str`, `Vec<u8>` instead of \
             `&[u8]`"
        );
        cx.error_over(lifetime, message);
    }
}

/// The name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}
