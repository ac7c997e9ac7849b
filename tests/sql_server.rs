//! Databases of their own for tests, on the server of `ACTIVERECORD_TEST_MSSQL_URL`, or, where it
//! names none, on the stand-in for SQL Server, which encrypts if `ACTIVERECORD_TEST_MSSQL_TLS` is set.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use activerecord::{Database, Result};
use activerecord_stand_in_tds::{Authority, Encryption, Server};

/// The variable that names a real server.
const VARIABLE: &str = "ACTIVERECORD_TEST_MSSQL_URL";
/// The variable that is set where the stand-in is to encrypt.
const TLS: &str = "ACTIVERECORD_TEST_MSSQL_TLS";
/// How often a database is tried to be dropped: its last sessions may just be ending.
const DROP_TRIES: u32 = 20;

/// A server, and the databases that were made on it, which are dropped with this.
#[derive(Debug)]
pub struct SqlServer {
    url: String,
    /// Makes and drops the others.
    admin: Database,
    made: Mutex<Vec<String>>,
    _stand_in: Option<StandIn>,
}

/// A stand-in, and the folder of the certificate that its clients trust.
type StandIn = (Server, tempfile::TempDir);

impl SqlServer {
    /// The server of the environment, or else a stand-in, which is said.
    ///
    /// # Errors
    /// It can't be reached, or started.
    pub fn start() -> Result<Self> {
        if let Ok(url) = std::env::var(VARIABLE) {
            return SqlServer::at(url, None);
        }
        println!("NOT RUN ON SQL SERVER: {VARIABLE} names no server; this is the stand-in");
        let folder = tempfile::tempdir()?;
        let (stand_in, url) = match std::env::var_os(TLS) {
            None => {
                let stand_in = Server::start()?;
                let url = stand_in.url("master");
                (stand_in, url)
            }
            Some(_) => {
                let authority = Authority::new()?;
                let file = folder.path().join("ca.pem");
                std::fs::write(&file, authority.pem())?;
                let identity = authority.certify(&["127.0.0.1"])?;
                let stand_in = Server::start_with(Encryption::Required(identity))?;
                let options = format!("ssl_mode=verify-full&ssl_ca={}", file.display());
                let url = stand_in.url_with("master", &options);
                (stand_in, url)
            }
        };
        SqlServer::at(url, Some((stand_in, folder)))
    }

    fn at(url: String, stand_in: Option<StandIn>) -> Result<Self> {
        let admin = activerecord::connect(&url)?;
        Ok(SqlServer { url, admin, made: Mutex::default(), _stand_in: stand_in })
    }

    /// A new, empty database.
    ///
    /// # Errors
    /// The server's.
    pub fn fresh(&self) -> Result<Database> {
        // Version 7 begins with the time: no two tests get the same one.
        let name = format!("ar_{}", uuid::Uuid::now_v7().simple());
        self.admin.sql(&format!("CREATE DATABASE [{name}]"), ()).execute()?;
        let (location, options) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let url = format!("{}/{name}?{options}", without_database(location));
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        activerecord::connect(&url)
    }
}

impl Drop for SqlServer {
    fn drop(&mut self) {
        for name in self.made.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let sql = format!("DROP DATABASE [{name}]");
            let drop = || self.admin.sql(&sql, ()).execute();
            let mut result = drop();
            for _ in 1..DROP_TRIES {
                if result.is_ok() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(100));
                result = drop();
            }
            if let Err(error) = result {
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
