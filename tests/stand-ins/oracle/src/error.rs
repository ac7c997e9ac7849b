//! Errors, as Oracle numbers them.

use std::fmt;

pub(crate) type Result<T> = std::result::Result<T, OraError>;

/// An error with Oracle's number and the text that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OraError {
    pub(crate) code: i32,
    pub(crate) message: String,
    /// Where in the statement's text, in bytes.
    pub(crate) offset: usize,
}

impl OraError {
    pub(crate) fn new(code: i32, message: impl fmt::Display) -> OraError {
        OraError { code, message: format!("ORA-{code:05}: {message}"), offset: 0 }
    }

    pub(crate) fn at(mut self, offset: usize) -> OraError {
        self.offset = offset;
        self
    }

    /// A statement, clause, function or mode that the stand-in does not know. It never guesses.
    pub(crate) fn unknown(what: impl fmt::Display) -> OraError {
        OraError::new(900, format_args!("invalid SQL statement: stand-in does not know {what}"))
    }

    /// An error text that went through SQLite, as those of our own functions do.
    pub(crate) fn from_text(text: &str) -> Option<OraError> {
        let start = text.find("ORA-")?;
        let digits = text.get(start + 4..start + 9)?;
        let code = digits.parse().ok()?;
        Some(OraError { code, message: text[start..].to_owned(), offset: 0 })
    }

    /// Whether the session is over after this error.
    pub(crate) fn ends_session(&self) -> bool {
        matches!(self.code, 28 | 1012 | 3113 | 3114)
    }
}

impl fmt::Display for OraError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OraError {}
