//! The commands of this repository.
//!
//! `cargo xtask test` runs every test, on private servers that it starts, and installs where they
//! are missing (`--no-install` refuses that); `cargo xtask lint` checks format, lints and
//! documentation; `cargo xtask grammar` checks the statements of the suite with published grammars
//! (it needs Node.js and Python); `cargo xtask ci` does all, counts the instructions of a few
//! operations (it needs valgrind), and fails where a test would only be skipped.
//! `cargo xtask stand-ins` builds the stand-in for Oracle's client library and runs its own tests.
//! `cargo xtask bench` measures: what may follow is told by `cargo xtask bench --help`.
//! `cargo xtask servers` starts the servers, prints their URLs and waits for the end of its input.

use std::process::ExitCode;

mod bench;
mod command;
mod conformance;
mod grammar;
mod lint;
mod servers;
mod stand_ins;
mod test;

use activerecord_test_servers::Install;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["test"] => test::run(std::env::var_os("CI").is_some(), Install::Allowed),
        ["test", "--no-install"] => test::run(false, Install::Refused),
        ["lint"] => lint::run(),
        ["stand-ins"] => stand_ins::run(),
        ["grammar"] => grammar::run(),
        ["ci"] => lint::run()
            .and_then(|()| test::run(true, Install::Allowed))
            .and_then(|()| grammar::run())
            .and_then(|()| bench::guard()),
        ["bench", words @ ..] => bench::run(words),
        ["servers"] => wait_with_servers(),
        _ => Err(format!("unknown command `{}`; {USAGE}", words.join(" "))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Keeps servers running for tests that are started by hand.
fn wait_with_servers() -> Result<(), String> {
    let (servers, missing) = servers::start_all(Install::Allowed);
    for server in &servers {
        println!("export {}='{}'   # {}", server.variable.0, server.variable.1, server.backend);
    }
    for reason in missing {
        println!("# NOT RUN: {reason}");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map(|_| ()).map_err(|error| error.to_string())
}

const USAGE: &str = "the commands are `test [--no-install]`, `lint`, `grammar`, `stand-ins`, `ci`, `bench` and `servers`";
