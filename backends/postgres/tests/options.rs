//! Options and URLs, as far as they are checked without a server.

use std::sync::Arc;
use std::time::Duration;

use activerecord::postgres::{ChannelBinding, PostgresOptions, TargetSession};
use activerecord::prelude::*;
use activerecord_core::config::{ConnectionUrl, OptionInfo, SslMode};
use activerecord_core::{Backend, Connector, Error, ErrorKind, Result};

/// The backend up to the point where it would connect.
#[derive(Debug)]
struct Checking;

impl Backend for Checking {
    fn name(&self) -> &'static str {
        PostgresBackend.name()
    }

    fn schemes(&self) -> &'static [&'static str] {
        PostgresBackend.schemes()
    }

    fn options(&self) -> &'static [OptionInfo] {
        PostgresBackend.options()
    }

    fn read_url(&self, url: &ConnectionUrl, config: ConnectionConfig) -> Result<ConnectionConfig> {
        PostgresBackend.read_url(url, config)
    }

    fn connector(&self, config: &ConnectionConfig) -> Result<Arc<dyn Connector>> {
        let connector = PostgresBackend.connector(config)?;
        assert!(!format!("{connector:?}").contains("sesame"));
        Err(Error::new(ErrorKind::Busy, "everything is well"))
    }
}

/// Checks a configuration, and connects to nothing.
fn check(config: &ConnectionConfig) -> Result<()> {
    match Database::open(config.clone(), Checking) {
        Err(error) if error.kind() == ErrorKind::Busy => Ok(()),
        other => other.map(drop),
    }
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
    let options = PostgresOptions::new()
        .search_path("app, public")
        .application_name("billing")
        .statement_timeout(Duration::from_millis(1_500))
        .lock_timeout(Duration::from_secs(5))
        .idle_in_transaction_session_timeout(Duration::from_secs(60))
        .target_session_attrs(TargetSession::ReadWrite)
        .channel_binding(ChannelBinding::Disable)
        .options("-c geqo=off")
        .setting("work_mem", "64MB")
        .init_command("SET extra_float_digits = 3")
        .keepalives(true)
        .keepalives_idle(Duration::from_secs(60))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_count(3)
        .prepared_statements(false);
    let config = local()
        .port(5433)
        .password("sesame")
        .ssl_mode(SslMode::Disable)
        .connect_timeout(Duration::from_secs(1))
        .read_timeout(Duration::from_secs(2))
        .write_timeout(Duration::from_secs(3))
        .charset("UTF-8")
        .timezone("Europe/Berlin")
        .with(options);
    check(&config).unwrap();
}

#[test]
fn every_option_by_word() {
    let words = [
        ("ssl_mode", "disable"),
        ("connect_timeout", "3s"),
        ("read_timeout", "30s"),
        ("write_timeout", "30s"),
        ("charset", "utf8"),
        ("timezone", "UTC"),
        ("search_path", "app,public"),
        ("application_name", "billing"),
        ("statement_timeout", "1500ms"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "1m"),
        ("target_session_attrs", "prefer-standby"),
        ("channel_binding", "require"),
        ("options", "-c geqo=off"),
        ("init_command", "SELECT 1"),
        ("keepalives", "off"),
        ("keepalives_idle", "60s"),
        ("keepalives_interval", "5s"),
        ("keepalives_count", "3"),
        ("prepared_statements", "false"),
        ("sslmode", "disable"),
        ("client_encoding", "UTF8"),
        ("dbname", "other"),
    ];
    for (word, value) in words {
        check(&local().option(word, value)).unwrap();
    }
    let files = [("ssl_ca", "sslrootcert"), ("ssl_cert", "sslcert"), ("ssl_key", "sslkey")];
    for word in files.into_iter().flat_map(|(ours, theirs)| [ours, theirs]) {
        let far = ConnectionConfig::new().host("db.example.org").user("app");
        let error = refused(&far.option(word, "/no/such/file")).to_string();
        assert!(error.contains("ssl_"), "{word}: {error}");
    }
    let known = PostgresBackend.options();
    for info in known {
        let tried = words.iter().any(|(word, _)| *word == info.word);
        let by_address = ["host", "port", "database", "user", "password"].contains(&info.word);
        assert!(tried || by_address || info.word.contains("ssl"), "`{}` is not tried", info.word);
    }
}

#[test]
fn malformed_values_name_the_option() {
    let with = |options| local().with(options);
    let late = Duration::from_secs(1 << 32);
    for (config, word) in [
        (with(PostgresOptions::new().statement_timeout(late)), "`statement_timeout`"),
        (with(PostgresOptions::new().lock_timeout(late)), "`lock_timeout`"),
        (
            with(PostgresOptions::new().idle_in_transaction_session_timeout(late)),
            "`idle_in_transaction_session_timeout`",
        ),
        (with(PostgresOptions::new().setting("work mem", "1")), "`work mem`"),
        (local().charset("latin1"), "`charset`"),
        (local().option("client_encoding", "LATIN1"), "`charset`"),
        (local().option("sslmode", "always"), "`ssl_mode`"),
        (local().option("target_session_attrs", "leader"), "`target_session_attrs`"),
        (local().option("channel_binding", "maybe"), "`channel_binding`"),
        (local().option("keepalives", "maybe"), "`keepalives`"),
        (local().option("keepalives_count", "-1"), "`keepalives_count`"),
        (local().option("statement_timeout", "soon"), "`statement_timeout`"),
        (local().option("prepared_statements", "sometimes"), "`prepared_statements`"),
        (local().ssl_mode(SslMode::VerifyFull).ssl_ca("/no/such/file"), "`ssl_ca`"),
        (ConnectionConfig::new().host("db1,,db2").user("app"), "`host`"),
        (ConnectionConfig::new().host("db1:x").user("app"), "`host`"),
        (ConnectionConfig::new().host("[::1").user("app"), "`host`"),
    ] {
        let error = refused(&config).to_string();
        assert!(error.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_client_certificate_needs_its_key() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for config in [local().ssl_cert(file.path()), local().ssl_key(file.path())] {
        let error = refused(&config).to_string();
        assert!(error.contains("`ssl_cert`") && error.contains("`ssl_key`"), "{error}");
    }
}

#[test]
fn a_file_that_holds_no_certificate() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "nothing of the kind").unwrap();
    let error = refused(&local().ssl_mode(SslMode::VerifyCa).ssl_ca(file.path())).to_string();
    assert!(error.contains("`ssl_ca`") && error.contains("no certificate"), "{error}");
}

#[test]
fn unknown_words_list_the_known_ones() {
    let error = activerecord::connect("postgres://localhost/app?serch_path=x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    for word in ["`serch_path`", "`search_path`", "`ssl_mode`", "`sslmode`", "`pool_size`"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn addresses_in_urls() {
    for url in [
        "postgres://app@localhost/app",
        "postgresql://app:sesame@[::1]:5433/app?sslmode=disable",
        "postgres://app@db1:5433,db2,[::1]:7/app?target_session_attrs=primary",
        "postgres:///app?host=/var/run/postgresql&user=app",
        "postgres://app@%2Fvar%2Frun%2Fpostgresql:5433/app",
    ] {
        check(&ConnectionConfig::from_url(url).unwrap()).unwrap_or_else(|e| panic!("{url}: {e}"));
    }
}

#[test]
fn passwords_are_not_shown() {
    let config = ConnectionConfig::from_url("postgresql://app:sesame@localhost/app").unwrap();
    assert!(!format!("{config:?}").contains("sesame"));
    check(&config).unwrap();
}
