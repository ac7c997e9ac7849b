//! `#[derive(ActiveRecord)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::context::Context;
use crate::ir::Model;
use crate::{check, expand, fallback};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let cx = Context::new();
    let model = Model::parse(&cx, input);
    if let Some(model) = &model {
        check::check(&cx, model);
    }
    match (cx.check(), model) {
        (Ok(()), Some(model)) => expand::model(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(error), model) => {
            let errors = error.into_compile_error();
            let stubs = fallback::record(input, model.as_ref());
            quote!(#errors #stubs)
        }
    }
}
