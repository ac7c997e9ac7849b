//! What is called when a transaction has ended.

type Hook = Box<dyn FnOnce()>;

/// The hooks of a transaction, in the order they were given.
#[derive(Default)]
pub(super) struct Hooks(Vec<(bool, Hook)>);

impl Hooks {
    pub(super) fn after_commit(&mut self, hook: Hook) {
        self.0.push((true, hook));
    }

    pub(super) fn after_rollback(&mut self, hook: Hook) {
        self.0.push((false, hook));
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes out the hooks that were added since there were `len`.
    pub(super) fn split_off(&mut self, len: usize) -> Hooks {
        Hooks(self.0.split_off(len.min(self.0.len())))
    }

    /// Calls those that waited for this outcome and drops the others.
    pub(super) fn run(self, committed: bool) {
        for (on_commit, hook) in self.0 {
            if on_commit == committed {
                hook();
            }
        }
    }
}
