//! The statements of the suite, checked with a database's published grammar.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, root, target};

/// The variable that names the file in which the stand-in collects statements.
const COLLECT: &str = "ORACLE_STAND_IN_SQL";

/// Runs the suite on the stand-in for Oracle's client library, and checks what it was told.
pub(crate) fn run() -> Result<(), String> {
    let folder = target().join("grammar");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let file = folder.join("oracle.jsonl");
    // The statements of an old run must not pass for those of this one.
    let _ = std::fs::remove_file(&file);
    let path = file.display().to_string();
    let collect = [(COLLECT, path.as_str())];
    let suite =
        ["test", "--workspace", "--all-features", "--quiet", "--test", "conformance_oracle"];
    cargo(&suite, &collect)?;
    cargo(
        &["test", "-p", "activerecord-oracle", "--all-features", "--quiet", "--tests"],
        &collect,
    )?;
    let checker = root().join("tests/grammar/oracle");
    command(&checker, "npm", &["ci", "--silent"])?;
    command(&checker, "node", &["check.mjs", &path])
}

fn command(folder: &Path, program: &str, words: &[&str]) -> Result<(), String> {
    let shown = format!("{program} {}", words.join(" "));
    let status = Command::new(program).args(words).current_dir(folder).status();
    let status = status.map_err(|error| format!("cannot run {shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {shown}")) }
}
