//! Every value goes into a real table and comes back.

mod support;

use std::ops::ControlFlow;

use activerecord_core::{ErrorKind, Kind, Statement, Value};

use support::{fail, memory, rows, run, text, value};

const FIRST_SECOND: i64 = -62_167_219_200; // 0000-01-01 00:00:00
const LAST_SECOND: i64 = 253_402_300_799; // 9999-12-31 23:59:59

/// Stores a value and reads it back, and asks SQLite for its type.
fn round_trip(value: Value<'_>) -> (Value<'static>, String) {
    let mut connection = memory();
    let connection = connection.as_mut();
    run(connection, "CREATE TABLE t (v)");
    let insert = Statement::new("INSERT INTO t VALUES (?)");
    connection.execute(&insert, &[value]).unwrap();
    let mut found = rows(connection, "SELECT v, typeof(v) FROM t", &[]).unwrap().remove(0);
    let kind = support::show(&found[1]);
    (found.swap_remove(0), kind)
}

fn stored_text(value: Value<'_>) -> String {
    match round_trip(value) {
        (Value::Text(text), kind) if kind == "text" => text.into_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn integers_and_truth_values() {
    for number in [i64::MIN, -1, 0, 1, i64::MAX] {
        assert_eq!(round_trip(Value::I64(number)), (Value::I64(number), "integer".into()));
    }
    assert_eq!(round_trip(Value::Bool(true)).0, Value::I64(1));
    assert_eq!(round_trip(Value::Bool(false)).0, Value::I64(0));
    assert_eq!(round_trip(Value::U64(i64::MAX as u64)).0, Value::I64(i64::MAX));
}

#[test]
fn a_u64_that_sqlite_cannot_hold_is_refused() {
    let mut connection = memory();
    let error = connection
        .execute(&Statement::new("SELECT ?"), &[Value::U64(i64::MAX as u64 + 1)])
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert!(error.to_string().contains("parameter 1"), "{error}");
}

#[test]
fn floats() {
    for number in [0.0, -0.0, 0.1, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY] {
        assert_eq!(round_trip(Value::F64(number)), (Value::F64(number), "real".into()));
    }
    assert_eq!(round_trip(Value::F32(0.1)).0, Value::F64(f64::from(0.1_f32)));
    for nan in [Value::F64(f64::NAN), Value::F32(f32::NAN)] {
        let error = memory().execute(&Statement::new("SELECT ?"), &[nan]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
    }
}

#[test]
fn texts_and_bytes() {
    let long = "x".repeat(1_000_000);
    for content in ["", "Ada", "a\0b", "é€😀", "'; DROP TABLE t; --", &long] {
        assert_eq!(stored_text(text(content)), content);
        assert_eq!(stored_text(Value::Json(content.into())), content);
        assert_eq!(stored_text(Value::Decimal(content.into())), content);
        let bytes = content.as_bytes();
        let (found, kind) = round_trip(Value::Bytes(bytes.into()));
        assert_eq!((found, &*kind), (Value::Bytes(bytes.into()), "blob"));
    }
}

#[test]
fn a_uuid_is_sixteen_bytes() {
    let uuid = [7; 16];
    assert_eq!(round_trip(Value::Uuid(uuid)).0, Value::Bytes(uuid.to_vec().into()));
}

#[test]
fn null_of_any_kind() {
    for kind in [Kind::Bool, Kind::I64, Kind::Text, Kind::Decimal, Kind::DateTimeTz, Kind::Uuid] {
        let (found, stored) = round_trip(Value::Null(kind));
        assert!(found.is_null());
        assert_eq!(stored, "null");
    }
}

#[test]
fn null_replaces_what_was_bound_before() {
    let mut connection = memory();
    for given in [text("first"), Value::Null(Kind::Text), text("third")] {
        let found = value(connection.as_mut(), "SELECT ?", std::slice::from_ref(&given));
        assert_eq!(found, given);
    }
}

#[test]
fn dates_and_times_are_iso_text() {
    assert_eq!(stored_text(Value::Date(19_753)), "2024-01-31");
    assert_eq!(stored_text(Value::Date(-719_528)), "0000-01-01");
    assert_eq!(stored_text(Value::Date(2_932_896)), "9999-12-31");
    assert_eq!(stored_text(Value::Time(0)), "00:00:00.000000");
    assert_eq!(stored_text(Value::Time(47_100_250_000_000)), "13:05:00.250000");
    assert_eq!(stored_text(Value::Time(86_399_999_999_999)), "23:59:59.999999999");
    let moment = |seconds, nanos| Value::DateTime { seconds, nanos };
    assert_eq!(stored_text(moment(0, 0)), "1970-01-01 00:00:00.000000");
    assert_eq!(stored_text(moment(-1, 999_999_000)), "1969-12-31 23:59:59.999999");
    assert_eq!(stored_text(moment(FIRST_SECOND, 0)), "0000-01-01 00:00:00.000000");
    assert_eq!(stored_text(moment(LAST_SECOND, 1)), "9999-12-31 23:59:59.000000001");
}

#[test]
fn an_instant_is_stored_in_utc() {
    for offset in [0, 3600, -12_600] {
        let instant = Value::DateTimeTz { seconds: 1_706_706_300, nanos: 250_000_000, offset };
        assert_eq!(stored_text(instant), "2024-01-31 13:05:00.250000+00:00");
    }
}

#[test]
fn dates_and_times_beyond_four_digit_years_are_refused() {
    for beyond in [
        Value::Date(-719_529),
        Value::Date(2_932_897),
        Value::Date(i32::MAX),
        Value::Time(86_400_000_000_000),
        Value::DateTime { seconds: LAST_SECOND + 1, nanos: 0 },
        Value::DateTime { seconds: FIRST_SECOND - 1, nanos: 0 },
        Value::DateTimeTz { seconds: i64::MAX, nanos: 0, offset: 0 },
        Value::DateTime { seconds: 0, nanos: 1_000_000_000 },
    ] {
        let error = memory().execute(&Statement::new("SELECT ?"), &[beyond]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
    }
}

#[test]
fn texts_of_times_sort_as_the_times_do() {
    let mut connection = memory();
    let connection = connection.as_mut();
    run(connection, "CREATE TABLE t (at TEXT, n INTEGER)");
    let seconds = [FIRST_SECOND, -1, 0, 1, 1_706_706_300, LAST_SECOND];
    for (n, seconds) in seconds.iter().enumerate().rev() {
        for (half, nanos) in [(0, 0), (1, 250_000_000)] {
            let at = Value::DateTimeTz { seconds: *seconds, nanos, offset: 3600 };
            let n = Value::I64(n as i64 * 2 + half);
            connection.execute(&Statement::new("INSERT INTO t VALUES (?, ?)"), &[at, n]).unwrap();
        }
    }
    let sorted = rows(connection, "SELECT n FROM t ORDER BY at", &[]).unwrap();
    let expected: Vec<_> = (0..12).map(|n| vec![Value::I64(n)]).collect();
    assert_eq!(sorted, expected);
}

#[test]
fn text_that_is_not_utf8_is_an_error_with_the_column() {
    let mut connection = memory();
    let error = rows(connection.as_mut(), "SELECT CAST(x'ff' AS TEXT) AS broken", &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_eq!(error.column(), Some("broken"));
}

#[test]
fn a_column_that_is_not_there_is_an_error() {
    let mut connection = memory();
    let mut asked = |index: usize| {
        connection.query(&Statement::new("SELECT 1 AS one"), &[], &mut |row| {
            assert_eq!((row.width(), row.name(0), row.name(1)), (1, "one", ""));
            row.get(index)?;
            Ok(ControlFlow::Continue(()))
        })
    };
    assert!(asked(0).is_ok());
    assert_eq!(asked(1).unwrap_err().kind(), ErrorKind::InvalidQuery);
}

#[test]
fn the_number_of_binds_must_match() {
    let mut connection = memory();
    for binds in [&[][..], &[Value::I64(1)], &[Value::I64(1), Value::I64(2), Value::I64(3)]] {
        let error = connection.execute(&Statement::new("SELECT ?, ?"), binds).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidQuery);
        let both = format!("has 2 parameters, and {} values", binds.len());
        assert!(error.to_string().contains(&both), "{error}");
    }
}

#[test]
fn as_many_binds_as_the_engine_takes() {
    let mut connection = memory();
    let limit = connection.dialect().limits().binds;
    for count in [limit - 1, limit] {
        let sql = format!("SELECT 1 WHERE 5 IN ({})", vec!["?"; count].join(","));
        let binds: Vec<_> = (0..count).map(|n| Value::I64(n as i64)).collect();
        let statement = Statement::new(&sql).one_shot();
        connection.execute(&statement, &binds).unwrap();
    }
    let beyond = format!("SELECT 1 WHERE 5 IN ({})", vec!["?"; limit + 1].join(","));
    assert_eq!(fail(connection.as_mut(), &beyond).kind(), ErrorKind::InvalidQuery);
}

#[test]
fn a_value_that_is_too_large_is_data_too_long() {
    let mut connection = memory();
    let driver = connection.as_any().downcast_mut::<activerecord_sqlite::rusqlite::Connection>();
    let limit = activerecord_sqlite::rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH;
    driver.unwrap().set_limit(limit, 1000).unwrap();
    let select = Statement::new("SELECT ?");
    assert!(connection.execute(&select, &[text(&"x".repeat(1000))]).is_ok());
    let error = connection.execute(&select, &[text(&"x".repeat(1001))]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataTooLong);
}

#[test]
fn integers_are_added_exactly_or_not_at_all() {
    let mut connection = memory();
    let connection = connection.as_mut();
    let numbers = |left, right| [Value::I64(left), Value::I64(right)];
    for (function, left, right, result) in [
        ("integer_add", i64::MAX - 1, 1, Some(i64::MAX)),
        ("integer_add", i64::MAX, 1, None),
        ("integer_sub", i64::MIN, 1, None),
        ("integer_sub", -1, i64::MIN, Some(i64::MAX)),
        ("integer_mul", 3, -4, Some(-12)),
        ("integer_mul", i64::MAX, 2, None),
    ] {
        let found = rows(connection, &format!("SELECT {function}(?, ?)"), &numbers(left, right));
        match result {
            Some(result) => assert_eq!(found.unwrap(), [[Value::I64(result)]]),
            None => assert_eq!(found.unwrap_err().kind(), ErrorKind::OutOfRange),
        }
    }
    let null = [Value::Null(Kind::I64), Value::I64(1)];
    assert!(value(connection, "SELECT integer_add(?, ?)", &null).is_null());
    let floats = [Value::F64(1.5), Value::I64(1)];
    assert_eq!(value(connection, "SELECT integer_add(?, ?)", &floats), Value::F64(2.5));
    let error = rows(connection, "SELECT integer_add('1', 1)", &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
}
