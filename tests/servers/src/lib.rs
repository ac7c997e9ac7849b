//! Private database servers for the time of a test: in a temporary folder, on a socket and a free
//! port, run by a user without privileges, gone at the end, also after a failure.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

mod install;
mod mariadb;
mod postgres;
mod process;

pub use self::install::Install;
use self::process::{give, unprivileged};

/// The kinds of servers that can be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, by Debian's package `postgresql`.
    Postgres,
    /// MariaDB, by Debian's package `mariadb-server`.
    MariaDb,
}

impl Engine {
    /// Every kind.
    pub const ALL: [Engine; 2] = [Engine::Postgres, Engine::MariaDb];

    /// The name of the backend that talks to it.
    #[must_use]
    pub const fn backend(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mysql",
        }
    }

    /// The signal that ends it without waiting for its sessions.
    const fn stop_signal(self) -> &'static str {
        match self {
            Engine::Postgres => "INT",
            Engine::MariaDb => "TERM",
        }
    }

    /// The environment variable that names a server to use instead of a private one.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Engine::Postgres => "ACTIVERECORD_TEST_POSTGRES_URL",
            Engine::MariaDb => "ACTIVERECORD_TEST_MYSQL_URL",
        }
    }
}

/// A private server.
#[derive(Debug)]
pub struct Server {
    engine: Engine,
    program: PathBuf,
    place: Place,
    arguments: Vec<String>,
    process: Option<Child>,
}

/// Where a server keeps its data and where it listens.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    port: u16,
}

impl Place {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

/// How long a server may take to answer.
const START_TIMEOUT: Duration = Duration::from_secs(60);

impl Server {
    /// Makes a database in a new folder and starts a server on it; installs the server where it is
    /// missing and that is allowed.
    ///
    /// # Errors
    /// It can't be installed or started, as a text for people.
    pub fn start(engine: Engine, install: Install) -> Result<Self, String> {
        let program = match engine {
            Engine::Postgres => postgres::program(install)?,
            Engine::MariaDb => mariadb::program(install)?,
        };
        let place = Place { folder: new_folder(engine.backend())?, port: free_port()? };
        // From here on the folder goes away with the server.
        let mut server = Server { engine, program, place, arguments: Vec::new(), process: None };
        match engine {
            Engine::Postgres => postgres::make(&server.program, &server.place)?,
            Engine::MariaDb => mariadb::make(&server.place)?,
        }
        server.start_again()?;
        if engine == Engine::MariaDb {
            mariadb::grant(&server.place)?;
        }
        Ok(server)
    }

    /// The server's kind.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The folder of its data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// The URL of a database on it, for a user who may do everything.
    #[must_use]
    pub fn url(&self) -> String {
        match self.engine {
            Engine::Postgres => postgres::url(&self.place),
            Engine::MariaDb => mariadb::url(&self.place),
        }
    }

    /// Starts it on the same data and port, after [`stop`](Server::stop).
    ///
    /// # Errors
    /// It does not start; the text has its log.
    pub fn start_again(&mut self) -> Result<(), String> {
        let mut command = match self.engine {
            Engine::Postgres => postgres::command(&self.program, &self.place),
            Engine::MariaDb => mariadb::command(&self.program, &self.place),
        };
        let log = File::create(self.place.log()).map_err(|error| error.to_string())?;
        let errors = log.try_clone().map_err(|error| error.to_string())?;
        command.args(&self.arguments);
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let process = command.spawn().map_err(|error| format!("cannot start: {error}"))?;
        let process = self.process.insert(process);
        wait_until(process, &self.place.log(), || match self.engine {
            Engine::Postgres => postgres::answers(&self.program, &self.place),
            Engine::MariaDb => mariadb::answers(&self.place),
        })
    }

    /// Words for its command line, besides its own, from the next start on.
    pub fn arguments(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
    }

    /// Stops it; its data stay. Sessions that are open are cut off.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process::stop(&mut process, self.engine.stop_signal());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.place.folder);
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

/// Whether a command ends well; what it prints is of no interest.
fn succeeds(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Waits until `ready` is true, as long as the server's process lives.
fn wait_until(process: &mut Child, log: &Path, ready: impl Fn() -> bool) -> Result<(), String> {
    let start = Instant::now();
    while !ready() {
        let ended = process.try_wait().map_err(|error| error.to_string())?;
        if ended.is_some() || start.elapsed() > START_TIMEOUT {
            process::kill(process);
            let log = std::fs::read_to_string(log).unwrap_or_default();
            return Err(format!("the server did not start:\n{log}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
