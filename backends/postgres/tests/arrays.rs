//! Arrays: as columns, as lists of a condition, and many rows as one array per column.

mod support;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::{Array, Error};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use support::{Own, run};
use uuid::Uuid;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "lists")]
struct Lists {
    id: i64,
    bools: Array<bool>,
    i16s: Array<i16>,
    i32s: Array<i32>,
    i64s: Array<i64>,
    u64s: Array<u64>,
    f32s: Array<f32>,
    f64s: Array<f64>,
    texts: Array<String>,
    options: Array<Option<String>>,
    bytes: Array<Vec<u8>>,
    decimals: Array<Decimal>,
    dates: Array<NaiveDate>,
    times: Array<NaiveTime>,
    moments: Array<NaiveDateTime>,
    instants: Array<DateTime<Utc>>,
    uuids: Array<Uuid>,
    documents: Array<Json<Vec<i32>>>,
    maybe: Option<Array<i32>>,
}

fn full() -> Lists {
    let moment: NaiveDateTime = "1969-12-31T23:59:59.999999".parse().unwrap();
    Lists {
        bools: Array(vec![true, false]),
        i16s: Array(vec![i16::MIN, i16::MAX]),
        i32s: Array(vec![i32::MIN, i32::MAX]),
        i64s: Array(vec![i64::MIN, i64::MAX]),
        u64s: Array(vec![0, u64::MAX]),
        f32s: Array(vec![f32::MIN_POSITIVE, f32::INFINITY]),
        f64s: Array(vec![0.1, f64::MIN]),
        texts: ["", "NULL", "a,b", "{}", "\"\\", "it's", "\u{1f980}\n"]
            .map(String::from)
            .to_vec()
            .into(),
        options: Array(vec![None, Some("NULL".into()), None]),
        bytes: Array(vec![vec![], vec![0, 255, b'\\', b'"']]),
        decimals: Array(vec![Decimal::MAX, Decimal::new(-5, 28), Decimal::ZERO]),
        dates: Array(vec![moment.date(), NaiveDate::MAX]),
        times: Array(vec![NaiveTime::MIN, moment.time()]),
        moments: Array(vec![moment]),
        instants: Array(vec![moment.and_utc()]),
        uuids: Array(vec![Uuid::nil(), Uuid::max()]),
        documents: Array(vec![Json(vec![]), Json(vec![1, 2])]),
        maybe: Some(Array(vec![1])),
        ..Default::default()
    }
}

#[test]
fn lists_come_back_as_they_were() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Lists>().unwrap();
    let unprepared = own.again("prepared_statements=false").unwrap();
    for db in [&own.db, &unprepared] {
        for lists in [Lists::default(), full()] {
            let stored = lists.create_on(db).unwrap();
            assert_eq!(Lists::on(db).find(stored.id).unwrap(), stored);
        }
        let mut many = [full(), Lists::default(), full()];
        Lists::insert_many_on(db, &mut many).unwrap();
        assert_eq!(Lists::on(db).find(many[2].id).unwrap(), many[2]);
        many[1] = Lists { id: many[1].id, ..full() };
        Lists::update_many_on(db, &mut many).unwrap();
        assert_eq!(Lists::on(db).find(many[1].id).unwrap(), many[1]);
        Lists::upsert_many(&many).run_on(db).unwrap();
    }
    assert_eq!(Lists::on(&own.db).filter(Lists::TEXTS.eq(full().texts)).count().unwrap(), 8);
}

#[test]
fn lists_of_columns_that_somebody_else_made() {
    let Some(own) = Own::new("") else { return };
    own.db
        .execute_script(
            "CREATE TYPE mood AS ENUM ('calm', 'happy');
             CREATE DOMAIN age AS INT CHECK (VALUE >= 0);
             CREATE TABLE t (moods mood[], ages age[], names VARCHAR(5)[], grid INT[][]);
             INSERT INTO t VALUES ('{calm,NULL}', '{7}', '{abc}', '{{1,2},{3,4}}')",
        )
        .unwrap();
    type Row = (Array<Option<String>>, Array<i32>, Array<String>);
    let row: Row = own.db.sql("SELECT moods, ages, names FROM t", ()).one().unwrap();
    let moods = Array(vec![Some("calm".into()), None]);
    assert_eq!(row, (moods.clone(), Array(vec![7]), Array(vec!["abc".into()])));
    let sql = "UPDATE t SET moods = ?, ages = ?, names = ?";
    own.db.sql(sql, (moods, Array(vec![1, 2]), Array(vec!["x".to_owned()]))).execute().unwrap();
    let error: Error = own.db.sql("SELECT grid FROM t", ()).one::<(Array<i32>,)>().unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::Unsupported, Some("grid")), "{error}");
    let error = own.db.sql("UPDATE t SET ages = ?", (Array(vec![-1]),)).execute().unwrap_err();
    assert!(error.is_check_violation(), "{error}");
    let error = own
        .db
        .sql("UPDATE t SET names = ?", (Array(vec!["a\0".to_owned()]),))
        .execute()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "odd things", schema = "my schema")]
struct Odd {
    #[record(key)]
    code: String,
    #[record(column = "the \"mood\"")]
    mood: Option<String>,
    age: i64,
    token: Uuid,
    #[record(column = "AS \"new\"")]
    trap: String,
}

/// The columns have types that no text and no BIGINT is converted to.
const ODD: &str = "CREATE SCHEMA \"my schema\";
     CREATE TYPE \"my schema\".\"a mood\" AS ENUM ('calm', 'happy');
     CREATE DOMAIN \"my schema\".age AS SMALLINT CHECK (VALUE >= 0);
     CREATE TABLE \"my schema\".\"odd things\" (code CHAR(3) PRIMARY KEY, \
     \"the \"\"mood\"\"\" \"my schema\".\"a mood\", age \"my schema\".age, token UUID, \
     \"AS \"\"new\"\"\" VARCHAR(10))";

fn odd(code: &str) -> Odd {
    Odd {
        code: code.into(),
        mood: Some("happy".into()),
        age: 7,
        token: Uuid::from_u128(5),
        trap: "it's".into(),
    }
}

#[test]
fn many_rows_take_the_types_of_the_columns() {
    let Some(own) = Own::new("") else { return };
    own.db.execute_script(ODD).unwrap();
    let unprepared = own.again("prepared_statements=false").unwrap();
    for (db, codes) in [(&own.db, ["abc", "abd"]), (&unprepared, ["xyz", "xyy"])] {
        let mut things = codes.map(odd);
        things[1].mood = None;
        Odd::insert_many_on(db, &mut things).unwrap();
        for thing in &mut things {
            thing.age = 8;
        }
        Odd::update_many_on(db, &mut things).unwrap();
        Odd::upsert_many(&things).run_on(db).unwrap();
        assert_eq!(Odd::on(db).find_many(codes).unwrap(), things);
        let found = Odd::on(db).filter(Odd::CODE.is_in(codes).and(Odd::MOOD.is_in(["happy"])));
        assert_eq!(found.count().unwrap(), 1);
        let found = Odd::on(db).filter(Odd::TOKEN.is_in([things[0].token]));
        assert_eq!(found.filter(Odd::CODE.is_in(codes)).count().unwrap(), 2);
        let error = Odd::insert_many_on(db, &mut [Odd { age: -1, ..odd("new") }]).unwrap_err();
        assert!(error.is_check_violation(), "{error}");
        let error = Odd::insert_many_on(db, &mut [Odd { age: 70_000, ..odd("new") }]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
    }
}

#[test]
fn many_rows_after_a_column_has_changed_its_type() {
    let Some(own) = Own::new("pool_size=2") else { return };
    own.db.execute_script(ODD).unwrap();
    Odd::insert_many_on(&own.db, &mut [odd("abc")]).unwrap();
    // By another connection, so that nobody here hears of it.
    let other = own.again("").unwrap();
    run(
        &other,
        "ALTER TABLE \"my schema\".\"odd things\" ALTER COLUMN \"the \"\"mood\"\"\" TYPE TEXT",
    );
    run(&other, "ALTER TABLE \"my schema\".\"odd things\" ALTER COLUMN age TYPE BIGINT");
    let later = Odd { mood: Some("sad".into()), age: 70_000, ..odd("abd") };
    // What is known of the columns is used once more, and then looked up again.
    let error = Odd::insert_many_on(&own.db, &mut [later.clone()]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
    Odd::insert_many_on(&own.db, &mut [later.clone()]).unwrap();
    assert_eq!(Odd::on(&own.db).find("abd").unwrap(), later);
}

#[test]
fn long_lists() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Lists>().unwrap();
    let ids: Vec<i64> = (0..100_000).collect();
    assert_eq!(Lists::on(&own.db).filter(Lists::ID.is_in(ids.clone())).count().unwrap(), 0);
    assert_eq!(Lists::on(&own.db).filter(Lists::ID.not_in(ids)).count().unwrap(), 0);
    assert_eq!(Lists::on(&own.db).filter(Lists::ID.is_in(Vec::<i64>::new())).count().unwrap(), 0);
}
