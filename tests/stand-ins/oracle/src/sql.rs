//! Oracle's SQL: words, syntax, meaning, and the same in SQLite's SQL.

pub(crate) mod ast;
pub(crate) mod lexer;
pub(crate) mod parser;
pub(crate) mod translate;
