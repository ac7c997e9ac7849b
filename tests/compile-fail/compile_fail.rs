//! What the compiler says about the mistakes that people make, word for word; and code that looks
//! strange and must compile.
//!
//! Each folder of `ui` is a topic, each file in it one mistake with the expected words next
//! to it. After a change of a message run `TRYBUILD=overwrite cargo test -p activerecord-compile-fail`
//! and read what comes out as a beginner would.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// The compiler's words change from version to version; these are the ones of this.
const BLESSED_WITH: &str = "rustc 1.95.";

#[test]
fn strange_code_compiles() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
}

#[test]
fn mistakes_are_explained() {
    if !compiler_version().starts_with(BLESSED_WITH) {
        return;
    }
    let cases = trybuild::TestCases::new();
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    for topic in ui.read_dir().expect("the folder is there") {
        let topic = topic.expect("the folder can be read").file_name();
        if topic != "pass" {
            cases.compile_fail(Path::new("ui").join(topic).join("*.rs"));
        }
    }
}

fn compiler_version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(rustc).arg("--version").output().expect("rustc can be run");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
