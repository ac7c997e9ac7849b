//! Several threads at once.

use std::thread;

use crate::Outcome;

/// Threads of the workload, and connections of the pools.
pub const THREADS: usize = 8;

/// Calls `find` with each key, each list on a thread of its own.
///
/// # Errors
/// The first error of a thread.
pub fn in_threads(keys: Vec<Vec<i64>>, find: impl Fn(i64) -> Outcome<()> + Sync) -> Outcome<()> {
    let find = &find;
    thread::scope(|scope| {
        let work = |keys: Vec<i64>| {
            move || keys.into_iter().try_for_each(|id| find(id).map_err(|error| error.to_string()))
        };
        let threads: Vec<_> = keys.into_iter().map(|keys| scope.spawn(work(keys))).collect();
        for thread in threads {
            thread.join().map_err(|_| "a thread panicked")??;
        }
        Ok(())
    })
}
