//! The commands of this repository.
//!
//! `cargo xtask test` runs every test; `cargo xtask lint` checks format, lints and documentation;
//! `cargo xtask ci` does both, and fails where a test would only be skipped.

use std::process::ExitCode;

mod command;
mod conformance;
mod lint;
mod test;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["test"] => test::run(std::env::var_os("CI").is_some()),
        ["lint"] => lint::run(),
        ["ci"] => lint::run().and_then(|()| test::run(true)),
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

const USAGE: &str = "the commands are `test`, `lint` and `ci`";
