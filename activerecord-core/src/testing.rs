//! Helpers for tests of programs that use the library.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many threads count: while none does, a statement looks at this alone.
static COUNTING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Runs a closure, and tells how many statements this thread has sent to databases meanwhile.
/// BEGIN, COMMIT and the like don't count.
///
/// ```
/// use activerecord::prelude::*;
/// use activerecord::testing::count_queries;
///
/// # #[derive(ActiveRecord, Default)] struct User { id: i64, posts: HasMany<Post> }
/// # #[derive(ActiveRecord, Default)] struct Post { id: i64, user_id: i64 }
/// # fn main() -> activerecord::Result<()> {
/// # let db = activerecord::connect("sqlite::memory:")?;
/// # db.create_table::<User>()?;
/// # db.create_table::<Post>()?;
/// # User::bind(&db);
/// # Post::bind(&db);
/// # for _ in 0..3 { User::default().create()?; }
/// let (users, queries) = count_queries(|| User::query().include(User::POSTS).all());
/// assert_eq!((users?.len(), queries), (3, 2));
/// # Ok(()) }
/// ```
pub fn count_queries<R>(run: impl FnOnce() -> R) -> (R, usize) {
    /// Ends the counting, also after a panic.
    struct Counting;

    impl Drop for Counting {
        fn drop(&mut self) {
            COUNTING.fetch_sub(1, Ordering::Relaxed);
        }
    }

    COUNTING.fetch_add(1, Ordering::Relaxed);
    let _counting = Counting;
    let before = COUNT.get();
    let result = run();
    (result, COUNT.get().wrapping_sub(before))
}

/// Counts a statement, if anybody counts.
#[inline]
pub(crate) fn count_statement() {
    if COUNTING.load(Ordering::Relaxed) > 0 {
        COUNT.set(COUNT.get().wrapping_add(1));
    }
}
