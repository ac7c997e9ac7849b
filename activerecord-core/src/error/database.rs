//! What the database itself said.

use std::fmt;

/// The database's own code and message, as it sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseError {
    backend: &'static str,
    code: Option<i64>,
    sqlstate: Option<String>,
    message: String,
}

impl DatabaseError {
    /// The message of the backend called `backend`, without a code.
    pub fn new(backend: &'static str, message: impl Into<String>) -> Self {
        DatabaseError { backend, code: None, sqlstate: None, message: message.into() }
    }

    /// Adds the database's number: SQLite's extended result code, MySQL's or SQL Server's error
    /// number, the number behind `ORA-`.
    #[must_use]
    pub fn with_code(mut self, code: i64) -> Self {
        self.code = Some(code);
        self
    }

    /// Adds the five characters of the SQLSTATE.
    #[must_use]
    pub fn with_sqlstate(mut self, sqlstate: impl Into<String>) -> Self {
        self.sqlstate = Some(sqlstate.into());
        self
    }

    /// The backend's name, `sqlite` for example.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        self.backend
    }

    /// The database's error number.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// The SQLSTATE, where the database has one.
    #[must_use]
    pub fn sqlstate(&self) -> Option<&str> {
        self.sqlstate.as_deref()
    }

    /// The message, in the language that the server speaks.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        match (&self.sqlstate, self.code) {
            (Some(state), _) => write!(f, " ({} {state})", self.backend),
            (None, Some(code)) => write!(f, " ({} {code})", self.backend),
            (None, None) => write!(f, " ({})", self.backend),
        }
    }
}
