//! What to say, and what can be done about it.

use activerecord_core::ErrorKind;

type Words = (&'static str, Option<&'static str>);

/// The words for an error of a category; the number tells more where the category has several.
pub(super) fn of(kind: ErrorKind, code: i32) -> Words {
    match kind {
        ErrorKind::UniqueViolation => ("there is a row with this value already", None),
        ErrorKind::ForeignKeyViolation if code == 2_292 => {
            ("a foreign key does not match", Some("other rows refer to this one"))
        }
        ErrorKind::ForeignKeyViolation => {
            ("a foreign key does not match", Some("the row refers to one that does not exist"))
        }
        ErrorKind::NotNullViolation => {
            ("a required column has no value", Some("to Oracle an empty text is no value"))
        }
        ErrorKind::CheckViolation => ("a value breaks a rule of its table", None),
        ErrorKind::DataTooLong if code == 12_899 => ("a text is longer than its column", None),
        ErrorKind::DataTooLong => (
            "a value is longer than Oracle takes here",
            Some("a VARCHAR2 has up to 4000 bytes, a RAW 2000; CLOB and BLOB have no such limit"),
        ),
        ErrorKind::OutOfRange if code == 1_476 => ("a number was divided by zero", None),
        ErrorKind::OutOfRange => ("a number or date is out of the range of its column", None),
        ErrorKind::TypeMismatch if code == 932 => (
            "a value is not of the type that is expected here",
            Some(
                "a text without `max_length` is a CLOB, which Oracle does not group, make \
                 distinct or take the least of: give the field a `max_length` of up to 4000",
            ),
        ),
        ErrorKind::TypeMismatch => ("a value is not of the type that is expected here", None),
        ErrorKind::Deadlock => (
            "two transactions waited for each other",
            Some("Oracle undid this statement only: run the transaction again"),
        ),
        ErrorKind::SerializationFailure => (
            "the transaction conflicts with one that ran at the same time",
            Some("run the transaction again"),
        ),
        ErrorKind::LockTimeout => ("a row or table is locked by somebody else", None),
        ErrorKind::Cancelled if code == 1_013 => ("the statement was cancelled", None),
        ErrorKind::Cancelled => (
            "the statement took longer than the call timeout",
            Some("raise `call_timeout` or `read_timeout`"),
        ),
        ErrorKind::ReadOnly => ("nothing can be written here", None),
        ErrorKind::InvalidState if code == 1_002 => (
            "the rows were locked and let go before they were read",
            Some("a query that locks rows must run in a transaction"),
        ),
        ErrorKind::InvalidState => ("a transaction is open already", None),
        ErrorKind::TransactionAborted => ("the transaction was rolled back", None),
        ErrorKind::ObjectMissing => ("the statement names what does not exist", None),
        ErrorKind::ObjectExists => ("the name is taken", None),
        ErrorKind::InvalidQuery if code == 972 => (
            "a name is longer than Oracle takes",
            Some("30 bytes where the parameter COMPATIBLE is below 12.2, else 128"),
        ),
        ErrorKind::InvalidQuery => ("the statement is beyond what Oracle takes", None),
        ErrorKind::ConnectionLost => ("the connection to the database is lost", None),
        ErrorKind::Syntax if code == 6_550 => ("the PL/SQL block is not valid", None),
        ErrorKind::Syntax => ("the statement is not valid SQL", None),
        _ if code == 1_000 => (
            "the session has too many open cursors",
            Some("lower `statement_cache`, or raise the server's parameter OPEN_CURSORS"),
        ),
        _ => ("the database reported an error", None),
    }
}

/// The words for a connection that could not be made.
pub(super) fn connecting(code: Option<i32>, dpi: Option<i32>) -> Words {
    match code {
        Some(1_005 | 1_017) => ("the database refused the user or the password", None),
        Some(28_000) => ("the account is locked", Some("an administrator can unlock it")),
        Some(28_001) => (
            "the password has expired",
            Some("set a new one while connecting by the option `new_password`"),
        ),
        Some(1_045) => ("the user may not connect", Some("grant CREATE SESSION to it")),
        Some(12_154) => (
            "the alias of `dsn` was not found",
            Some("is it in tnsnames.ora, and does `config_dir` or TNS_ADMIN name its folder?"),
        ),
        Some(12_505) => ("the listener knows no instance of this SID", None),
        Some(12_514) => (
            "the listener knows no service of this name",
            Some("`lsnrctl services` lists those that it knows"),
        ),
        Some(12_541) => ("nobody listens at this host and port", None),
        Some(12_543 | 12_545) => ("the host can't be reached", None),
        Some(12_170 | 12_535) => ("the host did not answer in time", None),
        Some(1_033 | 1_034 | 12_528) => ("the database is not open", None),
        Some(18 | 20 | 12_516 | 12_518 | 12_519 | 12_520) => {
            ("the server takes no more connections", None)
        }
        Some(1_031) => ("the user lacks the privilege that was asked for", None),
        Some(28_040) => (
            "client and server have no way of authentication in common",
            Some("the client library may be too old for the server"),
        ),
        Some(28_759 | 28_860 | 29_024) => (
            "the encrypted connection failed",
            Some("check the wallet and the server's certificate"),
        ),
        _ if dpi == Some(1_067) => ("the server did not answer in time", None),
        _ => ("the connection could not be made", None),
    }
}
