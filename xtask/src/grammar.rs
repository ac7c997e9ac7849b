//! The statements of the suite, checked with a published grammar of the database's language.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, root, target};

/// A database of which only a stand-in is at hand.
struct Checked {
    name: &'static str,
    /// The variable that names the file in which the stand-in collects statements.
    collect: &'static str,
    /// The suite on the stand-in.
    suite: &'static str,
    /// The backend, whose own tests run on the stand-in too.
    backend: &'static str,
    /// Gets the grammar and checks the file.
    check: fn(&Path, &str) -> Result<(), String>,
}

const CHECKED: &[Checked] = &[
    Checked {
        name: "oracle",
        collect: "ORACLE_STAND_IN_SQL",
        suite: "conformance_oracle",
        backend: "activerecord-oracle",
        check: by_node,
    },
    Checked {
        name: "mssql",
        collect: "TDS_STAND_IN_SQL",
        suite: "conformance_mssql",
        backend: "activerecord-mssql",
        check: by_python,
    },
];

/// Runs the suites on the stand-ins, and checks what these were told.
pub(crate) fn run() -> Result<(), String> {
    CHECKED.iter().try_for_each(Checked::run)
}

impl Checked {
    fn run(&self) -> Result<(), String> {
        let folder = target().join("grammar");
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let file = folder.join(format!("{}.jsonl", self.name));
        // The statements of an old run must not pass for those of this one.
        let _ = std::fs::remove_file(&file);
        let path = file.display().to_string();
        let collect = [(self.collect, path.as_str())];
        let suite = ["test", "--workspace", "--all-features", "--quiet", "--test", self.suite];
        cargo(&suite, &collect)?;
        cargo(&["test", "-p", self.backend, "--all-features", "--quiet", "--tests"], &collect)?;
        (self.check)(&root().join("tests/grammar").join(self.name), &path)
    }
}

fn by_node(checker: &Path, file: &str) -> Result<(), String> {
    command(checker, "npm", &["ci", "--silent"])?;
    command(checker, "node", &["check.mjs", file])
}

fn by_python(checker: &Path, file: &str) -> Result<(), String> {
    let environment = target().join("grammar/python");
    let python = environment.join("bin/python").display().to_string();
    command(checker, "python3", &["-m", "venv", &environment.display().to_string()])?;
    command(checker, &python, &["-m", "pip", "install", "--quiet", "-r", "requirements.txt"])?;
    command(checker, &python, &["check.py", file])
}

fn command(folder: &Path, program: &str, words: &[&str]) -> Result<(), String> {
    let shown = format!("{program} {}", words.join(" "));
    let status = Command::new(program).args(words).current_dir(folder).status();
    let status = status.map_err(|error| format!("cannot run {shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {shown}")) }
}
