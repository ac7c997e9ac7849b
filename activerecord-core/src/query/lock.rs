//! Locks on the rows that a query reads.

use std::time::Duration;

use super::Query;
use crate::database::Target;
use crate::expression::{Lock, LockStrength, LockTargets, LockWait};
use crate::{FromRow, Record};

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// Locks the rows against everybody who wants to change or lock them, until the end of the
    /// transaction.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord)] struct Job { id: i64, done: bool }
    /// let next = Job::filter(Job::DONE.eq(false)).limit(1).for_update().skip_locked();
    /// assert!(next.to_sql()?.text.ends_with("FOR UPDATE SKIP LOCKED"));
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    pub fn for_update(self) -> Self {
        self.strength(LockStrength::Update)
    }

    /// Locks the rows against those who want to change them, until the end of the transaction.
    ///
    /// ```
    /// use activerecord::prelude::*;
    /// use std::time::Duration;
    ///
    /// # #[derive(ActiveRecord)] struct Job { id: i64, done: bool }
    /// let jobs = Job::filter(Job::DONE.eq(false)).for_share();
    /// assert!(jobs.to_sql()?.text.ends_with("FOR SHARE"));
    /// assert!(jobs.clone().nowait().to_sql()?.text.ends_with("FOR SHARE NOWAIT"));
    ///
    /// // Not to wait at all is the same; another time is not known to every database.
    /// assert_eq!(jobs.clone().wait(Duration::ZERO).to_sql()?, jobs.nowait().to_sql()?);
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    pub fn for_share(self) -> Self {
        self.strength(LockStrength::Share)
    }

    /// Locks only the rows of some of the joined tables: of those that these columns belong to.
    /// Without [`for_share`](Query::for_share) the rows are locked for update.
    ///
    /// ```
    /// use activerecord::prelude::*;
    ///
    /// # #[derive(ActiveRecord)] struct User { id: i64, posts: HasMany<Post> }
    /// # #[derive(ActiveRecord)] struct Post { id: i64, user_id: i64 }
    /// let posts = User::query().join(User::POSTS).for_update().of(Post::ID);
    /// assert!(posts.to_sql()?.text.ends_with(r#"FOR UPDATE OF "posts""#));
    /// # Ok::<(), activerecord::Error>(())
    /// ```
    pub fn of(self, columns: impl LockTargets) -> Self {
        self.change(|lock| columns.add_to(&mut lock.of))
    }

    /// Waits no longer than this where a row is locked by somebody else, and fails with
    /// [`ErrorKind::LockTimeout`](crate::ErrorKind::LockTimeout) then. Zero is
    /// [`nowait`](Query::nowait). Oracle and MariaDB count seconds: there the time is rounded up.
    /// Without [`for_share`](Query::for_share) the rows are locked for update.
    pub fn wait(self, time: Duration) -> Self {
        let wait = if time.is_zero() { LockWait::NoWait } else { LockWait::AtMost(time) };
        self.change(|lock| lock.wait = wait)
    }

    /// Fails at once where a row is locked by somebody else, instead of waiting. Without
    /// [`for_share`](Query::for_share) the rows are locked for update.
    pub fn nowait(self) -> Self {
        self.change(|lock| lock.wait = LockWait::NoWait)
    }

    /// Leaves out the rows that are locked by somebody else, instead of waiting. Without
    /// [`for_share`](Query::for_share) the rows are locked for update.
    pub fn skip_locked(self) -> Self {
        self.change(|lock| lock.wait = LockWait::SkipLocked)
    }

    fn strength(self, strength: LockStrength) -> Self {
        self.change(|lock| lock.strength = strength)
    }

    fn change(mut self, change: impl FnOnce(&mut Lock)) -> Self {
        change(self.select.clauses_mut().lock.get_or_insert_default());
        self
    }
}
