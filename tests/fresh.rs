//! Databases of their own for tests, on the servers that the environment names.

use activerecord::{Database, Result};

/// The kinds of servers that tests can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    MySql,
}

impl Engine {
    /// The variable with the URL of a server where databases can be made.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Engine::Postgres => "ACTIVERECORD_TEST_POSTGRES_URL",
            Engine::MySql => "ACTIVERECORD_TEST_MYSQL_URL",
        }
    }

    /// The URL of the server. Where there is none it is said aloud, and in continuous integration
    /// it is a failure.
    #[must_use]
    pub fn server(self) -> Option<String> {
        let url = std::env::var(self.variable()).ok();
        if url.is_none() {
            let message = format!("NOT RUN on {self:?}: {} is not set", self.variable());
            assert!(std::env::var_os("CI").is_none(), "{message}");
            eprintln!("{message}");
        }
        url
    }

    /// A new, empty database.
    #[must_use]
    pub fn fresh(self) -> Option<Fresh> {
        self.server().map(|server| Fresh::on(self, &server))
    }
}

/// An empty database, which is dropped with this.
#[derive(Debug)]
pub struct Fresh {
    /// The kind of its server.
    pub engine: Engine,
    /// A connection to the server, outside of the new database.
    pub admin: Database,
    /// The new database's name.
    pub name: String,
    /// The new database's URL, without options.
    pub url: String,
}

impl Fresh {
    /// Makes a database on the server of that URL.
    ///
    /// # Panics
    /// It can't be made.
    #[must_use]
    pub fn on(engine: Engine, server: &str) -> Self {
        let admin = activerecord::connect(server).expect("the server answers");
        // Version 7 begins with the time: no two tests get the same one.
        let name = format!("ar_{}", uuid::Uuid::now_v7().simple());
        admin.sql(&format!("CREATE DATABASE {name}"), ()).execute().expect("a new database");
        let server = server.split('?').next().unwrap_or(server);
        let authority = server.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        Fresh { engine, admin, url: format!("{authority}/{name}"), name }
    }

    /// Opens it with options such as `pool_size=2&read_timeout=1s`.
    ///
    /// # Errors
    /// Those of [`activerecord::connect`].
    pub fn open(&self, options: &str) -> Result<Database> {
        activerecord::connect(&format!("{}?{options}", self.url))
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let force = if self.engine == Engine::Postgres { " WITH (FORCE)" } else { "" };
        // The server may be gone, as it should be in some tests.
        let _ = self.admin.sql(&format!("DROP DATABASE {}{force}", self.name), ()).execute();
    }
}
