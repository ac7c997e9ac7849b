//! The field of a relation to any number of rows.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::not_loaded;
use super::opaque::Opaque;
use super::tree::NewRows;
use crate::Result;
use crate::model::Snapshot;

/// A relation to the rows of `T` that have this model's key.
///
/// The field holds nothing until the rows are loaded, by
/// [`include`](crate::Query::include) or by the accessor's
/// [`load`](crate::Related::load); [`loaded`](HasMany::loaded) never runs a statement. It takes no
/// part in comparisons and hashes of its struct, clones share what was loaded, and `save`, `update`
/// and `reload` of the struct empty it.
///
/// A field that was given rows of its own ([`HasMany::new`], or `.into()` of a list) has them
/// inserted together with its struct.
///
/// ```
/// use activerecord::prelude::*;
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct User { id: i64, name: String, posts: HasMany<Post> }
///
/// #[derive(ActiveRecord, Debug, Default)]
/// struct Post { id: i64, user_id: i64, title: String }
///
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// let posts = vec![Post { title: "Hello".into(), ..Default::default() }];
/// User { name: "Ada".into(), posts: posts.into(), ..Default::default() }.create()?;
///
/// let users = User::query().include(User::POSTS).all()?;
/// assert_eq!(users[0].posts.loaded()?[0].title, "Hello");
///
/// let user = User::query().one()?;
/// assert!(user.posts.loaded().unwrap_err().is_not_loaded());
/// assert_eq!(user.posts().load()?.len(), 1);
/// # Ok(()) }
/// ```
pub struct HasMany<T> {
    cell: OnceLock<Opaque<Vec<T>>>,
    /// Rows that are not inserted yet, and what they were before somebody tried.
    new: Option<Box<[Snapshot]>>,
}

impl<T: Send + Sync + 'static> HasMany<T> {
    /// Rows that are inserted together with the struct.
    #[must_use]
    pub fn new(rows: impl Into<Vec<T>>) -> Self {
        HasMany { cell: OnceLock::from(Opaque::new(rows.into())), new: Some(Box::default()) }
    }

    /// Keeps what was loaded, unless somebody was quicker.
    pub(crate) fn fill(&self, rows: Vec<T>) -> &[T] {
        self.cell.get_or_init(|| Opaque::new(rows))
    }
}

impl<T> HasMany<T> {
    /// The rows.
    ///
    /// # Errors
    /// [`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded) when they were not loaded.
    pub fn loaded(&self) -> Result<&[T]> {
        self.get().ok_or_else(not_loaded::<T>)
    }

    /// The rows, if they were loaded.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct User { id: i64, name: String, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord, Debug, Default)]
    /// # struct Post { id: i64, user_id: i64, title: String, published: bool }
    /// # fn main() -> activerecord::Result<()> {
    /// # let db = activerecord::connect("sqlite::memory:")?;
    /// # db.create_table::<User>()?;
    /// # db.create_table::<Post>()?;
    /// # User::bind(&db);
    /// # Post::bind(&db);
    /// # let user = User { name: "Ada".into(), ..Default::default() }.create()?;
    /// # for (title, published) in [("Hello", true), ("Draft", false)] {
    /// #     user.posts().create(Post { title: title.into(), published, ..Default::default() })?;
    /// # }
    /// let mut user = User::query().include(User::POSTS).one()?;
    /// if let Some(posts) = user.posts.get_mut() {
    ///     posts.retain(|post| post.published);
    /// }
    /// assert_eq!(user.posts.get().map(|posts| posts.len()), Some(1));
    /// let posts: Option<Vec<Post>> = user.posts.take();
    /// assert!(posts.is_some() && user.posts.is_unloaded());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn get(&self) -> Option<&[T]> {
        self.cell.get().map(|rows| rows.as_slice())
    }

    /// The rows, to be changed; none when they were not loaded, or a clone of the struct shares
    /// them.
    #[must_use]
    pub fn get_mut(&mut self) -> Option<&mut Vec<T>> {
        self.cell.get_mut()?.get_mut()
    }

    /// Takes the rows out; none when they were not loaded, or a clone of the struct shares them.
    #[must_use]
    pub fn take(&mut self) -> Option<Vec<T>> {
        let rows = self.cell.take()?;
        self.new = None;
        rows.into_inner()
    }

    /// Whether the rows were loaded.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.cell.get().is_some()
    }

    /// Whether there is nothing in the field: what serde is told to skip.
    #[must_use]
    pub fn is_unloaded(&self) -> bool {
        !self.is_loaded()
    }

    /// Forgets the rows.
    pub fn clear(&mut self) {
        *self = HasMany::default();
    }

    /// Replaces what is in the field by what was loaded.
    pub(crate) fn set_loaded(&mut self, rows: Opaque<Vec<T>>) {
        *self = HasMany { cell: OnceLock::from(rows), new: None };
    }
}

impl<T: Send + Sync + 'static> NewRows<T> for HasMany<T> {
    fn is_new(&self) -> bool {
        self.new.is_some()
    }

    fn rows_mut(&mut self) -> Option<&mut [T]> {
        self.get_mut().map(Vec::as_mut_slice)
    }

    fn take_rows(&mut self) -> Vec<T> {
        self.get_mut().map(std::mem::take).unwrap_or_default()
    }

    fn put_rows(&mut self, rows: Vec<T>) {
        self.cell = OnceLock::from(Opaque::new(rows));
    }

    fn before(&mut self) -> Option<&mut Box<[Snapshot]>> {
        self.new.as_mut()
    }

    fn settle(&mut self) {
        self.new = None;
    }
}

impl<T> Default for HasMany<T> {
    fn default() -> Self {
        HasMany { cell: OnceLock::new(), new: None }
    }
}

impl<T> Clone for HasMany<T> {
    fn clone(&self) -> Self {
        HasMany { cell: self.cell.clone(), new: self.new.as_ref().map(|_| Box::default()) }
    }
}

impl<T: Send + Sync + 'static> From<Vec<T>> for HasMany<T> {
    fn from(rows: Vec<T>) -> Self {
        HasMany::new(rows)
    }
}

impl<T: Send + Sync + 'static, const N: usize> From<[T; N]> for HasMany<T> {
    fn from(rows: [T; N]) -> Self {
        HasMany::new(rows)
    }
}

impl<T: Send + Sync + 'static> FromIterator<T> for HasMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        HasMany::new(rows.into_iter().collect::<Vec<T>>())
    }
}

impl<T: fmt::Debug> fmt::Debug for HasMany<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(rows) => rows.fmt(f),
            None => f.write_str("<not loaded>"),
        }
    }
}

super::ignored_in_comparisons!(HasMany);
