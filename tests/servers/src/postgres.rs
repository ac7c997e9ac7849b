//! PostgreSQL: where it is, how it is started, how it is asked whether it runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::install::{Install, find_or_install};
use super::{Place, give, run, succeeds, unprivileged};

/// The user that Debian's package makes.
const USER: &str = "postgres";
/// Who may do everything in the private server.
const SUPERUSER: &str = "activerecord";

pub(super) fn program(install: Install) -> Result<PathBuf, String> {
    find_or_install("postgresql", install, find)
}

/// Debian keeps the server's programs in a folder per version; the newest is taken.
fn find() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            let server = entry.path().join("bin/postgres");
            server.exists().then_some((version, server))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, server)| server)
}

pub(super) fn url(place: &Place) -> String {
    format!("postgres://{SUPERUSER}@127.0.0.1:{}/postgres", place.port)
}

pub(super) fn make(program: &Path, place: &Place) -> Result<(), String> {
    give(&place.folder, USER)?;
    run(unprivileged(&program.with_file_name("initdb"), USER)
        .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username"])
        .arg(SUPERUSER)
        .arg("--pgdata")
        .arg(place.data()))
}

pub(super) fn command(program: &Path, place: &Place) -> Command {
    let mut command = unprivileged(program, USER);
    command
        .arg("-D")
        .arg(place.data())
        .arg("-k")
        .arg(&place.folder)
        .args(["-p", &place.port.to_string()])
        // Speed instead of safety: nothing in here outlives the tests.
        .args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"])
        .args(["-c", "max_connections=200", "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "max_prepared_transactions=50", "-c", "deadlock_timeout=100ms"]);
    command
}

pub(super) fn answers(program: &Path, place: &Place) -> bool {
    succeeds(
        Command::new(program.with_file_name("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p"])
            .arg(place.port.to_string()),
    )
}
