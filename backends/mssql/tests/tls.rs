//! Who is believed to be the server, and what is said about one who is not.

#[path = "support/secure.rs"]
mod secure;

use activerecord::mssql::MsSqlOptions;
use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::config::SslMode;
use activerecord_stand_in_tds::{Authority, Call, Encryption, Identity, Server};

use secure::{Trust, config};

/// Whether connections of this configuration are encrypted.
fn encrypted(server: &Server, config: ConnectionConfig) -> bool {
    server.record();
    let db = Database::open(config, MsSqlBackend).unwrap();
    assert_eq!(db.sql("SELECT 1", ()).one::<(i32,)>().unwrap(), (1,));
    let calls: Vec<Call> = server.recorded().iter().map(|entry| entry.call).collect();
    assert!(calls.contains(&Call::Login), "{calls:?}");
    calls[0] == Call::Handshake
}

/// It is refused, for a reason that these words name; nobody learns the password.
#[track_caller]
fn refused(config: ConnectionConfig, words: &[&str]) -> Error {
    let error = Database::open(config, MsSqlBackend).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "`{word}`: {error}");
    }
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains(Server::PASSWORD), "{shown}");
    error
}

fn with(server: &Server, mode: SslMode) -> ConnectionConfig {
    config(server).ssl_mode(mode)
}

#[test]
fn every_mode_checks_what_it_says() {
    let trust = Trust::new();
    let server = trust.server();
    assert!(encrypted(&server, trust.config(&server)));
    assert!(encrypted(&server, trust.config(&server).ssl_mode(SslMode::VerifyCa)));
    assert!(encrypted(&server, trust.config(&server).host("localhost")));
    for mode in [SslMode::Prefer, SslMode::Require] {
        assert!(encrypted(&server, with(&server, mode)));
        assert!(encrypted(&server, trust.config(&server).ssl_mode(mode)), "with an authority too");
    }
}

#[test]
fn nobody_knows_the_authority() {
    let trust = Trust::new();
    let server = trust.server();
    for mode in [SslMode::VerifyCa, SslMode::VerifyFull] {
        refused(with(&server, mode), &["`ssl_ca`"]);
    }
    refused(config(&server), &["`ssl_ca`", "`trust_server_certificate`"]);
    refused(Trust::new().config(&server), &["`ssl_ca`"]);
}

#[test]
fn a_certificate_of_another_host() {
    let trust = Trust::new();
    let server = trust.server_of(trust.authority.certify(&["db.example.org"]).unwrap());
    let error = refused(trust.config(&server), &["`host_name_in_certificate`", "127.0.0.1"]);
    assert!(error.to_string().contains("db.example.org"), "{error}");
    refused(trust.config(&server).host("localhost"), &["`host_name_in_certificate`"]);
    let named =
        |name| trust.config(&server).with(MsSqlOptions::new().host_name_in_certificate(name));
    assert!(encrypted(&server, named("db.example.org")));
    refused(named("db.example.com"), &["`host_name_in_certificate`", "db.example.com"]);
    let error = Database::open(named("no name"), MsSqlBackend).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains("`host_name_in_certificate`"), "{error}");
}

#[test]
fn a_certificate_that_is_too_old() {
    let trust = Trust::new();
    let server = trust.server_of(trust.authority.certify_expired(&["127.0.0.1"]).unwrap());
    refused(trust.config(&server), &["expired", "`trust_server_certificate`"]);
}

#[test]
fn a_certificate_that_nobody_but_itself_has_signed() {
    let trust = Trust::new();
    let (identity, pem) = Identity::self_signed(&["127.0.0.1"]).unwrap();
    let server = trust.server_of(identity);
    refused(config(&server), &["`ssl_ca`", "`trust_server_certificate`"]);
    let trusting = MsSqlOptions::new().trust_server_certificate(true);
    assert!(encrypted(&server, config(&server).with(trusting)));
    let by_word = server.url_with("master", "trust_server_certificate=true");
    assert!(encrypted(&server, ConnectionConfig::from_url(&by_word).unwrap()));
    let file = trust.write("server.pem", &pem);
    assert!(encrypted(&server, config(&server).ssl_ca(file)), "its own file is an authority's");
}

/// What `openssl req -x509` makes unless it is told otherwise.
#[test]
fn a_certificate_that_is_an_authoritys_own() {
    let trust = Trust::new();
    let (identity, pem) = Authority::as_server(&["127.0.0.1"]).unwrap();
    let server = trust.server_of(identity);
    let file = trust.write("server.pem", &pem);
    refused(config(&server).ssl_ca(file), &["CA:FALSE", "`trust_server_certificate`"]);
    assert!(encrypted(&server, with(&server, SslMode::Require)));
}

#[test]
fn a_server_that_does_not_encrypt() {
    let server = Server::start().unwrap();
    for mode in [SslMode::Require, SslMode::VerifyCa, SslMode::VerifyFull] {
        refused(with(&server, mode), &["`ssl_mode`", "`encrypt`"]);
    }
    assert!(!encrypted(&server, with(&server, SslMode::Disable)));
    assert!(!encrypted(&server, with(&server, SslMode::Prefer)));
}

#[test]
fn a_server_that_insists() {
    let server = Trust::new().server();
    refused(with(&server, SslMode::Disable), &["`ssl_mode`", "`encrypt`"]);
    refused(config(&server).with(MsSqlOptions::new().encrypt(false)), &["`ssl_mode`", "`encrypt`"]);
}

#[test]
fn a_server_that_leaves_it_to_the_client() {
    let trust = Trust::new();
    let identity = trust.authority.certify(&["127.0.0.1"]).unwrap();
    let server = Server::start_with(Encryption::Offered(identity)).unwrap();
    assert!(!encrypted(&server, with(&server, SslMode::Disable)));
    assert!(encrypted(&server, with(&server, SslMode::Prefer)));
    assert!(encrypted(&server, trust.config(&server)));
}

/// What is sent after the login would be for everybody to read.
#[test]
fn a_server_that_encrypts_logins_alone() {
    let trust = Trust::new();
    let identity = trust.authority.certify(&["127.0.0.1"]).unwrap();
    let server = Server::start_with(Encryption::LoginOnly(identity)).unwrap();
    refused(trust.config(&server), &["`ssl_mode`"]);
    refused(with(&server, SslMode::Require), &["`ssl_mode`"]);
}
