//! What a session is set to.

mod support;

use std::path::Path;
use std::time::Duration;

use activerecord_core::{Backend, Connection, ConnectionConfig, Error, ErrorKind, Value};
use activerecord_sqlite::{JournalMode, SqliteBackend, SqliteOptions, Synchronous};

use support::{connect, fail, file, memory, run, show, value};

fn pragma(connection: &mut dyn Connection, name: &str) -> String {
    show(&value(connection, &format!("PRAGMA {name}"), &[]))
}

fn with(path: &Path, options: SqliteOptions, name: &str) -> String {
    pragma(file(path, options).unwrap().as_mut(), name)
}

fn by_word(word: &str, text: &str) -> Result<Box<dyn Connection>, Error> {
    connect(ConnectionConfig::new().database(":memory:").option(word, text))
}

fn refused(options: SqliteOptions) -> String {
    let error = connect(ConnectionConfig::new().database(":memory:").with(options)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.to_string()
}

#[test]
fn defaults_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = file(&folder.path().join("a.db"), SqliteOptions::new()).unwrap();
    let expected = [
        ("foreign_keys", "1"),
        ("journal_mode", "wal"),
        ("synchronous", "1"),
        ("busy_timeout", "5000"),
    ];
    for (name, value) in expected {
        assert_eq!(pragma(connection.as_mut(), name), value, "{name}");
    }
}

#[test]
fn defaults_in_memory() {
    let mut connection = memory();
    for (name, value) in [("foreign_keys", "1"), ("journal_mode", "memory")] {
        assert_eq!(pragma(connection.as_mut(), name), value, "{name}");
    }
}

#[test]
fn one_option_changes_that_one_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.db");
    let options = SqliteOptions::new().foreign_keys(false);
    let mut connection = file(&path, options).unwrap();
    let expected = [("foreign_keys", "0"), ("journal_mode", "wal"), ("synchronous", "1")];
    for (name, value) in expected {
        assert_eq!(pragma(connection.as_mut(), name), value, "{name}");
    }
    let full = SqliteOptions::new().synchronous(Synchronous::Full);
    assert_eq!(with(&path, full, "synchronous"), "2");
    let raw = SqliteOptions::new().pragma("synchronous", 0);
    assert_eq!(with(&path, raw, "synchronous"), "0");
    let cache = SqliteOptions::new().cache_size(-123);
    assert_eq!(with(&path, cache, "cache_size"), "-123");
    let timeout = SqliteOptions::new().busy_timeout(Duration::from_millis(1234));
    assert_eq!(with(&path, timeout, "busy_timeout"), "1234");
    let timeout = SqliteOptions::new().pragma("busy_timeout", 77);
    assert_eq!(with(&path, timeout, "busy_timeout"), "77");
    let raw = SqliteOptions::new().pragma("cache_spill", "off");
    assert_eq!(with(&path, raw, "cache_spill"), "0");
}

#[test]
fn without_a_write_ahead_log_the_disk_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.db");
    let options = || SqliteOptions::new().journal_mode(JournalMode::Truncate);
    assert_eq!(with(&path, options(), "journal_mode"), "truncate");
    assert_eq!(with(&path, options(), "synchronous"), "2");
    let normal = options().synchronous(Synchronous::Normal);
    assert_eq!(with(&path, normal, "synchronous"), "1");
}

#[test]
fn what_must_come_before_the_first_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.db");
    let options = SqliteOptions::new().pragma("auto_vacuum", "full").pragma("page_size", 8192);
    let mut connection = file(&path, options).unwrap();
    run(connection.as_mut(), "CREATE TABLE t (n)");
    drop(connection);
    assert_eq!(with(&path, SqliteOptions::new(), "page_size"), "8192");
    assert_eq!(with(&path, SqliteOptions::new(), "auto_vacuum"), "1");
}

#[test]
fn every_word_is_read() {
    for (word, text, pragma_then) in [
        ("foreign_keys", "no", "0"),
        ("synchronous", "EXTRA", "3"),
        ("busy_timeout", "250ms", "250"),
        ("busy_timeout", "2", "2000"),
        ("cache_size", "-4096", "-4096"),
        ("temp_store", "memory", "2"),
        ("secure_delete", "fast", "2"),
        ("recursive_triggers", "yes", "1"),
        ("journal_size_limit", "1000000", "1000000"),
        ("trusted_schema", "off", "0"),
        ("locking_mode", "normal", "normal"),
        ("query_only", "true", "1"),
    ] {
        let mut connection = by_word(word, text).unwrap();
        assert_eq!(pragma(connection.as_mut(), word), pragma_then, "{word}={text}");
    }
}

#[test]
fn every_word_refuses_what_it_does_not_take() {
    for info in SqliteBackend.options() {
        if matches!(info.word, "database" | "vfs") {
            continue;
        }
        let error = by_word(info.word, "gibberish").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let message = error.to_string();
        assert!(message.contains(info.word) && message.contains("expects"), "{message}");
    }
    assert_eq!(by_word("no_such_word", "1").unwrap_err().kind(), ErrorKind::Configuration);
}

#[test]
fn words_win_over_options() {
    let options = SqliteOptions::new().cache_size(1).foreign_keys(false);
    let config = ConnectionConfig::new().database(":memory:").option("cache_size", "2");
    let mut connection = connect(config.with(options)).unwrap();
    assert_eq!(pragma(connection.as_mut(), "cache_size"), "2");
    assert_eq!(pragma(connection.as_mut(), "foreign_keys"), "0");
}

#[test]
fn pragmas_that_are_not_safe_are_refused() {
    for name in ["", "foreign keys", "x;drop", "CACHE_SIZE", "a'b", "main.cache_size"] {
        assert!(refused(SqliteOptions::new().pragma(name, 1)).contains("name of a pragma"));
    }
    for value in ["", "1; DROP TABLE t", "'x'", "a b", "(1)", "é"] {
        assert!(refused(SqliteOptions::new().pragma("cache_size", value)).contains("the value"));
    }
    assert!(refused(SqliteOptions::new().pragma("synchronous", "bogus")).contains("one of off"));
    assert!(refused(SqliteOptions::new().pragma("no_such_pragma", 1)).contains("has no pragma"));
    let long = SqliteOptions::new().busy_timeout(Duration::from_secs(u64::MAX));
    assert!(refused(long).contains("out of range"));
}

#[test]
fn a_journal_mode_that_cannot_be_had_is_an_error_if_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("e.db");
    let delete = || SqliteOptions::new().journal_mode(JournalMode::Delete);
    run(file(&path, delete()).unwrap().as_mut(), "CREATE TABLE t (n)");
    let read_only = || SqliteOptions::new().read_only(true);
    let error = file(&path, read_only().journal_mode(JournalMode::Wal)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(with(&path, read_only(), "journal_mode"), "delete");
    // In memory there is no journal to choose.
    let options = SqliteOptions::new().journal_mode(JournalMode::Wal);
    connect(ConnectionConfig::new().database(":memory:").with(options)).unwrap();
}

#[test]
fn a_file_in_use_keeps_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.db");
    let delete = SqliteOptions::new().journal_mode(JournalMode::Delete);
    let mut first = file(&path, delete).unwrap();
    run(first.as_mut(), "CREATE TABLE t (n)");
    run(first.as_mut(), "BEGIN IMMEDIATE");
    let hurried = SqliteOptions::new().busy_timeout(Duration::from_millis(10));
    let mut second = file(&path, hurried).unwrap();
    assert_eq!(pragma(second.as_mut(), "journal_mode"), "delete");
    assert_eq!(pragma(second.as_mut(), "synchronous"), "2");
}

#[test]
fn many_connections_can_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.db");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut connection = file(&path, SqliteOptions::new()).unwrap();
                run(connection.as_mut(), "CREATE TABLE IF NOT EXISTS t (n)");
                run(connection.as_mut(), "INSERT INTO t VALUES (1)");
            });
        }
    });
    let mut connection = file(&path, SqliteOptions::new()).unwrap();
    assert_eq!(pragma(connection.as_mut(), "journal_mode"), "wal");
    assert_eq!(value(connection.as_mut(), "SELECT count(*) FROM t", &[]), Value::I64(8));
}

#[test]
fn double_quotes_are_names_only() {
    let mut connection = memory();
    run(connection.as_mut(), "CREATE TABLE t (n)");
    let error = fail(connection.as_mut(), "SELECT \"typo\" FROM t");
    assert_eq!(error.kind(), ErrorKind::ObjectMissing);
    assert_eq!(error.column(), Some("typo"));
}

#[test]
fn a_database_in_memory_must_not_be_closed_for_idling() {
    let config = ConnectionConfig::new().database(":memory:");
    let error = connect(config.idle_timeout(Duration::from_secs(1))).unwrap_err();
    assert!(error.to_string().contains("idle_timeout"), "{error}");
}

#[test]
fn the_file_goes_with_its_last_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("h.db");
    let config = ConnectionConfig::new()
        .database(path.to_str().unwrap())
        .with(SqliteOptions::new().delete_on_close(true));
    let connector = SqliteBackend.connector(&config).unwrap();
    let mut first = connector.connect().unwrap();
    run(first.as_mut(), "CREATE TABLE t (n)");
    let second = connector.connect().unwrap();
    drop(connector);
    drop(first);
    assert!(path.exists());
    drop(second);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_options_show_no_surprise_in_debug() {
    let shown = format!("{:?}", SqliteOptions::new().cache_size(7));
    assert!(shown.contains("cache_size"), "{shown}");
}
