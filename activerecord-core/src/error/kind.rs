//! The categories of errors.

/// The category of an [`Error`](crate::Error).
///
/// Errors of a database are classified by its code, never by its text, which may be translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No row where one was expected.
    NotFound,
    /// A relation was read that was not loaded.
    NotLoaded,
    /// More than one row where at most one was expected.
    TooManyRows,
    /// A `lock_version` model was changed or deleted by someone else since it was read.
    Stale,
    /// The operation does not fit the state of the struct, for example `update` before `create`.
    InvalidState,
    /// A query that can't be rendered: a missing filter, an unknown column, a wrong bind count.
    InvalidQuery,
    /// No database was configured for the model.
    NotConfigured,
    /// A malformed URL, an unknown option, a value out of its range.
    Configuration,
    /// The feature is beyond this database or this version of it.
    Unsupported,
    /// The connection is in use by the caller itself: waiting would never end.
    Busy,
    /// No connection became free within the pool's timeout.
    PoolTimeout,
    /// The database or pool was closed.
    Closed,
    /// The connection could not be made.
    ConnectionFailed,
    /// The connection broke.
    ConnectionLost,
    /// A unique or primary key constraint was violated.
    UniqueViolation,
    /// A foreign key constraint was violated.
    ForeignKeyViolation,
    /// A NOT NULL constraint was violated.
    NotNullViolation,
    /// A CHECK constraint was violated.
    CheckViolation,
    /// A value is too long for its column or for the database.
    DataTooLong,
    /// A number or date is out of the range of its column, field or database.
    OutOfRange,
    /// The database handed back a value that is not of the field's type.
    TypeMismatch,
    /// NULL came back for a field that is not an `Option`.
    UnexpectedNull,
    /// The database rejected the text of the statement.
    Syntax,
    /// A table, column or other object does not exist.
    ObjectMissing,
    /// A table or other object exists already.
    ObjectExists,
    /// Two transactions waited for each other; this one was chosen to fail.
    Deadlock,
    /// The transaction conflicts with one that ran at the same time.
    SerializationFailure,
    /// A lock was not granted in time, or the database file is locked.
    LockTimeout,
    /// The statement was cancelled or ran into its time limit.
    Cancelled,
    /// A write in a read-only transaction, connection or file.
    ReadOnly,
    /// The transaction is over or was rolled back by the database.
    TransactionAborted,
    /// Somebody else's error, carried by [`Error::other`](crate::Error::other).
    Other,
    /// An error of the database that fits no other category; see
    /// [`Error::database`](crate::Error::database).
    Database,
}
