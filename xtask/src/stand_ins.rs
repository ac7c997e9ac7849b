//! The stand-in for Oracle's client library, which has a workspace of its own.

use crate::command::cargo;

const MANIFEST: &str = "tests/stand-ins/oracle/Cargo.toml";

/// Builds the stand-in and runs its tests: the crate `oracle` on it, end to end. Cargo builds no
/// library of this kind for the tests by itself.
pub(crate) fn run() -> Result<(), String> {
    // In its own target folder, also where CARGO_TARGET_DIR names one for the rest.
    let folder = ["--target-dir", "tests/stand-ins/oracle/target"];
    for command in ["build", "test"] {
        cargo(&[command, "--quiet", "--manifest-path", MANIFEST, folder[0], folder[1]], &[])?;
    }
    Ok(())
}
