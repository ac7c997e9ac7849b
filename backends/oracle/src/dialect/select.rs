//! Locking rows, also what a bounded query finds.

use std::borrow::Cow;

use activerecord_core::Result;
use activerecord_core::dialect::Renderer;
use activerecord_core::expression::{Expr, From, Lock, LockStrength, LockWait, Select};

use crate::limits::LOCK_WAIT_SECONDS_MAX;

/// Oracle locks no rows of a query with FETCH FIRST (ORA-02014), for which it numbers them. The
/// rows are found by a query inside, by their keys, and locked by the one around it.
///
/// Who waits for a lock gets the row as it is then, also where it no longer meets the conditions:
/// so these stand in both.
pub(super) fn lock_what_was_found(select: &Select) -> Cow<'_, Select> {
    let From::Table(table) = select.from else { return Cow::Borrowed(select) };
    if select.clauses().lock.is_none()
        || !select.is_bounded()
        || select.is_grouped()
        || skips(select)
    {
        return Cow::Borrowed(select);
    }
    let keys: Vec<Expr> =
        table.key.iter().map(|column| Expr::Column { table, column: *column }).collect();
    let mut inner = select.clone();
    inner.unlock();
    inner.columns.clone_from(&keys);
    let mut outer = select.clone();
    outer.limit = None;
    outer.offset = None;
    outer.filter.push(Expr::InSelect { exprs: keys, select: Box::new(inner) });
    Cow::Owned(outer)
}

/// Whether locked rows are left out. A query inside would find them all the same, and others that
/// are free would not be looked at.
pub(super) fn skips(select: &Select) -> bool {
    select.clauses().lock.as_ref().is_some_and(|lock| lock.wait == LockWait::SkipLocked)
}

/// Writes the lock behind a SELECT; which tables' rows it is about is said by columns of theirs.
pub(super) fn write_lock(lock: &Lock, out: &mut Renderer<'_>) -> Result<()> {
    if lock.strength == LockStrength::Share {
        return Err(out
            .dialect()
            .unsupported("locking rows for sharing")
            .with_help("Oracle's readers never wait; lock for update, or use SERIALIZABLE"));
    }
    out.push(" FOR UPDATE");
    if !lock.of.is_empty() {
        out.push(" OF ");
        out.list(&lock.of)?;
    }
    match lock.wait {
        LockWait::AtMost(time) => out.lock_wait_seconds(time, LOCK_WAIT_SECONDS_MAX),
        wait => out.lock_wait(wait),
    }
}
