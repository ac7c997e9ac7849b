//! What to say, and what can be done about it.

use activerecord_core::ErrorKind;

pub(super) fn of(kind: ErrorKind, code: u32) -> (&'static str, Option<&'static str>) {
    if code == 334 {
        return (
            "the table has triggers, and SQL Server does not hand values of its rows back directly",
            Some("name the table in `MsSqlOptions::tables_with_triggers`"),
        );
    }
    if code == 8102 {
        return (
            "the key is made by the database, and SQL Server never changes it",
            Some("insert a row with the new key and delete the old one"),
        );
    }
    if code == 103 {
        return ("a name is longer than SQL Server takes", Some("it may have 128 characters"));
    }
    match kind {
        ErrorKind::UniqueViolation => ("there is a row with this value already", None),
        ErrorKind::ForeignKeyViolation => (
            "a foreign key does not match",
            Some("the row refers to one that does not exist, or other rows refer to it"),
        ),
        ErrorKind::NotNullViolation => ("a required column has no value", None),
        ErrorKind::CheckViolation => ("a value breaks a rule of its table", None),
        ErrorKind::DataTooLong => ("a value is longer than its column", None),
        ErrorKind::OutOfRange => ("a number is out of range", None),
        ErrorKind::TypeMismatch => ("a value is not of its column's type", None),
        ErrorKind::Deadlock => (
            "the transaction and another one waited for each other",
            Some("run the transaction again: `TransactionOptions::retries` does"),
        ),
        ErrorKind::SerializationFailure => (
            "another transaction changed what this one had read",
            Some("run the transaction again: `TransactionOptions::retries` does"),
        ),
        ErrorKind::LockTimeout => (
            "a lock was not granted in time",
            Some("another transaction holds it: keep transactions short, or raise `lock_timeout`"),
        ),
        ErrorKind::Cancelled => ("the statement was cancelled", None),
        ErrorKind::TransactionAborted => ("the transaction is over", None),
        ErrorKind::ReadOnly => ("nothing can be written here", None),
        ErrorKind::ObjectMissing => ("the statement names what does not exist", None),
        ErrorKind::ObjectExists => ("the name is taken", None),
        ErrorKind::Syntax => ("the statement is not valid SQL", None),
        ErrorKind::InvalidQuery => ("SQL Server does not take the statement", None),
        ErrorKind::ConnectionFailed => ("the server did not let us in", None),
        ErrorKind::ConnectionLost => ("the server ended the connection", None),
        _ => ("the database reported an error", None),
    }
}
