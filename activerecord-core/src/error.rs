//! The one error type of the library.

use std::borrow::Cow;
use std::fmt;

use crate::table::Table;

mod database;
mod kind;
mod stale;

pub use self::database::DatabaseError;
pub use self::kind::ErrorKind;
pub use self::stale::Stale;

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and what to do about it.
///
/// An `Error` is one word wide. Ask it by [`kind`](Error::kind) or by a predicate such as
/// [`is_unique_violation`](Error::is_unique_violation); read the database's own words with
/// [`database`](Error::database). Its `Display` names what happened, the table and column where
/// they are known, and the way out; it never shows a bound value or a password.
///
/// ```
/// use activerecord::{Error, ErrorKind};
///
/// let error = Error::other(std::io::Error::other("printer on fire"));
/// assert_eq!(error.kind(), ErrorKind::Other);
/// assert!(error.downcast_ref::<std::io::Error>().is_some());
/// ```
pub struct Error(Box<Inner>);

pub(crate) type Source = Box<dyn std::error::Error + Send + Sync + 'static>;

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    help: Option<Cow<'static, str>>,
    model: Option<&'static str>,
    table: Option<Cow<'static, str>>,
    columns: Vec<Cow<'static, str>>,
    constraint: Option<String>,
    database: Option<DatabaseError>,
    stale: Option<Stale>,
    parameter: Option<usize>,
    retryable: bool,
    source: Option<Source>,
}

impl Error {
    /// An error of `kind`; the message says what happened, in lower case without a final dot.
    #[cold]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            help: None,
            model: None,
            table: None,
            columns: Vec::new(),
            constraint: None,
            database: None,
            stale: None,
            parameter: None,
            retryable: matches!(kind, ErrorKind::Deadlock | ErrorKind::SerializationFailure),
            source: None,
        }))
    }

    /// Carries somebody else's error through the library, for example out of a transaction;
    /// [`downcast`](Error::downcast) gets it back.
    #[cold]
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync + 'static>>) -> Self {
        let source = error.into();
        Error::new(ErrorKind::Other, source.to_string()).with_source(source)
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds the name of the model's struct.
    #[must_use]
    pub fn with_model(mut self, model: &'static str) -> Self {
        self.0.model.get_or_insert(model);
        self
    }

    /// Adds the table where it happened, unless one is known already.
    #[must_use]
    pub fn with_table(mut self, table: impl Into<Cow<'static, str>>) -> Self {
        self.0.table.get_or_insert(table.into());
        self
    }

    /// Adds a column where it happened.
    #[must_use]
    pub fn with_column(mut self, column: impl Into<Cow<'static, str>>) -> Self {
        self.0.columns.push(column.into());
        self
    }

    /// Adds the name of the violated constraint.
    #[must_use]
    pub fn with_constraint(mut self, constraint: impl Into<String>) -> Self {
        self.0.constraint = Some(constraint.into());
        self
    }

    /// Adds what the database said.
    #[must_use]
    pub fn with_database(mut self, database: DatabaseError) -> Self {
        self.0.database = Some(database);
        self
    }

    /// Says that running the whole transaction again may succeed.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Adds the error below this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Says which bind of the statement was refused, counted from 0: the library knows its column.
    #[must_use]
    pub fn with_parameter(mut self, index: usize) -> Self {
        self.0.parameter = Some(index);
        self
    }

    /// Adds what the library knows of a statement about one table: the model, and the column of
    /// the bind that was refused.
    pub(crate) fn in_statement(self, table: &'static Table, columns: &[usize]) -> Self {
        // Statements about several rows repeat the columns for each of them.
        let place = self.0.parameter.filter(|_| !columns.is_empty());
        let column = place.and_then(|index| columns.get(index % columns.len())).copied();
        match column {
            Some(column) => self.at_column(table, column),
            None => self.with_model(table.model),
        }
    }

    /// Says that the error is about a column.
    pub(crate) fn at_column(mut self, table: &'static Table, column: usize) -> Self {
        let name = table.columns[column].name;
        self.0.message = format!("column `{}`.`{name}`: {}", table.name, self.0.message).into();
        self.with_model(table.model).with_table(table.name).with_column(name)
    }

    pub(crate) fn with_stale(mut self, stale: Stale) -> Self {
        self.0.stale = Some(stale);
        self
    }

    /// The category of the error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::ErrorKind;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, #[record(unique)] email: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let user = || User { email: "a@b.c".into(), ..Default::default() };
    /// user().create()?;
    /// let error = user().create().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    /// assert!(error.is_unique_violation() && !error.is_retryable());
    /// assert_eq!((error.model(), error.table()), (Some("User"), Some("users")));
    /// assert_eq!(error.column(), Some("email"));
    /// assert_eq!(error.constraint(), None);                   // SQLite names the column instead
    /// assert_eq!(error.database().and_then(|database| database.code()), Some(2067));
    ///
    /// let error = User::query().delete_all().unwrap_err();
    /// assert!(error.help().is_some_and(|help| help.contains("add a filter")));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the model's struct, where the error is about one.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.0.model
    }

    /// The table, where it is known.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// The first column that the error is about, where it is known.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.0.columns.first().map(AsRef::as_ref)
    }

    /// All columns that the error is about: a composite unique key has several.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.columns.iter().map(AsRef::as_ref)
    }

    /// The name of the violated constraint, where the database says it.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_deref()
    }

    /// The database's own code and message, where the error came from a database.
    #[must_use]
    pub fn database(&self) -> Option<&DatabaseError> {
        self.0.database.as_ref()
    }

    /// For [`ErrorKind::Stale`]: the model, key and version that the update expected.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Clone, Default)]
    /// # struct Account { id: i64, balance: i64, #[record(lock_version)] version: i32 }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<Account>()?;
    /// # Account::bind(&db);
    /// let mut mine = Account::default().create()?;
    /// mine.clone().update(|account| account.balance = 10)?;   // somebody else is first
    /// let error = mine.update(|account| account.balance = 20).unwrap_err();
    /// assert!(error.is_stale());
    /// assert_eq!(error.stale().map(|stale| stale.model()), Some("Account"));
    /// assert_eq!(error.stale().map(|stale| stale.expected_version()), Some(1));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn stale(&self) -> Option<&Stale> {
        self.0.stale.as_ref()
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The error that was carried by [`Error::other`] or lies below this one, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        self.0.source.as_ref()?.downcast_ref()
    }

    /// Gets back the error that was carried by [`Error::other`].
    ///
    /// # Errors
    /// Gives `self` back when the error below is not an `E`.
    ///
    /// ```
    /// use activerecord::Error;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let failed: activerecord::Result<()> =
    ///     db.transaction(|_| Err(Error::other(std::io::Error::other("printer on fire"))));
    /// let error = failed.unwrap_err().downcast::<std::io::Error>()?;
    /// assert_eq!(error.to_string(), "printer on fire");
    /// # Ok(()) }
    /// ```
    pub fn downcast<E: std::error::Error + 'static>(mut self) -> Result<E, Self> {
        match self.0.source.take().map(|source| source.downcast::<E>()) {
            Some(Ok(found)) => Ok(*found),
            Some(Err(source)) => Err(self.with_source(source)),
            None => Err(self),
        }
    }

    /// No row where one was expected.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// A relation was read that was not loaded.
    #[must_use]
    pub fn is_not_loaded(&self) -> bool {
        self.kind() == ErrorKind::NotLoaded
    }

    /// The row was changed or deleted by someone else since it was read (optimistic lock).
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.kind() == ErrorKind::Stale
    }

    /// A unique or primary key constraint was violated.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.kind() == ErrorKind::UniqueViolation
    }

    /// A foreign key constraint was violated.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.kind() == ErrorKind::ForeignKeyViolation
    }

    /// A NOT NULL constraint was violated.
    #[must_use]
    pub fn is_not_null_violation(&self) -> bool {
        self.kind() == ErrorKind::NotNullViolation
    }

    /// A CHECK constraint was violated.
    #[must_use]
    pub fn is_check_violation(&self) -> bool {
        self.kind() == ErrorKind::CheckViolation
    }

    /// What was asked for is beyond this database or this version of it.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.kind() == ErrorKind::Unsupported
    }

    /// The whole transaction may succeed when it is run again: deadlock, serialization failure.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The connection is gone or could not be made.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        matches!(self.kind(), ErrorKind::ConnectionFailed | ErrorKind::ConnectionLost)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(model) = inner.model {
            write!(f, "{model}: ")?;
        }
        f.write_str(&inner.message)?;
        if let Some(database) = &inner.database {
            write!(f, ": {database}")?;
        }
        if let Some(help) = &inner.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind).field("message", &format_args!("{self}"));
        if let Some(table) = &inner.table {
            out.field("table", table);
        }
        if !inner.columns.is_empty() {
            out.field("columns", &inner.columns);
        }
        if let Some(constraint) = &inner.constraint {
            out.field("constraint", constraint);
        }
        if let Some(source) = &inner.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

// These two make rustc's message for a foreign `?` readable: with several `From` impls it
// lists them, and says which error type is missing, where one alone gives a type mismatch.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::other(error)
    }
}

impl From<fmt::Error> for Error {
    fn from(error: fmt::Error) -> Self {
        Error::other(error)
    }
}
