//! Relations that must be loaded with their query.

use std::cell::Cell;

use super::info::RelationInfo;
use crate::{Error, ErrorKind, Result};

thread_local! {
    static STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Runs a block in which the accessors of this thread don't load: a
/// [`load`](crate::Related::load) that would run a statement is an
/// [`ErrorKind::NotLoaded`] error, so that no loop can hide a query for each of its rounds.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::strict_loading;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, posts: HasMany<Post> }
/// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// # User::default().create()?;
/// let users = User::query().all()?;
/// let failed = strict_loading(|| users[0].posts().load().map(<[Post]>::len));
/// assert!(failed.unwrap_err().is_not_loaded());
/// # Ok(()) }
/// ```
pub fn strict_loading<R>(run: impl FnOnce() -> R) -> R {
    /// Restores the state before, also after a panic.
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            STRICT.set(self.0);
        }
    }

    let _restore = Restore(STRICT.replace(true));
    run()
}

/// Refuses to load a relation of one struct in a strict block.
pub(super) fn check(info: &RelationInfo) -> Result<()> {
    if !STRICT.get() {
        return Ok(());
    }
    let message = format!("`{}` would be loaded by a query of its own", info.path());
    Err(Error::new(ErrorKind::NotLoaded, message)
        .with_model(info.owner().table.model)
        .with_help("load it with the query: `.include(…)`"))
}
