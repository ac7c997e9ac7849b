//! Every row of the type table of `docs/postgres.md`, both ways.

mod support;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use support::{Own, run};
use uuid::Uuid;

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
