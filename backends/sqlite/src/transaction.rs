//! How a transaction takes its locks.

use activerecord_core::{BackendTransaction, TransactionOptions};

use crate::backend::NAME;

/// When a transaction takes which lock, for
/// [`TransactionOptions::with`](activerecord_core::TransactionOptions::with).
///
/// ```
/// use activerecord_core::TransactionOptions;
/// use activerecord_sqlite::TransactionMode;
///
/// let options = TransactionOptions::new().with(TransactionMode::Exclusive);
/// assert_eq!(options.get_backend::<TransactionMode>(), Some(&TransactionMode::Exclusive));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransactionMode {
    /// Takes each lock when it is first needed. A transaction that has read and then writes
    /// fails at once, without waiting, when another one has written in between: use it for
    /// reading. The default of read-only transactions and of files opened read-only.
    Deferred,
    /// Takes the write lock at once, waiting for it up to `busy_timeout`. The default.
    Immediate,
    /// As `Immediate`; without a write-ahead log it keeps readers out as well.
    Exclusive,
}

impl BackendTransaction for TransactionMode {
    fn backend(&self) -> &'static str {
        NAME
    }
}

impl TransactionMode {
    /// The mode that the options ask for, on a connection that can write or can't.
    pub(crate) fn of(options: &TransactionOptions, writable: bool) -> Self {
        match options.get_backend::<TransactionMode>() {
            Some(mode) => *mode,
            // Without the right to write, SQLite refuses to take the write lock.
            None if options.is_read_only() || !writable => TransactionMode::Deferred,
            None => TransactionMode::Immediate,
        }
    }

    /// The statement that begins it.
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            TransactionMode::Deferred => "BEGIN DEFERRED",
            TransactionMode::Immediate => "BEGIN IMMEDIATE",
            TransactionMode::Exclusive => "BEGIN EXCLUSIVE",
        }
    }
}
