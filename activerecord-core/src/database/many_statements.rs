//! The statements of a model about several rows, written once per database.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::InsertPlan;
use crate::Result;
use crate::dialect::write::InsertRows;
use crate::dialect::{Conflict, Dialect, RowStatement, write};
use crate::table::Table;

/// Texts that are kept of one model; those beyond are written anew each time.
const TEXTS_MAX: usize = 256;
/// Numbers of rows that are left beside full statements, for which a model has statements of their
/// own.
const RESTS_MAX: usize = 16;

/// What a statement about several rows does; an INSERT is told from others of the same model by
/// how many columns it sends and gets back.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Many {
    Insert(usize, usize),
    /// Columns that are sent, are in conflict, are updated, each list behind its length; and the
    /// version that is raised.
    Upsert(Box<[usize]>, Option<usize>),
    Update,
}

/// The statements about several rows: the numbers of rows are few, see `model/many/plan.rs`.
#[derive(Debug, Default)]
pub(crate) struct ManyStatements {
    texts: RwLock<HashMap<(Many, usize), Arc<RowStatement>, RandomState>>,
    rests: RwLock<SmallVec<[usize; RESTS_MAX]>>,
}

impl ManyStatements {
    fn get(
        &self,
        many: Many,
        count: usize,
        write: impl FnOnce() -> Result<RowStatement>,
    ) -> Result<Arc<RowStatement>> {
        let key = (many, count);
        let known = self.texts.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(statement) = known.get(&key) {
            return Ok(Arc::clone(statement));
        }
        drop(known);
        let statement = Arc::new(write()?);
        let mut known = self.texts.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() < TEXTS_MAX {
            known.insert(key, Arc::clone(&statement));
        }
        Ok(statement)
    }

    /// Whether statements about so many rows, which are fewer than a full one has, are among those
    /// that are kept. The first numbers that are asked for are.
    pub(crate) fn keeps_rest(&self, rows: usize) -> bool {
        let known = self.rests.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.contains(&rows) {
            return true;
        }
        drop(known);
        let mut known = self.rests.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        // Another thread may have been first.
        if known.contains(&rows) {
            return true;
        }
        let has_room = known.len() < RESTS_MAX;
        if has_room {
            known.push(rows);
        }
        has_room
    }

    /// INSERT of several rows, as `plan` inserts one.
    pub(crate) fn insert_rows(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        plan: &InsertPlan,
        count: usize,
    ) -> Result<Arc<RowStatement>> {
        self.get(Many::Insert(plan.columns.len(), plan.returned.len()), count, || {
            let rows = InsertRows {
                columns: &plan.columns,
                count,
                returned: &plan.returned,
                conflict: None,
            };
            write::insert_rows(dialect, table, &rows)
        })
    }

    /// INSERT of several rows that does what `conflict` says with those that are there already.
    pub(crate) fn upsert_rows(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        columns: &[usize],
        conflict: Option<&Conflict<'_>>,
        count: usize,
    ) -> Result<Arc<RowStatement>> {
        let lists = [columns, conflict.map_or(&[], |conflict| conflict.columns)];
        let lists = lists.into_iter().chain(conflict.map(|conflict| conflict.update));
        let key = lists.flat_map(|list| [&[list.len()], list].concat()).collect();
        let raise = conflict.and_then(|conflict| conflict.raise);
        self.get(Many::Upsert(key, raise), count, || {
            let rows = InsertRows { columns, count, returned: &[], conflict };
            write::insert_rows(dialect, table, &rows)
        })
    }

    /// UPDATE of several rows, of every column that can be written.
    pub(crate) fn update_rows(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        columns: &[usize],
        count: usize,
    ) -> Result<Arc<RowStatement>> {
        self.get(Many::Update, count, || {
            write::update_rows(dialect, table, columns, count)?
                .ok_or_else(|| dialect.unsupported("updating several rows in one statement"))
        })
    }
}
