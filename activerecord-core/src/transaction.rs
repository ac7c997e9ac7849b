//! Transactions and savepoints.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use crate::database::{Database, Executor, Lease, Pool, Session, Shared};
use crate::{Connection, Error, ErrorKind, Result};

mod hooks;
mod options;
mod run;

use self::hooks::Hooks;
pub use self::options::{BackendTransaction, Isolation, TransactionOptions};

/// An open transaction, or a savepoint in one.
///
/// A transaction has a connection for itself and belongs to its thread: it is not `Send`. It ends
/// by [`commit`](Transaction::commit) or [`rollback`](Transaction::rollback); dropping it, also
/// by a panic, rolls back.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// let tx = db.begin()?;
/// let mut user = User { name: "Ada".into(), ..Default::default() };
/// user.save_on(&tx)?;
/// assert_eq!(User::on(&tx).count()?, 1);
/// tx.rollback()?;
/// assert_eq!(User::on(&db).count()?, 0);
/// # Ok(()) }
/// ```
pub struct Transaction<'p> {
    state: Rc<State>,
    /// The savepoint's name; none for the transaction itself.
    savepoint: Option<String>,
    /// The hooks that were there when this began: those behind them are its own.
    hooks_before: usize,
    ended: bool,
    /// A savepoint borrows what it lies in, which therefore can't end before it.
    parent: PhantomData<&'p ()>,
}

/// What a transaction and its savepoints share.
pub(crate) struct State {
    database: Database,
    lease: RefCell<Option<Lease<PoolOf>>>,
    savepoints: Cell<u32>,
    /// A savepoint could not be undone: the transaction must not be committed.
    doomed: Cell<bool>,
    hooks: RefCell<Hooks>,
}

/// The pool of a database, kept alive by the lease.
pub(crate) struct PoolOf(Arc<Shared>);

impl std::ops::Deref for PoolOf {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        self.0.pool()
    }
}

impl State {
    pub(crate) fn shared(&self) -> &Shared {
        &self.database.0
    }

    /// Lends the transaction's connection.
    pub(crate) fn with_session(
        &self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut lease = self.lease.try_borrow_mut().map_err(|_| in_use())?;
        let lease = lease.as_mut().ok_or_else(over)?;
        let connection = lease.connection()?;
        if !connection.in_transaction() {
            // What comes now would be kept, whatever becomes of the transaction.
            return Err(ended_by_itself());
        }
        let mut session = Session::new(connection, self.shared());
        let result = run(&mut session);
        if session.is_unfit() {
            self.doomed.set(true);
        }
        result
    }

    fn is_open(&self) -> bool {
        self.lease.try_borrow().map_or(true, |lease| lease.is_some())
    }
}

/// Rolls back what a failed COMMIT has left open. False where nobody knows what the connection
/// holds; an in-memory database, which is its connection, must not be lost without need.
#[cold]
fn undone(lease: &mut Lease<PoolOf>) -> bool {
    lease.connection().is_ok_and(|connection| {
        connection.rollback().is_ok() && !connection.in_transaction() && !connection.is_broken()
    })
}

#[cold]
fn in_use() -> Error {
    Error::new(ErrorKind::Busy, "the transaction's connection is in use by the caller itself")
        .with_help("a statement inside of `each` needs another connection: use `batches` instead")
}

#[cold]
fn ended_by_itself() -> Error {
    Error::new(ErrorKind::TransactionAborted, "the database has ended the transaction already")
        .with_help("an earlier statement failed and took all others along, or commits by itself")
}

#[cold]
fn over() -> Error {
    Error::new(ErrorKind::TransactionAborted, "the transaction is over")
}

impl<'p> Transaction<'p> {
    pub(crate) fn begin(
        database: &Database,
        options: &TransactionOptions,
    ) -> Result<Transaction<'static>> {
        let backend = database.backend();
        if let Some(owner) = options.backend_option().filter(|owner| *owner != backend) {
            let message = format!("a transaction option of {owner} was given to {backend}");
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        if let Some(level) = options.get_isolation() {
            database.dialect().check_isolation(level)?;
        }
        if options.is_read_only() && !database.dialect().capabilities().read_only_transactions {
            return Err(database.dialect().unsupported("a read-only transaction"));
        }
        let mut lease = Pool::get(PoolOf(Arc::clone(&database.0)))?;
        // Where this fails nothing was begun; what the options had set is undone by the pool.
        Session::new(lease.connection()?, &database.0)
            .command("BEGIN", |connection| connection.begin(options))?;
        Ok(Transaction {
            state: Rc::new(State {
                database: database.clone(),
                lease: RefCell::new(Some(lease)),
                savepoints: Cell::new(0),
                doomed: Cell::new(false),
                hooks: RefCell::default(),
            }),
            savepoint: None,
            hooks_before: 0,
            ended: false,
            parent: PhantomData,
        })
    }

    /// A savepoint in the transaction of `state`. Its name is its own and never used again.
    pub(crate) fn nest(state: Rc<State>) -> Result<Transaction<'p>> {
        let number = state.savepoints.get() + 1;
        state.savepoints.set(number);
        let name = format!("ar_sp_{number}");
        state.with_session(&mut |session| {
            session.command(&format!("SAVEPOINT {name}"), |connection| connection.savepoint(&name))
        })?;
        let hooks_before = state.hooks.borrow().len();
        Ok(Transaction {
            state,
            savepoint: Some(name),
            hooks_before,
            ended: false,
            parent: PhantomData,
        })
    }

    pub(crate) fn state(&self) -> &Rc<State> {
        &self.state
    }

    /// Begins a savepoint: a transaction in this one that can be undone by itself.
    ///
    /// # Errors
    /// The transaction is over, or the database's error.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let tx = db.begin()?;
    /// let inner = tx.begin_nested()?;
    /// assert!(inner.is_nested() && !tx.is_nested());
    /// User { name: "Ada".into(), ..Default::default() }.create_on(&inner)?;
    /// inner.rollback()?;
    /// User { name: "Bob".into(), ..Default::default() }.create_on(&tx)?;
    /// tx.commit()?;
    /// assert_eq!(User::query().pluck(User::NAME)?, ["Bob"]);
    /// # Ok(()) }
    /// ```
    pub fn begin_nested(&self) -> Result<Transaction<'_>> {
        Transaction::nest(Rc::clone(&self.state))
    }

    /// Keeps what was done: of a transaction for good, of a savepoint as part of what it lies in.
    ///
    /// # Errors
    /// The database refused, or had rolled back already; nothing was kept then.
    pub fn commit(mut self) -> Result<()> {
        self.ended = true;
        match &self.savepoint {
            Some(name) => self.release(name),
            None => self.commit_all(),
        }
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// The database's error; what was done is lost all the same.
    pub fn rollback(mut self) -> Result<()> {
        self.undo()
    }

    /// Whether this is a savepoint in another transaction.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.savepoint.is_some()
    }

    /// Calls `hook` once the outermost transaction is committed; never, if this or one around it
    /// is rolled back. The connection is back in the pool by then, so the hook can use the
    /// database.
    ///
    /// ```
    /// use std::cell::Cell;
    /// use std::rc::Rc;
    ///
    /// # fn main() -> activerecord::Result<()> {
    /// let db = activerecord::connect("sqlite::memory:")?;
    /// let mailed = Rc::new(Cell::new(false));
    /// let mail = Rc::clone(&mailed);
    /// db.transaction(|tx| {
    ///     tx.after_commit(move || mail.set(true));
    ///     tx.after_rollback(|| unreachable!("it is committed"));
    ///     assert!(!mailed.get());
    ///     Ok(())
    /// })?;
    /// assert!(mailed.get());
    /// # Ok(()) }
    /// ```
    pub fn after_commit(&self, hook: impl FnOnce() + 'static) {
        self.state.hooks.borrow_mut().after_commit(Box::new(hook));
    }

    /// Calls `hook` once this, or a transaction around it, is rolled back.
    pub fn after_rollback(&self, hook: impl FnOnce() + 'static) {
        self.state.hooks.borrow_mut().after_rollback(Box::new(hook));
    }

    fn release(&self, name: &str) -> Result<()> {
        let supported = self.state.shared().dialect().capabilities().release_savepoint;
        if !supported {
            return Ok(());
        }
        self.state.with_session(&mut |session| {
            session.command(&format!("RELEASE {name}"), |connection| connection.release(name))
        })
    }

    fn commit_all(&self) -> Result<()> {
        if self.state.doomed.get() {
            let _ = self.roll_all_back();
            return Err(Error::new(
                ErrorKind::TransactionAborted,
                "the transaction was rolled back: a savepoint in it could not be undone",
            ));
        }
        let mut lease = self.state.lease.borrow_mut().take().ok_or_else(over)?;
        let committed = self.command(&mut lease, "COMMIT", |connection| connection.commit());
        if committed.is_err() && !undone(&mut lease) {
            lease.mark_unfit();
        }
        drop(lease);
        let hooks = self.state.hooks.take();
        hooks.run(committed.is_ok());
        committed
    }

    fn command(
        &self,
        lease: &mut Lease<PoolOf>,
        text: &str,
        run: impl FnOnce(&mut dyn Connection) -> Result<()>,
    ) -> Result<()> {
        Session::new(lease.connection()?, self.state.shared()).command(text, run)
    }

    fn undo(&mut self) -> Result<()> {
        self.ended = true;
        match &self.savepoint {
            Some(name) => {
                let text = format!("ROLLBACK TO {name}");
                let result = self.state.with_session(&mut |session| {
                    session.command(&text, |connection| connection.rollback_to(name))
                });
                if result.is_err() {
                    self.state.doomed.set(true);
                }
                let own = self.state.hooks.borrow_mut().split_off(self.hooks_before);
                own.run(false);
                result
            }
            None => self.roll_all_back(),
        }
    }

    fn roll_all_back(&self) -> Result<()> {
        let Some(mut lease) = self.state.lease.borrow_mut().take() else { return Ok(()) };
        let result = self.command(&mut lease, "ROLLBACK", |connection| connection.rollback());
        if result.is_err() {
            lease.mark_unfit();
        }
        drop(lease);
        let hooks = self.state.hooks.take();
        hooks.run(false);
        result
    }
}

impl Executor for Transaction<'_> {
    fn with_session(&self, run: &mut dyn FnMut(&mut Session<'_>) -> Result<()>) -> Result<()> {
        self.state.with_session(run)
    }

    fn database(&self) -> &Database {
        &self.state.database
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended && self.state.is_open() {
            // The error has nowhere to go; the connection is discarded if it did not roll back.
            let _ = self.undo();
        }
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("database", &self.state.database)
            .field("savepoint", &self.savepoint)
            .finish_non_exhaustive()
    }
}
