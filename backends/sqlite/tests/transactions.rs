//! Transactions, and what statements report.

mod support;

use std::ops::ControlFlow;

use activerecord_core::{
    Connection, Error, ErrorKind, Isolation, Statement, TransactionOptions, Value,
};
use activerecord_sqlite::{SqliteOptions, TransactionMode, rusqlite};

use support::{fail, file, memory, rows, run, value};

fn table() -> Box<dyn Connection> {
    let mut connection = memory();
    run(connection.as_mut(), "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER UNIQUE)");
    connection
}

fn count(connection: &mut dyn Connection) -> Value<'static> {
    value(connection, "SELECT count(*) FROM t", &[])
}

#[test]
fn commit_keeps_and_rollback_undoes() {
    let mut connection = table();
    let connection = connection.as_mut();
    for (commit, expected) in [(false, 0), (true, 1)] {
        connection.begin(&TransactionOptions::new()).unwrap();
        assert!(connection.in_transaction());
        run(connection, "INSERT INTO t (n) VALUES (1)");
        if commit {
            connection.commit().unwrap()
        } else {
            connection.rollback().unwrap()
        }
        assert!(!connection.in_transaction());
        assert_eq!(count(connection), Value::I64(expected));
    }
    // Nothing is open: nothing to undo.
    connection.rollback().unwrap();
    assert_eq!(connection.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
}

#[test]
fn savepoints_undo_a_part() {
    let mut connection = table();
    let connection = connection.as_mut();
    connection.begin(&TransactionOptions::new()).unwrap();
    run(connection, "INSERT INTO t (n) VALUES (1)");
    connection.savepoint("outer_one").unwrap();
    run(connection, "INSERT INTO t (n) VALUES (2)");
    connection.savepoint("inner_one").unwrap();
    run(connection, "INSERT INTO t (n) VALUES (3)");
    connection.rollback_to("inner_one").unwrap();
    connection.release("outer_one").unwrap();
    assert_eq!(connection.release("inner_one").unwrap_err().kind(), ErrorKind::TransactionAborted);
    connection.commit().unwrap();
    assert_eq!(count(connection), Value::I64(2));
}

#[test]
fn a_read_only_transaction_refuses_writes_and_leaves_no_trace() {
    let mut connection = table();
    let connection = connection.as_mut();
    let read_only = || TransactionOptions::new().read_only();
    type End = fn(&mut dyn Connection);
    let ends: [(&str, End); 3] = [
        ("commit", |connection| connection.commit().unwrap()),
        ("rollback", |connection| connection.rollback().unwrap()),
        ("reset", |connection| connection.reset().unwrap()),
    ];
    for (name, end) in ends {
        for mode in [None, Some(TransactionMode::Immediate), Some(TransactionMode::Exclusive)] {
            let options = match mode {
                Some(mode) => read_only().with(mode),
                None => read_only(),
            };
            connection.begin(&options).unwrap();
            let error = fail(connection, "INSERT INTO t (n) VALUES (1)");
            assert_eq!(error.kind(), ErrorKind::ReadOnly, "{name}");
            assert_eq!(count(connection), Value::I64(0));
            end(connection);
            assert_eq!(value(connection, "PRAGMA query_only", &[]), Value::I64(0), "{name}");
            assert!(!connection.in_transaction());
        }
    }
    run(connection, "INSERT INTO t (n) VALUES (1)");
}

#[test]
fn what_the_options_forbid_stays_forbidden() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("query_only.db");
    run(file(&path, SqliteOptions::new()).unwrap().as_mut(), "CREATE TABLE t (n)");
    let options = SqliteOptions::new().pragma("query_only", "on");
    let mut connection = file(&path, options).unwrap();
    for options in [TransactionOptions::new(), TransactionOptions::new().read_only()] {
        connection.begin(&options).unwrap();
        connection.commit().unwrap();
        assert_eq!(value(connection.as_mut(), "PRAGMA query_only", &[]), Value::I64(1));
    }
}

#[test]
fn modes_take_their_locks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("modes.db");
    let options = SqliteOptions::new().pragma("busy_timeout", 0);
    let mut first = file(&path, options.clone()).unwrap();
    let mut second = file(&path, options).unwrap();
    let mut writes_at_once = |options: TransactionOptions| {
        first.begin(&options).unwrap();
        let locked = second.begin(&TransactionOptions::new()).is_err();
        if !locked {
            second.rollback().unwrap();
        }
        first.rollback().unwrap();
        locked
    };
    assert!(writes_at_once(TransactionOptions::new()));
    assert!(writes_at_once(TransactionOptions::new().with(TransactionMode::Exclusive)));
    assert!(!writes_at_once(TransactionOptions::new().with(TransactionMode::Deferred)));
    assert!(!writes_at_once(TransactionOptions::new().read_only()));
}

#[test]
fn the_only_isolation_level_is_serializable() {
    let mut connection = memory();
    connection.begin(&TransactionOptions::new().isolation(Isolation::Serializable)).unwrap();
    connection.rollback().unwrap();
    let weaker = TransactionOptions::new().isolation(Isolation::ReadCommitted);
    let error = connection.begin(&weaker).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("SERIALIZABLE"), "{error}");
    assert!(!connection.in_transaction());
}

#[test]
fn a_commit_that_fails_leaves_nothing_open() {
    let mut connection = memory();
    let connection = connection.as_mut();
    run(connection, "CREATE TABLE a (id INTEGER PRIMARY KEY)");
    run(
        connection,
        "CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    connection.begin(&TransactionOptions::new()).unwrap();
    run(connection, "INSERT INTO b VALUES (1)");
    let error = connection.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert!(!connection.in_transaction());
    assert_eq!(value(connection, "SELECT count(*) FROM b", &[]), Value::I64(0));
}

#[test]
fn a_transaction_that_sqlite_rolled_back_cannot_be_committed() {
    let mut connection = table();
    let connection = connection.as_mut();
    connection.begin(&TransactionOptions::new()).unwrap();
    run(connection, "INSERT INTO t (n) VALUES (1)");
    fail(connection, "INSERT OR ROLLBACK INTO t (n) VALUES (1)");
    assert!(!connection.in_transaction());
    let error = connection.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionAborted);
    connection.rollback().unwrap();
    assert_eq!(count(connection), Value::I64(0));
}

#[test]
fn reset_ends_what_raw_sql_began() {
    let mut connection = table();
    run(connection.as_mut(), "BEGIN");
    run(connection.as_mut(), "INSERT INTO t (n) VALUES (1)");
    connection.reset().unwrap();
    assert!(!connection.in_transaction());
    assert_eq!(count(connection.as_mut()), Value::I64(0));
}

#[test]
fn what_a_statement_reports() {
    let mut connection = table();
    let connection = connection.as_mut();
    let done = |connection: &mut dyn Connection, sql: &str| {
        let done = run(connection, sql);
        (done.affected, done.last_insert_id)
    };
    assert_eq!(done(connection, "INSERT INTO t (n) VALUES (1), (2), (3)"), (3, Some(3)));
    assert_eq!(done(connection, "UPDATE t SET n = n + 10"), (3, None));
    assert_eq!(done(connection, "SELECT * FROM t"), (0, None));
    assert_eq!(done(connection, "CREATE TABLE u AS SELECT * FROM t"), (0, None));
    assert_eq!(done(connection, "CREATE INDEX i ON t (n)"), (0, None));
    assert_eq!(done(connection, "PRAGMA user_version = 7"), (0, None));
    assert_eq!(done(connection, "INSERT OR IGNORE INTO t (n) VALUES (11)"), (0, None));
    assert_eq!(done(connection, " delete from t where n > 11"), (2, None));
    assert_eq!(done(connection, "DELETE FROM t WHERE n > 11"), (0, None));
    assert_eq!(done(connection, "REPLACE INTO t (id, n) VALUES (9, 9)"), (1, Some(9)));
    assert_eq!(done(connection, "DELETE FROM t"), (2, None));
    assert_eq!(done(connection, "DROP TABLE t"), (0, None));
}

#[test]
fn execute_runs_what_gives_rows() {
    let mut connection = table();
    let connection = connection.as_mut();
    run(connection, "PRAGMA foreign_keys");
    let done = run(connection, "INSERT INTO t (n) VALUES (1), (2) RETURNING id");
    assert_eq!(done.affected, 2);
    assert_eq!(count(connection), Value::I64(2));
}

#[test]
fn an_insert_gives_its_rows_back() {
    let mut connection = table();
    let connection = connection.as_mut();
    let insert = "INSERT INTO t (n) VALUES (5), (6) RETURNING id, n";
    let found = rows(connection, insert, &[]).unwrap();
    let number = |a, b| vec![Value::I64(a), Value::I64(b)];
    assert_eq!(found, [number(1, 5), number(2, 6)]);
}

#[test]
fn breaking_off_stops_a_query_but_no_change() {
    let mut connection = table();
    let connection = connection.as_mut();
    let mut seen = 0;
    let insert = Statement::new("INSERT INTO t (n) VALUES (1), (2), (3) RETURNING id");
    let done = connection.query(&insert, &[], &mut |_| {
        seen += 1;
        Ok(ControlFlow::Break(()))
    });
    assert_eq!((seen, done.unwrap().affected), (1, 3));
    assert_eq!(count(connection), Value::I64(3));
    let select = Statement::new("SELECT id FROM t");
    let mut seen = 0;
    connection
        .query(&select, &[], &mut |_| {
            seen += 1;
            Ok(if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
        .unwrap();
    assert_eq!(seen, 2);
}

#[test]
fn an_error_of_the_caller_comes_through() {
    let mut connection = table();
    let connection = connection.as_mut();
    for sql in ["SELECT 1", "INSERT INTO t (n) VALUES (1) RETURNING id"] {
        let error = connection
            .query(&Statement::new(sql), &[], &mut |_| {
                Err(Error::other(std::io::Error::other("enough")))
            })
            .unwrap_err();
        assert_eq!(error.to_string(), "enough");
        // Nothing is left running that would hold a lock.
        run(connection, "DELETE FROM t");
    }
}

#[test]
fn statements_survive_a_change_of_the_schema() {
    let mut connection = table();
    let connection = connection.as_mut();
    run(connection, "INSERT INTO t (n) VALUES (1)");
    assert_eq!(rows(connection, "SELECT * FROM t", &[]).unwrap()[0].len(), 2);
    run(connection, "ALTER TABLE t ADD COLUMN added TEXT DEFAULT 'new'");
    let row = rows(connection, "SELECT * FROM t", &[]).unwrap().remove(0);
    assert_eq!(row, [Value::I64(1), Value::I64(1), Value::Text("new".into())]);
}

#[test]
fn one_shot_statements_are_not_kept() {
    let mut connection = table();
    let statement = Statement::new("INSERT INTO t (n) VALUES (?)").one_shot();
    for n in 0..3 {
        connection.execute(&statement, &[Value::I64(n)]).unwrap();
    }
    assert_eq!(count(connection.as_mut()), Value::I64(3));
}

#[test]
fn scripts_run_to_their_end_or_first_error() {
    let mut connection = table();
    connection
        .execute_script(
            "INSERT INTO t (n) VALUES (1); -- a comment; with a semicolon\n\
             INSERT INTO t (n) VALUES (2) RETURNING id; PRAGMA foreign_keys; SELECT 1;\n",
        )
        .unwrap();
    assert_eq!(count(connection.as_mut()), Value::I64(2));
    let script = "INSERT INTO t (n) VALUES (3); INSERT INTO t (n) VALUES (3); DELETE FROM t";
    let error = connection.execute_script(script).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(count(connection.as_mut()), Value::I64(3));
}

#[test]
fn the_drivers_connection_is_at_hand() {
    let mut connection = table();
    let driver = connection.as_any().downcast_mut::<rusqlite::Connection>().unwrap();
    assert!(driver.is_autocommit());
}
