//! Every row of the type table of `docs/mysql.md`, both ways, and columns that somebody else made.

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

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "every")]
struct Every {
    id: i64,
    truth: bool,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    f32: f32,
    f64: f64,
    #[record(max_length = 20)]
    short: String,
    long: String,
    bytes: Vec<u8>,
    decimal: Decimal,
    date: NaiveDate,
    time: NaiveTime,
    moment: NaiveDateTime,
    instant: DateTime<Utc>,
    uuid: Uuid,
}

const TYPES: &[(&str, &str)] = &[
    ("id", "bigint(20)"),
    ("truth", "tinyint(1)"),
    ("i8", "tinyint(4)"),
    ("i16", "smallint(6)"),
    ("i32", "int(11)"),
    ("i64", "bigint(20)"),
    ("u8", "tinyint(3) unsigned"),
    ("u16", "smallint(5) unsigned"),
    ("u32", "int(10) unsigned"),
    ("u64", "bigint(20) unsigned"),
    ("f32", "float"),
    ("f64", "double"),
    ("short", "varchar(20)"),
    ("long", "longtext"),
    ("bytes", "longblob"),
    ("decimal", "decimal(57,28)"),
    ("date", "date"),
    ("time", "time(6)"),
    ("moment", "datetime(6)"),
    ("instant", "datetime(6)"),
    ("uuid", "binary(16)"),
];

#[test]
fn the_types_of_created_columns() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let sql = "SELECT column_name, column_type FROM information_schema.columns \
               WHERE table_schema = DATABASE() ORDER BY ordinal_position";
    let found: Vec<(String, String)> = own.db.sql(sql, ()).all().unwrap();
    // MariaDB and old servers show a width with integers, MySQL since 8.0.19 none.
    let plain = |text: &str| match text.split_once('(') {
        Some((name, rest)) if name.ends_with("int") && !text.starts_with("tinyint(1)") => {
            format!("{name}{}", rest.split_once(')').map_or("", |(_, rest)| rest))
        }
        _ => text.to_owned(),
    };
    let found: Vec<(String, String)> =
        found.into_iter().map(|(name, found)| (name, plain(&found))).collect();
    let expected: Vec<(String, String)> =
        TYPES.iter().map(|(name, known)| ((*name).to_owned(), plain(known))).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_ends_of_every_type() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let low = Every {
        i8: i8::MIN,
        i16: i16::MIN,
        i32: i32::MIN,
        i64: i64::MIN,
        f32: f32::MIN_POSITIVE,
        f64: f64::MIN,
        decimal: Decimal::MIN,
        date: date(1000, 1, 1),
        moment: date(1000, 1, 1).and_hms_micro_opt(0, 0, 0, 1).unwrap(),
        instant: date(1000, 1, 1).and_hms_opt(0, 0, 0).unwrap().and_utc(),
        ..Default::default()
    };
    let high = Every {
        truth: true,
        i8: i8::MAX,
        i16: i16::MAX,
        i32: i32::MAX,
        i64: i64::MAX,
        u8: u8::MAX,
        u16: u16::MAX,
        u32: u32::MAX,
        u64: u64::MAX,
        f32: f32::MAX,
        f64: f64::MAX,
        short: "ß€😀".into(),
        long: "x".repeat(70_000),
        bytes: (0..=255).collect(),
        decimal: Decimal::MAX,
        date: date(9999, 12, 31),
        time: NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
        moment: date(9999, 12, 31).and_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
        instant: date(2038, 1, 20).and_hms_micro_opt(0, 0, 0, 123_456).unwrap().and_utc(),
        uuid: Uuid::max(),
        ..Default::default()
    };
    for every in [low, high] {
        let stored = every.create_on(&own.db).unwrap();
        assert_eq!(Every::on(&own.db).find(stored.id).unwrap(), stored);
    }
}

#[test]
fn a_single_float_is_found_by_itself() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    Every { f32: 0.1, f64: 0.1, date, ..Default::default() }.create_on(&own.db).unwrap();
    let on = Every::on(&own.db);
    assert_eq!(on.clone().filter(Every::F32.eq(0.1)).count().unwrap(), 1);
    assert_eq!(on.clone().filter(Every::F64.eq(0.1)).count().unwrap(), 1);
    assert_eq!(on.sum(Every::F32).unwrap(), Some(f64::from(0.1_f32)));
}

#[test]
fn columns_that_somebody_else_made() {
    let Some(own) = Own::new("") else { return };
    run(
        &own.db,
        "CREATE TABLE t (a BIT(1), b BIT(12), c YEAR, d ENUM('x','y'), e SET('x','y'), \
         f CHAR(5) CHARACTER SET latin1, g VARBINARY(9), h DECIMAL(10,2), i TIMESTAMP(3) NULL, \
         j MEDIUMINT UNSIGNED, k JSON, l CHAR(36), m DATETIME, n TINYTEXT)",
    );
    run(
        &own.db,
        "INSERT INTO t VALUES (1, 4095, 2024, 'y', 'x,y', 'grün', x'00ff', 1.50, \
         '2024-02-29 12:00:00.250', 16777215, '{\"a\": 1}', \
         '67e55044-10b1-426f-9247-bb680e5fe0c8', '2024-02-29 12:00:00', 'tiny')",
    );
    assert!(read::<bool>(&own, "SELECT a FROM t").unwrap());
    assert_eq!(read::<i32>(&own, "SELECT b FROM t").unwrap(), 4_095);
    assert_eq!(read::<i32>(&own, "SELECT c FROM t").unwrap(), 2_024);
    assert_eq!(read::<String>(&own, "SELECT d FROM t").unwrap(), "y");
    assert_eq!(read::<String>(&own, "SELECT e FROM t").unwrap(), "x,y");
    assert_eq!(read::<String>(&own, "SELECT f FROM t").unwrap(), "grün");
    assert_eq!(read::<Vec<u8>>(&own, "SELECT g FROM t").unwrap(), [0, 255]);
    assert_eq!(read::<Decimal>(&own, "SELECT h FROM t").unwrap().to_string(), "1.50");
    let instant = read::<DateTime<Utc>>(&own, "SELECT i FROM t").unwrap();
    assert_eq!(instant.to_rfc3339(), "2024-02-29T12:00:00.250+00:00");
    assert_eq!(read::<u32>(&own, "SELECT j FROM t").unwrap(), 16_777_215);
    let json = read::<Json<std::collections::BTreeMap<String, i32>>>(&own, "SELECT k FROM t");
    assert_eq!(json.unwrap().0["a"], 1);
    assert_eq!(read::<Uuid>(&own, "SELECT l FROM t").unwrap().get_version_num(), 4);
    let moment = read::<NaiveDateTime>(&own, "SELECT m FROM t").unwrap();
    assert_eq!(moment.to_string(), "2024-02-29 12:00:00");
    assert_eq!(read::<String>(&own, "SELECT n FROM t").unwrap(), "tiny");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "tokens")]
struct Token {
    id: Uuid,
    #[record(max_length = 20)]
    name: String,
}

#[test]
fn uuids_are_stored_in_the_form_that_was_chosen() {
    let Some(own) = Own::new("") else { return };
    for (storage, expected) in [("binary", "binary"), ("text", "char"), ("native", "uuid")] {
        let Ok(db) = own.again(&format!("uuid_storage={storage}")) else {
            assert_eq!(storage, "native", "only some servers have the type");
            continue;
        };
        db.create_table::<Token>().unwrap();
        let token = Token { name: storage.into(), ..Default::default() }.create_on(&db).unwrap();
        assert_eq!(Token::on(&db).find(token.id).unwrap(), token);
        assert_eq!(Token::on(&db).filter(Token::ID.is_in([token.id])).count().unwrap(), 1);
        let sql = "SELECT data_type FROM information_schema.columns \
                   WHERE table_schema = DATABASE() AND column_name = 'id'";
        let (found,): (String,) = db.sql(sql, ()).one().unwrap();
        assert_eq!(found, expected);
        db.drop_table::<Token>().unwrap();
    }
}

#[test]
fn zero_dates_and_durations_are_errors_that_name_the_column() {
    let Some(own) = Own::new("sql_mode=ALLOW_INVALID_DATES") else { return };
    run(&own.db, "CREATE TABLE t (day DATE, at DATETIME, span TIME)");
    run(&own.db, "INSERT INTO t VALUES ('0000-00-00', '2024-00-01 00:00:00', '-01:00:00')");
    for column in ["day", "at"] {
        let error =
            read::<Option<NaiveDate>>(&own, &format!("SELECT {column} FROM t")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TypeMismatch);
        assert!(error.to_string().contains("zero date"), "{error}");
        assert_eq!(error.column(), Some(column));
    }
    let error = read::<NaiveTime>(&own, "SELECT span FROM t").unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("span")));
}

#[test]
fn a_strict_session_stores_no_zero_date_and_cuts_nothing() {
    let Some(own) = Own::new("") else { return };
    run(&own.db, "CREATE TABLE t (day DATE, name VARCHAR(3), small TINYINT, kind ENUM('a'))");
    let kind = |sql: &str| own.db.sql(sql, ()).execute().unwrap_err();
    let zero = kind("INSERT INTO t (day) VALUES ('0000-00-00')");
    assert_eq!((zero.kind(), zero.column()), (ErrorKind::TypeMismatch, Some("day")));
    let long = kind("INSERT INTO t (name) VALUES ('abcd')");
    assert_eq!((long.kind(), long.column()), (ErrorKind::DataTooLong, Some("name")));
    let large = kind("INSERT INTO t (small) VALUES (128)");
    assert_eq!((large.kind(), large.column()), (ErrorKind::OutOfRange, Some("small")));
    let other = kind("INSERT INTO t (kind) VALUES ('b')");
    assert_eq!((other.kind(), other.column()), (ErrorKind::TypeMismatch, Some("kind")));
    assert_eq!(kind("INSERT INTO t (small) VALUES (1 / 0)").kind(), ErrorKind::OutOfRange);
    assert_eq!(read::<i64>(&own, "SELECT COUNT(*) FROM t").unwrap(), 0);
}

#[test]
fn what_has_no_form_is_refused_before_it_is_sent() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let nan = Every { date, f64: f64::NAN, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert_eq!((nan.kind(), nan.column()), (ErrorKind::OutOfRange, Some("f64")));
    let time = NaiveTime::from_hms_nano_opt(1, 2, 3, 1).unwrap();
    let nanos = Every { date, time, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert_eq!((nanos.kind(), nanos.column()), (ErrorKind::OutOfRange, Some("time")));
    assert!(nanos.to_string().contains("trunc_subsecs"), "{nanos}");
    // Compared with, it may have them.
    let later = Every::on(&own.db).filter(Every::TIME.lt(time));
    assert_eq!(later.count().unwrap(), 0);
    assert_eq!(Every::on(&own.db).count().unwrap(), 0);
}

#[test]
fn quotients_have_as_many_digits_as_fit() {
    let Some(own) = Own::new("") else { return };
    let third = read::<Decimal>(&own, "SELECT CAST(1 AS DECIMAL(57,28)) / 3").unwrap();
    assert!(third.to_string().starts_with("0.3333333333333333333333333"), "{third}");
}
