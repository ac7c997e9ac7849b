//! SQL Server's errors.

use std::fmt;

/// An error as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlError {
    /// The number, 2627 for example.
    pub number: i32,
    /// The severity.
    pub class: u8,
    /// The text.
    pub message: String,
}

/// What everything here may fail with.
pub(crate) type Result<T> = std::result::Result<T, SqlError>;

impl SqlError {
    pub(crate) fn new(number: i32, class: u8, message: impl Into<String>) -> Self {
        SqlError { number, class, message: message.into() }
    }

    /// 102: the text is not part of the SQL that is known here.
    pub(crate) fn syntax(near: &str) -> Self {
        SqlError::new(102, 15, format!("Incorrect syntax near '{near}'."))
    }

    pub(crate) fn no_object(name: &str) -> Self {
        SqlError::new(208, 16, format!("Invalid object name '{name}'."))
    }

    pub(crate) fn no_column(name: &str) -> Self {
        SqlError::new(207, 16, format!("Invalid column name '{name}'."))
    }

    pub(crate) fn overflow(target: &str) -> Self {
        let message =
            format!("Arithmetic overflow error converting expression to data type {target}.");
        SqlError::new(8115, 16, message)
    }

    pub(crate) fn conversion(from: &str, to: &str) -> Self {
        let message =
            format!("Conversion failed when converting the {from} value to data type {to}.");
        SqlError::new(245, 16, message)
    }

    pub(crate) fn clash(from: &str, to: &str) -> Self {
        SqlError::new(206, 16, format!("Operand type clash: {from} is incompatible with {to}"))
    }

    pub(crate) fn lock_timeout() -> Self {
        SqlError::new(1222, 16, "Lock request time out period exceeded.")
    }

    pub(crate) fn deadlock() -> Self {
        SqlError::new(
            1205,
            13,
            "Transaction was deadlocked on lock resources with another process and has been \
             chosen as the deadlock victim. Rerun the transaction.",
        )
    }

    /// As a text that survives SQLite, through which errors of functions come.
    pub(crate) fn encode(&self) -> String {
        format!("\u{1}{}\u{1}{}\u{1}{}", self.number, self.class, self.message)
    }

    /// What [`encode`](SqlError::encode) made.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split('\u{1}').skip(1);
        let number = parts.next()?.parse().ok()?;
        let class = parts.next()?.parse().ok()?;
        Some(SqlError { number, class, message: parts.next()?.to_owned() })
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.number, self.message)
    }
}

impl std::error::Error for SqlError {}
