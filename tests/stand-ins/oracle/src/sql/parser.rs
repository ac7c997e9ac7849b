//! Syntax: from words to statements. What is not known here is an error.

use super::ast::{Name, ObjectName, Statement};
use super::lexer::{Token, Word, tokens};
use crate::error::{OraError, Result};

mod control;
mod ddl;
mod dml;
mod expression;
pub(crate) use self::expression::balanced;
mod query;
mod routine;
mod types;

/// Words that can't be names without quotes.
const RESERVED: &[&str] = &[
    "ACCESS",
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "AUDIT",
    "BETWEEN",
    "BY",
    "CHAR",
    "CHECK",
    "CLUSTER",
    "COLUMN",
    "COMMENT",
    "COMPRESS",
    "CONNECT",
    "CREATE",
    "CURRENT",
    "DATE",
    "DECIMAL",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DROP",
    "ELSE",
    "EXCLUSIVE",
    "EXISTS",
    "FILE",
    "FLOAT",
    "FOR",
    "FROM",
    "GRANT",
    "GROUP",
    "HAVING",
    "IDENTIFIED",
    "IMMEDIATE",
    "IN",
    "INCREMENT",
    "INDEX",
    "INITIAL",
    "INSERT",
    "INTEGER",
    "INTERSECT",
    "INTO",
    "IS",
    "LEVEL",
    "LIKE",
    "LOCK",
    "LONG",
    "MAXEXTENTS",
    "MINUS",
    "MLSLABEL",
    "MODE",
    "MODIFY",
    "NOAUDIT",
    "NOCOMPRESS",
    "NOT",
    "NOWAIT",
    "NULL",
    "NUMBER",
    "OF",
    "OFFLINE",
    "ON",
    "ONLINE",
    "OPTION",
    "OR",
    "ORDER",
    "PCTFREE",
    "PRIOR",
    "PUBLIC",
    "RAW",
    "RENAME",
    "RESOURCE",
    "REVOKE",
    "ROW",
    "ROWID",
    "ROWNUM",
    "ROWS",
    "SELECT",
    "SESSION",
    "SET",
    "SHARE",
    "SIZE",
    "SMALLINT",
    "START",
    "SUCCESSFUL",
    "SYNONYM",
    "SYSDATE",
    "TABLE",
    "THEN",
    "TO",
    "TRIGGER",
    "UID",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USER",
    "VALIDATE",
    "VALUES",
    "VARCHAR",
    "VARCHAR2",
    "VIEW",
    "WHENEVER",
    "WHERE",
    "WITH",
];

pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Words that end a table's or column's alias although they are not reserved.
const AFTER_ALIAS: &[&str] = &[
    "CROSS",
    "FETCH",
    "FULL",
    "INNER",
    "JOIN",
    "LEFT",
    "LOG",
    "NATURAL",
    "OFFSET",
    "OUTER",
    "RETURNING",
    "RIGHT",
    "USING",
    "WHEN",
    "LIMIT",
    "EXCEPT",
];

/// Parses one statement. Placeholders are numbered from 0 as they occur.
pub(crate) fn parse(text: &str) -> Result<Statement> {
    let mut parser = Parser::new(text)?;
    let statement = parser.statement()?;
    parser.end()?;
    Ok(statement)
}

/// Where the parser is in the words.
#[derive(Clone)]
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    position: usize,
    placeholders: usize,
    /// Names of placeholders, where equal names are one (PL/SQL); otherwise each is its own.
    shared_placeholders: Option<Vec<String>>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Parser<'a>> {
        let tokens = tokens(text)?;
        Ok(Parser { text, tokens, position: 0, placeholders: 0, shared_placeholders: None })
    }

    fn peek(&self) -> &Word {
        &self.tokens[self.position].word
    }

    fn peek_at(&self, ahead: usize) -> &Word {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.position + ahead).min(last)].word
    }

    fn offset(&self) -> usize {
        self.tokens[self.position].offset
    }

    fn next(&mut self) -> Word {
        let word = self.tokens[self.position].word.clone();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        word
    }

    /// The statement's text between two positions in the words.
    fn text_between(&self, from: usize, to: usize) -> &'a str {
        let end = self.tokens[to].offset;
        self.text[self.tokens[from].offset..end].trim_end()
    }

    fn is(&self, word: &str) -> bool {
        matches!(self.peek(), Word::Name(name) if name == word)
    }

    fn is_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Word::Name(name) if name == word)
    }

    fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Word::Mark(found) if *found == mark)
    }

    /// Takes these key words if they are next.
    fn accept(&mut self, words: &str) -> bool {
        let count = words.split(' ').count();
        let found = words.split(' ').enumerate().all(|(ahead, word)| self.is_at(ahead, word));
        if found {
            self.position += count;
        }
        found
    }

    fn accept_mark(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        if found {
            self.position += 1;
        }
        found
    }

    fn expect(&mut self, words: &str) -> Result<()> {
        if self.accept(words) {
            return Ok(());
        }
        let code = match words {
            "FROM" => 923,
            "INTO" => 925,
            "VALUES" => 926,
            "SET" => 971,
            "BY" => 924,
            "ON" => 969,
            "TABLE" => 903,
            "THEN" | "END" | "KEY" => 905,
            _ => 905,
        };
        let message = if code == 923 {
            "FROM keyword not found where expected".to_owned()
        } else {
            format!("missing {words} keyword")
        };
        Err(OraError::new(code, message).at(self.offset()))
    }

    fn expect_mark(&mut self, mark: &str) -> Result<()> {
        if self.accept_mark(mark) {
            return Ok(());
        }
        Err(match mark {
            "(" => OraError::new(906, "missing left parenthesis"),
            ")" => OraError::new(907, "missing right parenthesis"),
            "," => OraError::new(917, "missing comma"),
            "=" => OraError::new(927, "missing equal sign"),
            _ => OraError::new(900, format_args!("invalid SQL statement: missing `{mark}`")),
        }
        .at(self.offset()))
    }

    /// The statement must end here.
    fn end(&mut self) -> Result<()> {
        match self.peek() {
            Word::End => Ok(()),
            Word::Mark(";") => Err(OraError::new(911, "invalid character").at(self.offset())),
            _ => Err(self.not_ended()),
        }
    }

    fn not_ended(&self) -> OraError {
        OraError::new(933, "SQL command not properly ended").at(self.offset())
    }

    fn unknown(&self, what: &str) -> OraError {
        let near: String = self.text[self.offset()..].chars().take(30).collect();
        OraError::unknown(format_args!("{what} at `{near}`")).at(self.offset())
    }

    /// An identifier.
    fn name(&mut self) -> Result<Name> {
        let offset = self.offset();
        match self.peek().clone() {
            Word::Name(text) if is_reserved(&text) => {
                Err(OraError::new(903, format_args!("invalid name `{text}`: a reserved word"))
                    .at(offset))
            }
            Word::Name(text) | Word::Quoted(text) => {
                self.position += 1;
                Ok(Name { text, offset })
            }
            _ => Err(OraError::new(
                1747,
                "invalid user.table.column, table.column, or column specification",
            )
            .at(offset)),
        }
    }

    fn object_name(&mut self) -> Result<ObjectName> {
        let first = self.name()?;
        if !self.accept_mark(".") {
            return Ok(ObjectName { schema: None, name: first });
        }
        let name = self.name()?;
        Ok(ObjectName { schema: Some(first), name })
    }

    /// An alias, if there is one. Oracle takes no AS before the alias of a table.
    fn alias(&mut self, with_as: bool) -> Result<Option<Name>> {
        if with_as && self.accept("AS") {
            return self.name().map(Some);
        }
        match self.peek() {
            Word::Quoted(_) => self.name().map(Some),
            Word::Name(word) if !is_reserved(word) && !AFTER_ALIAS.contains(&word.as_str()) => {
                self.name().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// `item, item, …`
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.accept_mark(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// `(item, item, …)`
    fn parenthesised<T>(&mut self, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.expect_mark("(")?;
        let items = self.list(item)?;
        self.expect_mark(")")?;
        Ok(items)
    }

    fn integer(&mut self) -> Result<i64> {
        let minus = self.accept_mark("-");
        let offset = self.offset();
        match self.next() {
            Word::Number(text) => {
                let value: i64 =
                    text.parse().map_err(|_| OraError::new(1722, "invalid number").at(offset))?;
                Ok(if minus { -value } else { value })
            }
            _ => Err(OraError::new(1722, "invalid number").at(offset)),
        }
    }

    fn text(&mut self) -> Result<String> {
        let offset = self.offset();
        match self.next() {
            Word::Text(text) => Ok(text),
            _ => Err(OraError::new(900, "invalid SQL statement: a text was expected").at(offset)),
        }
    }

    fn placeholder(&mut self, name: String) -> usize {
        if let Some(names) = &mut self.shared_placeholders {
            if let Some(position) = names.iter().position(|known| *known == name) {
                return position;
            }
            names.push(name);
            return names.len() - 1;
        }
        self.placeholders += 1;
        self.placeholders - 1
    }

    fn statement(&mut self) -> Result<Statement> {
        let Word::Name(first) = self.peek().clone() else {
            if self.is_mark("(") {
                return self.query_statement();
            }
            return Err(OraError::new(900, "invalid SQL statement").at(self.offset()));
        };
        match first.as_str() {
            "SELECT" | "WITH" => self.query_statement(),
            "INSERT" => self.insert(),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "MERGE" => self.merge(),
            "BEGIN" | "DECLARE" => self.block(),
            "CALL" => self.call_statement(),
            "CREATE" => self.create(),
            "ALTER" => self.alter(),
            "DROP" => self.drop(),
            "TRUNCATE" => self.truncate(),
            "RENAME" => self.rename(),
            "COMMENT" => self.comment(),
            "EXPLAIN" => {
                self.expect("EXPLAIN PLAN FOR")?;
                self.statement().map(|statement| Statement::Explain(Box::new(statement)))
            }
            _ => self.control(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RESERVED;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}
