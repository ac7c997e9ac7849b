//! Queries.

use crate::support::{code, connect};

fn numbers(connection: &oracle::Connection, sql: &str) -> Vec<i64> {
    let rows =
        connection.query_as::<i64>(sql, &[]).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.map(|row| row.unwrap()).collect()
}

#[test]
fn bounds_sets_windows_and_ctes() {
    let connection = connect("queries");
    connection.execute("CREATE TABLE t (id NUMBER(5) PRIMARY KEY, g VARCHAR2(5))", &[]).unwrap();
    for id in 1..=6i64 {
        let group = if id % 2 == 0 { "even" } else { "odd" };
        connection.execute("INSERT INTO t VALUES (:1, :2)", &[&id, &group]).unwrap();
    }
    for (sql, expected) in [
        ("SELECT id FROM t ORDER BY id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY", vec![2, 3]),
        ("SELECT id FROM t ORDER BY id DESC FETCH FIRST 1 ROWS ONLY", vec![6]),
        ("SELECT id FROM (SELECT id FROM t ORDER BY id DESC) WHERE ROWNUM <= 2", vec![6, 5]),
        ("SELECT id FROM t MINUS SELECT id FROM t WHERE g = 'odd' ORDER BY 1", vec![2, 4, 6]),
        ("SELECT COUNT(*) FROM t GROUP BY g ORDER BY g", vec![3, 3]),
        ("SELECT SUM(id) FROM t WHERE g LIKE 'e%'", vec![12]),
        ("SELECT MAX(id) OVER (PARTITION BY g) FROM t WHERE id < 3 ORDER BY id", vec![1, 2]),
        (
            "WITH r (n) AS (SELECT 1 FROM DUAL UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r",
            vec![1, 2, 3],
        ),
        ("SELECT a.id FROM t a LEFT JOIN t b ON b.id = a.id + 1 WHERE b.id IS NULL", vec![6]),
        ("SELECT id FROM t x WHERE EXISTS (SELECT 1 FROM t y WHERE y.id = x.id * 3)", vec![1, 2]),
        ("SELECT (SELECT MAX(id) FROM t) FROM DUAL", vec![6]),
        ("SELECT LENGTH(LISTAGG(g, ',') WITHIN GROUP (ORDER BY id)) FROM t", vec![26]),
        ("SELECT EXTRACT(DAY FROM DATE '2024-03-01' - 1) FROM DUAL", vec![29]),
        ("SELECT id FROM t WHERE (id, g) IN ((1, 'odd'), (2, 'odd'))", vec![1]),
    ] {
        assert_eq!(numbers(&connection, sql), expected, "{sql}");
    }
}

#[test]
fn names_keep_their_case() {
    let connection = connect("names");
    connection
        .execute("CREATE TABLE \"Album\" (\"AlbumId\" NUMBER(5), albumid NUMBER(5))", &[])
        .unwrap();
    connection.execute("INSERT INTO \"Album\" VALUES (1, 2)", &[]).unwrap();
    assert_eq!(numbers(&connection, "SELECT \"AlbumId\" FROM \"Album\""), [1]);
    assert_eq!(numbers(&connection, "SELECT \"ALBUMID\" FROM \"Album\""), [2]);
    assert_eq!(code(connection.query("SELECT 1 FROM album", &[])), 942);
    let row =
        connection.query_row("SELECT \"AlbumId\", albumid AS other FROM \"Album\"", &[]).unwrap();
    let names: Vec<&str> = row.column_info().iter().map(|column| column.name()).collect();
    assert_eq!(names, ["AlbumId", "OTHER"]);
}

#[test]
fn calls_are_recorded() {
    let connection = connect("record");
    connection.execute("CREATE TABLE t (v VARCHAR2(5))", &[]).unwrap();
    connection.execute("DELETE FROM STAND_IN_CALLS", &[]).unwrap();
    let mut insert = connection.statement("INSERT INTO t VALUES (:1)").build().unwrap();
    insert.execute(&[&(&"a", &oracle::sql_type::OracleType::Varchar2(5))]).unwrap();
    insert.execute(&[&"b"]).unwrap();
    connection.commit().unwrap();
    let select = "SELECT NAME, BINDS FROM STAND_IN_CALLS WHERE NAME <> 'prepare' ORDER BY CALL_ID";
    let rows = connection.query_as::<(String, Option<String>)>(select, &[]).unwrap();
    let rows: Vec<_> = rows.map(|row| row.unwrap()).collect();
    assert_eq!(
        rows[..3].iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["execute", "execute", "commit"]
    );
    assert_eq!(rows[0].1.as_deref(), Some("VARCHAR2(20)"));
    // Without a type, a text is an NVARCHAR2.
    assert!(rows[1].1.as_deref().is_some_and(|binds| binds.ends_with("NCHAR")), "{rows:?}");
}
