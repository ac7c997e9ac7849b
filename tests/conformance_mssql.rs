//! The conformance suite on the server of `ACTIVERECORD_TEST_MSSQL_URL`, or, where it names none, on
//! the stand-in for SQL Server; each case in a database of its own.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::{Database, Result};
use activerecord_conformance::{Harness, run};
use activerecord_stand_in_tds::Server as StandIn;

/// The variable that names a real server.
const VARIABLE: &str = "ACTIVERECORD_TEST_MSSQL_URL";

/// A server, and the databases that were made on it.
struct Server {
    url: String,
    /// Makes and drops the others.
    admin: Database,
    made: AtomicU32,
}

impl Server {
    /// The name of a database: of this process, so that several can run at once.
    fn name(number: u32) -> String {
        format!("ar_conformance_{}_{number}", std::process::id())
    }
}

impl Harness for Server {
    fn backend(&self) -> &str {
        "mssql"
    }

    fn open(&self) -> Result<Database> {
        let name = Server::name(self.made.fetch_add(1, Ordering::Relaxed));
        self.admin.sql(&format!("CREATE DATABASE [{name}]"), ()).execute()?;
        let (location, options) = self.url.split_once('?').unwrap_or((&self.url, ""));
        activerecord::connect(&format!("{}/{name}?{options}", without_database(location)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for number in 0..self.made.load(Ordering::Relaxed) {
            let sql = format!("DROP DATABASE IF EXISTS [{}]", Server::name(number));
            if let Err(error) = self.admin.sql(&sql, ()).execute() {
                println!("{sql}: {error}");
            }
        }
    }
}

/// `mssql://user@host:1433` of `mssql://user@host:1433/database`.
fn without_database(location: &str) -> &str {
    let host = location.find("://").map_or(0, |scheme| scheme + 3);
    let end = location[host..].find('/').map_or(location.len(), |slash| host + slash);
    &location[..end]
}

fn on(url: String) -> ExitCode {
    match activerecord::connect(&url) {
        Ok(admin) => run(&Server { url, admin, made: AtomicU32::new(0) }),
        Err(error) => {
            println!("no connection to SQL Server: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn main() -> ExitCode {
    if let Ok(url) = std::env::var(VARIABLE) {
        return on(url);
    }
    println!("NOT RUN ON SQL SERVER: {VARIABLE} names no server; this is the stand-in");
    match StandIn::start() {
        Ok(stand_in) => on(stand_in.url("master")),
        Err(error) => {
            println!("the stand-in could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
