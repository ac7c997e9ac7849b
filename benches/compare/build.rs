//! The contestants' programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use bench_kit::Outcome;

/// The program of raw and ours: cargo has built it already.
pub(crate) fn own() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_contestant"))
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> &'static Path {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary)
}

/// What the peers' SQLite was compiled with by their crate, and the newer one of rusqlite is not:
/// page caches that all connections share, behind a lock.
const FLAGS: &str = "-USQLITE_ENABLE_MEMORY_MANAGEMENT";

/// Builds a peer's program, which has a lock file of its own.
pub(crate) fn peer(name: &str) -> Outcome<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name);
    let target = target().join("peers");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let flags = match std::env::var("LIBSQLITE3_FLAGS") {
        Ok(others) => format!("{others} {FLAGS}"),
        Err(_) => FLAGS.to_owned(),
    };
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(manifest.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .env("LIBSQLITE3_FLAGS", flags)
        .status()?;
    if !status.success() {
        return Err("it could not be built, see above".into());
    }
    Ok(target.join("release").join(format!("peer-{name}")))
}
