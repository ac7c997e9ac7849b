//! What a transaction asks for.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// How far a transaction is kept apart from those that run at the same time.
///
/// ```
/// use activerecord::prelude::*;
///
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:")?;
/// assert_eq!(Isolation::RepeatableRead.to_string(), "REPEATABLE READ");
/// let options = |level| TransactionOptions::new().isolation(level);
/// db.transaction_with(options(Isolation::Serializable), |_| Ok(()))?;
///
/// // A level that the database does not have begins nothing.
/// let refused = db.transaction_with(options(Isolation::ReadCommitted), |_| Ok(()));
/// assert!(refused.unwrap_err().is_unsupported());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Isolation {
    /// Sees what others have not committed.
    ReadUncommitted,
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// Sees the same rows whenever it looks.
    RepeatableRead,
    /// Sees the state at its beginning (SQL Server's SNAPSHOT).
    Snapshot,
    /// As if it ran alone.
    Serializable,
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Isolation::ReadUncommitted => "READ UNCOMMITTED",
            Isolation::ReadCommitted => "READ COMMITTED",
            Isolation::RepeatableRead => "REPEATABLE READ",
            Isolation::Snapshot => "SNAPSHOT",
            Isolation::Serializable => "SERIALIZABLE",
        })
    }
}

/// What a transaction asks for beyond the defaults; checked by the dialect before anything is
/// sent.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::ErrorKind;
///
/// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// let options = TransactionOptions::new();
/// let options = options.isolation(Isolation::Serializable).read_only().retries(3);
/// assert_eq!(options.get_isolation(), Some(Isolation::Serializable));
/// assert!(options.is_read_only() && options.get_retries() == 3);
///
/// let refused = db.transaction_with(options, |_| User::default().create());
/// assert_eq!(refused.unwrap_err().kind(), ErrorKind::ReadOnly);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    read_only: bool,
    retries: u32,
    backend: Option<Arc<dyn BackendTransaction>>,
}

/// A database's own transaction option, for example SQLite's `TransactionMode`.
pub trait BackendTransaction: Any + fmt::Debug + Send + Sync {
    /// The backend it belongs to.
    fn backend(&self) -> &'static str;
}

impl TransactionOptions {
    /// A transaction as the database makes it by default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the isolation level.
    #[must_use]
    pub fn isolation(mut self, level: Isolation) -> Self {
        self.isolation = Some(level);
        self
    }

    /// Lets the database refuse every write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Runs the whole closure again, up to `times` times, when the transaction fails for a reason
    /// that another run may not meet: a deadlock, a serialization failure.
    #[must_use]
    pub fn retries(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Adds a database's own option.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::sqlite::TransactionMode;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let options = TransactionOptions::new().with(TransactionMode::Deferred);
    /// assert_eq!(options.backend_option(), Some("sqlite"));
    /// assert_eq!(options.get_backend::<TransactionMode>(), Some(&TransactionMode::Deferred));
    /// db.begin_with(&options)?.rollback()?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with<O: BackendTransaction>(mut self, option: O) -> Self {
        self.backend = Some(Arc::new(option));
        self
    }

    /// The isolation level, where one was set.
    #[must_use]
    pub fn get_isolation(&self) -> Option<Isolation> {
        self.isolation
    }

    /// Whether writes are refused.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// How often the closure may run again.
    #[must_use]
    pub fn get_retries(&self) -> u32 {
        self.retries
    }

    /// The backend's option of type `O`, where it was given.
    #[must_use]
    pub fn get_backend<O: BackendTransaction>(&self) -> Option<&O> {
        let option: &dyn Any = &**self.backend.as_ref()?;
        option.downcast_ref()
    }

    /// The backend that the own option belongs to, where one was given.
    #[must_use]
    pub fn backend_option(&self) -> Option<&'static str> {
        self.backend.as_ref().map(|option| option.backend())
    }
}
