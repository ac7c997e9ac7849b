//! The stand-in for Oracle's client library. It is built into a folder of its own and chosen by
//! `client_dir` alone, so that it never passes for a real client.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The password of every user of the stand-in.
pub(crate) const PASSWORD: &str = "tiger";

/// The folder of a stand-in that is built already, where there is one.
const FOLDER: &str = "ACTIVERECORD_TEST_ORACLE_STAND_IN";

/// The folder of the stand-in, which is built when it is first asked for.
pub(crate) fn client_dir() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| std::env::var_os(FOLDER).map_or_else(build, PathBuf::from))
}

/// The URL of an empty database of the stand-in: each user has one.
pub(crate) fn url(user: &str) -> String {
    let folder = client_dir().display();
    format!("oracle://{user}:{PASSWORD}@localhost/standin?client_dir={folder}")
}

fn build() -> PathBuf {
    // Of this crate or of `tests`, as each includes this file.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_root = |folder: &&Path| folder.join("tests/stand-ins/oracle/Cargo.toml").is_file();
    let root = here.ancestors().find(is_root).expect("the repository's root");
    let workspace = root.join("tests/stand-ins/oracle");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.join("target"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the stand-in for Oracle's client library could not be built");
    workspace.join("target/debug")
}
