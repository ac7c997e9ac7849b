//! Every row of the type table of `docs/postgres.md`, both ways, and columns that somebody else
//! made.

mod support;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
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

#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq)]
#[column_type(repr = "i16")]
enum Level {
    #[default]
    Low = 1,
    High = 9,
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
    fixed: DateTime<FixedOffset>,
    uuid: Uuid,
    json: Json<Vec<i32>>,
    any: serde_json::Value,
    mood: Mood,
    level: Level,
    list: activerecord::Array<i32>,
    nothing: Option<i32>,
}

const TYPES: &[(&str, &str)] = &[
    ("id", "bigint"),
    ("truth", "boolean"),
    ("i8", "smallint"),
    ("i16", "smallint"),
    ("i32", "integer"),
    ("i64", "bigint"),
    ("u8", "smallint"),
    ("u16", "integer"),
    ("u32", "bigint"),
    ("u64", "numeric(20,0)"),
    ("f32", "real"),
    ("f64", "double precision"),
    ("short", "character varying(20)"),
    ("long", "text"),
    ("bytes", "bytea"),
    ("decimal", "numeric"),
    ("date", "date"),
    ("time", "time without time zone"),
    ("moment", "timestamp without time zone"),
    ("instant", "timestamp with time zone"),
    ("fixed", "timestamp with time zone"),
    ("uuid", "uuid"),
    ("json", "jsonb"),
    ("any", "jsonb"),
    ("mood", "text"),
    ("level", "smallint"),
    ("list", "integer[]"),
    ("nothing", "integer"),
];

#[test]
fn the_types_of_created_columns() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let sql = "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute \
               WHERE attrelid = 'every'::regclass AND attnum > 0 ORDER BY attnum";
    let found: Vec<(String, String)> = own.db.sql(sql, ()).all().unwrap();
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, TYPES);
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn extremes() -> Vec<Every> {
    let least = Every {
        i8: i8::MIN,
        i16: i16::MIN,
        i32: i32::MIN,
        i64: i64::MIN,
        f32: f32::MIN,
        f64: f64::MIN,
        decimal: Decimal::MIN,
        date: NaiveDate::from_ymd_opt(-4712, 1, 1).unwrap(),
        moment: NaiveDate::from_ymd_opt(-4712, 1, 1).unwrap().and_time(NaiveTime::MIN),
        instant: moment("0001-01-01T00:00:00").and_utc(),
        ..Default::default()
    };
    let greatest = Every {
        truth: true,
        i8: i8::MAX,
        i16: i16::MAX,
        i32: i32::MAX,
        i64: i64::MAX,
        u8: u8::MAX,
        u16: u16::MAX,
        u32: u32::MAX,
        u64: u64::MAX,
        f32: f32::INFINITY,
        f64: f64::NEG_INFINITY,
        short: "ß".repeat(20),
        long: "it's \"\\ \u{1f980}\t\r\n".repeat(2_000),
        bytes: (0..=255).collect(),
        decimal: Decimal::MAX,
        date: NaiveDate::MAX,
        time: NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
        moment: moment("9999-12-31T23:59:59.999999"),
        instant: moment("2038-01-19T03:14:08.000001").and_utc(),
        fixed: DateTime::parse_from_rfc3339("2024-02-29T12:00:00.5+14:00").unwrap(),
        uuid: Uuid::max(),
        json: Json(vec![1, 2]),
        any: serde_json::json!({"a": [null, 1.5, "\u{1f980}\u{7f}"], "b": 1e300}),
        mood: Mood::Happy,
        level: Level::High,
        list: activerecord::Array(vec![i32::MIN, 0, i32::MAX]),
        nothing: Some(-1),
        ..Default::default()
    };
    let small = Every {
        f32: f32::MIN_POSITIVE,
        f64: 5e-324,
        decimal: Decimal::new(-1, 28),
        date: date("2000-01-01"),
        moment: moment("1969-12-31T23:59:59.999999"),
        instant: moment("1970-01-01T00:00:00").and_utc() - TimeDelta::microseconds(1),
        long: "NULL".into(),
        any: serde_json::Value::Null,
        ..Default::default()
    };
    vec![Every::default(), least, greatest, small]
}

#[test]
fn values_come_back_as_they_were() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    for every in extremes() {
        let stored = every.create_on(&own.db).unwrap();
        assert_eq!(Every::on(&own.db).find(stored.id).unwrap(), stored);
    }
    // As arrays, and as texts.
    let mut many = extremes();
    Every::insert_many_on(&own.db, &mut many).unwrap();
    let unprepared = own.again("prepared_statements=false").unwrap();
    for every in &many {
        assert_eq!(&Every::on(&own.db).find(every.id).unwrap(), every);
        let mut again = every.clone();
        again.id = 0;
        let again = again.create_on(&unprepared).unwrap();
        assert_eq!(Every::on(&unprepared).find(again.id).unwrap(), again);
    }
    for every in &mut many {
        every.nothing = Some(7);
    }
    Every::update_many_on(&own.db, &mut many).unwrap();
    let count = Every::on(&own.db).filter(Every::NOTHING.eq(7)).count().unwrap();
    assert_eq!(count, many.len() as u64);
}

#[test]
fn nan_comes_back_too() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let nan = Every { f32: f32::NAN, f64: f64::NAN, ..Default::default() };
    let stored = nan.create_on(&own.db).unwrap();
    let stored = Every::on(&own.db).find(stored.id).unwrap();
    assert!(stored.f32.is_nan() && stored.f64.is_nan());
}

#[test]
fn every_value_is_found_by_itself() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let every = extremes().remove(2).create_on(&own.db).unwrap();
    let on = Every::on(&own.db);
    let found =
        |condition: activerecord::Condition| on.clone().filter(condition).count().unwrap() == 1;
    assert!(found(Every::TRUTH.eq(true)));
    assert!(found(Every::I8.eq(every.i8)) && found(Every::I8.is_in([every.i8])));
    assert!(found(Every::I16.eq(every.i16)) && found(Every::I16.is_in([every.i16])));
    assert!(found(Every::I32.eq(every.i32)) && found(Every::I32.is_in([every.i32])));
    assert!(found(Every::I64.eq(every.i64)) && found(Every::I64.is_in([every.i64])));
    assert!(found(Every::U8.eq(every.u8)) && found(Every::U8.is_in([every.u8])));
    assert!(found(Every::U16.eq(every.u16)) && found(Every::U16.is_in([every.u16])));
    assert!(found(Every::U32.eq(every.u32)) && found(Every::U32.is_in([every.u32])));
    assert!(found(Every::U64.eq(every.u64)) && found(Every::U64.is_in([every.u64])));
    assert!(found(Every::F32.eq(every.f32)) && found(Every::F32.is_in([every.f32])));
    assert!(found(Every::F64.eq(every.f64)) && found(Every::F64.is_in([every.f64])));
    assert!(found(Every::SHORT.eq(&*every.short)) && found(Every::LONG.eq(&*every.long)));
    assert!(found(Every::BYTES.eq(&*every.bytes)));
    assert!(found(Every::BYTES.is_in([every.bytes.clone()])));
    assert!(
        found(Every::DECIMAL.eq(every.decimal)) && found(Every::DECIMAL.is_in([every.decimal]))
    );
    assert!(found(Every::DATE.eq(every.date)) && found(Every::DATE.is_in([every.date])));
    assert!(found(Every::TIME.eq(every.time)) && found(Every::TIME.is_in([every.time])));
    assert!(found(Every::MOMENT.eq(every.moment)) && found(Every::MOMENT.is_in([every.moment])));
    assert!(found(Every::INSTANT.eq(every.instant)));
    assert!(found(Every::INSTANT.is_in([every.instant])));
    assert!(found(Every::FIXED.eq(every.fixed)) && found(Every::FIXED.is_in([every.fixed])));
    assert!(found(Every::UUID.eq(every.uuid)) && found(Every::UUID.is_in([every.uuid])));
    assert!(found(Every::JSON.eq(every.json.clone())));
    assert!(found(Every::ANY.eq(every.any.clone())));
    assert!(found(Every::MOOD.eq(Mood::Happy)) && found(Every::MOOD.is_in([Mood::Happy])));
    assert!(found(Every::LEVEL.eq(Level::High)) && found(Every::LEVEL.is_in([Level::High])));
    assert!(found(Every::LIST.eq(every.list.clone())));
}

#[test]
fn an_instant_keeps_no_offset() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let fixed = DateTime::parse_from_rfc3339("2024-02-29T12:00:00+02:00").unwrap();
    let id = Every { fixed, ..Default::default() }.create_on(&own.db).unwrap().id;
    let stored = Every::on(&own.db).find(id).unwrap().fixed;
    assert_eq!(stored, fixed);
    assert_eq!(stored.to_rfc3339(), "2024-02-29T10:00:00+00:00");
    // Whatever the session's time zone is.
    let tokyo = own.again("timezone=Asia/Tokyo").unwrap();
    assert_eq!(Every::on(&tokyo).find(id).unwrap().fixed, fixed);
    assert_eq!(Every::on(&tokyo).filter(Every::FIXED.eq(fixed)).count().unwrap(), 1);
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

#[test]
fn what_has_no_form_is_refused_before_it_is_sent() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Every>().unwrap();
    let nul = Every { long: "a\0b".into(), ..Default::default() }.create_on(&own.db).unwrap_err();
    assert_eq!((nul.kind(), nul.column()), (ErrorKind::OutOfRange, Some("long")), "{nul}");
    assert!(nul.to_string().contains("NUL"), "{nul}");
    let any = serde_json::json!("a\0b");
    let json = Every { any, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert_eq!(json.kind(), ErrorKind::OutOfRange, "{json}");
    let time = NaiveTime::from_hms_nano_opt(1, 2, 3, 1).unwrap();
    let nanos = Every { time, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert_eq!((nanos.kind(), nanos.column()), (ErrorKind::OutOfRange, Some("time")));
    assert!(nanos.to_string().contains("trunc_subsecs"), "{nanos}");
    let mut many = [Every::default(), Every { long: "\0".into(), ..Default::default() }];
    let error = Every::insert_many_on(&own.db, &mut many).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
    // Compared with, it may have them.
    let later = Every::on(&own.db).filter(Every::TIME.lt(time));
    assert_eq!(later.count().unwrap(), 0);
    assert_eq!(Every::on(&own.db).count().unwrap(), 0);
    run(&own.db, "SELECT 1");
}
