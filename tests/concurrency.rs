//! Threads, pools and locks, on SQLite.

use std::path::Path;

use activerecord::prelude::*;

#[path = "concurrency/pool.rs"]
mod pool;
#[path = "concurrency/threads.rs"]
mod threads;
#[path = "concurrency/writers.rs"]
mod writers;

/// A database on a file in this folder. The disk is not waited for.
fn file(folder: &tempfile::TempDir, options: &str) -> Database {
    let path = folder.path().join("app.db");
    activerecord::connect(&url(&path, options)).expect("a database on a file")
}

fn url(path: &Path, options: &str) -> String {
    format!("sqlite://{}?synchronous=off&{options}", path.display())
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs a closure on so many threads at once, and panics if one of them does.
fn on_threads(number: usize, run: impl Fn(usize) + Sync) {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..number)
            .map(|index| {
                scope.spawn({
                    let run = &run;
                    move || run(index)
                })
            })
            .collect();
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
