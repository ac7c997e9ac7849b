//! Where a database is, by URL and by name.

mod support;

use std::path::Path;

use activerecord_core::{ConnectionConfig, Database, Error, ErrorKind};
use activerecord_sqlite::SqliteBackend;

fn open(url: &str) -> Result<Database, Error> {
    Database::open(ConnectionConfig::from_url(url)?, SqliteBackend)
}

fn refused(url: &str) -> String {
    let error = open(url).expect_err(url);
    assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
    error.to_string()
}

/// The file that SQLite has open; empty for memory.
fn path_of(database: &Database) -> String {
    let path: (String,) = database
        .sql("SELECT file FROM pragma_database_list WHERE name = 'main'", ())
        .one()
        .unwrap();
    path.0
}

/// Opens and checks that it is this file.
fn opens(url: &str, path: &Path) {
    let database = open(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    let canonical = path.canonicalize().unwrap_or_else(|error| panic!("{url}: {error}"));
    assert_eq!(Path::new(&path_of(&database)).canonicalize().unwrap(), canonical, "{url}");
}

#[test]
fn relative_and_absolute_paths() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    // The only test of this program that minds the current folder.
    std::env::set_current_dir(folder.path()).unwrap();
    let at = |name: &str| folder.path().join(name);
    opens("sqlite://app.db", &at("app.db"));
    opens("sqlite:app2.db", &at("app2.db"));
    opens("sqlite://sub/app.db", &at("sub/app.db"));
    opens("sqlite:./app3.db", &at("app3.db"));
    opens("SQLite://app4.db", &at("app4.db"));
    let absolute = folder.path().display();
    opens(&format!("sqlite://{absolute}/app5.db"), &at("app5.db"));
    opens(&format!("sqlite:{absolute}/app6.db"), &at("app6.db"));
    opens(&format!("sqlite:file:{absolute}/app7.db"), &at("app7.db"));
    opens(&format!("sqlite:file://{absolute}/app8.db?cache=private"), &at("app8.db"));
    opens(&format!("sqlite:file://localhost{absolute}/app9.db"), &at("app9.db"));
    opens("sqlite:file:app10.db?mode=rwc", &at("app10.db"));
    // A database stays where it was when the program changes its folder.
    let config = ConnectionConfig::from_url("sqlite:moved.db").unwrap().pool_size(2);
    let database = Database::open(config, SqliteBackend).unwrap();
    std::env::set_current_dir(at("sub")).unwrap();
    let transaction = database.begin().unwrap();
    drop(database.sql("SELECT 1", ()).one::<(i64,)>());
    drop(transaction);
    assert!(!at("sub/moved.db").exists());
}

#[test]
fn percent_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let folder = folder.path().display();
    opens(&format!("sqlite://{folder}/my%20data%20%C3%A9.db"), &at("my data é.db"));
    opens(&format!("sqlite://{folder}/100%25%3F%23%26.db"), &at("100%?#&.db"));
    opens(&format!("sqlite:file:{folder}/uri%20%3F.db"), &at("uri ?.db"));
    for url in ["sqlite:a%00b.db", "sqlite:file:a%00b.db", "sqlite:file:a.db?vfs=%00"] {
        assert!(refused(url).contains("NUL"), "{url}");
    }
    refused("sqlite:a%ff.db");
}

#[test]
fn databases_in_memory() {
    for url in [
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite:file::memory:",
        "sqlite:file:name?mode=memory",
        "sqlite:any?mode=memory",
        "sqlite::memory:?cache=private",
    ] {
        let database = open(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(path_of(&database), "", "{url}");
        assert_eq!(database.pool_status().size, 1, "{url}");
    }
    assert!(!Path::new("name").exists() && !Path::new("any").exists());
}

#[test]
fn a_name_makes_a_database_in_memory_common() {
    for (url, other) in [
        (
            "sqlite:file:common?mode=memory&cache=shared",
            "sqlite:file:third?mode=memory&cache=shared",
        ),
        ("sqlite:file::memory:?cache=shared", "sqlite::memory:"),
    ] {
        let database = open(url).unwrap();
        assert!(database.pool_status().size > 1);
        database.execute_script("CREATE TABLE t (n)").unwrap();
        let again = open(url).unwrap();
        assert_eq!(again.sql("SELECT count(*) FROM t", ()).one::<(i64,)>().unwrap(), (0,));
        assert!(open(other).unwrap().sql("SELECT * FROM t", ()).all::<(i64,)>().is_err());
    }
}

#[test]
fn modes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("modes.db");
    let url = |query: &str| format!("sqlite://{}?{query}", path.display());
    assert_eq!(open(&url("mode=ro")).unwrap_err().kind(), ErrorKind::ConnectionFailed);
    assert_eq!(open(&url("mode=rw")).unwrap_err().kind(), ErrorKind::ConnectionFailed);
    assert!(!path.exists());
    open(&url("mode=rwc")).unwrap().execute_script("CREATE TABLE t (n)").unwrap();
    open(&url("mode=rw")).unwrap().execute_script("INSERT INTO t VALUES (1)").unwrap();
    for query in ["mode=ro", "immutable=1", "immutable=yes&mode=ro"] {
        let database = open(&url(query)).unwrap();
        let error = database.execute_script("INSERT INTO t VALUES (2)").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReadOnly, "{query}");
    }
    let error = open(&url("vfs=no-such-vfs")).unwrap_err();
    assert!(error.to_string().contains("no-such-vfs"), "{error}");
}

#[test]
fn what_is_wrong_is_named() {
    assert!(refused("sqlite:app.db?mode=readonly").contains("one of ro, rw, rwc, memory"));
    assert!(refused("sqlite:app.db?busy_timeout=soon").contains("500ms"));
    assert!(refused("sqlite:app.db?cache_size=big").contains("a whole number"));
    assert!(refused("sqlite:app.db?foreign_key=on").contains("`foreign_keys`"));
    assert!(refused("sqlite:file://server/app.db").contains("authority"));
    for url in ["sqlite:", "sqlite://"] {
        assert!(refused(url).contains(":memory:"), "{url}");
    }
    assert!(refused("postgres://app.db").contains("sqlite://"));
    let error = Database::open(ConnectionConfig::new(), SqliteBackend).unwrap_err();
    assert!(error.to_string().contains("sqlite://app.db"), "{error}");
    let error = Database::open(ConnectionConfig::new().database(""), SqliteBackend).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let config = ConnectionConfig::new().database(":memory:").host("localhost");
    assert!(Database::open(config, SqliteBackend).unwrap_err().to_string().contains("`host`"));
}

#[test]
fn what_the_program_sets_wins_over_the_url() {
    let config = ConnectionConfig::from_url("sqlite:not_this.db").unwrap().database(":memory:");
    let database = Database::open(config, SqliteBackend).unwrap();
    assert_eq!(path_of(&database), "");
    assert!(!Path::new("not_this.db").exists());
}
