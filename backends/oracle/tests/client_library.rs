//! Client libraries that are none, or too old. Nothing is loaded here that others would use.

#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

use std::path::Path;
use std::process::Command;

use activerecord_core::{ConnectionConfig, Database, Error, ErrorKind};
use activerecord_oracle::OracleBackend;

/// A library that says of which version it is, and has nothing else.
fn of_version(major: u8) -> String {
    format!(
        "void OCIClientVersion(int *major, int *minor, int *update, int *patch, int *port) {{
            *major = {major}; *minor = 2; *update = 0; *patch = 5; *port = 0;
        }}"
    )
}

/// One that does not say it, as those before 10.2.
const WITHOUT_VERSION: &str = "int OCIInitialize(void) { return 0; }";

#[track_caller]
fn refused(folder: &Path, word: &str) {
    let url = format!("oracle://scott:tiger@db1/orcl?client_dir={}", folder.display());
    let config = ConnectionConfig::from_url(&url).unwrap();
    let error: Error = Database::open(config, OracleBackend).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    let text = error.to_string();
    for part in [word, "Instant Client", "`client_dir`"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!format!("{text}{error:?}").contains("tiger"), "{error:?}");
}

/// Builds `libclntsh.so` in a folder of its own; gives false where there is no C compiler.
fn build(folder: &Path, source: &str) -> bool {
    let file = folder.join("client.c");
    std::fs::write(&file, source).unwrap();
    let library = folder.join("libclntsh.so");
    let command =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(library).arg(file).status();
    command.is_ok_and(|status| status.success())
}

#[test]
fn a_file_that_is_no_library() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("libclntsh.so"), "not a library").unwrap();
    refused(folder.path(), "was not found");
}

#[test]
fn libraries_that_are_too_old_or_have_parts_missing() {
    for (source, word) in [
        (WITHOUT_VERSION, "too old"),
        (&of_version(10), "too old"),
        (&of_version(19), "incomplete"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        if !build(folder.path(), source) {
            println!("NOT RUN: no C compiler");
            return;
        }
        refused(folder.path(), word);
    }
}
