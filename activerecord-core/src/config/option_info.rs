//! The words that options have in URLs and in the environment.

use std::fmt::Write as _;
use std::time::Duration;

use crate::{Error, ErrorKind, Result};

/// An option's word and what it takes, for reading and for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionInfo {
    /// The word, in lower case with underscores.
    pub word: &'static str,
    /// What it takes.
    pub value: OptionValue,
}

impl OptionInfo {
    /// An option of that word.
    #[must_use]
    pub const fn new(word: &'static str, value: OptionValue) -> Self {
        OptionInfo { word, value }
    }
}

/// What the value of an option looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OptionValue {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`.
    Bool,
    /// A number with a unit of `ms`, `s`, `m` or `h`; without a unit, seconds.
    Duration,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl OptionValue {
    fn describe(self) -> String {
        match self {
            OptionValue::Text => "text".into(),
            OptionValue::Integer => "a whole number".into(),
            OptionValue::Bool => "true or false".into(),
            OptionValue::Duration => "a duration such as 500ms, 5s or 1m".into(),
            OptionValue::OneOf(words) => format!("one of {}", words.join(", ")),
        }
    }
}

impl OptionInfo {
    /// Reads a truth value.
    ///
    /// # Errors
    /// The text is not one; the message says what is.
    pub fn read_bool(&self, text: &str) -> Result<bool> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(self.malformed(text)),
        }
    }

    /// Reads a whole number.
    ///
    /// # Errors
    /// The text is not one, or out of the type's range.
    pub fn read_integer<T: std::str::FromStr>(&self, text: &str) -> Result<T> {
        text.parse().map_err(|_| self.malformed(text))
    }

    /// Reads a duration: `500ms`, `5s`, `2m`, `1h`, or a number of seconds.
    ///
    /// # Errors
    /// The text is not one.
    pub fn read_duration(&self, text: &str) -> Result<Duration> {
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number: u64 = number.parse().map_err(|_| self.malformed(text))?;
        let seconds = |factor: u64| number.checked_mul(factor).map(Duration::from_secs);
        match unit {
            "ms" => Some(Duration::from_millis(number)),
            "" | "s" => seconds(1),
            "m" => seconds(60),
            "h" => seconds(3600),
            _ => None,
        }
        .ok_or_else(|| self.malformed(text))
    }

    /// Reads one of the words of [`OptionValue::OneOf`], in any case.
    ///
    /// # Errors
    /// The text is none of them.
    pub fn read_word(&self, text: &str) -> Result<&'static str> {
        let OptionValue::OneOf(words) = self.value else { return Err(self.malformed(text)) };
        let found = words.iter().find(|word| word.eq_ignore_ascii_case(text));
        found.copied().ok_or_else(|| self.malformed(text))
    }

    /// The error for a value that is not of the option's form.
    #[must_use]
    pub fn malformed(&self, text: &str) -> Error {
        let expected = self.value.describe();
        Error::new(
            ErrorKind::Configuration,
            format!("option `{}` expects {expected}, got `{text}`", self.word),
        )
    }
}

/// The error for a word that no option has.
pub(crate) fn unknown(word: &str, backend: &str, known: &[OptionInfo]) -> Error {
    let mut list = String::new();
    for info in known {
        let _ = write!(list, "{}`{}`", if list.is_empty() { "" } else { ", " }, info.word);
    }
    Error::new(ErrorKind::Configuration, format!("unknown option `{word}` for {backend}"))
        .with_help(format!("the options are {list}"))
}
