//! INSERT of many structs that updates the rows which are there already.

use super::binds::binds_of;
use super::last::last_of_each;
use super::plan::{chunks, rows_max, within_bytes};
use crate::database::{Executor, Implicit, Session, run, run_on};
use crate::dialect::Conflict;
use crate::model::insert::{Made, key_is_unset, made_on_inserts, new_instant};
use crate::model::update::check;
use crate::table::Table;
use crate::{Column, Error, ErrorKind, Expect, Record, Result, Statement};

/// Structs to insert, or to update the rows of where they are there already; made by
/// [`Model::upsert_many`](crate::Model::upsert_many).
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord, Default)]
/// struct User {
///     id: i64,
///     #[record(unique)]
///     email: String,
///     name: String,
/// }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// let mut users = vec![User { email: "a@b.c".into(), name: "A".into(), ..Default::default() }];
/// User::upsert_many(&users).conflict(User::EMAIL).run()?;
/// users[0].name = "Ada".into();
/// User::upsert_many(&users).conflict(User::EMAIL).update(User::NAME).run()?;
/// assert_eq!(User::query().pluck(User::NAME)?, ["Ada"]);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing is written until `run` is called"]
pub struct UpsertMany<'r, M> {
    records: &'r [M],
    conflict: Vec<usize>,
    update: Option<Vec<usize>>,
}

impl<'r, M: Record> UpsertMany<'r, M> {
    pub(in crate::model) fn new(records: &'r [M]) -> Self {
        UpsertMany { records, conflict: Vec::new(), update: None }
    }

    /// The column by which a row is found to be there, besides those of earlier calls: there must
    /// be a unique constraint over exactly these. Default: the key.
    pub fn conflict<T>(mut self, column: Column<M, T>) -> Self {
        add(&mut self.conflict, column.index());
        self
    }

    /// A column that takes the struct's value in a row that is there, besides those of earlier
    /// calls. Default: every column but the key, those of the conflict and `created_at`.
    pub fn update<T>(mut self, column: Column<M, T>) -> Self {
        add(self.update.get_or_insert_default(), column.index());
        self
    }

    /// Leaves the rows that are there as they are.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)]
    /// # struct User { id: i64, #[record(unique)] email: String, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let ada = User { email: "a@b.c".into(), name: "Ada".into(), ..Default::default() };
    /// let ada = ada.create()?;
    /// let users = [
    ///     User { id: 0, name: "somebody else".into(), ..ada },
    ///     User { email: "b@b.c".into(), name: "Bob".into(), ..Default::default() },
    /// ];
    /// User::upsert_many(&users).conflict(User::EMAIL).keep().run()?;
    /// assert_eq!(User::query().order_by(User::ID).pluck(User::NAME)?, ["Ada", "Bob"]);
    /// # Ok(()) }
    /// ```
    pub fn keep(mut self) -> Self {
        self.update = Some(Vec::new());
        self
    }

    /// Writes all structs or none, in as few statements as the database's limits allow. Of
    /// several structs that mean the same row the last counts. `updated_at` is set and the version
    /// raised where a row is updated. The structs stay as they are: read the keys that the
    /// database made by a query.
    ///
    /// # Errors
    /// The database has no such statement, or no unique constraint over the columns of the
    /// conflict; another constraint is violated; a column is to be updated that only the library or
    /// the database writes, or the key that the database makes.
    pub fn run(self) -> Result<()> {
        run::<M, _>(&Implicit, |session| self.write(session))
    }

    /// [`run`](UpsertMany::run) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`run`](UpsertMany::run).
    pub fn run_on(self, executor: &dyn Executor) -> Result<()> {
        run_on(executor, |session| self.write(session))
    }

    fn write(&self, session: &mut Session<'_>) -> Result<()> {
        let table = M::TABLE;
        let dialect = session.dialect();
        let conflict = if self.conflict.is_empty() { table.key } else { &self.conflict };
        let update = self.updated_columns(conflict)?;
        if self.records.is_empty() {
            return Ok(());
        }
        if !dialect.capabilities().upsert {
            return Err(dialect.unsupported("inserting or updating in one statement"));
        }
        let raise = table.lock_version.filter(|_| !update.is_empty());
        let conflict = Conflict { table, columns: conflict, update: &update, raise };
        let mut with_key = Group { records: Vec::new(), with_key: true, conflict: Some(conflict) };
        // A key that is yet to be made is in nobody's way.
        let by_others = Some(conflict).filter(|conflict| conflict.columns != table.key);
        let mut without = Group { records: Vec::new(), with_key: false, conflict: by_others };
        // No database updates a row twice in one statement.
        let records = last_of_each(self.records, conflict.columns)?;
        if table.has_generated_key() {
            for record in records {
                let waits = key_is_unset(record)?;
                if waits { &mut without } else { &mut with_key }.records.push(record);
            }
        } else {
            with_key.records = records;
        }
        let instant = new_instant::<M>(session)?;
        let sizes = [with_key.sizes(session)?, without.sizes(session)?];
        let write_all = |session: &mut Session<'_>| {
            with_key.write(session, &instant, &sizes[0])?;
            without.write(session, &instant, &sizes[1])
        };
        if sizes.iter().map(Vec::len).sum::<usize>() == 1 {
            return write_all(session);
        }
        session.atomically(write_all)
    }

    fn updated_columns(&self, conflict: &[usize]) -> Result<Vec<usize>> {
        let table = M::TABLE;
        let mut columns = match &self.update {
            Some(columns) if columns.is_empty() => return Ok(Vec::new()),
            Some(columns) => check(table, columns.clone())?,
            None => (0..table.columns.len())
                .filter(|column| {
                    !table.is_key(*column)
                        && !conflict.contains(column)
                        && !table.columns[*column].read_only
                        && table.created_at != Some(*column)
                        && table.updated_at != Some(*column)
                        && table.lock_version != Some(*column)
                })
                .collect(),
        };
        if table.has_generated_key() && columns.iter().any(|column| table.is_key(*column)) {
            return Err(Error::new(
                ErrorKind::InvalidQuery,
                "an upsert can't give a row a new key",
            )
            .with_model(table.model)
            .with_table(table.name));
        }
        columns.extend(table.updated_at);
        Ok(columns)
    }
}

/// Adds a column once: SQL refuses to set one twice.
fn add(columns: &mut Vec<usize>, column: usize) {
    if !columns.contains(&column) {
        columns.push(column);
    }
}

/// Structs that all have a key, or all wait for the database to make one.
struct Group<'a, M> {
    records: Vec<&'a M>,
    with_key: bool,
    conflict: Option<Conflict<'a>>,
}

impl<M: Record> Group<'_, M> {
    fn columns(&self) -> Vec<usize> {
        let table = M::TABLE;
        let is_sent = |column: &usize| {
            !table.columns[*column].read_only && (self.with_key || !table.is_key(*column))
        };
        (0..table.columns.len()).filter(is_sent).collect()
    }

    fn sizes(&self, session: &Session<'_>) -> Result<Vec<usize>> {
        let dialect = session.dialect();
        let columns = self.columns();
        let statements = session.shared().statements(M::slot().number());
        let rows_max = rows_max(dialect, columns.len(), 0);
        let chunks = chunks(dialect, &statements.many, self.records.len(), rows_max);
        within_bytes(dialect, chunks, self.records.iter().copied(), &columns)
    }

    fn write(&self, session: &mut Session<'_>, instant: &Made, sizes: &[usize]) -> Result<()> {
        let table = M::TABLE;
        let dialect = session.dialect();
        let columns = self.columns();
        let statements = session.shared().statements(M::slot().number());
        let mut rest = self.records.as_slice();
        for size in sizes {
            let (chunk, others) = rest.split_at(*size);
            rest = others;
            let conflict = self.conflict.as_ref();
            let statement =
                statements.many.upsert_rows(dialect, table, &columns, conflict, *size)?;
            let made = made_on_inserts::<M, &M>(chunk, instant)?;
            let binds = binds_of::<M, &M>(dialect.capabilities().bulk, chunk, &made, &columns)?;
            let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
            session.execute(&text.expect(Expect::Nothing), &binds).map_err(|error| {
                let error = error.in_statement(table, &columns);
                match conflict {
                    Some(conflict) => explain(error, table, conflict),
                    None => error,
                }
            })?;
        }
        Ok(())
    }
}

/// The error of an upsert with what it is probably about.
pub(super) fn explain(error: Error, table: &Table, conflict: &Conflict<'_>) -> Error {
    if !matches!(error.kind(), ErrorKind::Syntax | ErrorKind::Database) {
        return error;
    }
    let names = conflict.columns.iter().map(|column| table.columns[*column].name);
    let names: Vec<&str> = names.collect();
    error.with_help(format!("is there a unique constraint over ({})?", names.join(", ")))
}
