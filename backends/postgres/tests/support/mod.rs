//! What the tests share. Not every test uses all of it.
#![allow(dead_code, reason = "not every test uses all of it")]
#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

use std::sync::atomic::{AtomicU32, Ordering};

use activerecord::Database;
use activerecord_test_servers::{Engine, Install, Server};

pub(crate) mod proxy;

/// The variable that names the server.
const VARIABLE: &str = "ACTIVERECORD_TEST_POSTGRES_URL";

/// A database of a test's own, which goes with it.
pub(crate) struct Own {
    pub(crate) db: Database,
    url: String,
    admin: Database,
    pub(crate) name: String,
}

/// The URL of the server without a database, or nothing where no server was given: loudly, and
/// where nobody reads the output as a failure.
pub(crate) fn server() -> Option<String> {
    match std::env::var(VARIABLE) {
        Ok(url) => Some(without_database(&url).to_owned()),
        Err(_) => {
            println!("NOT RUN: {VARIABLE} names no server");
            assert!(std::env::var_os("CI").is_none(), "{VARIABLE} names no server");
            None
        }
    }
}

/// A server that a test may stop, and start with other options.
pub(crate) fn private_server() -> Option<Server> {
    // The test command installs what is missing; a test alone does not.
    match Server::start(Engine::Postgres, Install::Refused) {
        Ok(server) => Some(server),
        Err(reason) => {
            println!("NOT RUN: no private server: {reason}");
            assert!(std::env::var_os("CI").is_none(), "{reason}");
            None
        }
    }
}

/// `postgres://user@host:port` of a URL.
pub(crate) fn without_database(url: &str) -> &str {
    let location = url.find("://").map_or(0, |scheme| scheme + 3);
    url[location..].find('/').map_or(url, |path| &url[..location + path])
}

/// `host:port` of a URL.
pub(crate) fn address(url: &str) -> &str {
    let rest = without_database(url);
    rest.rsplit(['@', '/']).next().unwrap_or(rest)
}

impl Own {
    /// An empty database, opened with these words behind the `?`.
    pub(crate) fn new(options: &str) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let admin = activerecord::connect(&format!("{server}/postgres")).unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ar_postgres_{}_{number}", std::process::id());
        run(&admin, &format!("CREATE DATABASE {name}"));
        let url = format!("{server}/{name}");
        let db = activerecord::connect(&format!("{url}?{options}")).unwrap();
        Some(Own { db, url, admin, name })
    }

    /// The same database, opened once more with these words.
    pub(crate) fn again(&self, options: &str) -> activerecord::Result<Database> {
        activerecord::connect(&format!("{}?{options}", self.url))
    }

    /// The URL of the database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Somebody else's connections to the server.
    pub(crate) fn admin(&self) -> &Database {
        &self.admin
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.db.close();
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
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
    let (id,): (i64,) = db.sql("SELECT pg_backend_pid()", ()).one().unwrap();
    id
}

/// What a parameter of the session is set to.
pub(crate) fn setting(db: &Database, name: &str) -> String {
    let (value,): (String,) = db.sql("SELECT current_setting(?)", (name,)).one().unwrap();
    value
}
