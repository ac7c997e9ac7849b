//! Locking what a bounded query finds.

use std::borrow::Cow;

use activerecord_core::expression::{Expr, From, LockWait, Select};

/// Oracle locks no rows of a query with FETCH FIRST (ORA-02014), for which it numbers them. The
/// rows are found by a query inside, by their keys, and locked by the one around it.
///
/// Who waits for a lock gets the row as it is then, also where it no longer meets the conditions:
/// so these stand in both.
pub(super) fn lock_what_was_found(select: &Select) -> Cow<'_, Select> {
    let From::Table(table) = select.from else { return Cow::Borrowed(select) };
    if select.lock.is_none() || !select.is_bounded() || select.is_grouped() || skips(select) {
        return Cow::Borrowed(select);
    }
    let keys: Vec<Expr> =
        table.key.iter().map(|column| Expr::Column { table, column: *column }).collect();
    let mut inner = select.clone();
    inner.lock = None;
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
    select.lock.is_some_and(|lock| lock.wait == LockWait::SkipLocked)
}
