//! What a thread is in the middle of: blocks of `with_connection`, and open transactions.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::Shared;
use crate::transaction::State;

thread_local! {
    /// How many blocks and transactions are open: the hot path looks at this alone.
    static OPEN: Cell<usize> = const { Cell::new(0) };
    static BLOCKS: RefCell<Vec<Arc<Shared>>> = const { RefCell::new(Vec::new()) };
    static TRANSACTIONS: RefCell<Vec<Rc<State>>> = const { RefCell::new(Vec::new()) };
}

fn open_more() {
    OPEN.set(OPEN.get() + 1);
}

fn open_less() {
    OPEN.set(OPEN.get().saturating_sub(1));
}

/// The database of the innermost `with_connection` block of this thread.
#[inline]
pub(super) fn block() -> Option<Arc<Shared>> {
    if OPEN.get() == 0 {
        return None;
    }
    BLOCKS.with_borrow(|blocks| blocks.last().cloned())
}

/// The transaction that this thread has open on a database, the innermost one.
#[inline]
pub(crate) fn ambient(shared: &Shared) -> Option<Rc<State>> {
    if OPEN.get() == 0 {
        return None;
    }
    TRANSACTIONS
        .with_borrow(|open| open.iter().rev().find(|state| state.shared().is(shared)).cloned())
}

/// Keeps a database the default of this thread until it is dropped, also by a panic.
pub(super) struct BlockGuard(());

impl BlockGuard {
    pub(super) fn enter(shared: Arc<Shared>) -> Self {
        BLOCKS.with_borrow_mut(|blocks| blocks.push(shared));
        open_more();
        BlockGuard(())
    }
}

impl Drop for BlockGuard {
    fn drop(&mut self) {
        let left = BLOCKS.with_borrow_mut(Vec::pop);
        open_less();
        drop(left);
    }
}

/// Keeps a transaction the one that implicit calls join until it is dropped.
pub(crate) struct AmbientGuard(());

impl AmbientGuard {
    pub(crate) fn enter(state: Rc<State>) -> Self {
        TRANSACTIONS.with_borrow_mut(|open| open.push(state));
        open_more();
        AmbientGuard(())
    }
}

impl Drop for AmbientGuard {
    fn drop(&mut self) {
        let left = TRANSACTIONS.with_borrow_mut(Vec::pop);
        open_less();
        drop(left);
    }
}
