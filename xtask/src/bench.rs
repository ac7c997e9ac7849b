//! `cargo xtask bench`: the benchmarks, with private servers for the databases that are servers.

use std::process::{Command, Stdio, id};

use activerecord_test_servers::Install;

use crate::command;
use crate::servers;

const MANIFEST: &str = "benches/Cargo.toml";

const COMPILE: &str = "benches/compile/Cargo.toml";

/// Runs `cargo bench` in `benches` with these words; behind `--compile`, what measures how long
/// programs take to compile.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    if let ["--compile", words @ ..] = words {
        let mut arguments = vec!["run", "--quiet", "--manifest-path", COMPILE, "--"];
        arguments.extend(words);
        return command::cargo(&arguments, &[]);
    }
    // The servers share a processor with what talks to them, which a build would be in the way of.
    command::cargo(&["bench", "--manifest-path", MANIFEST, "--no-run"], &[])?;
    let servers = if needs_servers(words) { start()? } else { Vec::new() };
    let variables: Vec<(&str, &str)> =
        servers.iter().map(|server| (server.variable.0, server.variable.1.as_str())).collect();
    let mut arguments = vec!["bench", "--manifest-path", MANIFEST, "--"];
    arguments.extend(words);
    command::cargo(&arguments, &variables)
}

/// Fails when an operation takes more instructions than it did.
pub(crate) fn guard() -> Result<(), String> {
    run(&["--guard"])
}

fn needs_servers(words: &[&str]) -> bool {
    let is_server = |word: &&str| matches!(*word, "postgres" | "mariadb");
    let does_without =
        |word: &&str| matches!(*word, "--instructions" | "--guard" | "--bless" | "--help");
    !words.iter().any(does_without) && (!words.contains(&"--engine") || words.iter().any(is_server))
}

/// Starts the servers on one processor: which of two a system wakes for an answer makes a
/// difference of several times what is measured.
fn start() -> Result<Vec<servers::Available>, String> {
    pin("0")?;
    let (servers, missing) = servers::start_all(Install::Allowed);
    pin("0-1023")?;
    for reason in missing {
        eprintln!("xtask: NOT RUN: {reason}");
    }
    Ok(servers)
}

/// Lets this process, and what it starts from now on, run on these processors.
fn pin(processors: &str) -> Result<(), String> {
    let mut taskset = Command::new("taskset");
    taskset.args(["-pc", processors]).arg(id().to_string()).stdout(Stdio::null());
    match taskset.status() {
        Ok(status) if status.success() => Ok(()),
        other => Err(format!("taskset (of util-linux) could not pin this process: {other:?}")),
    }
}
