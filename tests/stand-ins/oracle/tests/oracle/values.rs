//! Values go there and back unchanged.

use std::io::Write;

use oracle::sql_type::{Blob, Clob, IntervalDS, OracleType, Timestamp};

use crate::support::{code, connect};

#[test]
fn numbers_are_exact() {
    let connection = connect("numbers");
    connection.execute("CREATE TABLE n (id NUMBER(10) PRIMARY KEY, v NUMBER)", &[]).unwrap();
    let values = [
        "0",
        "1",
        "-1",
        "10",
        "100",
        "-100",
        "99.5",
        "-1234.56",
        "9007199254740993",
        "0.1",
        "-0.001",
        "12345678901234567890123456789012345678",
        "-99999999999999999999999999999999999999",
        "0.00000000000000000000000000000000000001",
        "18446744073709551615",
    ];
    for (id, value) in values.iter().enumerate() {
        let id = id as i64;
        // In the text: the crate overflows when it reads 38 digits for a bind.
        let insert = format!("INSERT INTO n (id, v) VALUES (:1, {value})");
        connection.execute(&insert, &[&id]).unwrap();
        let found: String =
            connection.query_row_as("SELECT v FROM n WHERE id = :1", &[&id]).unwrap();
        assert_eq!(found, *value);
        // And it is found by its value.
        let select = format!("SELECT COUNT(*) FROM n WHERE v = {value}");
        let count: i64 = connection.query_row_as(&select, &[]).unwrap();
        assert_eq!(count, 1);
    }
    let sorted = connection.query_as::<i64>("SELECT id FROM n ORDER BY v", &[]).unwrap();
    let sorted: Vec<i64> = sorted.map(|row| row.unwrap()).collect();
    assert_eq!(sorted, [12, 7, 5, 2, 10, 0, 13, 9, 1, 3, 6, 4, 8, 14, 11]);
    let sum: String = connection.query_row_as("SELECT 0.1 + 0.2 FROM DUAL", &[]).unwrap();
    assert_eq!(sum.trim_start_matches('0'), ".3");
}

#[test]
fn texts_and_bytes_of_any_size() {
    let connection = connect("texts");
    let create = "CREATE TABLE t (id NUMBER(10), s VARCHAR2(100 CHAR), c CLOB, b BLOB, r RAW(16))";
    connection.execute(create, &[]).unwrap();
    let insert = "INSERT INTO t (id, s, c, b, r) VALUES (:1, :2, :3, :4, :5)";
    let long: String = "äb€😀".repeat(50_000);
    let bytes: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
    let raw: Vec<u8> = vec![0, 255, 1];
    let mut clob = Clob::new(&connection).unwrap();
    clob.write_all(long.as_bytes()).unwrap();
    let mut blob = Blob::new(&connection).unwrap();
    blob.write_all(&bytes).unwrap();
    let mut statement = connection.statement(insert).build().unwrap();
    statement
        .execute(&[
            &1,
            &(&"grün", &OracleType::Varchar2(100)),
            &clob,
            &blob,
            &(&raw, &OracleType::Raw(16)),
        ])
        .unwrap();
    let row = connection.query_row("SELECT s, c, b, r FROM t", &[]).unwrap();
    assert_eq!(row.get::<_, String>(0).unwrap(), "grün");
    assert_eq!(row.get::<_, String>(1).unwrap(), long);
    assert_eq!(row.get::<_, Vec<u8>>(2).unwrap(), bytes);
    assert_eq!(row.get::<_, Vec<u8>>(3).unwrap(), raw);
    // As LONG, beyond what a bind of fixed size holds.
    connection
        .execute("UPDATE t SET c = :1, s = :2", &[&long, &(&"", &OracleType::Varchar2(10))])
        .unwrap();
    let row = connection.query_row("SELECT s, c FROM t", &[]).unwrap();
    assert_eq!(row.get::<_, Option<String>>(0).unwrap(), None);
    assert_eq!(row.get::<_, String>(1).unwrap(), long);
}

#[test]
fn dates_times_and_intervals() {
    let connection = connect("dates");
    let create = "CREATE TABLE d (a DATE, b TIMESTAMP(6), c TIMESTAMP(9) WITH TIME ZONE, \
                  d INTERVAL DAY(2) TO SECOND(6))";
    connection.execute(create, &[]).unwrap();
    let date = Timestamp::new(2024, 2, 29, 13, 14, 15, 0).unwrap();
    let stamp = Timestamp::new(1899, 12, 31, 23, 59, 59, 123_456_000).unwrap();
    let zoned = Timestamp::new(2024, 7, 1, 1, 2, 3, 123_456_789)
        .unwrap()
        .and_tz_hm_offset(-3, -30)
        .unwrap();
    let interval = IntervalDS::new(1, 2, 3, 4, 5_000).unwrap();
    connection
        .execute(
            "INSERT INTO d VALUES (:1, :2, :3, :4)",
            &[
                &(&date, &OracleType::Date),
                &(&stamp, &OracleType::Timestamp(9)),
                &(&zoned, &OracleType::TimestampTZ(9)),
                &interval,
            ],
        )
        .unwrap();
    let row = connection.query_row("SELECT a, b, c, d FROM d", &[]).unwrap();
    assert_eq!(row.get::<_, Timestamp>(0).unwrap(), date);
    assert_eq!(row.get::<_, Timestamp>(1).unwrap(), stamp);
    let found: Timestamp = row.get(2).unwrap();
    assert_eq!(found.to_string(), zoned.to_string());
    assert_eq!(row.get::<_, IntervalDS>(3).unwrap(), interval);
    // Instants are equal whatever their offset is.
    let utc =
        Timestamp::new(2024, 7, 1, 4, 32, 3, 123_456_789).unwrap().and_tz_hm_offset(0, 0).unwrap();
    let count: i64 =
        connection.query_row_as("SELECT COUNT(*) FROM d WHERE c = :1", &[&utc]).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn binary_doubles_with_nan() {
    let connection = connect("doubles");
    connection.execute("CREATE TABLE f (a BINARY_DOUBLE, b BINARY_FLOAT, n NUMBER)", &[]).unwrap();
    for value in [0.1f64, f64::MIN_POSITIVE, f64::NEG_INFINITY, f64::NAN, f64::MAX, -1.5] {
        connection.execute("DELETE FROM f", &[]).unwrap();
        let insert = "INSERT INTO f (a) VALUES (:1)";
        connection.execute(insert, &[&(&value, &OracleType::BinaryDouble)]).unwrap();
        let found: f64 = connection.query_row_as("SELECT a FROM f", &[]).unwrap();
        assert_eq!(found.to_bits(), value.to_bits());
    }
    let nan = (&f64::NAN, &OracleType::BinaryDouble);
    assert_eq!(code(connection.execute("INSERT INTO f (n) VALUES (:1)", &[&nan])), 1426);
}

#[test]
fn nulls_of_every_type() {
    let connection = connect("nulls");
    let create =
        "CREATE TABLE z (a NUMBER, b VARCHAR2(10), c DATE, d TIMESTAMP, e RAW(4), f CLOB, g BLOB)";
    connection.execute(create, &[]).unwrap();
    connection
        .execute(
            "INSERT INTO z VALUES (:1, :2, :3, :4, :5, :6, :7)",
            &[
                &OracleType::Number(0, 0),
                &OracleType::Varchar2(1),
                &OracleType::Date,
                &OracleType::Timestamp(9),
                &OracleType::Raw(1),
                &OracleType::CLOB,
                &OracleType::BLOB,
            ],
        )
        .unwrap();
    let row = connection.query_row("SELECT z.* FROM z", &[]).unwrap();
    assert!(row.sql_values().iter().all(|value| value.is_null().unwrap()));
}
