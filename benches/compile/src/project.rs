//! The packages that are compiled, in a folder of the target directory.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::contestant::Contestant;

/// Models that belong to one another. SeaORM 2.0 refuses to compile a chain of a hundred, as the
/// compiler gives up following it.
pub(crate) const RING: usize = 10;

/// A contestant's packages.
pub(crate) struct Projects {
    pub(crate) quickstart: PathBuf,
    pub(crate) many: PathBuf,
    pub(crate) models: usize,
}

impl Projects {
    /// Writes the program of one file, and the library of many models, each of which belongs to the
    /// one before in its ring, and the first to the last.
    pub(crate) fn write(contestant: &Contestant, models: usize) -> Outcome<Self> {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target/projects").join(contestant.word);
        let (quickstart, many) = (folder.join("quickstart"), folder.join("many"));
        write_package(&quickstart, contestant)?;
        fs::write(quickstart.join("src/main.rs"), contestant.quickstart)?;
        write_package(&many, contestant)?;
        let mut library = String::new();
        for number in 0..models {
            writeln!(library, "pub mod model{number};")?;
            let first = number / RING * RING;
            let parent = first + (number - first + RING - 1) % RING;
            let text = contestant
                .model
                .replace("@N@", &number.to_string())
                .replace("@M@", &parent.to_string());
            fs::write(many.join(format!("src/model{number}.rs")), text)?;
        }
        fs::write(many.join("src/lib.rs"), library)?;
        let projects = Projects { quickstart, many, models };
        for package in [&projects.quickstart, &projects.many] {
            // Nothing is fetched while time is measured.
            run(cargo(package).arg("fetch"))?;
        }
        Ok(projects)
    }
}

fn write_package(folder: &Path, contestant: &Contestant) -> Outcome<()> {
    fs::create_dir_all(folder.join("src"))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let root = root.to_str().ok_or("the project's folder has a name that is not UTF-8")?;
    let dependencies = contestant.dependencies.replace("@ROOT@", root);
    let name = contestant.word;
    let manifest = format!(
        "[package]\nname = \"compiled-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         {dependencies}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    Ok(())
}

/// Cargo in a package, with a target directory of the package's own.
pub(crate) fn cargo(package: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(package).env("CARGO_TARGET_DIR", package.join("target"));
    // What whoever measures has set for programs of their own.
    for variable in ["RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_BUILD_JOBS", "RUSTC_WRAPPER"] {
        command.env_remove(variable);
    }
    command
}

/// Runs a command that must succeed; the beginning of what it says is shown where it does not.
pub(crate) fn run(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    // The first mistake says most; a hundred models may have it.
    eprintln!("{command:?}:");
    let said = String::from_utf8_lossy(&output.stderr);
    let mistakes = said.lines().skip_while(|line| !line.starts_with("error"));
    mistakes.take(40).for_each(|line| eprintln!("{line}"));
    Err(format!("it failed: {}", output.status).into())
}
