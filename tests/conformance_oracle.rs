//! The conformance suite on Oracle: on the database that `ACTIVERECORD_TEST_ORACLE_URL` names, by a
//! user that may create others, or on the stand-in for Oracle's client library.

#[path = "../backends/oracle/tests/support/stand_in.rs"]
mod stand_in;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::Result;
use activerecord::prelude::*;
use activerecord_conformance::{Harness, run};

const URL: &str = "ACTIVERECORD_TEST_ORACLE_URL";

/// A user of its own for each case.
struct StandIn(AtomicU32);

impl Harness for StandIn {
    fn backend(&self) -> &str {
        "oracle"
    }

    fn engine(&self) -> Option<String> {
        Some("a stand-in for Oracle's client library, over SQLite: not Oracle Database".into())
    }

    fn open(&self) -> Result<Database> {
        let user = format!("case{}", self.0.fetch_add(1, Ordering::Relaxed));
        activerecord::connect(&stand_in::url(&user))
    }
}

/// A real database. Its administrator makes a user, which is a schema, for each case.
struct Real {
    url: String,
    administrator: Database,
    users: AtomicU32,
}

impl Real {
    fn connect(url: String) -> Result<Self> {
        let administrator = activerecord::connect(&url)?;
        Ok(Real { url, administrator, users: AtomicU32::new(0) })
    }

    fn user(number: u32) -> String {
        format!("AR_CASE_{}_{number}", std::process::id())
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.administrator.execute_script(sql)
    }
}

impl Harness for Real {
    fn backend(&self) -> &str {
        "oracle"
    }

    fn open(&self) -> Result<Database> {
        let user = Real::user(self.users.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE USER {user} IDENTIFIED BY \"{PASSWORD}\" QUOTA 100M ON USERS"))?;
        self.run(&format!("GRANT CREATE SESSION, CREATE TABLE, CREATE SEQUENCE TO {user}"))?;
        let config = ConnectionConfig::from_url(&self.url)?.user(user).password(PASSWORD);
        Database::open(config, OracleBackend)
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        for number in 0..self.users.load(Ordering::Relaxed) {
            let user = Real::user(number);
            if let Err(error) = self.run(&format!("DROP USER {user} CASCADE")) {
                println!("user {user} could not be dropped: {error}");
            }
        }
    }
}

/// Of the users that are made on a real database: long enough for its rules.
const PASSWORD: &str = "Ar_case_0123456789";

fn main() -> ExitCode {
    match std::env::var(URL) {
        Ok(url) => match Real::connect(url) {
            Ok(real) => run(&real),
            Err(error) => {
                println!("{URL}: {error}");
                ExitCode::FAILURE
            }
        },
        Err(_) => {
            println!("WARNING: NOT RUN on Oracle Database: {URL} is not set.");
            println!("WARNING: this is a stand-in for Oracle's client library, over SQLite.");
            run(&StandIn(AtomicU32::new(0)))
        }
    }
}
