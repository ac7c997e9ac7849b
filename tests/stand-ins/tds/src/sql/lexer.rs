//! From text to words, names, literals and signs.

use crate::error::{Result, SqlError};

/// A part of a statement's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A keyword or a name without quotes.
    Word(String),
    /// `[name]` or `"name"`.
    Name(String),
    /// `N'text'`, or `'text'`, which is in the database's code page.
    Text(String),
    /// Digits, with a point perhaps.
    Number(String),
    /// Digits with an exponent.
    Float(String),
    /// `@name` or `@@name`.
    Variable(String),
    /// Anything else.
    Sign(&'static str),
}

const SIGNS: &[&str] =
    &["<>", "<=", ">=", "!=", "(", ")", ",", ".", ";", "=", "<", ">", "+", "-", "*", "/", "%", "$"];

/// Characters of a name.
const NAME_MAX: usize = 128;

/// Splits a text.
pub(crate) fn lex(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = skip_blanks(rest)?;
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let (token, after) = match first {
            '[' => quoted(&rest[1..], ']').map(|(name, after)| (Token::Name(name), after))?,
            '"' => quoted(&rest[1..], '"').map(|(name, after)| (Token::Name(name), after))?,
            '\'' => {
                let (text, after) = quoted(&rest[1..], '\'')?;
                (Token::Text(in_code_page(&text)), after)
            }
            'N' | 'n' if rest[1..].starts_with('\'') => {
                quoted(&rest[2..], '\'').map(|(text, after)| (Token::Text(text), after))?
            }
            '0'..='9' => number(rest),
            '@' => {
                let end = rest.find(|c: char| !is_part(c) && c != '@').unwrap_or(rest.len());
                (Token::Variable(rest[..end].to_owned()), &rest[end..])
            }
            first if is_part(first) => {
                let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
                (Token::Word(rest[..end].to_owned()), &rest[end..])
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| SqlError::syntax(&first.to_string()))?;
                (Token::Sign(sign), &rest[sign.len()..])
            }
        };
        if let Token::Word(name) | Token::Name(name) = &token
            && name.chars().count() > NAME_MAX
        {
            let start: String = name.chars().take(NAME_MAX).collect();
            let message = format!(
                "The identifier that starts with '{start}' is too long. Maximum length is {NAME_MAX}."
            );
            return Err(SqlError::new(103, 15, message));
        }
        tokens.push(token);
        rest = after;
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '#'
}

/// Blanks and comments, which may lie in one another.
fn skip_blanks(mut text: &str) -> Result<&str> {
    loop {
        text = text.trim_start();
        if let Some(comment) = text.strip_prefix("--") {
            text = comment.find('\n').map_or("", |end| &comment[end..]);
        } else if text.starts_with("/*") {
            text = skip_comment(text)?;
        } else {
            return Ok(text);
        }
    }
}

fn skip_comment(text: &str) -> Result<&str> {
    let mut depth = 0;
    let mut rest = text;
    loop {
        if let Some(inner) = rest.strip_prefix("/*") {
            (depth, rest) = (depth + 1, inner);
        } else if let Some(after) = rest.strip_prefix("*/") {
            (depth, rest) = (depth - 1, after);
            if depth == 0 {
                return Ok(rest);
            }
        } else {
            let mut characters = rest.chars();
            if characters.next().is_none() {
                return Err(SqlError::new(113, 15, "Missing end comment mark '*/'."));
            }
            rest = characters.as_str();
        }
    }
}

/// What stands up to `end`, which is doubled where it is meant.
fn quoted(text: &str, end: char) -> Result<(String, &str)> {
    let mut content = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next() {
            Some(c) if c == end => {
                if !characters.as_str().starts_with(end) {
                    return Ok((content, characters.as_str()));
                }
                characters.next();
                content.push(c);
            }
            Some(c) => content.push(c),
            None => {
                let message = "Unclosed quotation mark after the character string.";
                return Err(SqlError::new(105, 15, message));
            }
        }
    }
}

/// A text without N is in Latin 1 and loses every other character.
fn in_code_page(text: &str) -> String {
    text.chars().map(|c| if u32::from(c) < 256 || c == '€' { c } else { '?' }).collect()
}

fn number(text: &str) -> (Token, &str) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    if text[end..].starts_with('.') {
        end += 1 + digits(&text[end + 1..]);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(&text[end + 1 + sign..]);
        if exponent > 0 {
            let end = end + 1 + sign + exponent;
            return (Token::Float(text[..end].to_owned()), &text[end..]);
        }
    }
    (Token::Number(text[..end].to_owned()), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_texts_and_comments() {
        let tokens = lex("SELECT [a]]b], N'it''s' /* x /* y */ */ -- end\n, 1.5e3 @P1").unwrap();
        assert_eq!(tokens[1], Token::Name("a]b".into()));
        assert_eq!(tokens[3], Token::Text("it's".into()));
        assert_eq!(tokens[5], Token::Float("1.5e3".into()));
        assert_eq!(tokens[6], Token::Variable("@P1".into()));
    }

    #[test]
    fn what_is_not_closed_or_not_known() {
        assert_eq!(lex("'a").unwrap_err().number, 105);
        assert_eq!(lex("/* a").unwrap_err().number, 113);
        assert_eq!(lex("a || b").unwrap_err().number, 102);
        assert_eq!(lex("`a`").unwrap_err().number, 102);
        assert_eq!(lex("'漢'").unwrap(), [Token::Text("?".into())]);
    }
}
