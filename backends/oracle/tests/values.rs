//! Values there and back, also through tables that somebody else made.

mod support;

use activerecord::prelude::*;
use activerecord::{ErrorKind, Value};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use support::record::database;

/// A table as Oracle's users have made them for decades.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "legacy")]
struct Legacy {
    id: i64,
    #[record(max_length = 20)]
    name: String,
    #[record(max_length = 20)]
    remark: Option<String>,
    amount: Decimal,
    ratio: f64,
    active: bool,
    hired: NaiveDateTime,
    born: NaiveDate,
    code: Vec<u8>,
}

const LEGACY: &str = "CREATE TABLE LEGACY (ID NUMBER PRIMARY KEY, NAME VARCHAR2(20), \
    REMARK VARCHAR2(20), AMOUNT NUMBER(12,2), RATIO NUMBER, ACTIVE NUMBER(1), HIRED DATE, \
    BORN DATE, CODE RAW(10))";

fn legacy() -> Legacy {
    let born = NaiveDate::from_ymd_opt(1815, 12, 10).unwrap();
    Legacy {
        id: 1,
        name: "ada".into(),
        remark: Some("x".into()),
        amount: "1234567890.12".parse().unwrap(),
        ratio: 0.1,
        active: true,
        hired: born.and_hms_opt(13, 5, 59).unwrap(),
        born,
        code: vec![0, 255],
    }
}

#[test]
fn an_old_table() {
    let database = database();
    database.sql(LEGACY, ()).execute().unwrap();
    let mut row = legacy();
    row.insert_on(&database).unwrap();
    assert_eq!(Legacy::on(&database).find(1).unwrap(), row, "a DATE has its time of day");
    let sql = "SELECT TO_CHAR(HIRED, 'HH24:MI:SS') FROM LEGACY";
    assert_eq!(database.sql(sql, ()).one::<(String,)>().unwrap().0, "13:05:59");
}

#[test]
fn an_empty_text_is_null_and_comes_back_as_the_field_says() {
    let database = database();
    database.sql(LEGACY, ()).execute().unwrap();
    let mut row =
        Legacy { name: String::new(), remark: Some(String::new()), code: vec![], ..legacy() };
    row.insert_on(&database).unwrap();
    let stored = Legacy::on(&database).find(1).unwrap();
    assert_eq!((stored.name.as_str(), stored.remark, stored.code), ("", None, vec![]));
    let empty = |condition| Legacy::on(&database).filter(condition).count().unwrap();
    assert_eq!(empty(Legacy::NAME.eq("")), 1);
    assert_eq!(empty(Legacy::NAME.ne("")), 0);
    assert_eq!(empty(Legacy::NAME.is_in(["", "ada"])), 1);
    let all: Vec<(String,)> = database.sql("SELECT NAME FROM LEGACY", ()).all().unwrap();
    assert_eq!(all, [(String::new(),)]);
}

#[test]
fn numbers_are_exact() {
    let database = database();
    database.sql("CREATE TABLE N (X NUMBER)", ()).execute().unwrap();
    for text in ["0", "-0.1", "79228162514264337593543950335", "0.0000000000000000000000000001"] {
        database.sql("DELETE FROM N", ()).execute().unwrap();
        let number: Decimal = text.parse().unwrap();
        database.sql("INSERT INTO N VALUES (?)", (number,)).execute().unwrap();
        assert_eq!(database.sql("SELECT X FROM N", ()).one::<(Decimal,)>().unwrap().0, number);
    }
    let one = |sql: &str| database.sql(sql, ());
    assert_eq!(one("SELECT 18446744073709551615 FROM DUAL").one::<(u64,)>().unwrap().0, u64::MAX);
    assert_eq!(one("SELECT 0.1 FROM DUAL").one::<(f64,)>().unwrap().0, 0.1);
    let third = one("SELECT 1/3 FROM DUAL").one::<(f64,)>().unwrap_err();
    assert_eq!(third.kind(), ErrorKind::OutOfRange, "{third}");
    let cast = "SELECT CAST(1/3 AS BINARY_DOUBLE) FROM DUAL";
    assert_eq!(one(cast).one::<(f64,)>().unwrap().0, 1.0 / 3.0);
}

#[test]
fn nulls_of_every_type() {
    let database = database();
    let table = "CREATE TABLE T (A NUMBER(1), B NUMBER(19), C NUMBER, D BINARY_DOUBLE, \
        E VARCHAR2(10), F CLOB, G RAW(16), H BLOB, I DATE, J TIMESTAMP(6), \
        K TIMESTAMP(6) WITH TIME ZONE, L INTERVAL DAY(0) TO SECOND(6))";
    database.sql(table, ()).execute().unwrap();
    let sql = "INSERT INTO T VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    type Moments = (Option<NaiveDate>, Option<NaiveDateTime>);
    let moments: Moments = (None, None);
    let nulls = (
        None::<bool>,
        None::<i64>,
        None::<Decimal>,
        None::<f64>,
        None::<String>,
        None::<String>,
        None::<uuid::Uuid>,
        None::<Vec<u8>>,
        moments.0,
        moments.1,
        None::<chrono::DateTime<chrono::Utc>>,
        None::<NaiveTime>,
    );
    assert_eq!(database.sql(sql, nulls).execute().unwrap(), 1);
    let filled = "SELECT COUNT(*) FROM T WHERE COALESCE(A, B, C, D) IS NULL AND E IS NULL \
        AND F IS NULL AND G IS NULL AND H IS NULL AND I IS NULL AND J IS NULL AND K IS NULL \
        AND L IS NULL";
    assert_eq!(database.sql(filled, ()).one::<(i64,)>().unwrap().0, 1);
}

#[test]
fn years_that_oracle_lacks_are_refused_before_anything_is_sent() {
    let database = database();
    let far = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let error = database.sql("SELECT ? FROM DUAL", (far,)).one::<(NaiveDate,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
    assert!(error.to_string().contains("9999"), "{error}");
    let old = NaiveDate::from_ymd_opt(-4_711, 1, 1).unwrap();
    let found = database.sql("SELECT ? FROM DUAL", (old,)).one::<(NaiveDate,)>().unwrap();
    assert_eq!(found.0, old);
}

#[test]
fn names_of_columns_are_those_of_models() {
    let database = database();
    let mut names = Vec::new();
    database
        .with_session(&mut |session| {
            let sql = r#"SELECT 1 AS plain, 2 AS "MixedCase", 3 AS "lower" FROM DUAL"#;
            session.query(&activerecord_core::Statement::new(sql), &[], &mut |row| {
                names = (0..row.width()).map(|index| row.name(index).to_owned()).collect();
                assert_eq!(row.get(0)?, Value::I64(1));
                assert!(row.get(3).is_err(), "there is no fourth column");
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
            Ok(())
        })
        .unwrap();
    assert_eq!(names, ["plain", "MixedCase", "lower"]);
}

#[test]
fn scripts_with_blocks() {
    let database = database();
    database
        .execute_script(
            "CREATE TABLE s (a NUMBER); -- one\nINSERT INTO s VALUES (1);\n\
             BEGIN EXECUTE IMMEDIATE 'CREATE TABLE s (a NUMBER)'; EXCEPTION WHEN OTHERS THEN \
             IF SQLCODE NOT IN (-955) THEN RAISE; END IF; END;\n/\nINSERT INTO s VALUES (2);",
        )
        .unwrap();
    assert_eq!(database.sql("SELECT COUNT(*) FROM s", ()).one::<(i64,)>().unwrap().0, 2);
}
