//! Locks on rows, which are hints behind the tables' names.

use activerecord_core::Result;
use activerecord_core::dialect::{Renderer, check_lock_wait};
use activerecord_core::expression::{Lock, LockStrength, LockWait};

use crate::limits::LOCK_TIMEOUT_MAX;

/// Writes the hints of a table whose rows are locked.
pub(super) fn write_hints(lock: &Lock, out: &mut Renderer<'_>) -> Result<()> {
    out.push(match lock.strength {
        LockStrength::Update => " WITH (UPDLOCK, ROWLOCK",
        // Until the end of the transaction, where READ COMMITTED would let go at once.
        LockStrength::Share => " WITH (REPEATABLEREAD, ROWLOCK",
    });
    out.push(match lock.wait {
        LockWait::NoWait => ", NOWAIT)",
        LockWait::SkipLocked => ", READPAST)",
        _ => ")",
    });
    Ok(())
}

/// Says how long the statement waits, of which there is no hint.
pub(super) fn write_wait(lock: &Lock, out: &mut Renderer<'_>) -> Result<()> {
    // A table that is not in the query has got no hint.
    out.locked_tables(lock)?;
    let LockWait::AtMost(time) = lock.wait else { return Ok(()) };
    check_lock_wait(time, LOCK_TIMEOUT_MAX)?;
    out.wait_for_locks(time);
    Ok(())
}
