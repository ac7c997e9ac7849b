//! What to say, and what can be done about it.

use activerecord_core::ErrorKind;

/// The message of an error, and the way out.
pub(super) fn of(kind: ErrorKind, code: u16) -> (&'static str, Option<&'static str>) {
    if let Some(words) = of_code(code) {
        return words;
    }
    match kind {
        ErrorKind::UniqueViolation => ("there is a row with this value already", None),
        ErrorKind::ForeignKeyViolation => (
            "a foreign key does not match",
            Some("the row refers to one that does not exist, or other rows refer to it"),
        ),
        ErrorKind::NotNullViolation => ("a required column has no value", None),
        ErrorKind::CheckViolation => ("a value breaks a rule of its table", None),
        ErrorKind::DataTooLong => ("a value is too long for its column", None),
        ErrorKind::OutOfRange => ("a number or date is out of range", None),
        ErrorKind::TypeMismatch => ("a value is not of its column's type", None),
        ErrorKind::Syntax => ("the statement is not valid SQL", None),
        ErrorKind::ObjectMissing => ("the statement names what does not exist", None),
        ErrorKind::ObjectExists => ("the name is taken", None),
        ErrorKind::Deadlock => (
            "two transactions waited for each other, and this one was rolled back",
            Some("run the transaction again"),
        ),
        ErrorKind::SerializationFailure => (
            "another transaction changed a row that this one had read before",
            Some("run the transaction again"),
        ),
        ErrorKind::LockTimeout => (
            "a lock was not granted in time",
            Some(
                "another transaction holds it: keep transactions short, or raise \
                 `lock_wait_timeout`",
            ),
        ),
        ErrorKind::Cancelled => ("the statement was cancelled or ran into its time limit", None),
        ErrorKind::ReadOnly => {
            ("nothing can be written here", Some("the transaction or the server is read-only"))
        }
        ErrorKind::ConnectionLost => ("the server has closed the connection", None),
        ErrorKind::ConnectionFailed => ("the server refused the connection", None),
        ErrorKind::Configuration => ("the server does not know a setting", None),
        ErrorKind::Unsupported => ("the server can't do this", None),
        ErrorKind::InvalidQuery => ("the server can't run the statement", None),
        _ => ("the database reported an error", None),
    }
}

/// Errors that need words of their own.
fn of_code(code: u16) -> Option<(&'static str, Option<&'static str>)> {
    Some(match code {
        1153 => (
            "the statement and its values are larger than a packet",
            Some("raise the server's `max_allowed_packet`"),
        ),
        1170 | 1071 => (
            "a text is too long for a key or an index",
            Some("give the field a `max_length`, of 768 characters at the most for a key"),
        ),
        1118 => (
            "the columns are too long for one row",
            Some("leave `max_length` out of long texts, which are then stored beside the row"),
        ),
        1365 => ("a number was divided by zero", None),
        1115 | 1273 | 1253 => {
            ("the server does not know this collation", Some("see the option `collation`"))
        }
        1298 => (
            "the server does not know this time zone",
            Some("see the option `timezone`; names need the server's time zone tables"),
        ),
        1231 | 1232 | 1193 => (
            "the server does not take a setting",
            Some("see the options `sql_mode`, `statement_timeout` and `lock_wait_timeout`"),
        ),
        1390 => ("the statement has more binds than the server takes", None),
        _ => return None,
    })
}
