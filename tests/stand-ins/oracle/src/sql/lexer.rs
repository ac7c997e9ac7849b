//! Words of a statement.

use crate::error::{OraError, Result};

/// Bytes of an identifier.
const MAX_IDENTIFIER_BYTES: usize = 128;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// An unquoted identifier or key word, in upper case.
    Name(String),
    /// A quoted identifier, as it is.
    Quoted(String),
    Text(String),
    Number(String),
    /// A placeholder's name, in upper case unless quoted, without the colon.
    Placeholder(String),
    /// An operator or a mark.
    Mark(&'static str),
    End,
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) word: Word,
    /// Where it begins in the text, in bytes.
    pub(crate) offset: usize,
}

const MARKS: &[&str] = &[
    "||", "<=", ">=", "<>", "!=", "^=", ":=", "=>", "..", "(", ")", ",", ".", "*", "/", "+", "-",
    "=", "<", ">", ";", "%", "@",
];

pub(crate) fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut lexer = Lexer { text, position: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_space();
        let offset = lexer.position;
        let word = lexer.word().map_err(|error| error.at(offset))?;
        let end = word == Word::End;
        tokens.push(Token { word, offset });
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let skipped = if let Some(comment) = rest.strip_prefix("--") {
                2 + comment.find('\n').unwrap_or(comment.len())
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.find("*/").map_or(rest.len(), |end| end + 4)
            } else {
                rest.len() - rest.trim_start().len()
            };
            if skipped == 0 {
                return;
            }
            self.position += skipped;
        }
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        let taken = rest[..end].to_owned();
        self.position += end;
        taken
    }

    fn word(&mut self) -> Result<Word> {
        let Some(first) = self.rest().chars().next() else { return Ok(Word::End) };
        if first.is_ascii_digit()
            || (first == '.' && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            return Ok(Word::Number(self.number()));
        }
        match first {
            '\'' => self.quoted('\'').map(Word::Text),
            '"' => {
                let name = self.quoted('"')?;
                if name.is_empty() {
                    return Err(OraError::new(1741, "illegal zero-length identifier"));
                }
                check_length(&name)?;
                Ok(Word::Quoted(name))
            }
            ':' if !self.rest().starts_with(":=") => self.placeholder(),
            c if c.is_alphabetic() => {
                let name = self.take_while(is_name).to_uppercase();
                if matches!(name.as_str(), "N" | "Q" | "NQ") && self.rest().starts_with('\'') {
                    return Err(OraError::unknown("literals with a prefix"));
                }
                check_length(&name)?;
                Ok(Word::Name(name))
            }
            _ => {
                let rest = self.rest();
                let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
                let mark = *mark.ok_or_else(|| OraError::new(911, "invalid character"))?;
                self.position += mark.len();
                Ok(Word::Mark(mark))
            }
        }
    }

    fn number(&mut self) -> String {
        let mut number = self.take_while(|c| c.is_ascii_digit());
        // `1..3` is a range.
        if self.rest().starts_with('.') && !self.rest().starts_with("..") {
            self.position += 1;
            number.push('.');
            number.push_str(&self.take_while(|c| c.is_ascii_digit()));
        }
        let exponent: String = self.rest().chars().take(3).collect();
        let mut letters = exponent.chars();
        if matches!(letters.next(), Some('e' | 'E')) {
            let next = letters.next();
            let digit = if matches!(next, Some('+' | '-')) { letters.next() } else { next };
            if digit.is_some_and(|c| c.is_ascii_digit()) {
                self.position += 1;
                number.push('e');
                if matches!(next, Some('+' | '-')) {
                    number.extend(next);
                    self.position += 1;
                }
                number.push_str(&self.take_while(|c| c.is_ascii_digit()));
            }
        }
        number
    }

    fn quoted(&mut self, quote: char) -> Result<String> {
        self.position += 1;
        let mut content = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find(quote) else {
                return Err(match quote {
                    '\'' => OraError::new(1756, "quoted string not properly terminated"),
                    _ => OraError::new(1740, "missing double quote in identifier"),
                });
            };
            content.push_str(&rest[..end]);
            self.position += end + 1;
            if !self.rest().starts_with(quote) {
                return Ok(content);
            }
            if quote == '"' {
                return Err(OraError::new(3001, "unimplemented feature: a quote in an identifier"));
            }
            content.push(quote);
            self.position += 1;
        }
    }

    fn placeholder(&mut self) -> Result<Word> {
        self.position += 1;
        let name = match self.rest().starts_with('"') {
            true => self.quoted('"')?,
            false => self.take_while(is_name).to_uppercase(),
        };
        if name.is_empty() {
            return Err(OraError::new(1036, "illegal variable name/number"));
        }
        if name.len() > MAX_IDENTIFIER_BYTES {
            return Err(OraError::new(1745, "invalid host/bind variable name"));
        }
        let reserved = name.chars().next().is_some_and(char::is_alphabetic)
            && super::parser::is_reserved(&name);
        match reserved {
            true => Err(OraError::new(1745, "invalid host/bind variable name")),
            false => Ok(Word::Placeholder(name)),
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#')
}

fn check_length(name: &str) -> Result<()> {
    match name.len() <= MAX_IDENTIFIER_BYTES {
        true => Ok(()),
        false => Err(OraError::new(972, "identifier is too long")),
    }
}
