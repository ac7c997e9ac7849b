//! The conformance suite on the server of `ACTIVERECORD_TEST_MYSQL_URL`, each case in a database of
//! its own.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::{Database, Result};
use activerecord_conformance::{Harness, run};

/// The variable that names the server.
const VARIABLE: &str = "ACTIVERECORD_TEST_MYSQL_URL";

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
        "mysql"
    }

    fn open(&self) -> Result<Database> {
        let name = Server::name(self.made.fetch_add(1, Ordering::Relaxed));
        self.admin.sql(&format!("CREATE DATABASE `{name}`"), ()).execute()?;
        let (location, options) = self.url.split_once('?').unwrap_or((&self.url, ""));
        activerecord::connect(&format!("{}/{name}?{options}", without_database(location)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for number in 0..self.made.load(Ordering::Relaxed) {
            let sql = format!("DROP DATABASE IF EXISTS `{}`", Server::name(number));
            if let Err(error) = self.admin.sql(&sql, ()).execute() {
                println!("{sql}: {error}");
            }
        }
    }
}

/// `mysql://user@host:3306` of `mysql://user@host:3306/database`.
fn without_database(location: &str) -> &str {
    let host = location.find("://").map_or(0, |scheme| scheme + 3);
    let end = location[host..].find('/').map_or(location.len(), |slash| host + slash);
    &location[..end]
}

fn main() -> ExitCode {
    let Ok(url) = std::env::var(VARIABLE) else {
        println!("NOT RUN: conformance on MySQL: {VARIABLE} names no server");
        // Where nobody reads the output, a test that did not run must not look like one that did.
        let required = std::env::var_os("CI").is_some();
        return if required { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    match activerecord::connect(&url) {
        Ok(admin) => run(&Server { url, admin, made: AtomicU32::new(0) }),
        Err(error) => {
            println!("no connection to the server of {VARIABLE}: {error}");
            ExitCode::FAILURE
        }
    }
}
