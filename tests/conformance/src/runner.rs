//! Running the cases against a backend.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use activerecord::{Database, Result};

use crate::cases;
use crate::{Case, Context, Outcome, Report, Unsupported};

/// How to get at a backend.
pub trait Harness {
    /// The name in the report.
    fn backend(&self) -> &str;

    /// What the report calls the server, where the dialect's word for it would say too much.
    fn engine(&self) -> Option<String> {
        None
    }

    /// Opens an empty database, for one case alone.
    ///
    /// # Errors
    /// It could not be made: every case fails then.
    fn open(&self) -> Result<Database>;
}

/// Runs all cases, or those whose names contain the program's first argument, prints what failed
/// and the summary, and writes `target/conformance/<backend>.json` (or into the folder that
/// `ACTIVERECORD_CONFORMANCE_DIR` names). The whole `main` of a backend's test with
/// `harness = false`.
pub fn run(harness: &dyn Harness) -> ExitCode {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let selected: Vec<Case> = cases::all()
        .filter(|case| filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str())))
        .collect();
    let report = run_cases(harness, &selected);
    for (name, reason) in &report.failed {
        println!("failed {name}: {reason}");
    }
    for item in &report.unsupported {
        println!("unsupported {}: {}", item.case, item.reason);
    }
    println!("{report}");
    if filter.is_none() {
        match report.write(&folder()) {
            Ok(path) => println!("written {}", path.display()),
            Err(error) => {
                println!("the report could not be written: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if report.failed.is_empty() && !report.passed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// `target/conformance` of the workspace that is being tested.
fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("ACTIVERECORD_CONFORMANCE_DIR") {
        return folder.into();
    }
    // A test program lies in target/<profile>/deps.
    let program = std::env::current_exe().unwrap_or_default();
    let target = program.ancestors().nth(3).map(PathBuf::from);
    target.unwrap_or_else(|| "target".into()).join("conformance")
}

/// Runs the cases one after the other, each on an empty database.
pub fn run_cases(harness: &dyn Harness, cases: &[Case]) -> Report {
    let mut report = Report { backend: harness.backend().to_owned(), ..Report::default() };
    if let Ok(db) = harness.open() {
        let spoken = || format!("{} {}", db.dialect().name(), db.dialect().version());
        report.engine = harness.engine().unwrap_or_else(spoken);
    }
    for case in cases {
        let name = case.name.to_owned();
        match run_case(harness, case) {
            Ok(Outcome::Passed) => report.passed.push(name),
            Ok(Outcome::Unsupported(reason)) => {
                report.unsupported.push(Unsupported { case: name, reason });
            }
            Err(reason) => report.failed.push((name, reason)),
        }
    }
    report
}

fn run_case(harness: &dyn Harness, case: &Case) -> Result<Outcome, String> {
    let db = harness.open().map_err(|error| format!("no database: {error}"))?;
    let context = Context { db: db.clone(), harness };
    let body = || db.scope(|| (case.body)(&context));
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result.map_err(|error| format!("{error:?}")),
        Err(panic) => Err(panic_text(&*panic)),
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("panic without a text").to_owned()
}
