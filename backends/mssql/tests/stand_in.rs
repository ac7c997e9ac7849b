//! The stand-in refuses what SQL Server refuses, with its numbers: what passes on it is worth
//! something.

mod support;

use activerecord::Database;

use support::open;

/// Statements, and the number of the error that each must be.
const REFUSED: &[(i64, &str)] = &[
    (102, "SELEC 1"),
    (102, "SELECT a FROM t LIMIT 1"),
    (102, "SELECT a || N'x' FROM t"),
    (102, "SELECT a = 1, flag FROM (SELECT a > 1 AS a, flag FROM t) AS x"),
    (102, "INSERT INTO t (a) VALUES (N'x') RETURNING a"),
    (102, "SELECT a FROM t WHERE (a, n) IN (SELECT a, n FROM t)"),
    (102, "SELECT a FROM t OFFSET 1 ROWS"),
    (102, "DROP TABLE plain\nGO"),
    (105, "SELECT N'x"),
    (111, "SELECT 1; CREATE SCHEMA s"),
    (137, "SELECT @nothing"),
    (145, "SELECT DISTINCT a FROM t ORDER BY n"),
    (169, "SELECT a FROM t ORDER BY a, a"),
    (195, "SELECT NOW()"),
    (206, "SELECT a FROM t WHERE at = 1"),
    (207, "SELECT nothing FROM t"),
    (208, "SELECT a FROM nothing"),
    (209, "SELECT a FROM t AS x INNER JOIN t AS y ON x.n = y.n"),
    (242, "SELECT CAST(CAST(N'1752-12-31' AS date) AS datetime)"),
    (245, "SELECT CAST(N'x' AS int)"),
    (321, "SELECT a FROM t WITH (ROWLOK)"),
    (
        547,
        "CREATE TABLE child (n int); INSERT INTO child VALUES (7); ALTER TABLE child ADD CONSTRAINT f \
         FOREIGN KEY (n) REFERENCES plain (id)",
    ),
    (544, "INSERT INTO t (id, a) VALUES (1, N'x')"),
    (1033, "SELECT a FROM (SELECT a FROM t ORDER BY a) AS x"),
    (1087, "SELECT a FROM @nothing"),
    (1919, "CREATE INDEX i ON t (long)"),
    (2627, "INSERT INTO t (u) VALUES (NULL), (NULL)"),
    (2628, "INSERT INTO t (a) VALUES (N'longer than ten')"),
    (2714, "CREATE TABLE t (a int)"),
    (2715, "SELECT CAST(a AS boolean) FROM t"),
    (3701, "DROP TABLE nothing"),
    (4104, "SELECT x.a FROM t"),
    (4145, "SELECT a FROM t WHERE flag"),
    (8102, "UPDATE t SET id = 2"),
    (8106, "SET IDENTITY_INSERT plain ON"),
    (8115, "SELECT 2147483647 + 1"),
    (8117, "SELECT SUM(flag) FROM t"),
    (8120, "SELECT a, COUNT(*) FROM t"),
    (8134, "SELECT 1 / 0"),
    (8155, "SELECT 1 FROM (SELECT n + 1 FROM t) AS x"),
    (
        10713,
        "MERGE INTO t AS x USING (VALUES (1)) AS s (n) ON 1 = 0 WHEN NOT MATCHED THEN INSERT (n) \
             VALUES (s.n)",
    ),
    (10741, "SELECT TOP (1) a FROM t ORDER BY a OFFSET 1 ROWS"),
    (10744, "SELECT a FROM t ORDER BY a OFFSET 0 ROWS FETCH NEXT 0 ROWS ONLY"),
];

fn number(db: &Database, sql: &str) -> Option<i64> {
    let error = db.sql(sql, ()).execute().map(drop).expect_err(sql);
    error.database().and_then(|database| database.code())
}

#[test]
fn each_with_its_number() {
    let (_server, db) = open();
    db.execute_script(
        "CREATE TABLE t (id int IDENTITY(1, 1) NOT NULL PRIMARY KEY, a nvarchar(10), n int, flag bit, \
         at datetime2, long nvarchar(max), u int UNIQUE)",
    )
    .unwrap();
    db.execute_script("CREATE TABLE plain (id int NOT NULL PRIMARY KEY)").unwrap();
    for (expected, sql) in REFUSED {
        assert_eq!(number(&db, sql), Some(*expected), "{sql}");
    }
}

#[test]
fn a_thousand_rows_and_no_more() {
    let (_server, db) = open();
    db.execute_script("CREATE TABLE t (n int NOT NULL)").unwrap();
    let insert = |rows: usize| format!("INSERT INTO t (n) VALUES {}", vec!["(1)"; rows].join(", "));
    assert_eq!(db.sql(&insert(1_000), ()).execute().unwrap(), 1_000);
    assert_eq!(number(&db, &insert(1_001)), Some(10738));
}

#[test]
fn it_says_that_it_is_a_stand_in() {
    let (_server, db) = open();
    assert!(db.dialect().version().starts_with("stand-in for Microsoft SQL Server"));
}
