//! Errors by number, as the client library tells them.

mod support;

use std::time::Duration;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::Statement;
use activerecord_oracle::{OracleBackend, OracleSession};

use support::record::{config, database};
use support::stand_in;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "seats", unique(room, hour, name = "one_seat_an_hour"), check = "hour < 24")]
struct Seat {
    id: i64,
    room: i32,
    hour: i32,
    #[record(max_length = 5)]
    name: String,
    #[record(references = Seat)]
    beside: Option<i64>,
}

fn seat(room: i32, hour: i32) -> Seat {
    Seat { room, hour, ..Seat::default() }
}

fn connecting(location: &str) -> Error {
    let folder = stand_in::client_dir().display();
    let url = format!(
        "oracle://{location}{}client_dir={folder}",
        if location.contains('?') { '&' } else { '?' }
    );
    activerecord_core::Database::open(ConnectionConfig::from_url(&url).unwrap(), OracleBackend)
        .expect_err(location)
}

fn number(error: &Error) -> Option<i64> {
    error.database().and_then(activerecord::DatabaseError::code)
}

#[test]
fn why_a_connection_could_not_be_made() {
    for (location, code, words) in [
        ("scott:wrong@localhost/standin", 1_017, "the user or the password"),
        ("locked:tiger@localhost/standin", 28_000, "locked"),
        ("expired:tiger@localhost/standin", 28_001, "`new_password`"),
        ("scott:tiger@localhost/nothing", 12_514, "service"),
        ("scott:tiger@localhost:1599/standin", 12_541, "nobody listens"),
        ("scott:tiger@nowhere.example/standin", 12_545, "can't be reached"),
        ("scott:tiger@?dsn=nothing", 12_154, "tnsnames.ora"),
    ] {
        let error = connecting(location);
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{location}: {error}");
        assert_eq!(number(&error), Some(code), "{location}: {error}");
        let text = error.to_string();
        assert!(text.contains(words), "{words}: {text}");
        assert!(!text.contains("tiger") && !text.contains("wrong"), "{text}");
    }
}

#[test]
fn constraints_say_which() {
    let database = database();
    database.create_table::<Seat>().unwrap();
    let mut first = seat(1, 9);
    first.save_on(&database).unwrap();
    let taken = seat(1, 9).save_on(&database).unwrap_err();
    assert!(taken.is_unique_violation(), "{taken}");
    assert_eq!((number(&taken), taken.constraint()), (Some(1), Some("one_seat_an_hour")));
    let late = seat(1, 24).save_on(&database).unwrap_err();
    assert!(late.is_check_violation() && number(&late) == Some(2_290), "{late}");
    let alone = Seat { beside: Some(99), ..seat(2, 9) }.save_on(&database).unwrap_err();
    assert!(alone.is_foreign_key_violation() && number(&alone) == Some(2_291), "{alone}");
    Seat { beside: Some(first.id), ..seat(2, 9) }.save_on(&database).unwrap();
    let parent = first.delete_on(&database).unwrap_err();
    assert!(parent.is_foreign_key_violation() && number(&parent) == Some(2_292), "{parent}");
    let sql = r#"INSERT INTO "SEATS" ("ROOM") VALUES (?)"#;
    let null = database.sql(sql, (1,)).execute().unwrap_err();
    assert!(null.is_not_null_violation() && number(&null) == Some(1_400), "{null}");
    assert_eq!((null.table(), null.column()), (Some("seats"), Some("hour")));
}

#[test]
fn values_that_do_not_fit() {
    let database = database();
    database.create_table::<Seat>().unwrap();
    let long = Seat { name: "too long".into(), ..seat(1, 1) }.save_on(&database).unwrap_err();
    assert_eq!((long.kind(), number(&long)), (ErrorKind::DataTooLong, Some(12_899)), "{long}");
    assert_eq!(long.column(), Some("name"));
    let run = |sql: &str| database.sql(sql, ()).execute();
    let error = run(r#"INSERT INTO "SEATS" ("ROOM", "HOUR") VALUES (99999999999, 1)"#).unwrap_err();
    assert_eq!((error.kind(), number(&error)), (ErrorKind::OutOfRange, Some(1_438)), "{error}");
    let nan = database
        .sql(r#"INSERT INTO "SEATS" ("ROOM", "HOUR") VALUES (?, 1)"#, (f64::NAN,))
        .execute()
        .unwrap_err();
    assert_eq!(nan.kind(), ErrorKind::OutOfRange, "{nan}");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "letters")]
struct Letter {
    id: i64,
    #[record(max_length = 4000)]
    text: String,
}

/// A VARCHAR2 has 4,000 bytes however many characters it was declared with; a bind is of another
/// kind beyond 32,767.
#[test]
fn a_text_beyond_the_limit_of_varchar2() {
    let database = database();
    database.create_table::<Letter>().unwrap();
    for (character, count) in [("x", 4_001), ("å", 2_001), ("x", 40_000)] {
        let text = character.repeat(count);
        let error = Letter { text, ..Letter::default() }.save_on(&database).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataTooLong, "{character} {count}: {error}");
        assert_eq!(error.column(), Some("text"), "{character} {count}: {error}");
        assert!(!error.to_string().contains(&character.repeat(9)), "{error}");
    }
    let full =
        Letter { text: "x".repeat(4_000), ..Letter::default() }.create_on(&database).unwrap();
    assert_eq!(Letter::on(&database).all().unwrap(), [full]);
}

#[test]
fn a_row_of_many_is_named() {
    let database = database();
    database.create_table::<Seat>().unwrap();
    let mut seats: Vec<Seat> = (0..30).map(|hour| seat(1, hour)).collect();
    let error = Seat::insert_many_on(&database, &mut seats).unwrap_err();
    assert!(error.is_check_violation(), "{error}");
    assert!(error.to_string().contains("row 25 of the 30"), "{error}");
    assert_eq!(Seat::on(&database).count().unwrap(), 0, "all or none");
    assert!(seats.iter().all(|seat| seat.id == 0), "the structs are as before");
    let kept: Result<(), Error> = database.transaction(|tx| {
        seat(7, 7).save_on(tx)?;
        Seat::insert_many_on(tx, &mut seats).unwrap_err();
        Ok(())
    });
    kept.unwrap();
    assert_eq!(Seat::on(&database).pluck(Seat::ROOM).unwrap(), [7]);
}

#[test]
fn names_and_texts_that_are_wrong() {
    let database = database();
    let run = |sql: &str| database.sql(sql, ()).execute().expect_err(sql);
    let missing = run("DELETE FROM nothing");
    assert_eq!((missing.kind(), number(&missing)), (ErrorKind::ObjectMissing, Some(942)));
    database.create_table::<Seat>().unwrap();
    let column = run("UPDATE seats SET nothing = 1");
    assert_eq!((column.kind(), number(&column)), (ErrorKind::ObjectMissing, Some(904)));
    let taken = database.create_table::<Seat>().unwrap_err();
    assert_eq!((taken.kind(), number(&taken)), (ErrorKind::ObjectExists, Some(955)));
    assert_eq!(run("SELEC 1 FROM DUAL").kind(), ErrorKind::Syntax);
    let binds = database.sql("DELETE FROM seats WHERE id = :1", ()).execute().unwrap_err();
    assert_eq!(binds.kind(), ErrorKind::InvalidQuery, "{binds}");
    let long = format!("CREATE TABLE {} (a NUMBER)", "x".repeat(129));
    assert_eq!(run(&long).kind(), ErrorKind::InvalidQuery);
}

#[test]
fn too_many_binds_are_refused_before_anything_is_sent() {
    let database = database();
    let binds = vec![activerecord::Value::I64(1); 65_536];
    let mut refused = None;
    database
        .with_session(&mut |session| {
            let statement = Statement::new("DELETE FROM nothing");
            refused = session.execute(&statement, &binds).err();
            Ok(())
        })
        .unwrap();
    let error = refused.unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert!(error.to_string().contains("65535"), "{error}");
}

#[test]
fn a_dead_session_is_not_used_again() {
    let config = config("").pool_size(2);
    let database = activerecord_core::Database::open(config, OracleBackend).unwrap();
    let ours = "SELECT MAX(SID) FROM V$SESSION";
    let (sid,): (i64,) = database.sql(ours, ()).one().unwrap();
    let victim = database.begin().unwrap();
    let killer = |database: &Database| {
        database.sql(&format!("ALTER SYSTEM KILL SESSION '{sid},1'"), ()).execute()
    };
    let killed = std::thread::scope(|scope| scope.spawn(|| killer(&database)).join().unwrap());
    killed.unwrap();
    let error = victim.sql(ours, ()).one::<(i64,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    drop(victim);
    for _ in 0..3 {
        database.sql(ours, ()).one::<(i64,)>().unwrap();
    }
}

#[test]
fn a_statement_is_cancelled_from_another_thread() {
    let database = database();
    database.create_table::<Seat>().unwrap();
    let mut seats: Vec<Seat> = (0..2_000).map(|room| seat(room, 1)).collect();
    Seat::insert_many_on(&database, &mut seats).unwrap();
    let slow = r#"SELECT COUNT(*) FROM "SEATS" a, "SEATS" b, "SEATS" c"#;
    let mut result = None;
    database
        .with_session(&mut |session| {
            let handle = session.connection().cancel_handle().expect("a handle");
            let canceller = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(200));
                handle.cancel().unwrap();
            });
            result = Some(session.query(&Statement::new(slow), &[], &mut |_| {
                Ok(std::ops::ControlFlow::Continue(()))
            }));
            canceller.join().unwrap();
            Ok(())
        })
        .unwrap();
    let error = result.unwrap().unwrap_err();
    assert_eq!((error.kind(), number(&error)), (ErrorKind::Cancelled, Some(1_013)), "{error}");
    assert_eq!(Seat::on(&database).count().unwrap(), 2_000, "the connection is of use");
}

#[test]
fn the_driver_s_own_connection_is_at_hand() {
    let database = database();
    database
        .with_session(&mut |session| {
            let own = session.connection().as_any().downcast_mut::<OracleSession>().unwrap();
            let version = own.with(|connection| connection.server_version()).unwrap();
            assert_eq!(version.0.major(), 19);
            Ok(())
        })
        .unwrap();
}
