//! The field of a relation to at most one row that has this model's key.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::not_loaded;
use super::opaque::Opaque;
use super::tree::NewRows;
use crate::Result;
use crate::model::Snapshot;

/// A relation to the one row of `T` that has this model's key. What [`HasMany`](crate::HasMany)
/// says of fields holds here too; where there are several rows it is the first, by the relation's
/// `order`, or else by the key.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct User { id: i64, name: String, profile: HasOne<Profile> }
///
/// # #[derive(ActiveRecord, Debug, Default)]
/// # struct Profile { id: i64, user_id: i64, text: String }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Profile>()?;
/// # User::bind(&db);
/// # Profile::bind(&db);
/// // A row that is not there yet is inserted after the struct.
/// let profile = HasOne::new(Profile { text: "Hello".into(), ..Default::default() });
/// User { profile, ..Default::default() }.create()?;
///
/// let mut user = User::query().include(User::PROFILE).one()?;
/// assert_eq!(user.profile.loaded()?.map(|profile| profile.text.as_str()), Some("Hello"));
/// if let Some(profile) = user.profile.get_mut() {
///     profile.text.push('!');
/// }
/// assert_eq!(user.profile.get().map(|profile| profile.text.as_str()), Some("Hello!"));
/// let profile: Option<Profile> = user.profile.take();
/// assert_eq!(profile.map(|profile| profile.user_id), Some(user.id));
/// assert!(user.profile.is_unloaded());
/// # Ok(()) }
/// ```
pub struct HasOne<T> {
    cell: OnceLock<Option<Opaque<T>>>,
    /// A row that is not inserted yet, and what it was before somebody tried.
    new: Option<Box<[Snapshot]>>,
}

impl<T: Send + Sync + 'static> HasOne<T> {
    /// A row that is inserted together with the struct.
    #[must_use]
    pub fn new(row: T) -> Self {
        HasOne { cell: OnceLock::from(Some(Opaque::new(row))), new: Some(Box::default()) }
    }

    /// Keeps what was loaded, unless somebody was quicker.
    pub(crate) fn fill(&self, row: Option<T>) -> Option<&T> {
        self.cell.get_or_init(|| row.map(Opaque::new)).as_deref()
    }
}

impl<T> HasOne<T> {
    /// The row, or that there is none.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when it was not loaded.
    pub fn loaded(&self) -> Result<Option<&T>> {
        self.cell.get().map(Option::as_deref).ok_or_else(not_loaded::<T>)
    }

    /// The row, if it was loaded and there is one.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.cell.get()?.as_deref()
    }

    /// The row, to be changed; none when it was not loaded, there is none, or a clone of the struct
    /// shares it.
    #[must_use]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.cell.get_mut()?.as_mut()?.get_mut()
    }

    /// Takes the row out; none when it was not loaded, there is none, or a clone of the struct
    /// shares it.
    #[must_use]
    pub fn take(&mut self) -> Option<T> {
        self.new = None;
        self.cell.take()??.into_inner()
    }

    /// Whether the row was loaded, or found to be absent.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.cell.get().is_some()
    }

    /// Whether there is nothing in the field: what serde is told to skip.
    #[must_use]
    pub fn is_unloaded(&self) -> bool {
        !self.is_loaded()
    }

    /// Forgets the row.
    pub fn clear(&mut self) {
        *self = HasOne::default();
    }

    pub(crate) fn set_loaded(&mut self, row: Option<Opaque<T>>) {
        *self = HasOne { cell: OnceLock::from(row), new: None };
    }
}

impl<T: Send + Sync + 'static> NewRows<T> for HasOne<T> {
    fn is_new(&self) -> bool {
        self.new.is_some()
    }

    fn rows_mut(&mut self) -> Option<&mut [T]> {
        self.get_mut().map(std::slice::from_mut)
    }

    fn take_rows(&mut self) -> Vec<T> {
        self.cell.take().flatten().and_then(Opaque::into_inner).into_iter().collect()
    }

    fn put_rows(&mut self, rows: Vec<T>) {
        self.cell = OnceLock::from(rows.into_iter().next().map(Opaque::new));
    }

    fn before(&mut self) -> Option<&mut Box<[Snapshot]>> {
        self.new.as_mut()
    }

    fn settle(&mut self) {
        self.new = None;
    }
}

impl<T> Default for HasOne<T> {
    fn default() -> Self {
        HasOne { cell: OnceLock::new(), new: None }
    }
}

impl<T> Clone for HasOne<T> {
    fn clone(&self) -> Self {
        HasOne { cell: self.cell.clone(), new: self.new.as_ref().map(|_| Box::default()) }
    }
}

impl<T: Send + Sync + 'static> From<T> for HasOne<T> {
    fn from(row: T) -> Self {
        HasOne::new(row)
    }
}

impl<T: fmt::Debug> fmt::Debug for HasOne<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell.get() {
            Some(row) => row.as_deref().fmt(f),
            None => f.write_str("<not loaded>"),
        }
    }
}

super::ignored_in_comparisons!(HasOne);
