//! What can be said about a database, by URL and by options, and what is refused before anything
//! is reached for. No client library is needed.

use std::time::Duration;

use activerecord_core::config::SslMode;
use activerecord_core::{ConnectionConfig, Database, Error, ErrorKind};
use activerecord_oracle::{OracleBackend, OracleOptions, Privilege};

/// A folder without a client library: what is refused later than by its options fails there.
const NOWHERE: &str = "/nonexistent/oracle/client";

fn open(config: ConnectionConfig) -> Error {
    Database::open(config, OracleBackend).expect_err("nothing is there")
}

fn url(url: &str) -> Error {
    open(ConnectionConfig::from_url(url).unwrap())
}

fn refused(text: &str) -> String {
    let error = url(text);
    assert_eq!(error.kind(), ErrorKind::Configuration, "{text}: {error}");
    error.to_string()
}

/// The options are right: only the client library is missing.
fn accepted(text: &str) {
    let separator = if text.contains('?') { '&' } else { '?' };
    let error = url(&format!("{text}{separator}client_dir={NOWHERE}"));
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{text}: {error}");
    assert!(error.to_string().contains(NOWHERE), "{error}");
}

#[test]
fn ways_to_say_where_the_database_is() {
    accepted("oracle://scott:tiger@db1/orcl");
    accepted("oracle://scott:tiger@db1:1522/orcl");
    accepted("oracle://scott:tiger@db1?service_name=orcl");
    accepted("oracle://scott:tiger@db1?sid=XE");
    accepted("oracle://scott:tiger@?dsn=my_alias");
    accepted("oracle://scott:tiger@/?dsn=my_alias");
    accepted("oracle://?user=scott&password=tiger&dsn=%28DESCRIPTION%3D%29");
    accepted("oracle://?dsn=my_alias&external_auth=yes");
    accepted("oracle://scott:tiger@db1/orcl?ssl_mode=verify-full&wallet=/etc/wallet");
}

#[test]
fn every_option_by_its_word() {
    accepted(
        "oracle://sys:x@db1/orcl?privilege=SYSDBA&edition=e2&events=on&connection_class=c\
         &schema=app&driver_name=d&module=m&action=a&client_identifier=i\
         &client_statement_cache=10&statement_cache=20&fetch_size=500&prefetch_rows=0\
         &call_timeout=5s&identifier_bytes=30&nls_sort=GERMAN_CI&nls_comp=linguistic\
         &nls_language=GERMAN&nls_territory=AUSTRIA&timezone=Europe/Vienna&charset=utf8\
         &connect_timeout=3s&new_password=y&config_dir=/etc/oracle",
    );
}

#[test]
fn every_option_by_its_setter() {
    let options = OracleOptions::new()
        .service_name("orcl")
        .wallet("/etc/wallet")
        .config_dir("/etc/oracle")
        .client_dir(NOWHERE)
        .privilege(Privilege::Sysbackup)
        .new_password("y")
        .edition("e2")
        .events(true)
        .connection_class("c")
        .schema("app")
        .driver_name("d")
        .module("m")
        .action("a")
        .client_identifier("i")
        .client_statement_cache(10)
        .fetch_size(500)
        .prefetch_rows(501)
        .call_timeout(Duration::from_secs(5))
        .identifier_bytes(64)
        .nls_sort("GERMAN")
        .nls_comp("LINGUISTIC")
        .nls_language("GERMAN")
        .nls_territory("AUSTRIA");
    let config = ConnectionConfig::new()
        .host("db1")
        .user("scott")
        .password("tiger")
        .ssl_mode(SslMode::VerifyFull)
        .with(options);
    assert_eq!(open(config).kind(), ErrorKind::ConnectionFailed);
}

#[test]
fn unknown_and_malformed_options_say_what_is_expected() {
    let unknown = refused("oracle://scott:tiger@db1/orcl?search_path=app");
    assert!(unknown.contains("`search_path`") && unknown.contains("`fetch_size`"), "{unknown}");
    for (option, word) in [
        ("fetch_size=0", "fetch_size"),
        ("fetch_size=many", "fetch_size"),
        ("privilege=root", "privilege"),
        ("call_timeout=0s", "call timeout"),
        ("call_timeout=100000h", "call timeout"),
        ("call_timeout=soon", "call_timeout"),
        ("identifier_bytes=29", "identifier_bytes"),
        ("identifier_bytes=129", "identifier_bytes"),
        ("nls_comp=ansi", "nls_comp"),
        ("nls_sort=x'", "nls_sort"),
        ("timezone=x'", "timezone"),
        ("charset=latin1", "charset"),
        ("ssl_mode=require", "ssl_mode"),
        ("sid=XE", "sid"),
        ("external_auth=yes", "external_auth"),
        ("ssl_ca=/ca.pem", "ssl_ca"),
    ] {
        let message = refused(&format!("oracle://scott:tiger@db1/orcl?{option}"));
        assert!(message.contains(word), "{option}: {message}");
        assert!(!message.contains("tiger"), "{message}");
    }
}

#[test]
fn what_is_missing() {
    assert!(refused("oracle://db1/orcl").contains("user"));
    assert!(refused("oracle://scott:tiger@db1").contains("service"));
    assert!(refused("oracle://scott:tiger@").contains("dsn"));
    assert!(refused("oracle://scott:tiger@db1/orcl?dsn=alias").contains("`dsn`"));
}

#[test]
fn the_client_library_that_is_missing_says_what_to_install() {
    let error = url(&format!("oracle://scott:tiger@db1/orcl?client_dir={NOWHERE}"));
    let text = error.to_string();
    for part in
        ["client library was not found", NOWHERE, "Instant Client", "`client_dir`", "DPI-1047"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("tiger"), "{text}");
    assert!(error.is_connection());
}

#[test]
fn secrets_are_not_shown() {
    let options = OracleOptions::new().new_password("brand-new");
    let config = ConnectionConfig::new().password("tiger").with(options);
    let shown = format!("{config:?}");
    assert!(!shown.contains("tiger") && !shown.contains("brand-new"), "{shown}");
}
