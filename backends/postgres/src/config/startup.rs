//! The parameters that a session begins with. They are part of the login, so that setting them
//! costs no round trip, and RESET returns to them.

use std::fmt::Write as _;
use std::time::Duration;

use activerecord_core::{Error, ErrorKind, Result};

use super::PostgresOptions;
use crate::limits;

/// The server's command line for these options.
pub(super) fn command_line(options: &PostgresOptions, timezone: &str) -> Result<String> {
    let mut line = String::new();
    // A pooler that gives sessions away knows no command line, as long as nobody asks for one.
    if !options.unprepared {
        set(&mut line, "TimeZone", timezone);
        set(&mut line, "standard_conforming_strings", "on");
        set(&mut line, "client_min_messages", "warning");
    }
    if let Some(schemas) = &options.search_path {
        set(&mut line, "search_path", schemas);
    }
    let timeouts = [
        ("statement_timeout", options.statement_timeout),
        ("lock_timeout", options.lock_timeout),
        ("idle_in_transaction_session_timeout", options.idle_in_transaction_session_timeout),
    ];
    for (name, timeout) in timeouts {
        if let Some(timeout) = timeout {
            set(&mut line, name, &milliseconds(name, timeout)?);
        }
    }
    for (name, value) in &options.settings {
        check_name(name)?;
        set(&mut line, name, value);
    }
    if let Some(own) = &options.options {
        let _ = write!(line, " {own}");
    }
    if line.contains('\0') {
        return Err(Error::new(ErrorKind::Configuration, "an option holds a NUL character"));
    }
    Ok(line)
}

/// Adds a parameter; blanks and backslashes are what the server's command line escapes.
fn set(line: &mut String, name: &str, value: &str) {
    let _ = write!(line, "{}-c {name}=", if line.is_empty() { "" } else { " " });
    for character in value.chars() {
        if character == '\\' || character.is_ascii_whitespace() {
            line.push('\\');
        }
        line.push(character);
    }
}

fn milliseconds(name: &str, timeout: Duration) -> Result<String> {
    if timeout > limits::TIMEOUT_MAX {
        let most = limits::TIMEOUT_MAX.as_secs();
        return Err(Error::new(ErrorKind::Configuration, format!("`{name}` is out of range"))
            .with_help(format!("it can be 0 to {most} seconds")));
    }
    // Less than the server can measure is not none at all.
    let at_least = if timeout.is_zero() { 0 } else { 1 };
    Ok(timeout.as_millis().max(at_least).to_string())
}

fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    if !name.is_empty() && name.chars().all(plain) {
        return Ok(());
    }
    let message = format!("`{name}` is not the name of a parameter of the server");
    Err(Error::new(ErrorKind::Configuration, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        let options = PostgresOptions::new()
            .search_path("app, \"my schema\"")
            .statement_timeout(Duration::from_micros(1))
            .setting("work_mem", "64MB")
            .options("-c geqo=off");
        let line = command_line(&options, "UTC").unwrap();
        assert!(line.starts_with("-c TimeZone=UTC -c standard"), "{line}");
        assert!(line.contains("-c search_path=app,\\ \"my\\ schema\""), "{line}");
        assert!(line.contains("-c statement_timeout=1 -c work_mem=64MB -c geqo=off"), "{line}");
    }

    #[test]
    fn a_pooler_gets_only_what_was_asked_for() {
        let options = PostgresOptions::new().prepared_statements(false);
        assert_eq!(command_line(&options, "UTC").unwrap(), "");
        let line = command_line(&options.search_path("app"), "UTC").unwrap();
        assert_eq!(line, "-c search_path=app");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let named = |name: &str| command_line(&PostgresOptions::new().setting(name, "1"), "UTC");
        assert!(named("a b").is_err() && named("").is_err() && named("my.own").is_ok());
        let late = PostgresOptions::new().lock_timeout(Duration::from_secs(1 << 32));
        assert!(command_line(&late, "UTC").unwrap_err().to_string().contains("`lock_timeout`"));
        let nul = PostgresOptions::new().options("a\0b");
        assert!(command_line(&nul, "UTC").is_err());
    }
}
