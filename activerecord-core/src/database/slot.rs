//! A model's place in the library's tables: which database it is bound to, and its number.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, RwLock};

use arc_swap::{ArcSwapOption, Guard};

use super::Shared;

static NEXT_NUMBER: AtomicUsize = AtomicUsize::new(1);
/// Held while a database and its number are put where they are read one by one, so that they are
/// those of the same one whoever else does so.
static ASSIGNING: Mutex<()> = Mutex::new(());

/// Puts a database and its number where they are read.
pub(super) fn assign(place: &ArcSwapOption<Shared>, number: &AtomicU64, shared: Arc<Shared>) {
    let alone = ASSIGNING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let id = shared.id;
    let before = place.swap(Some(shared));
    number.store(id, Ordering::Release);
    // The last handle closes connections: not while others wait.
    drop(alone);
    drop(before);
}

/// What is remembered per model: one static of the generated code.
#[derive(Debug)]
pub struct ModelSlot {
    bound: ArcSwapOption<Shared>,
    /// The number of the database in `bound`, 0 where there is none: one plain read tells.
    bound_to: AtomicU64,
    number: AtomicUsize,
}

impl ModelSlot {
    /// A slot that is bound to no database.
    #[must_use]
    pub const fn new() -> Self {
        ModelSlot {
            bound: ArcSwapOption::const_empty(),
            bound_to: AtomicU64::new(0),
            number: AtomicUsize::new(0),
        }
    }

    /// Binds the model to a database.
    pub(crate) fn bind(&self, shared: Arc<Shared>) {
        assign(&self.bound, &self.bound_to, shared);
    }

    /// The database that the model is bound to.
    #[inline]
    pub(crate) fn bound(&self) -> Option<Guard<Option<Arc<Shared>>>> {
        (self.bound_to() != 0).then(|| self.bound.load())
    }

    /// The number of the database that the model is bound to, 0 where there is none.
    #[inline]
    pub(super) fn bound_to(&self) -> u64 {
        self.bound_to.load(Ordering::Acquire)
    }

    /// The model's number, given at its first use: an index into each database's statements.
    pub(crate) fn number(&self) -> usize {
        match self.number.load(Ordering::Acquire) {
            0 => self.take_number(),
            number => number - 1,
        }
    }

    #[cold]
    fn take_number(&self) -> usize {
        let fresh = NEXT_NUMBER.fetch_add(1, Ordering::Relaxed);
        match self.number.compare_exchange(0, fresh, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => fresh - 1,
            Err(taken) => taken - 1,
        }
    }
}

impl Default for ModelSlot {
    fn default() -> Self {
        Self::new()
    }
}

static BY_TYPE: LazyLock<RwLock<HashMap<TypeId, &'static ModelSlot>>> =
    LazyLock::new(RwLock::default);

/// The slot of a type, made at its first use and kept for ever: one small allocation per
/// instance of a generic model.
pub(crate) fn slot_by_type(id: TypeId) -> &'static ModelSlot {
    let known = BY_TYPE.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(slot) = known.get(&id) {
        return slot;
    }
    drop(known);
    let mut slots = BY_TYPE.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    slots.entry(id).or_insert_with(|| Box::leak(Box::default()))
}
