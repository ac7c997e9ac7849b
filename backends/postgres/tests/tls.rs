//! Encrypted connections, on a private server with a certificate of a self-made authority.

#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

mod support;

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use activerecord::postgres::{ChannelBinding, PostgresOptions};
use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::config::SslMode;
use activerecord_test_servers::Server;
use support::private_server;

/// Runs openssl; gives false where there is none.
fn openssl(folder: &Path, words: &str) -> bool {
    let status = Command::new("openssl").args(words.split(' ')).current_dir(folder).output();
    status.is_ok_and(|output| output.status.success())
}

/// An authority, a server's certificate for 127.0.0.1, one for another name, and a client's.
fn certificates(folder: &Path) -> bool {
    std::fs::write(folder.join("ip"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    std::fs::write(folder.join("other"), "subjectAltName=DNS:db.example.org\n").unwrap();
    std::fs::write(folder.join("client"), "extendedKeyUsage=clientAuth\n").unwrap();
    let key = "-newkey rsa:2048 -nodes";
    openssl(folder, &format!("req -x509 {key} -keyout ca.key -out ca.pem -days 9 -subj /CN=ca"))
        && ["ip", "other", "client"].iter().all(|name| {
            let subject = if *name == "client" { "certified" } else { "db" };
            openssl(
                folder,
                &format!("req {key} -keyout {name}.key -out {name}.csr -subj /CN={subject}"),
            ) && openssl(
                folder,
                &format!(
                    "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
                     -out {name}.pem -days 9 -extfile {name}"
                ),
            )
        })
}

struct Secure {
    server: Server,
    folder: tempfile::TempDir,
}

impl Secure {
    fn start() -> Option<Self> {
        let server = private_server()?;
        let folder = tempfile::tempdir().unwrap();
        if !certificates(folder.path()) {
            println!("NOT RUN: no openssl to make certificates");
            return None;
        }
        // The server takes a key only from its own user.
        let owner = std::fs::metadata(server.folder()).unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["ip.key", "other.key"] {
            let key = folder.path().join(name);
            chown(&key, Some(owner.uid()), Some(owner.gid())).unwrap();
            std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        Some(Secure { server, folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts it again with this certificate.
    fn certify(&mut self, name: &str) {
        self.server.stop();
        let setting = |option: &str, file: &str| {
            format!("ssl_{option}_file={}", self.folder.path().join(file).display())
        };
        let cert = setting("cert", &format!("{name}.pem"));
        let key = setting("key", &format!("{name}.key"));
        let ca = setting("ca", "ca.pem");
        self.server.arguments(&["-c", "ssl=on", "-c", &cert, "-c", &key, "-c", &ca]);
        self.server.start_again().unwrap();
    }

    fn config(&self, mode: SslMode, ca: Option<&str>) -> ConnectionConfig {
        let config = ConnectionConfig::from_url(&self.server.url()).unwrap().ssl_mode(mode);
        match ca {
            Some(ca) => config.ssl_ca(self.file(ca)),
            None => config,
        }
    }

    fn open(&self, mode: SslMode, ca: Option<&str>) -> Result<Database, Error> {
        Database::open(self.config(mode, ca), PostgresBackend)
    }

    /// Says who may come how, on top of the rules that there are.
    fn rule(&self, rule: &str) {
        let path = self.server.folder().join("data/pg_hba.conf");
        let rules = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{rule}\n{rules}")).unwrap();
        let db = self.open(SslMode::Prefer, None).unwrap();
        db.sql("SELECT pg_reload_conf()", ()).execute().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}

/// Whether a connection is encrypted.
fn encrypted(db: &Database) -> bool {
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    db.sql(sql, ()).one::<(bool,)>().unwrap().0
}

#[track_caller]
fn refused(result: Result<Database, Error>, word: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    assert!(error.to_string().contains(word), "`{word}`: {error}");
}

#[test]
fn every_mode_checks_what_it_says() {
    let Some(mut secure) = Secure::start() else { return };
    // A server that can't encrypt.
    assert!(!encrypted(&secure.open(SslMode::Disable, None).unwrap()));
    assert!(!encrypted(&secure.open(SslMode::Prefer, None).unwrap()));
    for mode in [SslMode::Require, SslMode::VerifyCa, SslMode::VerifyFull] {
        refused(secure.open(mode, None), "`ssl_mode`");
    }
    let bound = PostgresOptions::new().channel_binding(ChannelBinding::Require);
    let config = secure.config(SslMode::Prefer, None).with(bound);
    refused(Database::open(config, PostgresBackend), "`channel_binding`");

    secure.certify("ip");
    assert!(!encrypted(&secure.open(SslMode::Disable, None).unwrap()));
    assert!(encrypted(&secure.open(SslMode::Prefer, None).unwrap()));
    assert!(encrypted(&secure.open(SslMode::Require, None).unwrap()));
    assert!(encrypted(&secure.open(SslMode::VerifyCa, Some("ca.pem")).unwrap()));
    let full = secure.open(SslMode::VerifyFull, Some("ca.pem")).unwrap();
    assert!(encrypted(&full));
    works(&full);
    // Nobody knows the authority.
    refused(secure.open(SslMode::VerifyFull, None), "`ssl_ca`");
    refused(secure.open(SslMode::VerifyCa, None), "`ssl_ca`");
    refused(secure.open(SslMode::VerifyCa, Some("client.pem")), "`ssl_ca`");

    logins(&secure);

    // A certificate of that authority, for another host.
    secure.certify("other");
    assert!(encrypted(&secure.open(SslMode::VerifyCa, Some("ca.pem")).unwrap()));
    refused(secure.open(SslMode::VerifyFull, Some("ca.pem")), "`host`");
}

/// It works as any other: large values both ways, COPY-sized writes, cancelling, killed sessions.
fn works(db: &Database) {
    db.execute_script("CREATE TABLE t (a BYTEA)").unwrap();
    let blob: Vec<u8> = (0..4_000_000_u32).map(|number| (number % 251) as u8).collect();
    db.sql("INSERT INTO t VALUES (?)", (blob.clone(),)).execute().unwrap();
    let (stored,): (Vec<u8>,) = db.sql("SELECT a FROM t", ()).one().unwrap();
    assert!(stored == blob);
    let rows: Vec<(i32, String)> = db
        .sql("SELECT n, repeat('x', n % 1000) FROM generate_series(1, 20000) AS n", ())
        .all()
        .unwrap();
    assert!(rows.iter().all(|(n, text)| text.len() == (*n % 1_000) as usize));
    let mut handle = None;
    db.with_session(&mut |session| {
        handle = session.connection().cancel_handle();
        Ok(())
    })
    .unwrap();
    let handle = handle.unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(200));
            handle.cancel().unwrap();
        });
        let error = db.sql("SELECT 1 FROM pg_sleep(20)", ()).execute().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    });
    let id = support::session(db);
    let killed = db.sql("SELECT pg_terminate_backend(pg_backend_pid())", ()).execute();
    assert_eq!(killed.unwrap_err().kind(), ErrorKind::ConnectionLost);
    assert_ne!(support::session(db), id);
}

/// Logins that are bound to the connection, and by certificate.
fn logins(secure: &Secure) {
    let admin = secure.open(SslMode::Require, None).unwrap();
    admin
        .execute_script(
            "CREATE ROLE bound LOGIN PASSWORD 'open sesame'; CREATE ROLE certified LOGIN",
        )
        .unwrap();
    secure.rule("host all bound 127.0.0.1/32 scram-sha-256");
    secure.rule("hostssl all certified 127.0.0.1/32 cert");
    secure.rule("hostnossl all certified 127.0.0.1/32 reject");
    let as_user = |user: &str, mode| secure.config(mode, Some("ca.pem")).user(user);
    for binding in [ChannelBinding::Disable, ChannelBinding::Prefer, ChannelBinding::Require] {
        let config = as_user("bound", SslMode::VerifyFull).password("open sesame");
        let config = config.with(PostgresOptions::new().channel_binding(binding));
        assert!(encrypted(&Database::open(config, PostgresBackend).unwrap()), "{binding:?}");
    }
    let config = as_user("certified", SslMode::VerifyFull);
    refused(Database::open(config.clone(), PostgresBackend), "`ssl_cert`");
    let config = config.ssl_cert(secure.file("client.pem")).ssl_key(secure.file("client.key"));
    assert!(encrypted(&Database::open(config, PostgresBackend).unwrap()));
    refused(Database::open(as_user("certified", SslMode::Disable), PostgresBackend), "`ssl_mode`");
    let config = as_user("certified", SslMode::Require);
    let config = config.ssl_cert(secure.file("client.pem")).ssl_key(secure.file("ca.pem"));
    let error = Database::open(config, PostgresBackend).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`ssl_key`"), "{error}");
}
