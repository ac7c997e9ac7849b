//! What is measured of a contestant.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::Outcome;
use crate::project::{Projects, cargo, run};
use crate::results::Row;

/// What is the same in each round: dependencies, and lines of code that the macros make.
pub(crate) fn sizes(projects: &Projects, row: &mut Row) -> Outcome<()> {
    let tree = ["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = run(cargo(&projects.quickstart).args(tree))?;
    let own = |line: &&str| line.starts_with("compiled-");
    // The derive's and the backend's crates are crates to compile like others.
    let packages: BTreeSet<&str> =
        tree.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !own(line)).collect();
    row.dependencies = packages.len();

    let expand = ["rustc", "--lib", "--profile", "check", "--", "-Zunpretty=expanded"];
    // A flag of the compiler that its makers have not promised to keep.
    let expanded = run(cargo(&projects.many).args(expand).env("RUSTC_BOOTSTRAP", "1"))?;
    row.expanded_lines = expanded.lines().count() / projects.models;
    let written = fs::read_to_string(projects.many.join("src/model1.rs"))?;
    row.written_lines = written.lines().count();
    Ok(())
}

/// One round.
pub(crate) fn times(projects: &Projects, row: &mut Row) -> Outcome<()> {
    remove(&projects.quickstart.join("target"))?;
    row.build.push(seconds(cargo(&projects.quickstart).args(["build", "--offline"]))?);

    let check = || {
        let mut command = cargo(&projects.many);
        command.args(["check", "--offline"]);
        command
    };
    // Dependencies are compiled once in a program's life, and its own code again and again.
    run(&mut check())?;
    run(cargo(&projects.many).args(["clean", "--offline", "--package"]).arg(&row.package()))?;
    row.check.push(seconds(&mut check())?);

    let file = projects.many.join("src/model7.rs");
    let file = if file.exists() { file } else { projects.many.join("src/model1.rs") };
    let text = fs::read_to_string(&file)?;
    // Another number in a query: code changes, and not only a comment.
    let (old, new) = if text.contains("20 * page") {
        ("20 * page", "21 * page")
    } else {
        ("21 * page", "20 * page")
    };
    fs::write(&file, text.replace(old, new))?;
    row.check_after_edit.push(seconds(&mut check())?);
    Ok(())
}

fn seconds(command: &mut Command) -> Outcome<f64> {
    let start = Instant::now();
    run(command)?;
    Ok(start.elapsed().as_secs_f64())
}

fn remove(folder: &Path) -> Outcome<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
