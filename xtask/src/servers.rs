//! Private database servers for the time of the tests: in a temporary folder, on a socket and a
//! free port, run by a user without privileges, gone at the end, also after a failure.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

mod install;
mod mariadb;
mod postgres;
mod process;

pub(crate) use self::install::Install;

/// A server that was started, or that somebody else runs.
pub(crate) struct Server {
    /// The backend's name in reports.
    pub(crate) backend: &'static str,
    /// The variable that tests read, and what it holds.
    pub(crate) variable: (&'static str, String),
    /// None for a server that was there already.
    running: Option<Running>,
}

/// A process of ours and its folder.
struct Running {
    process: Child,
    folder: PathBuf,
}

/// How long a server may take to answer.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Starts a server of each kind, or takes the one that the environment names. What can't be
/// started is told as a list of reasons.
pub(crate) fn start_all(install: Install) -> (Vec<Server>, Vec<String>) {
    let mut servers = Vec::new();
    let mut missing = Vec::new();
    for (backend, variable, start) in KINDS {
        if let Ok(url) = std::env::var(variable) {
            println!("xtask: {backend}: using the server of {variable}");
            servers.push(Server { backend, variable: (variable, url), running: None });
            continue;
        }
        match start(install) {
            Ok((url, process, folder)) => {
                println!("xtask: {backend}: started in {}", folder.display());
                let running = Some(Running { process, folder });
                servers.push(Server { backend, variable: (variable, url), running });
            }
            Err(reason) => missing.push(format!("{backend}: {reason}")),
        }
    }
    (servers, missing)
}

type Start = fn(Install) -> Result<(String, Child, PathBuf), String>;

const KINDS: [(&str, &str, Start); 2] = [
    ("postgres", "ACTIVERECORD_TEST_POSTGRES_URL", postgres::start),
    ("mysql", "ACTIVERECORD_TEST_MYSQL_URL", mariadb::start),
];

impl Drop for Server {
    fn drop(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        process::stop(&mut running.process);
        let _ = std::fs::remove_dir_all(&running.folder);
    }
}

/// A new folder that only its owner can read, in the temporary folder.
fn new_folder(name: &str) -> Result<PathBuf, String> {
    let unique = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    let folder = std::env::temp_dir().join(format!("ar-{name}-{}-{unique}", std::process::id()));
    std::fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// A port that nobody listens on at the moment.
fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

/// Runs a command to its end; its output is shown only when it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {shown}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "failed: {shown}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Waits until `ready` is true, as long as the server's process lives.
fn wait_until(
    process: &mut Child,
    log: &Path,
    mut ready: impl FnMut() -> bool,
) -> Result<(), String> {
    let start = Instant::now();
    while !ready() {
        let ended = process.try_wait().map_err(|error| error.to_string())?;
        if ended.is_some() || start.elapsed() > START_TIMEOUT {
            process::stop(process);
            let log = std::fs::read_to_string(log).unwrap_or_default();
            return Err(format!("the server did not start:\n{log}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
