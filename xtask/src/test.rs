//! Every test of the repository, and what the conformance suite says per backend.

use activerecord_test_servers::Install;

use crate::command::{cargo, target};
use crate::conformance;
use crate::{servers, stand_ins};

/// Backends whose tests need nothing that a Debian machine can't have: in CI they must have run.
const REQUIRED: &[&str] = &["mssql", "mysql", "oracle", "postgres", "sqlite"];

pub(crate) fn run(ci: bool, install: Install) -> Result<(), String> {
    let folder = target().join("conformance");
    // An old report must not pass for a new one.
    let _ = std::fs::remove_dir_all(&folder);
    let (servers, missing) = servers::start_all(install);
    let variables: Vec<(&str, &str)> =
        servers.iter().map(|server| (server.variable.0, server.variable.1.as_str())).collect();
    let oracle = stand_ins::run();
    let tests = cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"], &variables);
    let example = cargo(&["run", "--quiet", "--example", "quickstart"], &[]);
    drop(servers);
    let reports = conformance::read(&folder)?;
    println!();
    for report in &reports {
        println!("{report}");
    }
    for reason in &missing {
        println!("xtask: WARNING: NOT RUN: {reason}");
    }
    oracle.and(tests).and(example)?;
    for backend in REQUIRED {
        if reports.iter().any(|report| report.backend == *backend) {
            continue;
        }
        let message = format!("the conformance suite did NOT run on {backend}");
        if ci {
            return Err(message);
        }
        println!("xtask: WARNING: {message}");
    }
    match reports.iter().find(|report| report.failed > 0) {
        Some(report) => Err(format!("{} cases failed on {}", report.failed, report.backend)),
        None => Ok(()),
    }
}
