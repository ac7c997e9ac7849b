//! What can run statements: a database, a transaction.

use super::{Database, Lease, Pool, Session, Shared, ambient};
use crate::Result;

/// What can run statements: a [`Database`] or a [`Transaction`](crate::Transaction). The `_on`
/// forms of the verbs, and [`Model::on`](crate::Model::on), take one.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
/// /// Works on a database and in a transaction alike.
/// fn add(executor: &dyn Executor, name: &str) -> activerecord::Result<User> {
///     User { name: name.into(), ..Default::default() }.create_on(executor)
/// }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// add(&db, "Ada")?;
/// let tx = db.begin()?;
/// add(&tx, "Bob")?;
/// tx.rollback()?;
/// assert_eq!(User::on(&db).pluck(User::NAME)?, ["Ada"]);
/// # Ok(()) }
/// ```
pub trait Executor {
    /// Lends a connection for the time of `run`.
    ///
    /// # Errors
    /// No connection could be had, or what `run` returned.
    fn with_session(&self, run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>) -> Result<()>;

    /// The database.
    fn database(&self) -> &Database;
}

impl Executor for Database {
    fn with_session(&self, run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>) -> Result<()> {
        self.0.with_session(run)
    }

    fn database(&self) -> &Database {
        self
    }
}

impl Shared {
    /// Lends the connection of the transaction that this thread has open on the database, or one
    /// of the pool.
    pub(crate) fn with_session(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some(transaction) = ambient(self) {
            return transaction.with_session(run);
        }
        self.lend(run)
    }

    /// Lends a connection of the pool.
    pub(super) fn lend(&self, run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>) -> Result<()> {
        let mut lease: Lease<&Pool> = Pool::get(&self.pool)?;
        let mut session = Session::new(lease.connection()?, self);
        let result = run(&mut session);
        if session.is_unfit() {
            lease.mark_unfit();
        }
        result
    }

    pub(crate) fn is(&self, other: &Shared) -> bool {
        self.id == other.id
    }
}

/// Runs a closure once on an executor's connection, and hands its result back.
pub(crate) fn run_on<R>(
    executor: &dyn Executor,
    run: impl FnOnce(&mut Session<'_>) -> Result<R>,
) -> Result<R> {
    once(run, |run| executor.with_session(run))
}

/// Runs a closure once on a connection of a database, or in the transaction that this thread has
/// open on it.
pub(crate) fn run_on_shared<R>(
    shared: &Shared,
    run: impl FnOnce(&mut Session<'_>) -> Result<R>,
) -> Result<R> {
    once(run, |run| shared.with_session(run))
}

/// Turns a closure that runs once and returns something into the form that can be called through
/// a trait object.
pub(super) fn once<R>(
    run: impl FnOnce(&mut Session<'_>) -> Result<R>,
    lend: impl FnOnce(&mut dyn FnMut(&mut Session<'_>) -> Result<()>) -> Result<()>,
) -> Result<R> {
    let mut run = Some(run);
    let mut result = None;
    lend(&mut |session| {
        if let Some(run) = run.take() {
            result = Some(run(session)?);
        }
        Ok(())
    })?;
    result.ok_or_else(|| {
        crate::Error::new(crate::ErrorKind::InvalidState, "the executor lent no connection")
    })
}
