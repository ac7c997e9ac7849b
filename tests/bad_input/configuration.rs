//! URLs and options.

use std::time::Duration;

use activerecord::config::BackendOptions;
use activerecord::prelude::*;
use activerecord::{ErrorKind::Configuration, ErrorKind::NotConfigured, connect};

use super::refused;

#[test]
fn malformed_urls() {
    for (url, parts) in [
        ("", &["malformed connection URL", "scheme"][..]),
        ("app.db", &["malformed connection URL", "scheme", "sqlite://app.db"]),
        ("://app.db", &["malformed connection URL", "scheme"]),
        ("1sqlite:app.db", &["malformed connection URL", "scheme"]),
        ("sqlite::memory:?pool_size", &["malformed connection URL", "option=value"]),
        ("sqlite::memory:?pool_size=1&pool_size=2", &["`pool_size` is given twice"]),
        ("sqlite::memory:?%ff=1", &["percent-encoding is not UTF-8"]),
        ("sqlite:%ff.db", &["percent-encoding is not UTF-8"]),
        ("sqlite:a%00b.db", &["NUL"]),
        ("sqlite:", &["no SQLite database was given", "`:memory:`"]),
        ("sqlite://", &["no SQLite database was given"]),
        ("sqlite:file://host/app.db", &["authority"]),
    ] {
        refused(connect(url), Configuration, parts);
    }
}

#[test]
fn a_scheme_of_no_enabled_backend() {
    let error = refused(
        connect("gopher://ada:s3cret@host/app"),
        Configuration,
        &["no enabled backend", "`gopher`", "sqlite"],
    );
    assert!(!error.to_string().contains("s3cret"));
    let config = ConnectionConfig::from_url("postgres://ada:s3cret@host/app").expect("a URL");
    let error = refused(
        Database::open(config, SqliteBackend),
        Configuration,
        &["scheme `postgres`", "sqlite://"],
    );
    assert!(!format!("{error:?} {error}").contains("s3cret"));
}

#[test]
fn an_unknown_option_lists_the_valid_ones() {
    let valid = ["`busy_timeout`", "`pool_size`", "`foreign_keys`", "`mode`", "`slow_query`"];
    let error = refused(
        connect("sqlite::memory:?buzy_timeout=2s"),
        Configuration,
        &["unknown option `buzy_timeout` for sqlite"],
    );
    let text = error.to_string();
    assert!(valid.iter().all(|word| text.contains(word)), "{text}");
    let config = ConnectionConfig::new().database(":memory:").option("charset", "utf8");
    refused(Database::open(config, SqliteBackend), Configuration, &["`charset`", "`busy_timeout`"]);
}

#[test]
fn an_option_of_another_kind_of_database() {
    let base = || ConnectionConfig::new().database(":memory:");
    for (config, word) in [
        (base().host("localhost"), "`host`"),
        (base().port(5432), "`port`"),
        (base().user("ada"), "`user`"),
        (base().password("s3cret"), "`password`"),
    ] {
        let opened = Database::open(config, SqliteBackend);
        let error = refused(opened, Configuration, &["unknown option", word, "sqlite"]);
        assert!(!format!("{error:?}").contains("s3cret"));
    }
}

/// Options of a database that SQLite is not.
#[derive(Debug)]
struct Foreign;

impl BackendOptions for Foreign {
    fn backend(&self) -> &'static str {
        "elsewhere"
    }
}

#[test]
fn the_options_of_another_backend() {
    let config = ConnectionConfig::new().database(":memory:").with(Foreign);
    let opened = Database::open(config, SqliteBackend);
    refused(opened, Configuration, &["options of elsewhere were given to sqlite"]);
}

#[test]
fn malformed_values_name_the_option_and_what_it_takes() {
    for (option, expected) in [
        ("pool_size=many", "a whole number"),
        ("pool_size=-1", "a whole number"),
        ("pool_size=1.5", "a whole number"),
        ("pool_size=99999999999", "a whole number"),
        ("pool_timeout=soon", "a duration"),
        ("pool_timeout=5 s", "a duration"),
        ("pool_timeout=-5s", "a duration"),
        ("busy_timeout=99999999999999999999s", "a duration"),
        ("slow_query=", "a duration"),
        ("log_parameters=perhaps", "true"),
        ("foreign_keys=perhaps", "true"),
        ("synchronous=sometimes", "normal"),
        ("journal_mode=paper", "wal"),
        ("mode=rx", "rwc"),
        ("cache_size=large", "a whole number"),
        ("statement_cache=-5", "a whole number"),
    ] {
        let (word, value) = option.split_once('=').expect("an option");
        let opened = connect(&format!("sqlite::memory:?{option}"));
        let parts = [&format!("option `{word}`"), expected, &format!("got `{value}`")];
        refused(opened, Configuration, &parts);
    }
}

#[test]
fn values_out_of_their_range() {
    refused(connect("sqlite::memory:?pool_size=0"), Configuration, &["`pool_size`", "at least 1"]);
    refused(connect("sqlite::memory:?busy_timeout=999h"), Configuration, &["`busy_timeout`"]);
    refused(
        connect("sqlite::memory:?idle_timeout=5s"),
        Configuration,
        &["memory", "`idle_timeout`"],
    );
    let config = ConnectionConfig::new().database(":memory:").max_lifetime(Duration::from_secs(1));
    refused(Database::open(config, SqliteBackend), Configuration, &["memory", "`max_lifetime`"]);
}

/// As many connections as there can be numbers: none of them is made before it is needed.
#[test]
fn a_pool_of_any_size_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("app.db");
    let config = ConnectionConfig::new().database(path.to_string_lossy()).pool_size(u32::MAX);
    let db = Database::open(config, SqliteBackend).expect("a database");
    assert_eq!(db.pool_status().open, 1);
    db.ping().expect("an answer");
}

#[test]
fn pragmas_are_no_way_to_run_sql() {
    for (name, value) in [
        ("cache_size; DROP TABLE x", "1"),
        ("cache_size", "1; DROP TABLE x"),
        ("CACHE_SIZE", "1"),
        ("", "1"),
        ("cache_size", ""),
        ("user_version", "'x'"),
        ("no_such_pragma_at_all", "1"),
    ] {
        let options = SqliteOptions::new().pragma(name, value);
        let config = ConnectionConfig::new().database(":memory:").with(options);
        refused(Database::open(config, SqliteBackend), Configuration, &["pragma"]);
    }
}

#[test]
fn nothing_in_the_environment() {
    refused(
        ConnectionConfig::from_env("ACTIVERECORD_TESTS_NONE_"),
        Configuration,
        &["ACTIVERECORD_TESTS_NONE_", "ACTIVERECORD_TESTS_NONE_URL"],
    );
}

/// A model that nobody gives a database.
#[derive(ActiveRecord, Debug, Default)]
struct Orphan {
    id: i64,
}

#[test]
fn a_model_without_a_database() {
    let parts =
        ["Orphan", "no database is configured", "set_default", "Orphan::bind", "Orphan::on"];
    refused(Orphan::query().count(), NotConfigured, &parts);
    refused(Orphan::find(1), NotConfigured, &parts);
    refused(Orphan::default().create(), NotConfigured, &parts);
    refused(Orphan::transaction(|_| Ok(())), NotConfigured, &parts);
    let sql = Orphan::query().to_sql().expect("SQL can be seen without a database").text;
    assert_eq!(sql, r#"SELECT "id" FROM "orphans""#);
}

#[test]
fn a_misspelt_name_of_a_connection() {
    let db = super::memory();
    Connections::register("reports", &db).expect("a free name");
    let parts = ["`report`", "registered are", "reports"];
    refused(Orphan::using("report").count(), NotConfigured, &parts);
    Connections::remove("reports");
}
