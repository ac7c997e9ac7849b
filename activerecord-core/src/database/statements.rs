//! The statements of a model, written once per database.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Shared;
use super::many_statements::ManyStatements;
use super::shapes::Shapes;
use super::update_statements::{Kept, UpdateStatements};
use crate::dialect::{Dialect, RowStatement, UpsertParts, write};
use crate::table::Table;
use crate::{Result, Value};

/// The statements of all models, by the model's number: chunks of 1, 2, 4 and so on models, made
/// when they are needed and never moved, so that reading takes no lock and no count.
pub(super) struct StatementTable([OnceLock<Chunk>; usize::BITS as usize]);

type Chunk = Box<[OnceLock<ModelStatements>]>;

impl Default for StatementTable {
    fn default() -> Self {
        StatementTable([const { OnceLock::new() }; usize::BITS as usize])
    }
}

impl Shared {
    /// The statements of a model on this database.
    #[inline]
    pub(crate) fn statements(&self, number: usize) -> &ModelStatements {
        let place = number.saturating_add(1);
        let chunk = place.ilog2();
        let size = 1_usize << chunk;
        let models = self.statements.0[chunk as usize]
            .get_or_init(|| (0..size).map(|_| OnceLock::new()).collect());
        models[place - size].get_or_init(ModelStatements::default)
    }
}

/// The statements of one model.
#[derive(Debug, Default)]
pub(crate) struct ModelStatements {
    find: OnceLock<RowStatement>,
    find_any: OnceLock<RowStatement>,
    all: OnceLock<RowStatement>,
    all_any: OnceLock<RowStatement>,
    insert: OnceLock<InsertPlan>,
    insert_with_key: OnceLock<InsertPlan>,
    insert_counted: OnceLock<InsertPlan>,
    upsert: OnceLock<Result<InsertPlan>>,
    delete: OnceLock<RowStatement>,
    mark_deleted: OnceLock<RowStatement>,
    restore: OnceLock<RowStatement>,
    updates: UpdateStatements,
    /// The statements about several rows.
    pub(crate) many: ManyStatements,
    /// The texts of queries.
    pub(crate) shapes: Shapes,
    /// The driver's last key was compared with the returned one and is the same.
    trusts_last_id: AtomicBool,
    /// The same of the keys of several rows, counted from the first one.
    counts_keys: AtomicBool,
}

/// An INSERT: its columns, what comes back, and its text.
#[derive(Debug)]
pub(crate) struct InsertPlan {
    pub(crate) columns: Vec<usize>,
    pub(crate) returned: Vec<usize>,
    /// The key comes from the driver instead of the statement.
    pub(crate) key_from_driver: bool,
    pub(crate) statement: RowStatement,
    /// What is read by another statement, since this one can't hand it back.
    pub(crate) read_back: Option<ReadBack>,
}

/// A SELECT of columns that the database has a say in, by the key.
#[derive(Debug)]
pub(crate) struct ReadBack {
    pub(crate) columns: Vec<usize>,
    pub(crate) statement: RowStatement,
}

impl ModelStatements {
    /// SELECT by the key, of live rows only or of any.
    #[inline]
    pub(crate) fn find(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        live: bool,
    ) -> &RowStatement {
        let cell = if live { &self.find } else { &self.find_any };
        cell.get_or_init(|| write::find(dialect, table, live))
    }

    /// SELECT of all rows, of live ones only or of any.
    #[inline]
    pub(crate) fn all(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        live: bool,
    ) -> &RowStatement {
        let cell = if live { &self.all } else { &self.all_any };
        cell.get_or_init(|| write::all(dialect, table, live))
    }

    /// INSERT with the key, or without it so that the database makes one.
    ///
    /// A driver tells the key it made faster than RETURNING does, but it means the row's number,
    /// and a table that somebody else made may have another key. So the first INSERT asks for
    /// both, and only where they are the same the driver is believed from then on.
    pub(crate) fn insert(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        with_key: bool,
    ) -> &InsertPlan {
        self.insert_by(dialect, table, with_key, self.trusts_last_id())
    }

    /// [`insert`](ModelStatements::insert) for which the caller says whether the driver is
    /// believed; where there is no RETURNING it must be.
    pub(crate) fn insert_by(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        with_key: bool,
        trusts_driver: bool,
    ) -> &InsertPlan {
        if with_key || !table.has_generated_key() {
            return self
                .insert_with_key
                .get_or_init(|| InsertPlan::new(dialect, table, false, false));
        }
        let capabilities = dialect.capabilities();
        let read_only = table.columns.iter().any(|column| column.read_only);
        let from_driver = capabilities.last_insert_id && !read_only;
        if from_driver && (trusts_driver || !capabilities.insert_returning) {
            return self.insert_counted.get_or_init(|| InsertPlan::new(dialect, table, true, true));
        }
        self.insert.get_or_init(|| InsertPlan::new(dialect, table, true, false))
    }

    fn trusts_last_id(&self) -> bool {
        self.trusts_last_id.load(Ordering::Relaxed)
    }

    /// Compares the driver's last key with the one that the statement handed back, and remembers
    /// whether they are the same.
    pub(crate) fn compare_last_id(
        &self,
        table: &Table,
        plan: &InsertPlan,
        returned: &[Value<'static>],
        last_insert_id: Option<i64>,
    ) {
        let [key] = table.key else { return };
        let Some(position) = plan.returned.iter().position(|column| column == key) else { return };
        if let (Some(last), Some(Value::I64(key))) = (last_insert_id, returned.get(position))
            && last == *key
        {
            self.trusts_last_id.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the keys of several rows, counted from the one that the driver tells, were compared
    /// with the returned ones and are the same.
    pub(crate) fn counts_keys(&self) -> bool {
        self.counts_keys.load(Ordering::Relaxed)
    }

    /// Remembers that they are the same.
    pub(crate) fn keys_are_counted(&self) {
        self.counts_keys.store(true, Ordering::Relaxed);
    }

    /// INSERT that updates the row of the same key.
    pub(crate) fn upsert(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
    ) -> Result<&InsertPlan> {
        let plan = self.upsert.get_or_init(|| InsertPlan::upsert(dialect, table));
        plan.as_ref().map_err(|error| crate::Error::new(error.kind(), error.to_string()))
    }

    /// DELETE by the key.
    pub(crate) fn delete(&self, dialect: &dyn Dialect, table: &'static Table) -> &RowStatement {
        self.delete.get_or_init(|| write::delete(dialect, table))
    }

    /// UPDATE of `deleted_at` by the key.
    pub(crate) fn mark_deleted(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        deleted_at: usize,
        restore: bool,
    ) -> &RowStatement {
        let cell = if restore { &self.restore } else { &self.mark_deleted };
        cell.get_or_init(|| write::mark_deleted(dialect, table, deleted_at, restore))
    }

    /// UPDATE of the columns that have changed by the key.
    #[inline]
    pub(crate) fn update(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        changed: &[usize],
    ) -> Kept<'_> {
        self.updates.get(dialect, table, changed)
    }
}

pub(super) fn read_only_columns(table: &Table) -> Vec<usize> {
    let read_only = |(position, column): (usize, &crate::table::ColumnInfo)| {
        column.read_only.then_some(position)
    };
    table.columns.iter().enumerate().filter_map(read_only).collect()
}

fn written_columns(table: &Table, without_key: bool) -> Vec<usize> {
    let written = |position: &usize| {
        let left_out = without_key && table.is_key(*position);
        !left_out && !table.columns[*position].read_only
    };
    (0..table.columns.len()).filter(written).collect()
}

impl InsertPlan {
    fn new(
        dialect: &dyn Dialect,
        table: &'static Table,
        make_key: bool,
        key_from_driver: bool,
    ) -> Self {
        let columns = written_columns(table, make_key);
        let mut returned = read_only_columns(table);
        if make_key && !key_from_driver {
            returned.extend(table.key.iter().filter(|key| !table.columns[**key].read_only));
            returned.sort_unstable();
        }
        let statement = write::insert(dialect, table, &columns, &returned);
        InsertPlan { columns, returned, key_from_driver, statement, read_back: None }
    }

    fn upsert(dialect: &dyn Dialect, table: &'static Table) -> Result<Self> {
        let columns = written_columns(table, false);
        let mut returned = read_only_columns(table);
        // The row may be there already, and keeps the time it was created at.
        returned.extend(table.created_at);
        let can = dialect.capabilities();
        let mut read_back = None;
        if !(can.insert_returning && can.upsert_returning) {
            let columns = std::mem::take(&mut returned);
            let statement = write::read(dialect, table, &columns);
            read_back = (!columns.is_empty()).then_some(ReadBack { columns, statement });
        }
        let update: Vec<usize> = columns
            .iter()
            .copied()
            .filter(|column| !table.is_key(*column) && table.created_at != Some(*column))
            .collect();
        let parts = UpsertParts { columns: &columns, update: &update, returned: &returned };
        let statement = write::upsert(dialect, table, &parts)?;
        Ok(InsertPlan { columns, returned, key_from_driver: false, statement, read_back })
    }
}
