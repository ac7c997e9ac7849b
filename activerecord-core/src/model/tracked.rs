//! A struct that remembers what it was.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Model;
use super::update::{Positions, Snapshot, check, unsaved, write};
use crate::database::{Executor, Implicit, Session, run, run_on};
use crate::{KeyStrategy, Record, Result, Value};

/// A model's struct that remembers its columns from the first change on, so that its changes can
/// be named, and saved without a closure. Reading it costs nothing.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: Option<String> }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # User::bind(&db);
/// let mut user = User::default().create()?.tracked();
/// user.name = Some("Countess".into());
/// assert_eq!(user.changed(), ["name"]);
/// user.save()?;
/// assert!(user.changed().is_empty());
/// # Ok(()) }
/// ```
pub struct Tracked<M: Record> {
    record: M,
    before: Option<Result<Snapshot>>,
}

impl<M: Record> Tracked<M> {
    pub(super) fn new(record: M) -> Self {
        Tracked { record, before: None }
    }

    /// The names of the fields whose values differ from what they were. A field that was set back
    /// to its old value has not changed.
    #[must_use]
    pub fn changed(&self) -> Vec<&'static str> {
        let columns = self.changed_columns().unwrap_or_default();
        columns.into_iter().map(|column| M::TABLE.columns[column].field).collect()
    }

    /// Whether any field differs from what it was.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.changed().is_empty()
    }

    /// Updates the columns that have changed; nothing changed is no statement. After an error the
    /// changes are still there, and can be saved again.
    ///
    /// # Errors
    /// As [`Model::update`](crate::Model::update).
    pub fn save(&mut self) -> Result<()> {
        let Some(columns) = self.columns_to_write()? else { return Ok(()) };
        run::<M, _>(&Implicit, |session| self.write(session, &columns))
    }

    /// [`save`](Tracked::save) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`Model::update`](crate::Model::update).
    pub fn save_on(&mut self, executor: &dyn Executor) -> Result<()> {
        let Some(columns) = self.columns_to_write()? else { return Ok(()) };
        run_on(executor, |session| self.write(session, &columns))
    }

    /// Changes fields, and saves these and all earlier changes.
    ///
    /// # Errors
    /// As [`Model::update`](crate::Model::update); the changes are then still there.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Default)] struct User { id: i64, name: String }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # User::bind(&db);
    /// let mut user = User { name: "Ada".into(), ..Default::default() }.create()?.tracked();
    /// user.update(|user| user.name = "Countess".into())?;
    /// assert!(!user.is_changed());                            // it is saved already
    ///
    /// user.name = "nobody".into();
    /// user.revert()?;
    /// assert_eq!(user.name, "Countess");
    /// user.name = "nobody".into();
    /// user.reload()?;
    /// let user: User = user.into_inner();
    /// assert_eq!(user.name, "Countess");
    /// # Ok(()) }
    /// ```
    pub fn update(&mut self, change: impl FnOnce(&mut M)) -> Result<()> {
        change(self);
        self.save()
    }

    /// [`update`](Tracked::update) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`Model::update`](crate::Model::update).
    pub fn update_on(
        &mut self,
        executor: &dyn Executor,
        change: impl FnOnce(&mut M),
    ) -> Result<()> {
        change(self);
        self.save_on(executor)
    }

    /// Reads every column again; changes that were not saved are lost.
    ///
    /// # Errors
    /// As [`Model::reload`](crate::Model::reload); the changes are then still there.
    pub fn reload(&mut self) -> Result<()> {
        self.record.reload()?;
        self.before = None;
        Ok(())
    }

    /// [`reload`](Tracked::reload) on this database or in this transaction.
    ///
    /// # Errors
    /// As [`Model::reload`](crate::Model::reload).
    pub fn reload_on(&mut self, executor: &dyn Executor) -> Result<()> {
        self.record.reload_on(executor)?;
        self.before = None;
        Ok(())
    }

    /// Forgets the changes: the fields are what they were.
    ///
    /// # Errors
    /// An old value could not be written as one of a database, see
    /// [`ColumnType::to_value`](crate::ColumnType::to_value).
    pub fn revert(&mut self) -> Result<()> {
        let changed = self.changed_columns()?;
        if let Some(Ok(before)) = self.before.take() {
            before.restore(&mut self.record, &changed)?;
        }
        Ok(())
    }

    /// The struct.
    pub fn into_inner(self) -> M {
        self.record
    }

    fn changed_columns(&self) -> Result<Positions> {
        match &self.before {
            None => Ok(Positions::new()),
            Some(Ok(before)) => before.changed(&self.record),
            Some(Err(error)) => Err(crate::Error::new(error.kind(), error.to_string())),
        }
    }

    fn columns_to_write(&self) -> Result<Option<Positions>> {
        let columns = check(M::TABLE, self.changed_columns()?)?;
        if let (false, Some(Ok(before))) = (columns.is_empty(), &self.before)
            && M::TABLE.key_strategy != KeyStrategy::Assigned
            && before.key(M::TABLE).iter().all(Value::is_unset_key)
        {
            return Err(unsaved(M::TABLE));
        }
        Ok((!columns.is_empty()).then_some(columns))
    }

    fn write(&mut self, session: &mut Session<'_>, columns: &[usize]) -> Result<()> {
        if let Some(Ok(before)) = &self.before {
            write(session, &mut self.record, columns, &before.key(M::TABLE))?;
            self.before = None;
        }
        Ok(())
    }
}

impl<M: Record> Deref for Tracked<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.record
    }
}

impl<M: Record> DerefMut for Tracked<M> {
    fn deref_mut(&mut self) -> &mut M {
        self.before.get_or_insert_with(|| Snapshot::of(&self.record));
        &mut self.record
    }
}

impl<M: Record + fmt::Debug> fmt::Debug for Tracked<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracked")
            .field("record", &self.record)
            .field("changed", &self.changed())
            .finish()
    }
}
