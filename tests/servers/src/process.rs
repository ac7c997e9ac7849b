//! Processes without privileges, and their end.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Whether this program may do anything, and must therefore not run a server as itself.
pub(super) fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// A command that runs as an unprivileged user where this program is root: database servers
/// refuse root.
pub(super) fn unprivileged(program: &Path, user: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(program);
    command
}

/// Gives a folder to the user that the server runs as.
pub(super) fn give(folder: &Path, user: &str) -> Result<(), String> {
    if !is_root() {
        return Ok(());
    }
    super::run(Command::new("chown").arg(format!("{user}:{user}")).arg(folder))
}

/// How long a server may take to end by itself.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Asks a process to end by a signal, and makes it end when it does not.
pub(super) fn stop(process: &mut Child, signal: &str) {
    let _ = Command::new("kill").args(["-s", signal, &process.id().to_string()]).status();
    let start = Instant::now();
    while start.elapsed() < STOP_TIMEOUT {
        match process.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            _ => return,
        }
    }
    kill(process);
}

/// Ends a process at once.
pub(super) fn kill(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}
