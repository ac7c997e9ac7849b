//! The closure forms of transactions.

use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;
use std::time::Duration;

use super::{Transaction, TransactionOptions};
use crate::database::{AmbientGuard, Database, ambient};
use crate::{Error, Result};

/// The longest pause before a transaction is run again.
const RETRY_PAUSE_MAX: Duration = Duration::from_secs(1);
/// The pause before the first repetition; it doubles each time.
const RETRY_PAUSE_FIRST: Duration = Duration::from_millis(5);

impl Database {
    /// Runs a closure in a transaction: commits when it returns `Ok`, rolls back when it returns
    /// `Err` or panics.
    ///
    /// Implicit calls of this thread on this database join the transaction. Inside another
    /// transaction of the same database this is a savepoint.
    ///
    /// # Errors
    /// What the closure returned, or the database's error from beginning or committing.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let failed = db.transaction(|_| {
    ///     User { name: "Ada".into(), ..Default::default() }.create()?;
    ///     User::find(0)?; // there is none: everything is rolled back
    ///     Ok(())
    /// });
    /// assert!(failed.unwrap_err().is_not_found());
    /// assert_eq!(User::query().count()?, 0);
    /// # Ok(()) }
    /// ```
    pub fn transaction<T>(&self, run: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.try_transaction(run)
    }

    /// [`transaction`](Database::transaction) for a closure with an error type of its own.
    ///
    /// # Errors
    /// As [`transaction`](Database::transaction).
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// #[derive(Debug)]
    /// enum Refusal { Poor, Database(activerecord::Error) }
    ///
    /// impl From<activerecord::Error> for Refusal {
    ///     fn from(error: activerecord::Error) -> Self {
    ///         Refusal::Database(error)
    ///     }
    /// }
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let refused = db.try_transaction(|_| {
    ///     User::default().create()?;
    ///     Err::<(), _>(Refusal::Poor)
    /// });
    /// assert!(matches!(refused, Err(Refusal::Poor)));
    /// assert_eq!(User::query().count()?, 0);
    /// # Ok(()) }
    /// ```
    pub fn try_transaction<T, E: From<Error>>(
        &self,
        run: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match ambient(&self.0) {
            Some(state) => finish(Transaction::nest(state)?, run),
            None => within(Transaction::begin(self, &TransactionOptions::new())?, run),
        }
    }

    /// [`transaction`](Database::transaction) with options. With
    /// [`retries`](TransactionOptions::retries) the closure may run several times: it must not
    /// have effects outside of the database.
    ///
    /// # Errors
    /// As [`transaction`](Database::transaction);
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) where the database has no such
    /// option, and [`ErrorKind::InvalidState`](crate::ErrorKind::InvalidState) inside another
    /// transaction, whose options can't be changed.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use activerecord::{Error, ErrorKind};
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let mut runs = 0;
    /// db.transaction_with(TransactionOptions::new().retries(3), |_| {
    ///     runs += 1;
    ///     match runs {
    ///         1 => Err(Error::new(ErrorKind::SerializationFailure, "somebody else was faster")),
    ///         _ => Ok(()),
    ///     }
    /// })?;
    /// assert_eq!(runs, 2);
    /// # Ok(()) }
    /// ```
    pub fn transaction_with<T>(
        &self,
        options: TransactionOptions,
        mut run: impl FnMut(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        if ambient(&self.0).is_some() {
            return Err(Error::new(
                crate::ErrorKind::InvalidState,
                "options of a transaction cannot be set inside another transaction",
            )
            .with_help("give them to the outermost transaction"));
        }
        let mut repeated = 0;
        loop {
            let result = Transaction::begin(self, &options).and_then(|tx| within(tx, &mut run));
            match result {
                Err(error) if error.is_retryable() && repeated < options.get_retries() => {
                    pause(repeated);
                    repeated += 1;
                }
                done => return done,
            }
        }
    }

    /// Begins a transaction that the caller ends. It has a connection of its own; implicit calls
    /// don't join it: use the `_on(&tx)` forms.
    ///
    /// # Errors
    /// No connection could be had, or the database's error.
    pub fn begin(&self) -> Result<Transaction<'static>> {
        Transaction::begin(self, &TransactionOptions::new())
    }

    /// [`begin`](Database::begin) with options.
    ///
    /// # Errors
    /// As [`begin`](Database::begin);
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) where the database has no such
    /// option.
    pub fn begin_with(&self, options: &TransactionOptions) -> Result<Transaction<'static>> {
        Transaction::begin(self, options)
    }
}

impl Transaction<'_> {
    /// Runs a closure in a savepoint: what it did is undone when it returns `Err` or panics.
    ///
    /// # Errors
    /// What the closure returned, or the database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// db.transaction(|tx| {
    ///     User { name: "Ada".into(), ..Default::default() }.create()?;
    ///     let undone = tx.transaction(|_| {
    ///         User { name: "Bob".into(), ..Default::default() }.create()?;
    ///         User::find(0)
    ///     });
    ///     assert!(undone.unwrap_err().is_not_found());
    ///     Ok(())
    /// })?;
    /// assert_eq!(User::query().pluck(User::NAME)?, ["Ada"]);
    /// # Ok(()) }
    /// ```
    pub fn transaction<T>(&self, run: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.try_transaction(run)
    }

    /// [`transaction`](Transaction::transaction) for a closure with an error type of its own.
    ///
    /// # Errors
    /// As [`transaction`](Transaction::transaction).
    pub fn try_transaction<T, E: From<Error>>(
        &self,
        run: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        finish(self.begin_nested()?, run)
    }
}

/// Runs the closure with the transaction open for implicit calls.
fn within<T, E: From<Error>>(
    transaction: Transaction<'_>,
    run: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let ambient = AmbientGuard::enter(Rc::clone(transaction.state()));
    let result = run(&transaction);
    // Hooks run after the end, when implicit calls must not look for the transaction any more.
    drop(ambient);
    end(transaction, result)
}

fn finish<T, E: From<Error>>(
    transaction: Transaction<'_>,
    run: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let result = run(&transaction);
    end(transaction, result)
}

fn end<T, E: From<Error>>(transaction: Transaction<'_>, result: Result<T, E>) -> Result<T, E> {
    match result {
        Ok(value) => {
            transaction.commit()?;
            Ok(value)
        }
        Err(error) => {
            // The closure's error says what went wrong; a failing ROLLBACK only follows from it.
            let _ = transaction.rollback();
            Err(error)
        }
    }
}

/// Waits before a repetition, a random part of a time that doubles, so that two transactions that
/// got in each other's way don't meet again.
fn pause(repeated: u32) {
    let longest = RETRY_PAUSE_FIRST.saturating_mul(1 << repeated.min(16)).min(RETRY_PAUSE_MAX);
    let random = RandomState::new().hash_one(repeated) % 1000;
    let part = u32::try_from(random).unwrap_or(0);
    std::thread::sleep(longest / 2 + longest / 2 * part / 1000);
}
