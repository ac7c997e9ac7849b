//! The conformance suite on SQLite: each case on an in-memory database, and again on a file.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::{Database, Result};
use activerecord_conformance::{Harness, run};

/// A database in memory for each case.
struct Memory;

impl Harness for Memory {
    fn backend(&self) -> &str {
        "sqlite"
    }

    fn open(&self) -> Result<Database> {
        activerecord::connect("sqlite::memory:")
    }
}

/// A file for each case: several connections, and locks between them.
struct Files {
    folder: tempfile::TempDir,
    number: AtomicU32,
}

impl Harness for Files {
    fn backend(&self) -> &str {
        "sqlite-file"
    }

    fn open(&self) -> Result<Database> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path().join(format!("{number}.sqlite"));
        // What is written is not looked at after a power failure.
        activerecord::connect(&format!("sqlite://{}?synchronous=off", path.display()))
    }
}

fn main() -> ExitCode {
    let memory = run(&Memory);
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => {
            println!("no temporary folder: {error}");
            return ExitCode::FAILURE;
        }
    };
    let files = run(&Files { folder, number: AtomicU32::new(0) });
    if memory == ExitCode::SUCCESS { files } else { memory }
}
