//! The unmodified crate `oracle` on the stand-in, end to end.

mod support;

mod errors;
mod locks;
mod queries;
mod statements;
mod values;
