//! Encrypted connections, on a private server with a certificate of a self-made authority.
#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

use std::path::{Path, PathBuf};
use std::process::Command;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::config::SslMode;
use activerecord_test_servers::{Engine, Install, Server};

/// Runs openssl; gives false where there is none.
fn openssl(folder: &Path, words: &str) -> bool {
    let status = Command::new("openssl").args(words.split(' ')).current_dir(folder).output();
    status.is_ok_and(|output| output.status.success())
}

/// An authority, a server's certificate for 127.0.0.1, and one for another name.
fn certificates(folder: &Path) -> bool {
    std::fs::write(folder.join("ip"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    std::fs::write(folder.join("other"), "subjectAltName=DNS:db.example.org\n").unwrap();
    let key = "-newkey rsa:2048 -nodes";
    openssl(folder, &format!("req -x509 {key} -keyout ca.key -out ca.pem -days 9 -subj /CN=ca"))
        && ["ip", "other"].iter().all(|name| {
            openssl(folder, &format!("req {key} -keyout {name}.key -out {name}.csr -subj /CN=db"))
                && openssl(
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
        // The test command installs what is missing; this test alone does not.
        let server = match Server::start(Engine::MariaDb, Install::Refused) {
            Ok(server) => server,
            Err(reason) => {
                println!("NOT RUN: no private server: {reason}");
                assert!(std::env::var_os("CI").is_none(), "{reason}");
                return None;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        if !certificates(folder.path()) {
            println!("NOT RUN: no openssl to make certificates");
            return None;
        }
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["ip.key", "other.key"] {
            let open = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(folder.path().join(name), open).unwrap();
        }
        Some(Secure { server, folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts it again with this certificate.
    fn certify(&mut self, name: &str) {
        self.server.stop();
        let argument = |option: &str, file: &str| {
            format!("--ssl-{option}={}", self.folder.path().join(file).display())
        };
        let cert = argument("cert", &format!("{name}.pem"));
        let key = argument("key", &format!("{name}.key"));
        self.server.arguments(&[&cert, &key, &argument("ca", "ca.pem")]);
        self.server.start_again().unwrap();
    }

    fn open(&self, mode: SslMode, ca: Option<&str>) -> Result<Database, Error> {
        let mut config = ConnectionConfig::from_url(&self.server.url())?.ssl_mode(mode);
        if let Some(ca) = ca {
            config = config.ssl_ca(self.file(ca));
        }
        Database::open(config, MySqlBackend)
    }
}

/// The cipher of a connection; empty where it is not encrypted.
fn cipher(db: &Database) -> String {
    let (_, cipher): (String, String) =
        db.sql("SHOW SESSION STATUS LIKE 'Ssl_cipher'", ()).one().unwrap();
    cipher
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
    assert_eq!(cipher(&secure.open(SslMode::Disable, None).unwrap()), "");
    assert_eq!(cipher(&secure.open(SslMode::Prefer, None).unwrap()), "");
    for mode in [SslMode::Require, SslMode::VerifyCa, SslMode::VerifyFull] {
        refused(secure.open(mode, None), "ssl_mode");
    }

    secure.certify("ip");
    assert_eq!(cipher(&secure.open(SslMode::Disable, None).unwrap()), "");
    assert_ne!(cipher(&secure.open(SslMode::Prefer, None).unwrap()), "");
    assert_ne!(cipher(&secure.open(SslMode::Require, None).unwrap()), "");
    let full = secure.open(SslMode::VerifyFull, Some("ca.pem")).unwrap();
    assert_ne!(cipher(&full), "");
    // It works as any other.
    full.execute_script("CREATE DATABASE x; USE x; CREATE TABLE t (a LONGBLOB)").unwrap();
    full.sql("INSERT INTO x.t VALUES (?)", (vec![1_u8; 300_000],)).execute().unwrap();
    let (length,): (i64,) = full.sql("SELECT LENGTH(a) FROM x.t", ()).one().unwrap();
    assert_eq!(length, 300_000);
    // Nobody knows the authority.
    refused(secure.open(SslMode::VerifyFull, None), "ssl_ca");
    refused(secure.open(SslMode::VerifyCa, None), "ssl_ca");

    // A certificate of that authority, for another host.
    secure.certify("other");
    assert_ne!(cipher(&secure.open(SslMode::VerifyCa, Some("ca.pem")).unwrap()), "");
    refused(secure.open(SslMode::VerifyFull, Some("ca.pem")), "certificate");
}
