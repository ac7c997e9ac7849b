//! Data that others made. They are not part of the repository.

use std::path::{Path, PathBuf};

/// A file of the Chinook sample. It is looked for in `../shared/data/chinook`, or in the folder of
/// `ACTIVERECORD_CHINOOK`; where it is absent that is said, and the test does nothing.
#[must_use]
pub fn chinook(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("ACTIVERECORD_CHINOOK").map(PathBuf::from);
    let folder = given
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/chinook"));
    let file = folder.join(name);
    if file.exists() {
        return Some(file);
    }
    eprintln!("NOT RUN: the Chinook database is not at {}", file.display());
    None
}
