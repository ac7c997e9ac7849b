//! What every backend of `activerecord` must do, written once and run against any of them.
//!
//! A backend's own test is a few lines, also in another repository:
//!
//! ```no_run
//! use activerecord_conformance::{Harness, run};
//! use activerecord::{Database, Result};
//!
//! struct MyDatabase;
//!
//! impl Harness for MyDatabase {
//!     fn backend(&self) -> &str {
//!         "mine"
//!     }
//!
//!     fn open(&self) -> Result<Database> {
//!         activerecord::connect("sqlite::memory:") // an empty database for each case
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     run(&MyDatabase)
//! }
//! ```
//!
//! Each case gets an empty database of its own. A case that needs a feature says so; where the
//! database lacks it the case is reported as unsupported, with the reason.

mod case;
mod cases;
mod models;
mod report;
mod runner;

pub use self::case::{Case, CaseResult, Context, Outcome};
pub use self::report::{Report, Unsupported};
pub use self::runner::{Harness, run, run_cases};
