//! Locks on rows: which of them PostgreSQL takes, and for how long it waits.

use activerecord_core::Result;
use activerecord_core::dialect::{Renderer, check_lock_wait};
use activerecord_core::expression::{JoinKind, Lock, LockWait, Select};

use crate::limits::TIMEOUT_MAX;

/// Writes the lock behind a SELECT.
pub(super) fn write(lock: &Lock, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
    // A row that may not be there can't be locked, says the server.
    let is_optional = |kind| kind == JoinKind::Left;
    if select
        .clauses()
        .joins
        .iter()
        .any(|join| is_optional(join.kind) && lock.is_on(join.table, join.alias.as_ref()))
    {
        return Err(out
            .dialect()
            .unsupported("locking rows of a left join that may not be there")
            .with_help("name the tables whose rows are locked: `.for_update().of(User::ID)`"));
    }
    let LockWait::AtMost(time) = lock.wait else { return out.lock_default(lock) };
    check_lock_wait(time, TIMEOUT_MAX)?;
    let mut untimed = lock.clone();
    untimed.wait = LockWait::Block;
    out.wait_for_locks(time);
    out.lock_default(&untimed)
}
