//! What must hold for anything: round trips of every type, escaping, quoting, and conditions that
//! mean what they say. Random input, on SQLite.

use activerecord::Database;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

#[path = "properties/conditions.rs"]
mod conditions;
#[path = "properties/documents.rs"]
mod documents;
#[path = "properties/lists.rs"]
mod lists;
#[path = "properties/names.rs"]
mod names;
#[path = "properties/pages.rs"]
mod pages;
#[path = "properties/text.rs"]
mod text;
#[path = "properties/times.rs"]
mod times;
#[path = "properties/values.rs"]
mod values;

/// Inputs per property.
const CASES: u32 = 200;

/// Runs a test with many inputs, and panics with the smallest one that fails.
fn for_any<S: Strategy>(inputs: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&inputs, test) {
        panic!("{failure}");
    }
}

/// An empty database.
fn memory() -> Database {
    activerecord::connect("sqlite::memory:").expect("a database in memory")
}
