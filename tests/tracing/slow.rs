//! Warnings about slow statements.

use activerecord::prelude::*;
use tracing::Level;

use super::recorder::{Recording, record, record_at};
use super::{User, database, user};

const SLOW: &str = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) \
                    SELECT count(*) FROM n WHERE x <> ?";

fn warnings(said: &Recording) -> Vec<&str> {
    let warned = said.events.iter().filter(|(level, _)| *level == Level::WARN);
    warned.map(|(_, fields)| fields.get("db.statement").map_or("", String::as_str)).collect()
}

#[test]
fn a_slow_statement_is_warned_about() {
    let db = database("slow_query=5ms");
    let said = record(|| {
        db.sql(SLOW, ("private",)).one::<(i64,)>().expect("a row");
        db.sql("SELECT 1", ()).one::<(i64,)>().expect("a row");
    });
    assert_eq!(warnings(&said), [SLOW]);
    let (_, fields) = said.events.iter().find(|(level, _)| *level == Level::WARN).expect("one");
    assert_eq!(fields.get("message").map(String::as_str), Some("slow query"));
    let duration = fields.get("duration_us").and_then(|text| text.parse::<u64>().ok());
    assert!(duration.is_some_and(|us| us >= 5_000), "{fields:?}");
    assert!(!said.mentions("private"));
}

/// Statements are measured although nobody wants to hear of each.
#[test]
fn also_when_only_warnings_are_heard() {
    let db = database("slow_query=5ms&log_parameters=true");
    let said = record_at(Level::WARN, || {
        db.sql(SLOW, ("private",)).one::<(i64,)>().expect("a row");
        db.sql("SELECT 1", ()).one::<(i64,)>().expect("a row");
    });
    assert_eq!(warnings(&said), [SLOW]);
    assert!(said.statements().is_empty());
    assert!(!said.mentions("private"));
}

#[test]
fn a_threshold_of_nothing_warns_about_all() {
    let db = database("slow_query=0ms");
    let said = record(|| {
        user("ada", "s3cret").create_on(&db).expect("a row");
        User::on(&db).count().expect("a count");
    });
    assert_eq!(warnings(&said).len(), 2);
    assert!(!said.mentions("s3cret"));
}

#[test]
fn a_failed_statement_can_be_slow_too() {
    let db = database("slow_query=0ms");
    let said = record(|| {
        let _ = db.sql("SELECT * FROM nowhere", ()).execute();
    });
    assert_eq!(warnings(&said), ["SELECT * FROM nowhere"]);
}

#[test]
fn without_a_threshold_nothing_is_warned_about() {
    let db = database("");
    let said = record(|| {
        db.sql(SLOW, (1,)).one::<(i64,)>().expect("a row");
    });
    assert!(warnings(&said).is_empty());
}

/// A transaction that waits for the lock to begin is no better than a slow statement.
#[test]
fn a_begin_that_waits_is_warned_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("app.db");
    let url = format!("sqlite://{}?busy_timeout=60ms&slow_query=40ms", path.display());
    let open = || activerecord::connect(&url).expect("a database");
    let (first, second) = (open(), open());
    let writing = first.begin().expect("a transaction");
    let said = record_at(Level::WARN, || {
        assert!(second.begin().is_err());
    });
    writing.rollback().expect("a rollback");
    assert_eq!(warnings(&said), ["BEGIN"]);
}
