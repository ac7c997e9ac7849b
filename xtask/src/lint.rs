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
        let words =
            ["check", "--quiet", "-p", "activerecord", "--no-default-features", "--features"];
        let mut words = words.to_vec();
        words.push(features);
        cargo(&words, &[("RUSTFLAGS", "-D warnings")])?;
    }
    Ok(())
}
