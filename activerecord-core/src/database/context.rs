//! What a thread is in the middle of: blocks of `with_connection`, and open transactions.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::registry::home_id;
use super::{ModelSlot, Shared};
use crate::table::Table;
use crate::transaction::State;

thread_local! {
    /// How many blocks and transactions are open.
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

/// Whether the thread is in the middle of a block or a transaction.
#[inline]
pub(super) fn is_amid() -> bool {
    OPEN.get() > 0
}

/// The database of the innermost `with_connection` block of this thread.
#[inline]
pub(super) fn block() -> Option<Arc<Shared>> {
    if !is_amid() {
        return None;
    }
    BLOCKS.with_borrow(|blocks| blocks.last().cloned())
}

/// The transaction that this thread has open on a database, the innermost one.
#[inline]
pub(crate) fn ambient(shared: &Shared) -> Option<Rc<State>> {
    if !is_amid() {
        return None;
    }
    innermost(shared.id)
}

/// The transaction that this thread has open on a model's database. The database is not looked
/// up for it, the transaction has it; so that of a model which names its database isn't found.
#[inline]
pub(super) fn ambient_of(table: &'static Table, slot: &ModelSlot) -> Option<Rc<State>> {
    if !is_amid() {
        return None;
    }
    let block = BLOCKS.with_borrow(|blocks| blocks.last().map(|shared| shared.id));
    innermost(block.unwrap_or_else(|| home_id(table, slot)))
}

fn innermost(database: u64) -> Option<Rc<State>> {
    TRANSACTIONS
        .with_borrow(|open| open.iter().rev().find(|state| state.shared().id == database).cloned())
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
