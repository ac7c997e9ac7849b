//! What the tests share. Not every test uses all of it.
#![allow(dead_code, reason = "not every test uses all of it")]
#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::Database;

/// The variable that names the server.
const VARIABLE: &str = "ACTIVERECORD_TEST_MYSQL_URL";

/// A database of a test's own, which goes with it.
pub(crate) struct Own {
    pub(crate) db: Database,
    url: String,
    admin: Database,
    pub(crate) name: String,
}

/// The URL of the server's databases, or nothing where no server was given: loudly, and where
/// nobody reads the output as a failure.
pub(crate) fn server() -> Option<String> {
    match std::env::var(VARIABLE) {
        Ok(url) => Some(url.trim_end_matches('/').to_owned()),
        Err(_) => {
            println!("NOT RUN: {VARIABLE} names no server");
            assert!(std::env::var_os("CI").is_none(), "{VARIABLE} names no server");
            None
        }
    }
}

impl Own {
    /// An empty database, opened with these words behind the `?`.
    pub(crate) fn new(options: &str) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let admin = activerecord::connect(&format!("{server}/")).unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ar_mysql_{}_{number}", std::process::id());
        admin.sql(&format!("CREATE DATABASE `{name}`"), ()).execute().unwrap();
        let url = format!("{server}/{name}");
        let db = activerecord::connect(&format!("{url}?{options}")).unwrap();
        Some(Own { db, url, admin, name })
    }

    /// The same database, opened once more with these words.
    pub(crate) fn again(&self, options: &str) -> activerecord::Result<Database> {
        activerecord::connect(&format!("{}?{options}", self.url))
    }

    /// Somebody else's connections to the server.
    pub(crate) fn admin(&self) -> &Database {
        &self.admin
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS `{}`", self.name);
        if let Err(error) = self.admin.sql(&sql, ()).execute() {
            println!("{sql}: {error}");
        }
    }
}

/// Runs a statement that must succeed.
pub(crate) fn run(db: &Database, sql: &str) {
    db.sql(sql, ()).execute().unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The number of the session that a pool of one connection has.
pub(crate) fn session(db: &Database) -> i64 {
    let (id,): (i64,) = db.sql("SELECT CONNECTION_ID()", ()).one().unwrap();
    id
}
