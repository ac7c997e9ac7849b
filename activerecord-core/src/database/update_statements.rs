//! The UPDATEs of a model, by the columns that have changed.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock, RwLock};

use foldhash::fast::RandomState;

use super::statements::read_only_columns;
use crate::dialect::{Dialect, RowStatement, write};
use crate::table::Table;

/// Sets of changed columns whose UPDATE is kept. A model of many columns has more sets than
/// could ever be kept; those beyond are written anew each time.
const SETS_MAX: usize = 256;

/// An UPDATE by the key: its columns, what comes back, and its text.
#[derive(Debug)]
pub(crate) struct UpdatePlan {
    /// Those that have changed, and `updated_at`.
    pub(crate) columns: Vec<usize>,
    pub(crate) returned: Vec<usize>,
    pub(crate) statement: RowStatement,
}

/// The UPDATEs of a model.
#[derive(Debug, Default)]
pub(super) struct UpdateStatements {
    /// Of one column, as most are: by its place, without a lock.
    of_one: OnceLock<Box<[OnceLock<UpdatePlan>]>>,
    of_several: RwLock<HashMap<Box<[usize]>, Arc<UpdatePlan>, RandomState>>,
}

/// An UPDATE that is kept, or was written for this once.
pub(crate) enum Kept<'k> {
    Here(&'k UpdatePlan),
    Shared(Arc<UpdatePlan>),
}

impl Deref for Kept<'_> {
    type Target = UpdatePlan;

    #[inline]
    fn deref(&self) -> &UpdatePlan {
        match self {
            Kept::Here(plan) => plan,
            Kept::Shared(plan) => plan,
        }
    }
}

impl UpdateStatements {
    /// The UPDATE of the columns that have changed.
    #[inline]
    pub(super) fn get(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        changed: &[usize],
    ) -> Kept<'_> {
        let [column] = changed else {
            return Kept::Shared(self.of_several(dialect, table, changed));
        };
        let plans =
            self.of_one.get_or_init(|| (0..table.columns.len()).map(|_| OnceLock::new()).collect());
        Kept::Here(plans[*column].get_or_init(|| UpdatePlan::new(dialect, table, changed)))
    }

    fn of_several(
        &self,
        dialect: &dyn Dialect,
        table: &'static Table,
        changed: &[usize],
    ) -> Arc<UpdatePlan> {
        let known = self.of_several.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(plan) = known.get(changed) {
            return Arc::clone(plan);
        }
        drop(known);
        let plan = Arc::new(UpdatePlan::new(dialect, table, changed));
        let mut known = self.of_several.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() < SETS_MAX {
            known.insert(changed.into(), Arc::clone(&plan));
        }
        plan
    }
}

impl UpdatePlan {
    fn new(dialect: &dyn Dialect, table: &'static Table, changed: &[usize]) -> Self {
        let columns: Vec<usize> = changed.iter().copied().chain(table.updated_at).collect();
        let returning = dialect.capabilities().update_returning;
        let returned = if returning { read_only_columns(table) } else { Vec::new() };
        let statement = write::update(dialect, table, &columns, &returned);
        UpdatePlan { columns, returned, statement }
    }
}
