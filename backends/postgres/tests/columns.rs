//! Columns that somebody else made: what is read from them, what they take, and what has no type
//! in Rust.

mod support;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use support::{Own, run};
use uuid::Uuid;

/// The one value of a query.
fn read<T>(own: &Own, sql: &str) -> Result<T, Error>
where
    (T,): activerecord::FromRow,
{
    own.db.sql(sql, ()).one::<(T,)>().map(|(value,)| value)
}

#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq)]
enum Mood {
    #[default]
    Calm,
    Happy,
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn columns_that_somebody_else_made() {
    let Some(own) = Own::new("") else { return };
    own.db
        .execute_script(
            "CREATE TYPE mood AS ENUM ('calm', 'happy');
             CREATE DOMAIN age AS INT CHECK (VALUE >= 0);
             CREATE TABLE t (a OID, b \"char\", c NAME, d CHAR(5), e mood, f age, g XML, h JSON, \
             i NUMERIC(10,2), j TIMESTAMPTZ(0), k REGCLASS, l TIME(0), m SMALLINT, n VARCHAR, \
             o BOOLEAN GENERATED ALWAYS AS (m > 1) STORED);
             INSERT INTO t VALUES (4294967295, 'x', 'pg', 'abc', 'happy', 7, '<a/>', '{\"a\": 1}', \
             1.50, '2024-02-29 12:00:00.4+02', 'pg_class', '01:02:03', 5, 'text')",
        )
        .unwrap();
    run(&own.db, "CREATE EXTENSION citext");
    assert_eq!(read::<String>(&own, "SELECT 'Ada'::citext").unwrap(), "Ada");
    assert_eq!(read::<u32>(&own, "SELECT a FROM t").unwrap(), u32::MAX);
    assert_eq!(read::<String>(&own, "SELECT b FROM t").unwrap(), "x");
    assert_eq!(read::<String>(&own, "SELECT c FROM t").unwrap(), "pg");
    assert_eq!(read::<String>(&own, "SELECT d FROM t").unwrap(), "abc  ");
    assert_eq!(read::<Mood>(&own, "SELECT e FROM t").unwrap(), Mood::Happy);
    assert_eq!(read::<String>(&own, "SELECT e FROM t").unwrap(), "happy");
    assert_eq!(read::<i32>(&own, "SELECT f FROM t").unwrap(), 7);
    assert_eq!(read::<String>(&own, "SELECT g FROM t").unwrap(), "<a/>");
    assert_eq!(read::<serde_json::Value>(&own, "SELECT h FROM t").unwrap()["a"], 1);
    assert_eq!(read::<Decimal>(&own, "SELECT i FROM t").unwrap().to_string(), "1.50");
    let instant = read::<DateTime<Utc>>(&own, "SELECT j FROM t").unwrap();
    assert_eq!(instant.to_rfc3339(), "2024-02-29T10:00:00+00:00");
    assert_eq!(read::<i64>(&own, "SELECT k FROM t").unwrap(), 1259);
    assert_eq!(read::<NaiveTime>(&own, "SELECT l FROM t").unwrap().to_string(), "01:02:03");
    assert_eq!(read::<i64>(&own, "SELECT m FROM t").unwrap(), 5);
    assert_eq!(read::<String>(&own, "SELECT n FROM t").unwrap(), "text");
    assert!(read::<bool>(&own, "SELECT o FROM t").unwrap());
}

#[test]
fn binds_take_the_type_that_the_server_expects() {
    let Some(own) = Own::new("") else { return };
    own.db
        .execute_script(
            "CREATE TYPE mood AS ENUM ('calm', 'happy');
             CREATE DOMAIN age AS INT CHECK (VALUE >= 0);
             CREATE DOMAIN price AS NUMERIC(9,2);
             CREATE TABLE t (a SMALLINT, b INTEGER, c REAL, d NUMERIC, e mood, f age, g INET, \
             h JSON, i UUID, j TIMESTAMPTZ, k OID, l BYTEA, m price, n DATE, o INTERVAL, p BIT(3), \
             q XML, r INT4RANGE)",
        )
        .unwrap();
    let db = &own.db;
    let store = |column: &str, value: activerecord::Value<'static>| {
        let sql = format!("INSERT INTO t ({column}) VALUES (?) RETURNING {column}::text");
        let binds: Vec<activerecord::Value<'static>> = vec![value];
        db.sql(&sql, binds).one::<(String,)>().map(|(text,)| text)
    };
    use activerecord::Value as V;
    for (column, value, text) in [
        ("a", V::I64(-32_768), "-32768"),
        ("b", V::I64(2_147_483_647), "2147483647"),
        ("c", V::F64(1.5), "1.5"),
        ("c", V::I64(3), "3"),
        ("d", V::I64(-10_000), "-10000"),
        ("d", V::U64(u64::MAX), "18446744073709551615"),
        ("d", V::F64(0.1), "0.1"),
        ("d", V::Text("12.50".into()), "12.50"),
        ("e", V::Text("happy".into()), "happy"),
        ("f", V::I64(7), "7"),
        ("g", V::Text("10.0.0.1/8".into()), "10.0.0.1/8"),
        ("h", V::Json("{\"a\": 1}".into()), "{\"a\": 1}"),
        ("h", V::Text("[1]".into()), "[1]"),
        (
            "i",
            V::Text("67e55044-10b1-426f-9247-bb680e5fe0c8".into()),
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
        ),
        ("j", V::Text("2024-02-29 12:00:00+02".into()), "2024-02-29 10:00:00+00"),
        ("j", V::DateTime { seconds: 0, nanos: 0 }, "1970-01-01 00:00:00+00"),
        ("k", V::I64(4_294_967_295), "4294967295"),
        ("l", V::Uuid([1; 16]), "\\x01010101010101010101010101010101"),
        ("l", V::Text("\\x00ff".into()), "\\x00ff"),
        ("m", V::Decimal("1.5".into()), "1.50"),
        ("n", V::Text("2024-02-29".into()), "2024-02-29"),
        ("n", V::DateTime { seconds: 0, nanos: 0 }, "1970-01-01"),
        ("o", V::Text("1 day 02:00".into()), "1 day 02:00:00"),
        ("p", V::Text("101".into()), "101"),
        ("q", V::Text("<a/>".into()), "<a/>"),
        ("r", V::Text("[1,5)".into()), "[1,5)"),
    ] {
        let shown = format!("{value:?} into {column}");
        assert_eq!(
            store(column, value).unwrap_or_else(|e| panic!("{shown}: {e}")),
            text,
            "{shown}"
        );
    }
    for (column, value, kind) in [
        ("a", V::I64(32_768), ErrorKind::OutOfRange),
        ("b", V::I64(2_147_483_648), ErrorKind::OutOfRange),
        ("b", V::U64(u64::MAX), ErrorKind::OutOfRange),
        ("c", V::F64(1e300), ErrorKind::OutOfRange),
        ("k", V::I64(-1), ErrorKind::OutOfRange),
        ("e", V::Text("sad".into()), ErrorKind::TypeMismatch),
        ("f", V::I64(-7), ErrorKind::CheckViolation),
        ("i", V::Text("no uuid".into()), ErrorKind::TypeMismatch),
        ("j", V::Text("yesterday-ish".into()), ErrorKind::TypeMismatch),
        ("b", V::Text("many".into()), ErrorKind::TypeMismatch),
        ("h", V::Json("{".into()), ErrorKind::TypeMismatch),
    ] {
        let shown = format!("{value:?} into {column}");
        let error = store(column, value).unwrap_err();
        assert_eq!(error.kind(), kind, "{shown}: {error}");
        for private in ["sad", "no uuid", "yesterday", "many"] {
            assert!(!format!("{error:?}").contains(private), "{error:?}");
        }
    }
}

#[test]
fn parameters_of_which_nothing_is_known() {
    let Some(own) = Own::new("") else { return };
    for db in [&own.db, &own.again("prepared_statements=false").unwrap()] {
        let (text,): (String,) = db.sql("SELECT ?", ("a",)).one().unwrap();
        assert_eq!(text, "a");
        let (null,): (Option<i64>,) = db.sql("SELECT ?::bigint", (None::<i64>,)).one().unwrap();
        assert_eq!(null, None);
        let (is_null,): (bool,) = db.sql("SELECT ?::text IS NULL", (None::<i64>,)).one().unwrap();
        assert!(is_null);
    }
    // The same text as before, and as after.
    let (number,): (i64,) = own.db.sql("SELECT ?", (7,)).one().unwrap();
    assert_eq!(number, 7);
    let (null,): (Option<i64>,) = own.db.sql("SELECT ?", (None::<i64>,)).one().unwrap();
    assert_eq!(null, None);
    let (text,): (String,) = own.db.sql("SELECT ?", ("b",)).one().unwrap();
    assert_eq!(text, "b");
    // Texts that are compared with something else.
    run(&own.db, "CREATE TABLE t (a TEXT)");
    for (sql, found) in [("INSERT INTO t VALUES (?)", 1), ("SELECT a FROM t WHERE a = ?", 0)] {
        assert_eq!(own.db.sql(sql, (7,)).execute().unwrap(), found);
    }
    let id = Uuid::from_u128(1);
    run(&own.db, &format!("INSERT INTO t VALUES ('{}')", id.simple()));
    let by_id = "SELECT COUNT(*) FROM t WHERE a = ?";
    assert_eq!(own.db.sql(by_id, (id,)).one::<(i64,)>().unwrap(), (1,));
    let (truth, half, day): (bool, f64, NaiveDate) =
        own.db.sql("SELECT ?, ?, ?", (true, 0.5, date("2024-02-29"))).one().unwrap();
    assert_eq!((truth, half, day), (true, 0.5, date("2024-02-29")));
    let error = own.db.sql("SELECT ? + ?", (1, 2)).one::<(i64,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Syntax, "{error}");
    assert!(error.to_string().contains("?::integer"), "{error}");
}

#[test]
fn numbers_beyond_what_rust_holds() {
    let Some(own) = Own::new("") else { return };
    for (sql, what) in [
        ("SELECT 79228162514264337593543950336::numeric AS n", "too large"),
        ("SELECT 1e-29::numeric AS n", "too fine"),
        ("SELECT 'NaN'::numeric AS n", "no number"),
        ("SELECT 1e10000::numeric AS n", "too large"),
    ] {
        let error = read::<Decimal>(&own, sql).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange, "{what}: {error}");
        assert_eq!(error.column(), Some("n"), "{error}");
    }
    assert_eq!(read::<Decimal>(&own, "SELECT 1e-28::numeric").unwrap(), Decimal::new(1, 28));
    let error = read::<i32>(&own, "SELECT 2147483648 AS n").unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("n")));
    let digits = read::<String>(&own, "SELECT 1e40::numeric::text").unwrap();
    assert_eq!(digits.len(), 41);
}

#[test]
fn times_beyond_what_rust_holds() {
    let Some(own) = Own::new("") else { return };
    for ty in ["timestamp", "timestamptz", "date"] {
        for infinity in ["infinity", "-infinity"] {
            let sql = format!("SELECT '{infinity}'::{ty} AS at");
            let error = match ty {
                "timestamp" => read::<NaiveDateTime>(&own, &sql).unwrap_err(),
                "timestamptz" => read::<DateTime<Utc>>(&own, &sql).unwrap_err(),
                _ => read::<NaiveDate>(&own, &sql).unwrap_err(),
            };
            assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("at")));
            assert!(error.to_string().contains("infinity"), "{error}");
        }
    }
    let error = read::<NaiveDate>(&own, "SELECT '300000-01-01'::date AS at").unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("at")), "{error}");
    let error = read::<NaiveTime>(&own, "SELECT '24:00'::time AS at").unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("at")), "{error}");
    assert_eq!(
        read::<NaiveDate>(&own, "SELECT '0044-03-15 BC'::date").unwrap().to_string(),
        "-0043-03-15"
    );
}

#[test]
fn types_without_a_rust_type_are_named() {
    let Some(own) = Own::new("") else { return };
    for sql in
        ["SELECT '1 day'::interval AS x", "SELECT '10.0.0.1'::inet AS x", "SELECT ROW(1) AS x"]
    {
        let error = read::<String>(&own, sql).unwrap_err();
        assert_eq!((error.kind(), error.column()), (ErrorKind::Unsupported, Some("x")), "{error}");
        assert!(error.to_string().contains("`x::text`"), "{error}");
    }
    assert_eq!(read::<String>(&own, "SELECT '1 day'::interval::text").unwrap(), "1 day");
}
