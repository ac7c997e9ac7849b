//! Many rows by COPY.

mod support;

use activerecord::postgres::{self, PostgresConnection};
use activerecord::prelude::*;
use activerecord::{Array, ErrorKind, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use support::{Own, run, session};
use uuid::Uuid;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "every kind", schema = "my schema")]
struct Every {
    id: i64,
    truth: bool,
    i16: i16,
    u64: u64,
    f32: f32,
    f64: f64,
    #[record(max_length = 40, unique)]
    text: String,
    bytes: Vec<u8>,
    decimal: Decimal,
    date: NaiveDate,
    time: NaiveTime,
    moment: NaiveDateTime,
    instant: DateTime<Utc>,
    uuid: Uuid,
    json: Json<Vec<i32>>,
    list: Array<Option<String>>,
    nothing: Option<i32>,
}

fn every(number: u32) -> Every {
    let moment: NaiveDateTime = "1969-12-31T23:59:59.999999".parse().unwrap();
    Every {
        truth: number.is_multiple_of(2),
        i16: i16::MIN,
        u64: u64::MAX,
        f32: -0.1,
        f64: 5e-324,
        text: format!("{number}\t\\N\r\n\"it's\" \u{1f980}"),
        bytes: vec![0, 255, b'\\', b'\n'],
        decimal: Decimal::MIN,
        date: moment.date(),
        time: moment.time(),
        moment,
        instant: moment.and_utc(),
        uuid: Uuid::from_u128(number.into()),
        json: Json(vec![1, -2]),
        list: Array(vec![None, Some("\\.".into()), Some("a\t,{}\"".into())]),
        nothing: number.is_multiple_of(3).then_some(7),
        ..Default::default()
    }
}

fn database(options: &str) -> Option<Own> {
    let own = Own::new(options)?;
    run(&own.db, "CREATE SCHEMA \"my schema\"");
    own.db.create_table::<Every>().unwrap();
    Some(own)
}

/// All rows, without the keys that the database has made.
fn stored(db: &Database) -> Vec<Every> {
    let mut rows = Every::on(db).order_by(Every::UUID).all().unwrap();
    rows.iter_mut().for_each(|row| row.id = 0);
    rows
}

#[test]
fn every_kind_of_value_in_both_forms() {
    let Some(own) = database("pool_size=1") else { return };
    let rows: Vec<Every> = (1..=1_000).map(every).collect();
    assert_eq!(postgres::copy_in(&own.db, &rows).unwrap(), 1_000);
    assert!(stored(&own.db) == rows);
    // Behind a pooler, and where a column has no binary form, all goes as text.
    let unprepared = own.again("pool_size=1&prepared_statements=false").unwrap();
    for (db, change) in [
        (&unprepared, "SELECT 1"),
        (&own.db, "ALTER TABLE \"my schema\".\"every kind\" ALTER nothing TYPE MONEY"),
    ] {
        run(&own.db, "TRUNCATE \"my schema\".\"every kind\"");
        run(&own.db, change);
        assert_eq!(postgres::copy_in(db, &rows).unwrap(), 1_000);
        run(
            &own.db,
            "ALTER TABLE \"my schema\".\"every kind\" ALTER nothing TYPE INT USING \
                      nothing::numeric::int",
        );
        assert!(stored(&own.db) == rows, "{change}");
    }
}

#[test]
fn nothing_is_little_work() {
    let Some(own) = database("pool_size=1") else { return };
    assert_eq!(postgres::copy_in::<Every>(&own.db, &[]).unwrap(), 0);
}

#[test]
fn keys_are_made_where_there_are_none() {
    let Some(own) = database("pool_size=1") else { return };
    let rows = [Every { id: 70, ..every(1) }, every(2), Every { id: 60, ..every(3) }, every(4)];
    assert_eq!(postgres::copy_in(&own.db, &rows).unwrap(), 4);
    let ids = Every::on(&own.db).order_by(Every::UUID).pluck(Every::ID).unwrap();
    assert_eq!((ids[0], ids[2]), (70, 60));
    assert!(ids[1] > 0 && ids[3] > ids[1], "{ids:?}");
}

#[test]
fn keys_are_made_beforehand_and_filled_in() {
    let Some(own) = database("pool_size=1") else { return };
    let mut rows: Vec<Every> = (1..=500).map(every).collect();
    rows[9].id = 9_000;
    assert_eq!(postgres::copy_in_with_keys(&own.db, &mut rows).unwrap(), 500);
    assert_eq!(rows[9].id, 9_000);
    assert!(Every::on(&own.db).order_by(Every::UUID).all().unwrap() == rows);
    // The next key comes after them.
    assert!(every(600).create_on(&own.db).unwrap().id > rows[499].id);

    let mut again = [every(601), every(1), Every { id: 7_777, ..every(602) }];
    let before = again.clone();
    let error = postgres::copy_in_with_keys(&own.db, &mut again).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(again, before);
    let unprepared = own.again("pool_size=1&prepared_statements=false").unwrap();
    let mut more = [every(700)];
    postgres::copy_in_with_keys(&unprepared, &mut more).unwrap();
    assert_eq!(Every::on(&own.db).find(more[0].id).unwrap(), more[0]);

    run(&own.db, "ALTER TABLE \"my schema\".\"every kind\" ALTER id DROP IDENTITY");
    let error = postgres::copy_in_with_keys(&own.db, &mut [every(800)]).unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::Unsupported, Some("id")), "{error}");
    assert!(error.to_string().contains("insert_many"), "{error}");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "events")]
struct Event {
    id: Uuid,
    name: String,
    #[record(created_at)]
    created_at: DateTime<Utc>,
    #[record(lock_version)]
    version: i32,
    #[record(read_only)]
    loud: Option<String>,
}

#[test]
fn what_the_library_makes_is_stored_and_what_is_read_only_is_not() {
    let Some(own) = Own::new("pool_size=1") else { return };
    run(
        &own.db,
        "CREATE TABLE events (id UUID PRIMARY KEY, name TEXT, created_at TIMESTAMPTZ NOT NULL, \
         version INT NOT NULL, loud TEXT GENERATED ALWAYS AS (upper(name)) STORED)",
    );
    let events = vec![Event { name: "a".into(), ..Default::default() }; 3];
    let before = Utc::now() - chrono::TimeDelta::seconds(1);
    assert_eq!(postgres::copy_in(&own.db, &events).unwrap(), 3);
    let stored = Event::on(&own.db).all().unwrap();
    assert_eq!(stored.len(), 3);
    for event in &stored {
        assert_eq!(event.id.get_version_num(), 7);
        assert!(event.created_at > before);
        assert_eq!((event.version, event.loud.as_deref()), (1, Some("A")));
    }
}

#[test]
fn an_error_leaves_nothing_behind_and_names_the_column() {
    let Some(own) = database("pool_size=1") else { return };
    let id = session(&own.db);
    let mut rows: Vec<Every> = (0..5_000).map(every).collect();
    rows[4_000].text = rows[1].text.clone();
    let error = postgres::copy_in(&own.db, &rows).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!((error.model(), error.column()), (Some("Every"), Some("text")));
    rows[4_000] = Every { text: "\0".into(), ..every(4_000) };
    let error = postgres::copy_in(&own.db, &rows).unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("text")), "{error}");
    rows[4_000] = Every { text: "x".repeat(41), ..every(4_000) };
    let error = postgres::copy_in(&own.db, &rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataTooLong, "{error}");
    run(&own.db, "ALTER TABLE \"my schema\".\"every kind\" ALTER u64 TYPE INT USING 0");
    rows[4_000] = every(4_000);
    let error = postgres::copy_in(&own.db, &rows).unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::OutOfRange, Some("u64")), "{error}");
    run(&own.db, "DROP TABLE \"my schema\".\"every kind\"");
    let error = postgres::copy_in(&own.db, &rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ObjectMissing, "{error}");
    own.db.create_table::<Every>().unwrap();
    assert_eq!(Every::on(&own.db).count().unwrap(), 0);
    assert_eq!(postgres::copy_in(&own.db, &rows).unwrap(), 5_000);
    assert_eq!(session(&own.db), id, "the connection is as good as before");
}

#[test]
fn in_a_transaction_it_is_a_part_of_it() {
    let Some(own) = database("pool_size=1") else { return };
    let rows = [every(1), every(2)];
    let undone: Result<()> = own.db.transaction(|tx| {
        assert_eq!(postgres::copy_in(tx, &rows)?, 2);
        assert_eq!(Every::on(tx).count()?, 2);
        Err(activerecord::Error::other(std::fmt::Error))
    });
    assert!(undone.is_err());
    assert_eq!(Every::on(&own.db).count().unwrap(), 0);
    own.db
        .transaction(|tx| {
            let inner = tx.transaction(|tx| postgres::copy_in(tx, &[every(1), every(1)]));
            assert!(inner.unwrap_err().is_unique_violation());
            let inner = tx.transaction(|tx| {
                postgres::copy_in(tx, &[Every { text: "\0".into(), ..every(1) }])
            });
            assert_eq!(inner.unwrap_err().kind(), ErrorKind::OutOfRange);
            // The transaction of the thread is found without being named.
            postgres::copy_in(&own.db, &rows)
        })
        .unwrap();
    assert_eq!(stored(&own.db), rows);
    let failed: Result<u64> = own.db.transaction(|tx| {
        let _ = postgres::copy_in(tx, &[Every { text: "\0".into(), ..every(1) }]);
        Every::on(tx).count()
    });
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::TransactionAborted);
}

#[test]
fn as_a_statement_it_costs_the_connection() {
    let Some(own) = Own::new("pool_size=1") else { return };
    run(&own.db, "CREATE TABLE t (a INT)");
    for sql in ["COPY t FROM STDIN", "COPY t TO STDOUT"] {
        for script in [false, true] {
            let id = session(&own.db);
            let error = match script {
                true => own.db.execute_script(sql).unwrap_err(),
                false => own.db.sql(sql, ()).execute().unwrap_err(),
            };
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert!(error.to_string().contains("copy_in"), "{error}");
            assert_ne!(session(&own.db), id, "nobody knows what it waits for");
        }
    }
}

#[test]
fn by_the_driver_s_own_client() {
    let Some(own) = Own::new("pool_size=1") else { return };
    run(&own.db, "CREATE TABLE t (a INT)");
    own.db
        .with_session(&mut |session| {
            let connection = session.connection().as_any();
            let connection = connection.downcast_mut::<PostgresConnection>().unwrap();
            let types = connection.with_client(async |client| {
                let rows = client.query("SELECT a FROM t WHERE a > $1", &[&1_i32]).await?;
                Ok::<_, postgres::tokio_postgres::Error>(rows.len())
            });
            assert_eq!(types.unwrap(), 0);
            Ok(())
        })
        .unwrap();
}
