//! x
mod active_record;
mod attr;
mod case;
mod check;
mod column_type;
mod context;
mod expand;
mod fallback;
mod from_row;
mod infer;
mod ir;
mod shape;
mod symbol;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a model
#[proc_macro_derive(ActiveRecord, attributes(record))]
pub fn derive_active_record(input: TokenStream) -> TokenStream {
    active_record::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    column_type::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes
#[proc_macro_derive(FromRow, attributes(record))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    from_row::derive(&parse_macro_input!(input as DeriveInput)).into()
}
