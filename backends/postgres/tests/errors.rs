//! What the server refuses, and what is said about it.

mod support;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use support::{Own, run};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "parents")]
struct Parent {
    id: i64,
    #[record(unique, max_length = 20)]
    name: String,
    #[record(check = "age >= 0")]
    age: i32,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "children")]
struct Child {
    id: i64,
    #[record(references = Parent)]
    parent_id: i64,
}

fn family() -> Option<Own> {
    let own = Own::new("pool_size=1")?;
    own.db.create_table::<Parent>().unwrap();
    own.db.create_table::<Child>().unwrap();
    Some(own)
}

/// The SQLSTATE, and no value of a row in anything that is shown.
#[track_caller]
fn state(error: &Error) -> String {
    for shown in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!shown.contains("sesame"), "{shown}");
    }
    let said = error.database().and_then(|database| database.sqlstate());
    said.unwrap_or_default().to_owned()
}

#[test]
fn constraints_are_named() {
    let Some(own) = family() else { return };
    let parent = Parent { name: "sesame".into(), ..Default::default() };
    let mut stored = parent.clone().create_on(&own.db).unwrap();
    let unique = parent.create_on(&own.db).unwrap_err();
    assert!(unique.is_unique_violation());
    assert_eq!(state(&unique), "23505");
    assert_eq!(unique.constraint(), Some("parents_name_key"));
    assert_eq!((unique.table(), unique.column()), (Some("parents"), Some("name")));
    let check = Parent { name: "x".into(), age: -1, ..Default::default() }.create_on(&own.db);
    let check = check.unwrap_err();
    assert!(check.is_check_violation());
    assert_eq!((check.table(), state(&check)), (Some("parents"), "23514".into()));
    assert!(check.constraint().is_some());
    let orphan = Child { parent_id: 99, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert!(orphan.is_foreign_key_violation());
    assert_eq!((orphan.table(), orphan.column()), (Some("children"), Some("parent_id")));
    assert!(orphan.constraint().is_some());
    Child { parent_id: stored.id, ..Default::default() }.create_on(&own.db).unwrap();
    let needed = stored.delete_on(&own.db).unwrap_err();
    assert!(needed.is_foreign_key_violation());
    let null = own.db.sql("INSERT INTO parents (name, age) VALUES (NULL, 1)", ()).execute();
    let null = null.unwrap_err();
    assert!(null.is_not_null_violation());
    assert_eq!((null.table(), null.column()), (Some("parents"), Some("name")));
    let long = Parent { name: "sesame".repeat(5), ..Default::default() }.create_on(&own.db);
    let long = long.unwrap_err();
    assert_eq!((long.kind(), state(&long)), (ErrorKind::DataTooLong, "22001".into()));
}

#[test]
fn an_exclusion_constraint_is_a_unique_one() {
    let Some(own) = Own::new("pool_size=1") else { return };
    run(&own.db, "CREATE TABLE t (during INT4RANGE, EXCLUDE USING gist (during WITH &&))");
    run(&own.db, "INSERT INTO t VALUES ('[1,5)')");
    let error = own.db.sql("INSERT INTO t VALUES ('[4,6)')", ()).execute().unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.constraint(), Some("t_during_excl"));
}

#[test]
fn a_unique_index_of_columns_with_odd_names() {
    let Some(own) = Own::new("pool_size=1") else { return };
    run(&own.db, "CREATE TABLE t (\"a \"\"b\"\"\" INT, \"c, d\" INT, UNIQUE (\"a \"\"b\"\"\"))");
    run(&own.db, "INSERT INTO t VALUES (1, 2)");
    let error = own.db.sql("INSERT INTO t VALUES (1, 3)", ()).execute().unwrap_err();
    assert_eq!(error.column(), Some("a \"b\""));
}

#[test]
fn statements_that_are_wrong() {
    let Some(own) = family() else { return };
    let fail = |sql: &str| own.db.sql(sql, ()).execute().unwrap_err();
    for (sql, kind, sqlstate) in [
        ("SELEKT 1", ErrorKind::Syntax, "42601"),
        ("SELECT * FROM nowhere", ErrorKind::ObjectMissing, "42P01"),
        ("SELECT x FROM parents", ErrorKind::ObjectMissing, "42703"),
        ("SELECT nothing(1)", ErrorKind::ObjectMissing, "42883"),
        ("SELECT 1 FROM nowhere.parents", ErrorKind::ObjectMissing, "42P01"),
        ("CREATE TABLE parents (a INT)", ErrorKind::ObjectExists, "42P07"),
        ("SELECT 9223372036854775807 + 1", ErrorKind::OutOfRange, "22003"),
        ("SELECT 1 / 0", ErrorKind::OutOfRange, "22012"),
        ("SELECT 'sesame'::int", ErrorKind::TypeMismatch, "22P02"),
        ("SELECT 'sesame'::date", ErrorKind::TypeMismatch, "22007"),
        ("SELECT '2024-02-31'::date", ErrorKind::OutOfRange, "22008"),
        ("SELECT 1 = 'a'::text", ErrorKind::ObjectMissing, "42883"),
        ("INSERT INTO parents (name) VALUES (1, 2)", ErrorKind::Syntax, "42601"),
        ("SELECT name, COUNT(*) FROM parents", ErrorKind::Syntax, "42803"),
        ("SELECT pg_sleep('a')", ErrorKind::TypeMismatch, "22P02"),
        ("VACUUM; SELECT 1", ErrorKind::Syntax, "42601"),
    ] {
        let error = fail(sql);
        assert_eq!(error.kind(), kind, "{sql}: {error}");
        assert_eq!(state(&error), sqlstate, "{sql}: {error}");
    }
    let error = fail("SELECT 'a\0b'");
    assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
    assert!(error.to_string().contains("NUL"), "{error}");
    let error = own.db.execute_script("SELECT 'a\0b'").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
    assert_eq!(Parent::on(&own.db).count().unwrap(), 0);
}

#[test]
fn what_a_user_may_not_do() {
    let Some(own) = family() else { return };
    run(&own.db, "GRANT pg_monitor TO CURRENT_USER");
    let denied: Result<(), Error> = own.db.transaction(|tx| {
        tx.sql("SET LOCAL ROLE pg_monitor", ()).execute()?;
        Parent::on(tx).count().map(drop)
    });
    let denied = denied.unwrap_err();
    assert_eq!(state(&denied), "42501");
    assert!(denied.to_string().contains("no right"), "{denied}");
    assert_eq!(Parent::on(&own.db).count().unwrap(), 0);
}

#[test]
fn more_than_the_server_takes() {
    let Some(own) = Own::new("pool_size=1") else { return };
    let columns: Vec<String> = (0..1_700).map(|number| format!("c{number} INT")).collect();
    let error = own.db.sql(&format!("CREATE TABLE t ({})", columns.join(", ")), ()).execute();
    let error = error.unwrap_err();
    assert_eq!((error.kind(), state(&error)), (ErrorKind::DataTooLong, "54011".into()), "{error}");
    let binds: Vec<activerecord::Value<'static>> =
        (0..70_000).map(activerecord::Value::I64).collect();
    let marks = vec!["?"; binds.len()].join(", ");
    let error = own.db.sql(&format!("SELECT 1 WHERE 1 IN ({marks})"), binds).execute().unwrap_err();
    assert!(!error.is_connection(), "{error}");
    run(&own.db, "SELECT 1");
}

#[test]
fn a_database_of_another_encoding() {
    let Some(own) = Own::new("pool_size=1") else { return };
    let name = format!("{}_latin1", own.name);
    let admin = own.admin();
    run(
        admin,
        &format!(
            "CREATE DATABASE {name} ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        ),
    );
    let url = own.url().replace(&own.name, &name);
    let db = activerecord::connect(&format!("{url}?pool_size=1")).unwrap();
    run(&db, "CREATE TABLE t (a TEXT)");
    db.sql("INSERT INTO t VALUES (?)", ("grün",)).execute().unwrap();
    let (text,): (String,) = db.sql("SELECT a FROM t", ()).one().unwrap();
    assert_eq!(text, "grün");
    let error = db.sql("INSERT INTO t VALUES (?)", ("\u{1f980}",)).execute().unwrap_err();
    assert_eq!((error.kind(), state(&error)), (ErrorKind::OutOfRange, "22P05".into()), "{error}");
    assert_eq!(db.sql("SELECT a FROM t", ()).all::<(String,)>().unwrap().len(), 1);
    db.close();
    run(admin, &format!("DROP DATABASE {name} WITH (FORCE)"));
}
