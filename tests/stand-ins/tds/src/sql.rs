//! The part of T-SQL that is known here, and nothing beyond: what the grammar does not have is
//! error 102.

mod ast;
mod data_type;
mod ddl;
mod dml;
mod expression;
pub(crate) mod lexer;
mod parser;
mod query;
mod statement;

pub(crate) use self::ast::*;
pub(crate) use self::lexer::{Token, lex};
pub(crate) use self::parser::{Parser, parse_batch, parse_declarations};
