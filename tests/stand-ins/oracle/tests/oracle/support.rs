//! Connections for the tests, each to a database of its own.

use std::sync::Once;

use oracle::{Connection, InitParams};

/// Loads the stand-in, and nothing else.
pub(crate) fn load() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let mut parameters = InitParams::new();
        parameters.oracle_client_lib_dir(folder()).expect("a folder");
        assert!(parameters.init().expect("the stand-in loads"), "somebody loaded a client before");
    });
}

/// Where `cargo build` puts `libclntsh.so`: cargo does not build it for the tests by itself.
fn folder() -> String {
    let test = std::env::current_exe().expect("this program");
    let target = test.parent().and_then(|deps| deps.parent()).expect("a target folder");
    target.to_str().expect("a path in UTF-8").to_owned()
}

/// A connection to a database that has this name.
pub(crate) fn connect(name: &str) -> Connection {
    load();
    Connection::connect("ar", "tiger", format!("//localhost/standin_{name}")).expect("connects")
}

/// The number of an error.
pub(crate) fn code<T>(result: oracle::Result<T>) -> i32 {
    match result {
        Ok(_) => panic!("no error"),
        Err(error) => error.oci_code().unwrap_or_else(|| panic!("not an error of Oracle: {error}")),
    }
}

/// The text of an error.
pub(crate) fn message<T>(result: oracle::Result<T>) -> String {
    match result {
        Ok(_) => panic!("no error"),
        Err(error) => error.to_string(),
    }
}
