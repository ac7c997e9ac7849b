//! The field of a relation to the one row whose key this model has.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::not_loaded;
use super::opaque::Opaque;
use super::tree::NewRows;
use super::value::CellKey;
use crate::Result;
use crate::model::Snapshot;

/// A relation to the row of `T` whose key this model has.
///
/// What [`HasMany`](crate::HasMany) says of fields holds here too. Several structs that were loaded
/// together share the row they belong to. The field remembers the key that it was loaded for: when
/// the struct's key has changed, the accessor's [`load`](crate::Related::load) loads anew.
///
/// ```
/// use activerecord::prelude::*;
///
/// # #[derive(ActiveRecord, Debug, Default)] struct User { id: i64, name: String }
/// #[derive(ActiveRecord, Debug, Default)]
/// struct Post { id: i64, user_id: i64, user: BelongsTo<User> }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// // A row that is not there yet is inserted before the struct.
/// let user = BelongsTo::new(User { name: "Ada".into(), ..Default::default() });
/// let post = Post { user, ..Default::default() }.create()?;
/// assert_eq!(post.user_id, User::query().one()?.id);
///
/// let mut post = Post::query().include(Post::USER).one()?;
/// assert_eq!(post.user.loaded()?.map(|user| user.name.as_str()), Some("Ada"));
/// assert!(post.user.is_loaded() && post.user.get().is_some());
/// post.user.clear();
/// assert!(post.user.is_unloaded() && post.user.get().is_none());
/// assert!(post.user.loaded().unwrap_err().is_not_loaded());
/// # Ok(()) }
/// ```
pub struct BelongsTo<T> {
    /// Boxed, for most structs that are read have nothing in it.
    cell: OnceLock<Box<Loaded<T>>>,
}

/// What was loaded for a key. Others may hold a reference to it, so what is loaded for another key
/// comes behind it.
struct Loaded<T> {
    key: Option<CellKey>,
    row: Option<Opaque<T>>,
    /// A row that is not inserted yet, and what it was before somebody tried.
    new: Option<Box<[Snapshot]>>,
    next: OnceLock<Box<Loaded<T>>>,
}

impl<T> Loaded<T> {
    fn boxed(key: Option<CellKey>, row: Option<Opaque<T>>) -> Box<Self> {
        Box::new(Loaded { key, row, new: None, next: OnceLock::new() })
    }
}

impl<T: Send + Sync + 'static> BelongsTo<T> {
    /// A row that is inserted together with the struct, before it.
    #[must_use]
    pub fn new(row: T) -> Self {
        let mut loaded = Loaded::boxed(None, Some(Opaque::new(row)));
        loaded.new = Some(Box::default());
        BelongsTo { cell: OnceLock::from(loaded) }
    }

    /// Keeps what was loaded for a key.
    pub(crate) fn fill(&self, key: Option<CellKey>, row: Option<T>) -> Option<&T> {
        let mut fresh = Some(Loaded::boxed(key, row.map(Opaque::new)));
        let mut cell = &self.cell;
        loop {
            let mut is_mine = false;
            let loaded = cell.get_or_init(|| {
                is_mine = true;
                // The cell is empty once only, and every round of the loop has another cell.
                fresh.take().unwrap_or_else(|| Loaded::boxed(None, None))
            });
            if is_mine || fresh.as_ref().is_some_and(|fresh| fresh.key == loaded.key) {
                return loaded.row.as_deref();
            }
            cell = &loaded.next;
        }
    }
}

impl<T> BelongsTo<T> {
    /// The row that was loaded last, or that there was none.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when it was not loaded.
    pub fn loaded(&self) -> Result<Option<&T>> {
        self.last().map(|loaded| loaded.row.as_deref()).ok_or_else(not_loaded::<T>)
    }

    /// The row, if it was loaded and there is one.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.last()?.row.as_deref()
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
        *self = BelongsTo::default();
    }

    fn last(&self) -> Option<&Loaded<T>> {
        let mut loaded = self.cell.get()?;
        while let Some(next) = loaded.next.get() {
            loaded = next;
        }
        Some(loaded)
    }

    /// What was loaded for a key.
    pub(crate) fn loaded_for(&self, key: Option<&CellKey>) -> Option<Option<&T>> {
        let mut loaded = self.cell.get();
        while let Some(found) = loaded {
            if found.key.as_ref() == key {
                return Some(found.row.as_deref());
            }
            loaded = found.next.get();
        }
        None
    }

    pub(crate) fn set_loaded(&mut self, key: Option<CellKey>, row: Option<Opaque<T>>) {
        self.cell = OnceLock::from(Loaded::boxed(key, row));
    }

    /// Says which key the row has that was not inserted before.
    pub(crate) fn set_key(&mut self, key: Option<CellKey>) {
        if let Some(loaded) = self.cell.get_mut() {
            loaded.key = key;
        }
    }
}

impl<T: Send + Sync + 'static> NewRows<T> for BelongsTo<T> {
    fn is_new(&self) -> bool {
        self.cell.get().is_some_and(|loaded| loaded.new.is_some())
    }

    fn rows_mut(&mut self) -> Option<&mut [T]> {
        let row = self.cell.get_mut()?.row.as_mut()?;
        row.get_mut().map(std::slice::from_mut)
    }

    fn take_rows(&mut self) -> Vec<T> {
        let row = self.cell.get_mut().and_then(|loaded| loaded.row.take());
        row.and_then(Opaque::into_inner).into_iter().collect()
    }

    fn put_rows(&mut self, rows: Vec<T>) {
        if let Some(loaded) = self.cell.get_mut() {
            loaded.row = rows.into_iter().next().map(Opaque::new);
        }
    }

    fn before(&mut self) -> Option<&mut Box<[Snapshot]>> {
        self.cell.get_mut()?.new.as_mut()
    }

    fn settle(&mut self) {
        if let Some(loaded) = self.cell.get_mut() {
            loaded.new = None;
        }
    }
}

impl<T> Default for BelongsTo<T> {
    fn default() -> Self {
        BelongsTo { cell: OnceLock::new() }
    }
}

impl<T> Clone for BelongsTo<T> {
    fn clone(&self) -> Self {
        let Some(last) = self.last() else { return BelongsTo::default() };
        let mut loaded = Loaded::boxed(last.key.clone(), last.row.clone());
        loaded.new = last.new.as_ref().map(|_| Box::default());
        BelongsTo { cell: OnceLock::from(loaded) }
    }
}

impl<T: Send + Sync + 'static> From<T> for BelongsTo<T> {
    fn from(row: T) -> Self {
        BelongsTo::new(row)
    }
}

impl<T: fmt::Debug> fmt::Debug for BelongsTo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last() {
            Some(loaded) => loaded.row.as_deref().fmt(f),
            None => f.write_str("<not loaded>"),
        }
    }
}

super::ignored_in_comparisons!(BelongsTo);
