//! Locks, interruptions and killed sessions.

use std::time::Duration;

use crate::support::{code, connect};

#[test]
fn rows_are_locked() {
    let one = connect("locks");
    let two = connect("locks");
    one.execute("CREATE TABLE t (id NUMBER(3) PRIMARY KEY, v NUMBER(3))", &[]).unwrap();
    for id in 1..=3i64 {
        one.execute("INSERT INTO t VALUES (:1, 0)", &[&id]).unwrap();
    }
    one.commit().unwrap();
    one.query_row("SELECT id FROM t WHERE id = 1 FOR UPDATE", &[]).unwrap();
    assert_eq!(code(two.query_row("SELECT id FROM t WHERE id = 1 FOR UPDATE NOWAIT", &[])), 54);
    assert_eq!(code(two.query_row("SELECT id FROM t WHERE id = 1 FOR UPDATE WAIT 1", &[])), 30006);
    let rows =
        two.query_as::<i64>("SELECT id FROM t ORDER BY id FOR UPDATE SKIP LOCKED", &[]).unwrap();
    assert_eq!(rows.map(|row| row.unwrap()).collect::<Vec<_>>(), [2, 3]);
    two.rollback().unwrap();
    // A changed row is locked, and what waits for it sees it as it is then.
    one.execute("UPDATE t SET v = 5 WHERE id = 1", &[]).unwrap();
    let waiting = std::thread::spawn(move || {
        let v: i64 = two.query_row_as("SELECT v FROM t WHERE id = 1 FOR UPDATE", &[]).unwrap();
        v
    });
    std::thread::sleep(Duration::from_millis(200));
    one.commit().unwrap();
    assert_eq!(waiting.join().unwrap(), 5);
}

#[test]
fn a_deadlock_is_found() {
    let one = connect("deadlock");
    let two = connect("deadlock");
    one.execute("CREATE TABLE t (id NUMBER(3))", &[]).unwrap();
    one.execute("INSERT INTO t SELECT 1 FROM DUAL UNION ALL SELECT 2 FROM DUAL", &[]).unwrap();
    one.commit().unwrap();
    one.query_row("SELECT id FROM t WHERE id = 1 FOR UPDATE", &[]).unwrap();
    two.query_row("SELECT id FROM t WHERE id = 2 FOR UPDATE", &[]).unwrap();
    let waiting = std::thread::spawn(move || {
        let result = two.query_row("SELECT id FROM t WHERE id = 1 FOR UPDATE", &[]).map(|_| ());
        two.rollback().unwrap();
        result
    });
    std::thread::sleep(Duration::from_millis(200));
    let own = one.query_row("SELECT id FROM t WHERE id = 2 FOR UPDATE", &[]).map(|_| ());
    one.rollback().unwrap();
    let other = waiting.join().unwrap();
    let codes = [own, other].map(|result| result.err().and_then(|error| error.oci_code()));
    assert_eq!(codes, [Some(60), None]);
}

#[test]
fn a_session_is_killed() {
    let one = connect("kill");
    let two = connect("kill");
    one.execute("CREATE TABLE t (id NUMBER(3))", &[]).unwrap();
    two.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    let sid: String =
        two.query_row_as("SELECT SYS_CONTEXT('USERENV', 'SID') FROM DUAL", &[]).unwrap();
    one.execute(&format!("ALTER SYSTEM KILL SESSION '{sid},1' IMMEDIATE"), &[]).unwrap();
    let error = two.query_row("SELECT 1 FROM DUAL", &[]).unwrap_err();
    // ODPI-C says so with an error of its own, that names Oracle's.
    assert!(error.to_string().contains("ORA-00028"), "{error}");
    assert!(two.query_row("SELECT 1 FROM DUAL", &[]).is_err());
    // Its transaction is gone, and so are its locks.
    one.execute("INSERT INTO t VALUES (2)", &[]).unwrap();
    let count: i64 = one.query_row_as("SELECT COUNT(*) FROM t", &[]).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn calls_end_in_time() {
    let connection = connect("timeout");
    connection.set_call_timeout(Some(Duration::from_millis(200))).unwrap();
    let start = std::time::Instant::now();
    assert!(connection.execute("BEGIN DBMS_SESSION.SLEEP(5); END;", &[]).is_err());
    assert!(start.elapsed() < Duration::from_secs(2));
}
