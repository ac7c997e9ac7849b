//! Options and URLs, as far as they are checked without a server.

use std::time::Duration;

use activerecord::mysql::{MySqlOptions, UuidStorage};
use activerecord::prelude::*;
use activerecord_core::config::SslMode;
use activerecord_core::{Backend, Error, ErrorKind, Result};

/// Checks a configuration, and connects to nothing.
fn check(config: &ConnectionConfig) -> Result<()> {
    MySqlBackend.connector(config).map(|_| ())
}

fn local() -> ConnectionConfig {
    ConnectionConfig::new().host("localhost").user("app").database("app")
}

fn refused(config: &ConnectionConfig) -> Error {
    let error = check(config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    error
}

#[test]
fn every_option_by_setter() {
    let options = MySqlOptions::new()
        .collation("utf8mb4_unicode_ci")
        .sql_mode("TRADITIONAL")
        .init_command("SET @a = 1")
        .statement_timeout(Duration::from_millis(1_500))
        .lock_wait_timeout(Duration::from_secs(5))
        .max_allowed_packet(1 << 24)
        .compression(true)
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(60))
        .bind_address([127, 0, 0, 1].into())
        .cleartext_password(true)
        .server_version("8.0.36")
        .uuid_storage(UuidStorage::Text)
        .socket("/run/mysqld/mysqld.sock");
    let config = local()
        .ssl_mode(SslMode::Disable)
        .connect_timeout(Duration::from_secs(1))
        .read_timeout(Duration::from_secs(2))
        .write_timeout(Duration::from_secs(3))
        .charset("utf8mb4")
        .timezone("+02:00")
        .with(options);
    check(&config).unwrap();
}

#[test]
fn malformed_values_name_the_option() {
    let with = |options| local().with(options);
    for (config, word) in [
        (with(MySqlOptions::new().collation("x'; DROP TABLE t")), "collation"),
        (with(MySqlOptions::new().sql_mode("ANSI'")), "sql_mode"),
        (with(MySqlOptions::new().statement_timeout(Duration::ZERO)), "statement_timeout"),
        (with(MySqlOptions::new().lock_wait_timeout(Duration::from_millis(10))), "lock_wait"),
        (with(MySqlOptions::new().max_allowed_packet(1)), "max_allowed_packet"),
        (with(MySqlOptions::new().tcp_keepalive(Duration::ZERO)), "tcp_keepalive"),
        (with(MySqlOptions::new().server_public_key("/no/such/file")), "server_public_key"),
        (local().charset("latin1"), "charset"),
        (local().timezone("x'y"), "timezone"),
        (local().read_timeout(Duration::ZERO), "read_timeout"),
        (local().connect_timeout(Duration::ZERO), "connect_timeout"),
        (local().ssl_ca("/no/such/file"), "ssl_ca"),
        (local().option("bind_address", "here"), "bind_address"),
        (local().option("uuid_storage", "blob"), "uuid_storage"),
    ] {
        let error = refused(&config).to_string();
        assert!(error.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_client_certificate_needs_its_key() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = refused(&local().ssl_cert(file.path())).to_string();
    assert!(error.contains("`ssl_key` is missing"), "{error}");
    let error = refused(&local().ssl_key(file.path())).to_string();
    assert!(error.contains("`ssl_cert` is missing"), "{error}");
}

#[test]
fn a_password_in_clear_text_wants_privacy() {
    let options = MySqlOptions::new().cleartext_password(true);
    let far = ConnectionConfig::new().host("db.example.org").with(options.clone());
    check(&far).unwrap();
    let error = refused(&far.ssl_mode(SslMode::Require)).to_string();
    assert!(error.contains("cleartext_password") && error.contains("verify-full"), "{error}");
    check(&local().with(options)).unwrap();
}

#[test]
fn unknown_words_list_the_known_ones() {
    let error = activerecord::connect("mysql://localhost/app?chrset=utf8mb4").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    for word in ["`chrset`", "`charset`", "`ssl_mode`", "`init_command`", "`pool_size`"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn passwords_are_not_shown() {
    let config = ConnectionConfig::from_url("mariadb://app:secret@localhost/app").unwrap();
    assert!(!format!("{config:?}").contains("secret"));
}
