//! A private PostgreSQL.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::install::{Install, find_or_install};
use super::process::{give, unprivileged};
use super::{free_port, new_folder, run, wait_until};

/// The user that Debian's package makes.
const USER: &str = "postgres";
/// Who may do everything in the private server.
const SUPERUSER: &str = "activerecord";

/// Starts a server; hands back its URL, its process and its folder.
pub(super) fn start(install: Install) -> Result<(String, Child, PathBuf), String> {
    let server = find_or_install("postgresql", install, find)?;
    let programs = server.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = new_folder("postgres")?;
    give(&folder, USER)?;
    let data = folder.join("data");
    run(unprivileged(&programs.join("initdb"), USER)
        .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username"])
        .arg(SUPERUSER)
        .arg("--pgdata")
        .arg(&data))?;
    let port = free_port()?;
    let log = folder.join("log");
    let file = File::create(&log).map_err(|error| error.to_string())?;
    let errors = file.try_clone().map_err(|error| error.to_string())?;
    let mut process = unprivileged(&server, USER)
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-p", &port.to_string()])
        // Speed instead of safety: nothing in here outlives the tests.
        .args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"])
        .args(["-c", "max_connections=200", "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "max_prepared_transactions=50", "-c", "deadlock_timeout=100ms"])
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors)
        .spawn()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let client = programs.join("pg_isready");
    wait_until(&mut process, &log, || {
        let status =
            Command::new(&client).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status();
        status.is_ok_and(|status| status.success())
    })?;
    Ok((format!("postgres://{SUPERUSER}@127.0.0.1:{port}/postgres"), process, folder))
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
