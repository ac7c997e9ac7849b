//! Format, lints, documentation, and builds with fewer features.

use crate::command::cargo;

/// The facade must build with any of its features alone.
const FEATURE_SETS: &[&str] = &[
    "",
    "sqlite",
    "sqlite,chrono",
    "sqlite,decimal",
    "uuid",
    "json",
    "postgres",
    "postgres,tls",
    "mysql",
    "mysql,tls",
    "oracle",
    "mssql",
    "mssql,tls",
];

pub(crate) fn run() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(
        &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
        &[],
    )?;
    let strict = [("RUSTDOCFLAGS", "-D warnings")];
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"], &strict)?;
    for features in FEATURE_SETS {
        // By clippy, which has checked the dependencies already.
        let mut words = vec!["clippy", "--quiet", "-p", "activerecord", "--no-default-features"];
        words.extend(["--features", features, "--", "-D", "warnings"]);
        cargo(&words, &[])?;
    }
    Ok(())
}
