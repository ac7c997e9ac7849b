//! From the IR to code.
//!
//! Every path is absolute and every call names its trait, so that nothing a user defines (a type
//! `Result`, a method `decode`) is taken for ours. What needs a type to be something says so with
//! `<Type as Trait>::item` and the field's own tokens: all the errors about one field are then the
//! same error, and rustc shows it once.

mod assert;
mod columns;
mod generics;
mod record;
mod relations;
mod table;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Path, PathSegment, Token};

pub(crate) use self::assert::{assertion, item as assertion_item};
pub(crate) use self::columns::expand as columns;
pub(crate) use self::generics::Bounds;
pub(crate) use self::record::key_type;

use crate::ir::Model;

/// The code of a model.
pub(crate) fn model(model: &Model<'_>) -> TokenStream {
    let record = record::expand(model);
    let columns = columns(model);
    let relations = relations::expand(model);
    let assertions = assert::free(model);
    quote! {
        #record
        #columns
        #relations
        #assertions
    }
}

/// The path to the library: what `crate = "..."` says, else `::activerecord`.
pub(crate) fn library(given: Option<&Path>) -> Path {
    match given {
        Some(path) => path.clone(),
        None => {
            let name = PathSegment::from(Ident::new("activerecord", Span::call_site()));
            let mut path = Path::from(name);
            path.leading_colon = Some(<Token![::]>::default());
            path
        }
    }
}
