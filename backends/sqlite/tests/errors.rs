//! Each kind of error, from the engine itself.

mod support;

use std::time::Duration;

use activerecord_core::{Connection, ErrorKind, Statement, TransactionOptions};
use activerecord_sqlite::{JournalMode, SqliteOptions, TransactionMode, rusqlite};

use support::{fail, file, memory, rows, run};

fn schema() -> Box<dyn Connection> {
    let mut connection = memory();
    connection
        .execute_script(
            r#"CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
               CREATE TABLE users (
                   id INTEGER PRIMARY KEY,
                   email TEXT UNIQUE,
                   name TEXT,
                   age INTEGER CONSTRAINT grown_up CHECK (age >= 18),
                   height REAL CHECK (height > 0),
                   team_id INTEGER REFERENCES teams (id),
                   UNIQUE (name, age)
               );
               CREATE UNIQUE INDEX lower_name ON teams (lower(name));
               CREATE TABLE strict_ones (id INTEGER PRIMARY KEY, n INTEGER) STRICT;
               CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
               CREATE TRIGGER guarded BEFORE DELETE ON teams BEGIN
                   SELECT raise(ABORT, 'teams stay');
               END;
               INSERT INTO teams VALUES (1, 'red');
               INSERT INTO users VALUES (1, 'ada@x', 'Ada', 36, 1.7, 1);"#,
        )
        .unwrap();
    connection
}

/// Kind, code, table, columns and constraint of the error that a statement gives.
fn error(sql: &str) -> (ErrorKind, i64, Option<String>, Vec<String>, Option<String>) {
    let error = fail(schema().as_mut(), sql);
    let database = error.database().unwrap_or_else(|| panic!("{sql}: {error}"));
    assert_eq!(database.backend(), "sqlite");
    assert!(error.downcast_ref::<rusqlite::Error>().is_some());
    (
        error.kind(),
        database.code().unwrap(),
        error.table().map(str::to_owned),
        error.columns().map(str::to_owned).collect(),
        error.constraint().map(str::to_owned),
    )
}

fn at(table: &str, columns: &[&str]) -> (Option<String>, Vec<String>) {
    (Some(table.to_owned()), columns.iter().map(|column| (*column).to_owned()).collect())
}

#[test]
fn constraints_name_table_and_columns() {
    use ErrorKind::*;
    for (sql, kind, code, table, columns) in [
        (
            "INSERT INTO users (email) VALUES ('ada@x')",
            UniqueViolation,
            2067,
            "users",
            &["email"][..],
        ),
        (
            "INSERT INTO users (name, age) VALUES ('Ada', 36)",
            UniqueViolation,
            2067,
            "users",
            &["name", "age"],
        ),
        ("INSERT INTO users (id) VALUES (1)", UniqueViolation, 1555, "users", &["id"]),
        ("INSERT INTO pairs VALUES (1, 2), (1, 2)", UniqueViolation, 1555, "pairs", &["a", "b"]),
        ("INSERT INTO teams (id) VALUES (2)", NotNullViolation, 1299, "teams", &["name"]),
        ("UPDATE teams SET name = NULL", NotNullViolation, 1299, "teams", &["name"]),
        ("INSERT INTO strict_ones VALUES (1, 'x')", TypeMismatch, 3091, "strict_ones", &["n"]),
    ] {
        let (table, columns) = at(table, columns);
        assert_eq!(error(sql), (kind, code, table, columns, None), "{sql}");
    }
}

#[test]
fn constraints_name_themselves() {
    let index = error("INSERT INTO teams VALUES (2, 'RED')");
    let name = Some("lower_name".to_owned());
    assert_eq!(index, (ErrorKind::UniqueViolation, 2067, None, vec![], name));
    let check = error("INSERT INTO users (age) VALUES (3)");
    let name = Some("grown_up".to_owned());
    assert_eq!(check, (ErrorKind::CheckViolation, 275, None, vec![], name));
    let check = error("INSERT INTO users (height) VALUES (-1)");
    assert_eq!(check.4.as_deref(), Some("height > 0"));
    let key = error("INSERT INTO users (team_id) VALUES (7)");
    assert_eq!(key, (ErrorKind::ForeignKeyViolation, 787, None, vec![], None));
    assert_eq!(error("INSERT INTO teams VALUES ('x', 'y')").0, ErrorKind::TypeMismatch);
    assert_eq!(error("DELETE FROM teams").0, ErrorKind::Database);
}

#[test]
fn mistakes_in_the_text() {
    use ErrorKind::*;
    for (sql, kind) in [
        ("SELEKT 1", Syntax),
        ("SELECT 1 +", Syntax),
        ("SELECT abs()", Syntax),
        ("INSERT INTO teams VALUES (1)", Syntax),
        ("SELECT * FROM nowhere", ObjectMissing),
        ("SELECT absent FROM users", ObjectMissing),
        ("SELECT \"absent\" FROM users", ObjectMissing),
        ("INSERT INTO users (nick) VALUES (1)", ObjectMissing),
        ("SELECT nofunction(1)", ObjectMissing),
        ("SELECT 'a' = 'b' COLLATE klingon", ObjectMissing),
        ("DROP INDEX nowhere", ObjectMissing),
        ("ROLLBACK TO nowhere", TransactionAborted),
        ("CREATE TABLE users (id)", ObjectExists),
        ("CREATE INDEX lower_name ON users (name)", ObjectExists),
        ("ALTER TABLE users ADD COLUMN name TEXT", ObjectExists),
        ("ALTER TABLE users RENAME TO teams", ObjectExists),
        ("COMMIT", TransactionAborted),
        ("SELECT ?99999999", InvalidQuery),
        ("SELECT json('{')", Database),
        ("SELECT abs(-9223372036854775808)", OutOfRange),
    ] {
        assert_eq!(error(sql).0, kind, "{sql}");
    }
}

#[test]
fn mistakes_name_what_they_are_about() {
    let named = |sql| {
        let (_, _, table, columns, _) = error(sql);
        (table.unwrap_or_default(), columns.join(","))
    };
    let pair = |table: &str, column: &str| (table.to_owned(), column.to_owned());
    assert_eq!(named("SELECT * FROM nowhere"), pair("nowhere", ""));
    assert_eq!(named("SELECT absent FROM users"), pair("", "absent"));
    assert_eq!(named("SELECT \"absent\" FROM users"), pair("", "absent"));
    assert_eq!(named("SELECT users.absent FROM users"), pair("users", "absent"));
    assert_eq!(named("INSERT INTO users (nick) VALUES (1)"), pair("users", "nick"));
    assert_eq!(named("CREATE TABLE \"users\" (id)"), pair("users", ""));
    assert_eq!(named("ALTER TABLE users RENAME TO teams"), pair("teams", ""));
}

#[test]
fn statements_that_are_none() {
    let mut connection = memory();
    for sql in ["", "  ", "-- nothing"] {
        let error = fail(connection.as_mut(), sql);
        assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{sql}");
    }
    let error = fail(connection.as_mut(), "SELECT 1; SELECT 2");
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert!(error.to_string().contains("execute_script"), "{error}");
    let deep = format!("SELECT {}1", "1+".repeat(2000));
    assert_eq!(fail(connection.as_mut(), &deep).kind(), ErrorKind::InvalidQuery);
}

#[test]
fn the_message_says_what_happened_and_what_to_do() {
    let error = fail(schema().as_mut(), "INSERT INTO users (team_id) VALUES (7)");
    assert_eq!(
        error.to_string(),
        "a foreign key does not match: FOREIGN KEY constraint failed (sqlite 787); the row refers \
         to one that does not exist, or other rows refer to it"
    );
}

#[test]
fn locks_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locks.db");
    let options = SqliteOptions::new().busy_timeout(Duration::from_millis(10));
    let mut first = file(&path, options.clone()).unwrap();
    let mut second = file(&path, options).unwrap();
    run(first.as_mut(), "CREATE TABLE t (n)");
    first.begin(&TransactionOptions::new()).unwrap();
    let error = second.begin(&TransactionOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(!error.is_retryable());
    assert!(error.to_string().contains("busy_timeout"), "{error}");
    assert!(!second.in_transaction());
    first.commit().unwrap();

    // A transaction that has read an older state can't write any more.
    second.begin(&TransactionOptions::new().with(TransactionMode::Deferred)).unwrap();
    rows(second.as_mut(), "SELECT * FROM t", &[]).unwrap();
    run(first.as_mut(), "INSERT INTO t VALUES (1)");
    let error = fail(second.as_mut(), "INSERT INTO t VALUES (2)");
    assert_eq!(error.kind(), ErrorKind::SerializationFailure);
    assert_eq!(error.database().unwrap().code(), Some(517));
    assert!(error.is_retryable());
    second.rollback().unwrap();
    assert!(!second.is_broken());
}

#[test]
fn read_only_files_and_transactions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readonly.db");
    let delete = SqliteOptions::new().journal_mode(JournalMode::Delete);
    run(file(&path, delete).unwrap().as_mut(), "CREATE TABLE t (n)");
    let mut connection = file(&path, SqliteOptions::new().read_only(true)).unwrap();
    assert_eq!(fail(connection.as_mut(), "INSERT INTO t VALUES (1)").kind(), ErrorKind::ReadOnly);
    connection.begin(&TransactionOptions::new()).unwrap();
    assert_eq!(rows(connection.as_mut(), "SELECT * FROM t", &[]).unwrap().len(), 0);
    connection.commit().unwrap();
}

#[test]
fn an_interrupted_statement_is_cancelled() {
    let mut connection = memory();
    let handle = connection.cancel_handle().unwrap();
    // Nothing runs: nothing happens.
    handle.cancel().unwrap();
    run(connection.as_mut(), "SELECT 1");
    let stop = std::thread::spawn(move || {
        for _ in 0..500 {
            std::thread::sleep(Duration::from_millis(10));
            handle.cancel().unwrap();
        }
    });
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                   SELECT count(*) FROM n";
    let error = fail(connection.as_mut(), endless);
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    drop(stop);
    assert!(!connection.is_broken());
}

#[test]
fn a_file_that_is_damaged_breaks_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.db");
    let options = || SqliteOptions::new().journal_mode(JournalMode::Delete);
    let mut connection = file(&path, options()).unwrap();
    run(connection.as_mut(), "CREATE TABLE t (n)");
    run(
        connection.as_mut(),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
         INSERT INTO t SELECT i FROM n",
    );
    drop(connection);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4096..].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let mut connection = file(&path, options()).unwrap();
    let error = rows(connection.as_mut(), "SELECT n FROM t", &[]).unwrap_err();
    assert_eq!(error.database().unwrap().code(), Some(11));
    assert!(connection.is_broken());
}

#[test]
fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Ada, ".repeat(1000)).unwrap();
    let error = file(&path, SqliteOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert_eq!(error.database().unwrap().code(), Some(26));
    assert!(error.to_string().contains("letter.txt"), "{error}");
    assert!(error.to_string().contains("no SQLite database"), "{error}");
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = file(&folder.path().join("no/such/app.db"), SqliteOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    let message = error.to_string();
    assert!(message.contains("no/such` does not exist"), "{message}");
    let error = file(folder.path(), SqliteOptions::new()).unwrap_err();
    assert!(error.to_string().contains("that is a folder"), "{error}");
    let missing = folder.path().join("missing.db");
    let error = file(&missing, SqliteOptions::new().create(false)).unwrap_err();
    assert!(error.to_string().contains("there is no such file"), "{error}");
    assert!(!missing.exists());
}

#[test]
fn a_mistake_leaves_the_connection_whole() {
    let mut connection = schema();
    fail(connection.as_mut(), "INSERT INTO users (id) VALUES (1)");
    fail(connection.as_mut(), "SELEKT");
    assert!(!connection.is_broken());
    connection.ping().unwrap();
    let done = connection.execute(&Statement::new("UPDATE users SET name = 'A'"), &[]).unwrap();
    assert_eq!(done.affected, 1);
}
