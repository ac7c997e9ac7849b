//! Bad input, on SQLite: each a typed error that says what, where and what to do, and nothing is
//! written by half.

use activerecord::{Database, Error, ErrorKind, Result};

#[path = "bad_input/configuration.rs"]
mod configuration;
#[path = "bad_input/constraints.rs"]
mod constraints;
#[path = "bad_input/files.rs"]
mod files;
#[path = "bad_input/locks.rs"]
mod locks;
#[path = "bad_input/misuse.rs"]
mod misuse;
#[path = "bad_input/objects.rs"]
mod objects;
#[path = "bad_input/values.rs"]
mod values;

/// An empty database.
fn memory() -> Database {
    activerecord::connect("sqlite::memory:").expect("a database in memory")
}

/// The error of what must not succeed, which must be of this kind and say all of these parts.
#[track_caller]
fn refused<T>(result: Result<T>, kind: ErrorKind, parts: &[&str]) -> Error {
    let error = match result {
        Ok(_) => panic!("expected an error, it succeeded"),
        Err(error) => error,
    };
    assert_eq!(error.kind(), kind, "{error:?}");
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    error
}
