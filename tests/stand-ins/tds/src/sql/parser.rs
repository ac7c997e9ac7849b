//! What all parts of the grammar need.

use super::{ObjectName, Statement, Token, lex};
use crate::error::{Result, SqlError};
use crate::types::Type;

pub(super) use super::lexer;

/// Words that can't be names without quotes, of those that matter to the grammar here.
const RESERVED: &[&str] = &[
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASCADE",
    "CASE",
    "CHECK",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DECLARE",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DROP",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "FETCH",
    "FOR",
    "FOREIGN",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LEFT",
    "LIKE",
    "MERGE",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "PRIMARY",
    "REFERENCES",
    "RIGHT",
    "ROLLBACK",
    "SAVE",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TOP",
    "TRANSACTION",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USE",
    "USER",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITH",
];

/// Reads statements.
#[derive(Debug)]
pub(crate) struct Parser {
    tokens: Vec<Token>,
    place: usize,
}

/// Reads the statements of a text.
pub(crate) fn parse_batch(text: &str) -> Result<Vec<Statement>> {
    let mut parser = Parser { tokens: lex(text)?, place: 0 };
    let mut statements = Vec::new();
    loop {
        while parser.sign(";") {}
        if parser.peek().is_none() {
            return Ok(statements);
        }
        let first = parser.place;
        statements.push(parser.statement()?);
        // A CTE and a MERGE want the semicolon before and behind them.
        let ended = parser.tokens.get(parser.place) == Some(&Token::Sign(";"));
        if matches!(statements.last(), Some(Statement::Merge(_))) && !ended {
            let message = "A MERGE statement must be terminated by a semi-colon (;).";
            return Err(SqlError::new(10713, 15, message));
        }
        let follows = first > 0 && parser.tokens.get(first - 1) != Some(&Token::Sign(";"));
        if follows && is_word(parser.tokens.get(first), "WITH") {
            return Err(SqlError::new(319, 15, "Incorrect syntax near the keyword 'with'."));
        }
    }
}

/// Reads `@P1 int,@P2 nvarchar(4000)`.
pub(crate) fn parse_declarations(text: &str) -> Result<Vec<(String, Type)>> {
    let mut parser = Parser { tokens: lex(text)?, place: 0 };
    let mut declared = Vec::new();
    while parser.peek().is_some() {
        if !declared.is_empty() {
            parser.expect_sign(",")?;
        }
        declared.push((parser.variable()?, parser.data_type()?));
    }
    Ok(declared)
}

fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token, Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
}

impl Parser {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.place)
    }

    /// Whether the next words are these.
    pub(super) fn ahead(&self, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(index, word)| is_word(self.tokens.get(self.place + index), word))
    }

    /// Whether the sign comes behind the next token.
    pub(super) fn sign_follows(&self, sign: &str) -> bool {
        matches!(self.tokens.get(self.place + 1), Some(Token::Sign(found)) if *found == sign)
    }

    /// Where the parser is, to come back to.
    pub(super) fn clone_place(&self) -> usize {
        self.place
    }

    pub(super) fn back_to(&mut self, place: usize) {
        self.place = place;
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.place).cloned();
        self.place += 1;
        token
    }

    /// Takes the words if they are next.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let found = self.ahead(words);
        self.place += if found { words.len() } else { 0 };
        found
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        self.words(&[word])
    }

    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.place += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<()> {
        if self.word(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Result<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The error for what comes next.
    pub(super) fn unexpected(&self) -> SqlError {
        match self.peek().or(self.tokens.last()) {
            Some(Token::Word(word)) if is_reserved(word) => {
                let message = format!("Incorrect syntax near the keyword '{word}'.");
                SqlError::new(156, 15, message)
            }
            Some(
                Token::Word(text)
                | Token::Name(text)
                | Token::Text(text)
                | Token::Number(text)
                | Token::Float(text)
                | Token::Variable(text),
            ) => SqlError::syntax(text),
            Some(Token::Sign(sign)) => SqlError::syntax(sign),
            None => SqlError::syntax(""),
        }
    }

    /// Something several times, with commas between.
    pub(super) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut list = vec![read(self)?];
        while self.sign(",") {
            list.push(read(self)?);
        }
        Ok(list)
    }

    /// A list in parentheses.
    pub(super) fn enclosed<T>(
        &mut self,
        read: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.expect_sign("(")?;
        let list = self.list(read)?;
        self.expect_sign(")")?;
        Ok(list)
    }

    pub(super) fn is_name(&self) -> bool {
        match self.peek() {
            Some(Token::Name(_)) => true,
            Some(Token::Word(word)) => !is_reserved(word),
            _ => false,
        }
    }

    pub(super) fn name(&mut self) -> Result<String> {
        if !self.is_name() {
            return Err(self.unexpected());
        }
        let name = match self.next() {
            Some(Token::Name(name) | Token::Word(name)) => name,
            _ => return Err(self.unexpected()),
        };
        if name.encode_utf16().count() > 128 {
            let message = format!("The identifier that starts with '{name}' is too long.");
            return Err(SqlError::new(103, 15, message));
        }
        Ok(name)
    }

    /// Reads a name that came as a text.
    pub(crate) fn read_name(text: &str) -> Result<ObjectName> {
        let mut parser = Parser { tokens: lex(text)?, place: 0 };
        let name = parser.object_name()?;
        if parser.peek().is_some() { Err(parser.unexpected()) } else { Ok(name) }
    }

    pub(super) fn names(&mut self) -> Result<Vec<String>> {
        self.enclosed(Self::name)
    }

    pub(super) fn object_name(&mut self) -> Result<ObjectName> {
        let first = self.name()?;
        if self.sign(".") {
            return Ok(ObjectName { schema: Some(first), name: self.name()? });
        }
        Ok(ObjectName { schema: None, name: first })
    }

    pub(super) fn variable(&mut self) -> Result<String> {
        match self.next() {
            Some(Token::Variable(name)) => Ok(name),
            _ => {
                self.place -= 1;
                Err(self.unexpected())
            }
        }
    }

    pub(super) fn integer(&mut self) -> Result<i64> {
        let negative = self.sign("-");
        match self.next() {
            Some(Token::Number(digits)) => match digits.parse::<i64>() {
                Ok(number) => Ok(if negative { -number } else { number }),
                Err(_) => Err(SqlError::syntax(&digits)),
            },
            _ => {
                self.place -= 1;
                Err(self.unexpected())
            }
        }
    }
}

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}
