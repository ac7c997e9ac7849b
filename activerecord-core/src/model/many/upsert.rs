//! INSERT of many structs that updates the rows which are there already.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::insert::binds_of;
use super::plan::{chunks, rows_max};
use crate::database::{Executor, Implicit, Session, run, run_on};
use crate::dialect::write::{InsertRows, insert_rows};
use crate::dialect::{Conflict, RowStatement};
use crate::model::insert::{Made, key_is_unset, made_on_insert, new_instant};
use crate::{Column, Error, ErrorKind, Expect, Record, Result, Statement, Value, Values};

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
        self.conflict.push(column.index());
        self
    }

    /// A column that takes the struct's value in a row that is there, besides those of earlier
    /// calls. Default: every column but the key, those of the conflict and `created_at`.
    pub fn update<T>(mut self, column: Column<M, T>) -> Self {
        self.update.get_or_insert_default().push(column.index());
        self
    }

    /// Leaves the rows that are there as they are.
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
    /// conflict; another constraint is violated.
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
        if self.records.is_empty() {
            return Ok(());
        }
        if !dialect.capabilities().upsert {
            return Err(dialect.unsupported("inserting or updating in one statement"));
        }
        let conflict = if self.conflict.is_empty() { table.key } else { &self.conflict };
        let update = self.updated_columns(conflict);
        let raise = table.lock_version.filter(|_| !update.is_empty());
        let conflict = Conflict { table, columns: conflict, update: &update, raise };
        let records = self.last_of_each(conflict.columns)?;
        session.atomically(|session| {
            let (with_key, without): (Vec<&M>, Vec<&M>) = if table.has_generated_key() {
                let mut groups = (Vec::new(), Vec::new());
                for record in records {
                    let group = if key_is_unset(record)? { &mut groups.1 } else { &mut groups.0 };
                    group.push(record);
                }
                groups
            } else {
                (records, Vec::new())
            };
            write_all(session, &with_key, true, &conflict)?;
            write_all(session, &without, false, &conflict)
        })
    }

    fn updated_columns(&self, conflict: &[usize]) -> Vec<usize> {
        let table = M::TABLE;
        let mut columns: Vec<usize> = match &self.update {
            Some(columns) if columns.is_empty() => return Vec::new(),
            Some(columns) => columns.clone(),
            None => (0..table.columns.len())
                .filter(|column| {
                    !table.is_key(*column)
                        && !conflict.contains(column)
                        && !table.columns[*column].read_only
                        && table.created_at != Some(*column)
                })
                .collect(),
        };
        columns.retain(|column| table.lock_version != Some(*column));
        if let Some(updated_at) = table.updated_at
            && !columns.contains(&updated_at)
        {
            columns.push(updated_at);
        }
        columns
    }

    /// No database updates a row twice in one statement, so of several structs that mean the same
    /// row only the last is sent. NULLs are never the same.
    fn last_of_each(&self, conflict: &[usize]) -> Result<Vec<&'r M>> {
        let mut places: HashMap<Values<'static>, usize> = HashMap::new();
        let mut kept: Vec<Option<&M>> = Vec::with_capacity(self.records.len());
        for record in self.records {
            let mut values = Values::new();
            for column in conflict {
                values.push(record.value(*column)?.into_owned());
            }
            let makes_key = conflict == M::TABLE.key && key_is_unset(record)?;
            if !makes_key
                && !values.iter().any(Value::is_null)
                && let Some(before) = places.insert(values, kept.len())
            {
                kept[before] = None;
            }
            kept.push(Some(record));
        }
        Ok(kept.into_iter().flatten().collect())
    }
}

fn write_all<M: Record>(
    session: &mut Session<'_>,
    records: &[&M],
    with_key: bool,
    conflict: &Conflict<'_>,
) -> Result<()> {
    let table = M::TABLE;
    let dialect = session.dialect();
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|column| !table.columns[*column].read_only && (with_key || !table.is_key(*column)))
        .collect();
    let instant = new_instant::<M>(session)?;
    let mut statements: HashMap<usize, RowStatement> = HashMap::new();
    let mut rest = records;
    for size in chunks(dialect, records.len(), rows_max(dialect, columns.len())) {
        let (chunk, others) = rest.split_at(size);
        rest = others;
        let statement = match statements.entry(size) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let (columns, returned) = (columns.as_slice(), [].as_slice());
                let rows = InsertRows { columns, count: size, returned, conflict: Some(conflict) };
                place.insert(insert_rows(dialect, table, &rows)?)
            }
        };
        let made: Vec<Made> =
            chunk.iter().map(|record| made_on_insert(*record, &instant)).collect::<Result<_>>()?;
        let binds = binds_of::<M, &M>(session, chunk, &made, &columns)?;
        let text = Statement::new(&statement.sql).sensitive(&statement.sensitive);
        session
            .execute(&text.expect(Expect::Nothing), &binds)
            .map_err(|error| explain(error.with_model(table.model), conflict))?;
    }
    Ok(())
}

fn explain(error: Error, conflict: &Conflict<'_>) -> Error {
    if error.kind() != ErrorKind::Syntax && error.kind() != ErrorKind::Database {
        return error;
    }
    let columns: Vec<&str> =
        conflict.columns.iter().map(|column| conflict.table.columns[*column].name).collect();
    error.with_help(format!("is there a unique constraint over ({})?", columns.join(", ")))
}
