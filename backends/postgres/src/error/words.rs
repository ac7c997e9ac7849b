//! What to say, and what can be done about it.

use activerecord_core::ErrorKind;
use tokio_postgres::error::DbError;

/// The message and the way out.
pub(super) fn words(kind: ErrorKind, state: &str) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::UniqueViolation => ("there is a row with this value already", None),
        ErrorKind::ForeignKeyViolation => (
            "a foreign key does not match",
            Some("the row refers to one that does not exist, or other rows refer to it"),
        ),
        ErrorKind::NotNullViolation => ("a required column has no value", None),
        ErrorKind::CheckViolation => ("a value breaks a rule of its table", None),
        ErrorKind::DataTooLong if state == "22001" => {
            ("a value is longer than its column takes", None)
        }
        ErrorKind::DataTooLong => ("the statement or a value is beyond the server's limits", None),
        ErrorKind::OutOfRange if state == "22012" => ("a number is divided by zero", None),
        ErrorKind::OutOfRange if state == "22021" || state == "22P05" => {
            ("a text has a character that the database's encoding does not have", None)
        }
        ErrorKind::OutOfRange => ("a number or a time is out of range", None),
        ErrorKind::TypeMismatch => (
            "a value is not of the type that is expected",
            Some("cast it in the statement, `?::uuid` for example, or change the field's type"),
        ),
        ErrorKind::Syntax if state == "42P18" || state == "42725" => (
            "the server can't tell the type of a value",
            Some("say it in the statement: `?::integer`, `?::text`"),
        ),
        ErrorKind::Syntax => ("the statement is not valid SQL", None),
        ErrorKind::ObjectMissing if state == "42883" => {
            ("there is no such function or operator for these types", None)
        }
        ErrorKind::ObjectMissing => ("the statement names what does not exist", None),
        ErrorKind::ObjectExists => ("the name is taken", None),
        ErrorKind::Deadlock => (
            "transactions waited for each other, and this one was chosen to fail",
            Some("run the transaction again"),
        ),
        ErrorKind::SerializationFailure => (
            "the transaction conflicts with one that ran at the same time",
            Some("run the transaction again, `TransactionOptions::retries` does it"),
        ),
        ErrorKind::LockTimeout => ("a lock was not granted in time", None),
        ErrorKind::Cancelled => (
            "the statement was cancelled, or ran into its time limit",
            Some("the limit is `statement_timeout`"),
        ),
        ErrorKind::ReadOnly => (
            "nothing can be written here",
            Some("the transaction or the session is read-only, or the server is a standby"),
        ),
        ErrorKind::TransactionAborted => (
            "the transaction takes no more statements",
            Some("an earlier one failed: roll back, or put what may fail into a savepoint"),
        ),
        ErrorKind::InvalidQuery => {
            ("the statement has another number of parameters than values were given", None)
        }
        ErrorKind::InvalidState => {
            ("the statement does not fit the state of the transaction", None)
        }
        ErrorKind::Unsupported => ("the server does not do this", None),
        ErrorKind::ConnectionLost => ("the server has ended the session", None),
        ErrorKind::ConnectionFailed => ("the server refused the connection", None),
        _ if state == "42501" => ("the user has no right to do this", None),
        _ if state.starts_with("53") => ("the server is short of something", None),
        _ => ("the server reported an error", None),
    }
}

/// SQLSTATEs whose messages quote the value that was refused.
const QUOTING: &[&str] = &["22P02", "22003", "22007", "22008", "22023", "22P05", "22021"];

/// The server's message; a quoted value is left out, for it may be private.
pub(super) fn without_values(said: &DbError) -> String {
    let message = said.message();
    if !QUOTING.contains(&said.code().code()) {
        return message.to_owned();
    }
    hide_quoted(message)
}

fn hide_quoted(message: &str) -> String {
    let (Some(first), Some(last)) = (message.find('"'), message.rfind('"')) else {
        return message.to_owned();
    };
    format!("{}\"…\"{}", &message[..first], &message[last + 1..])
}

#[cfg(test)]
mod tests {
    use super::hide_quoted;

    #[test]
    fn values_are_left_out() {
        let hidden = hide_quoted("invalid input syntax for type integer: \"my \"secret\"\"");
        assert_eq!(hidden, "invalid input syntax for type integer: \"…\"");
        assert_eq!(hide_quoted("smallint out of range"), "smallint out of range");
        assert_eq!(hide_quoted("one \" alone"), "one \"…\" alone");
    }
}
