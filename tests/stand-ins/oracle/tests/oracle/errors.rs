//! Errors by their numbers.

use oracle::Connection;

use crate::support::{code, connect, load, message};

#[test]
fn logins() {
    load();
    for (user, password, target, expected) in [
        ("ar", "wrong", "//localhost/standin", 1017),
        ("locked", "tiger", "//localhost/standin", 28000),
        ("expired", "tiger", "//localhost/standin", 28001),
        ("ar", "tiger", "//localhost/other", 12514),
        ("ar", "tiger", "//localhost:1522/standin", 12541),
        ("ar", "tiger", "alias", 12154),
    ] {
        assert_eq!(code(Connection::connect(user, password, target)), expected, "{user} {target}");
    }
}

#[test]
fn constraints_name_themselves() {
    let connection = connect("constraints");
    let statements = [
        "CREATE TABLE p (id NUMBER(3) CONSTRAINT p_pk PRIMARY KEY, u NUMBER(3) CONSTRAINT p_u UNIQUE, \
         c NUMBER(3) CONSTRAINT p_c CHECK (c > 0), v VARCHAR2(3))",
        "CREATE TABLE k (id NUMBER(3), p_id NUMBER(3) NOT NULL, CONSTRAINT k_fk FOREIGN KEY (p_id) REFERENCES p (id))",
        "INSERT INTO p VALUES (1, 1, 1, 'abc')",
        "INSERT INTO k VALUES (1, 1)",
    ];
    for statement in statements {
        connection.execute(statement, &[]).unwrap();
    }
    for (sql, expected, text) in [
        ("INSERT INTO p (id) VALUES (1)", 1, "(AR.P_PK)"),
        ("INSERT INTO p (id, u) VALUES (2, 1)", 1, "(AR.P_U)"),
        ("INSERT INTO p (id, c) VALUES (2, 0)", 2290, "(AR.P_C)"),
        ("INSERT INTO k VALUES (2, 9)", 2291, "(AR.K_FK)"),
        ("DELETE FROM p", 2292, "(AR.K_FK)"),
        ("INSERT INTO k (id) VALUES (1)", 1400, "(\"AR\".\"K\".\"P_ID\")"),
        ("UPDATE k SET p_id = NULL", 1407, "(\"AR\".\"K\".\"P_ID\")"),
        ("UPDATE p SET v = 'abcd'", 12899, "actual: 4, maximum: 3"),
        ("UPDATE p SET id = 1000", 1438, "precision"),
    ] {
        let result = connection.execute(sql, &[]);
        assert!(message(connection.execute(sql, &[])).contains(text), "{sql}: {}", message(result));
        assert_eq!(code(connection.execute(sql, &[])), expected, "{sql}");
    }
}

#[test]
fn what_19c_does_not_know() {
    let connection = connect("strict");
    connection.execute("CREATE TABLE t (id NUMBER(3), v VARCHAR2(10), c CLOB)", &[]).unwrap();
    let list = vec!["1"; 1001].join(",");
    let many = format!("SELECT id FROM t WHERE id IN ({list})");
    let long = format!("SELECT 1 AS {} FROM DUAL", "x".repeat(129));
    for (sql, expected) in [
        ("SELECT nothing FROM t", 904),
        ("SELECT 1 FROM nothing", 942),
        ("SELECT 1", 923),
        ("SELECT id FROM t LIMIT 1", 933),
        ("SELECT id FROM t AS x", 933),
        ("SELECT id FROM t WHERE TRUE", 904),
        ("SELECT id = 1 FROM t", 923),
        ("SELECT id FROM t WHERE id", 920),
        ("INSERT INTO t (id) VALUES (1), (2)", 933),
        ("SELECT id FROM t;", 911),
        ("SELECT `id` FROM t", 911),
        ("SELECT id FROM t WHERE c = 'x'", 932),
        ("SELECT DISTINCT c FROM t", 932),
        ("SELECT id FROM t ORDER BY id FETCH FIRST 1 ROWS ONLY FOR UPDATE", 2014),
        ("SELECT DISTINCT id FROM t FOR UPDATE", 2014),
        ("SELECT id, COUNT(*) FROM t GROUP BY v", 979),
        ("SELECT id, COUNT(*) FROM t", 937),
        ("SELECT DISTINCT id FROM t ORDER BY v", 1791),
        ("CREATE TABLE t (id NUMBER)", 955),
        ("CREATE TABLE x (v TEXT)", 902),
        ("CREATE TABLE IF NOT EXISTS x (v NUMBER)", 922),
        ("INSERT INTO t (id) VALUES ('x')", 1722),
        ("INSERT INTO t (id, v) VALUES (1)", 947),
        ("EXPLODE", 900),
        (&many, 1795),
        (&long, 972),
    ] {
        assert_eq!(code(connection.execute_or_query(sql)), expected, "{sql}");
    }
    assert!(connection.execute("INSERT INTO t (id) VALUES (:1)", &[&true]).is_err());
}

/// Runs what may be a query or not.
trait ExecuteOrQuery {
    fn execute_or_query(&self, sql: &str) -> oracle::Result<()>;
}

impl ExecuteOrQuery for Connection {
    fn execute_or_query(&self, sql: &str) -> oracle::Result<()> {
        let mut statement = self.statement(sql).build()?;
        match statement.is_query() {
            true => statement.query(&[]).map(|_| ()),
            false => statement.execute(&[]),
        }
    }
}
