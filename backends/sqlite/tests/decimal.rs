//! Decimals are exact: in order, equality, sums and in the tables of others.
#![cfg(feature = "decimal")]

mod support;

use activerecord_core::{
    Condition, Connection, Database, ErrorKind, Model, Statement, Value, avg, max, min, sum,
};
use rust_decimal::Decimal;

use support::item::{Item, database};
use support::{decimal, memory, rows, run, text, texts, value};

fn prices(declared: &str, given: &[Value<'_>]) -> Box<dyn Connection> {
    let mut connection = memory();
    run(connection.as_mut(), &format!("CREATE TABLE t (id INTEGER PRIMARY KEY, price {declared})"));
    let insert = Statement::new("INSERT INTO t (price) VALUES (?)");
    for value in given {
        connection.execute(&insert, std::slice::from_ref(value)).unwrap();
    }
    connection
}

fn ours(given: &[&str]) -> Box<dyn Connection> {
    let values: Vec<_> = given.iter().map(|text| decimal(text)).collect();
    prices("TEXT COLLATE decimal", &values)
}

/// A price list as other programs make them: a NUMERIC column holds floats and integers.
fn theirs() -> Box<dyn Connection> {
    prices("NUMERIC(10, 2)", &[Value::F64(0.99), Value::F64(1.99), Value::I64(2)])
}

fn first(connection: &mut dyn Connection, sql: &str, binds: &[Value<'_>]) -> String {
    support::show(&value(connection, sql, binds))
}

#[test]
fn equal_numbers_are_equal_however_they_are_written() {
    let mut connection = ours(&["1.10", "1.1", "01.100", "1.11", "-0.0"]);
    let equal = "SELECT count(*) FROM t WHERE price = ?";
    assert_eq!(first(connection.as_mut(), equal, &[decimal("1.1")]), "3");
    assert_eq!(first(connection.as_mut(), equal, &[decimal("0")]), "1");
    let distinct = "SELECT count(DISTINCT price) FROM t";
    assert_eq!(first(connection.as_mut(), distinct, &[]), "3");
    let listed = "SELECT count(*) FROM t WHERE price IN (?, ?)";
    assert_eq!(first(connection.as_mut(), listed, &[decimal("1.110"), decimal("0.00")]), "2");
}

#[test]
fn the_order_is_that_of_the_numbers() {
    let mut connection = ours(&["10", "9.5", "-3", "100000000000000000000.01", "9.50000001", "0"]);
    assert_eq!(
        texts(connection.as_mut(), "SELECT price FROM t ORDER BY price", &[]),
        ["-3", "0", "9.5", "9.50000001", "10", "100000000000000000000.01"]
    );
    let range = "SELECT price FROM t WHERE price BETWEEN ? AND ? ORDER BY price";
    let found = texts(connection.as_mut(), range, &[decimal("0.0"), decimal("10.0")]);
    assert_eq!(found, ["0", "9.5", "9.50000001", "10"]);
    assert_eq!(first(connection.as_mut(), "SELECT min(price) FROM t", &[]), "-3");
    let greatest = first(connection.as_mut(), "SELECT max(price) FROM t", &[]);
    assert_eq!(greatest, "100000000000000000000.01");
}

#[test]
fn an_index_is_used_and_keeps_numbers_unique() {
    let mut connection = ours(&["1.10", "2"]);
    run(connection.as_mut(), "CREATE UNIQUE INDEX by_price ON t (price)");
    let insert = Statement::new("INSERT INTO t (price) VALUES (?)");
    let error = connection.execute(&insert, &[decimal("1.1")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    let plan = "EXPLAIN QUERY PLAN SELECT id FROM t WHERE price = ?";
    let plan = rows(connection.as_mut(), plan, &[decimal("1.1")]).unwrap();
    assert!(format!("{plan:?}").contains("by_price"), "{plan:?}");
}

#[test]
fn arithmetic_is_exact() {
    let mut connection = memory();
    for (sql, expected) in [
        ("decimal_add('0.1', '0.2')", "0.3"),
        ("decimal_add('1.10', '2.2')", "3.30"),
        ("decimal_sub('1', '0.9')", "0.1"),
        ("decimal_sub('1.5', '1.5')", "0.0"),
        ("decimal_mul('1.1', '1.1')", "1.21"),
        ("decimal_mul('-3', '0')", "0"),
        ("decimal_div('1', '8')", "0.125"),
        ("decimal_div('1', '3')", "0.3333333333333333333333333333"),
        ("decimal_add(1, 0.25)", "1.25"),
        ("decimal_add(0.1, 0.2)", "0.3"),
        ("decimal_add('9223372036854775807', 1)", "9223372036854775808"),
        ("decimal(0.99)", "0.99"),
        ("decimal_add(NULL, '1')", "NULL"),
        ("decimal_mul('1', NULL)", "NULL"),
        ("decimal(NULL)", "NULL"),
    ] {
        assert_eq!(first(connection.as_mut(), &format!("SELECT {sql}"), &[]), expected, "{sql}");
    }
}

#[test]
fn what_cannot_be_exact_is_an_error() {
    let mut connection = memory();
    for (sql, kind) in [
        ("decimal_add('79228162514264337593543950335', '1')", ErrorKind::OutOfRange),
        ("decimal_add('79228162514264337593543950335', '0.1')", ErrorKind::OutOfRange),
        ("decimal_sub('-79228162514264337593543950335', '1')", ErrorKind::OutOfRange),
        ("decimal_mul('79228162514264337593543950335', '2')", ErrorKind::OutOfRange),
        ("decimal_mul('0.00000000000001', '0.000000000000001')", ErrorKind::OutOfRange),
        ("decimal_div('1', '0')", ErrorKind::OutOfRange),
        ("decimal_div('1', '0.00')", ErrorKind::OutOfRange),
        ("decimal_add('one', '1')", ErrorKind::TypeMismatch),
        ("decimal_add('1', '1e5')", ErrorKind::TypeMismatch),
        ("decimal_add('', '1')", ErrorKind::TypeMismatch),
        ("decimal_add(x'31', '1')", ErrorKind::TypeMismatch),
        ("decimal_add(1e300, '1')", ErrorKind::TypeMismatch),
        ("decimal_add('1234567890123456789012345678901', '1')", ErrorKind::TypeMismatch),
        ("decimal_sum('x')", ErrorKind::TypeMismatch),
    ] {
        let error = rows(connection.as_mut(), &format!("SELECT {sql}"), &[]).unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {error}");
        assert!(!error.to_string().contains("one"), "shows data: {error}");
    }
}

#[test]
fn sums_and_means() {
    let mut connection = ours(&["0.10", "0.20", "0.70"]);
    run(connection.as_mut(), "INSERT INTO t (price) VALUES (NULL)");
    let connection = connection.as_mut();
    assert_eq!(first(connection, "SELECT decimal_sum(price) FROM t", &[]), "1.00");
    let mean = first(connection, "SELECT decimal_avg(price) FROM t", &[]);
    assert_eq!(mean, "0.3333333333333333333333333333");
    assert_eq!(first(connection, "SELECT decimal_sum(price) FROM t WHERE 0", &[]), "NULL");
    assert_eq!(first(connection, "SELECT decimal_avg(price) FROM t WHERE 0", &[]), "NULL");
    run(connection, "INSERT INTO t (price) VALUES ('0.1')");
    assert_eq!(first(connection, "SELECT decimal_sum(DISTINCT price) FROM t", &[]), "1.00");
    run(connection, "INSERT INTO t (price) VALUES ('79228162514264337593543950335')");
    let error = rows(connection, "SELECT decimal_sum(price) FROM t", &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
}

#[test]
fn sums_over_windows() {
    let mut connection = ours(&["1.5", "2", "3.25", "4"]);
    let sums = texts(
        connection.as_mut(),
        "SELECT decimal_sum(price) OVER (ORDER BY id ROWS 1 PRECEDING) FROM t ORDER BY id",
        &[],
    );
    assert_eq!(sums, ["1.5", "3.5", "5.25", "7.25"]);
    let running =
        texts(connection.as_mut(), "SELECT decimal_avg(price) OVER (ORDER BY id) FROM t", &[]);
    assert_eq!(running, ["1.5", "1.75", "2.25", "2.6875"]);
}

#[test]
fn a_numeric_column_of_others_is_compared_as_numbers() {
    let mut connection = theirs();
    let connection = connection.as_mut();
    let count = |connection: &mut dyn Connection, condition: &str, bind: &str| {
        first(connection, &format!("SELECT count(*) FROM t WHERE {condition}"), &[decimal(bind)])
    };
    assert_eq!(count(connection, "price = ?", "0.99"), "1");
    assert_eq!(count(connection, "price = ?", "0.990"), "1");
    assert_eq!(count(connection, "price IN (?)", "2.00"), "1");
    assert_eq!(count(connection, "price > ?", "1.5"), "2");
    assert_eq!(count(connection, "price < ?", "10"), "3");
    assert_eq!(first(connection, "SELECT decimal_sum(price) FROM t", &[]), "4.98");
    let dearer = "decimal_add(price, '0.01') COLLATE decimal = ?";
    assert_eq!(count(connection, dearer, "1.0"), "1");
    let listed = "SELECT count(*) FROM t WHERE price IN (SELECT value FROM json_each(?))";
    assert_eq!(first(connection, listed, &[text(r#"["0.99","2.0"]"#)]), "2");
}

#[test]
fn a_view_and_a_trigger_of_the_file_can_use_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("views.db");
    let options = || activerecord_sqlite::SqliteOptions::new().pragma("trusted_schema", "off");
    let mut connection = support::file(&path, options()).unwrap();
    run(connection.as_mut(), "CREATE TABLE t (price TEXT COLLATE decimal)");
    run(
        connection.as_mut(),
        "CREATE VIEW dearer AS SELECT decimal_add(price, '1') AS price FROM t",
    );
    run(connection.as_mut(), "CREATE INDEX i ON t (decimal_mul(price, 2))");
    drop(connection);
    let mut connection = support::file(&path, options()).unwrap();
    run(connection.as_mut(), "INSERT INTO t VALUES ('1.5')");
    assert_eq!(texts(connection.as_mut(), "SELECT price FROM dearer", &[]), ["2.5"]);
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The same items in a table of ours, and in one as others declare it.
fn items() -> [Database; 2] {
    let [ours, theirs] = [database(), database()];
    ours.create_table::<Item>().unwrap();
    theirs
        .execute_script(
            "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price NUMERIC(10, 2), \
             quantity INTEGER, parent_id INTEGER)",
        )
        .unwrap();
    for database in [&ours, &theirs] {
        let given = [("a", "0.99", 3), ("b", "1.10", 10), ("c", "10", 1), ("d", "9.5", 10)];
        for (name, price, quantity) in given {
            let (name, price) = (name.to_owned(), number(price));
            let mut item = Item { name, price, quantity, ..Item::default() };
            item.save_on(database).unwrap();
        }
    }
    [ours, theirs]
}

#[test]
fn queries_find_the_same_in_our_tables_and_in_those_of_others() {
    let price = || Item::PRICE;
    let dearer = || Item::PRICE + number("0.01");
    let conditions: Vec<(Condition, &str)> = vec![
        (price().eq(number("1.1")), "b"),
        (price().eq(number("10.00")), "c"),
        (price().gt(number("9.50")), "c"),
        (price().lt(number("10")), "abd"),
        (price().is_in([number("0.990"), number("9.5")]), "ad"),
        (!price().is_in([number("0.990"), number("9.5")]), "bc"),
        (price().between(number("1"), number("9.50")), "bd"),
        (price().eq(price()), "abcd"),
        (dearer().eq(number("1.0")), "a"),
        (dearer().gt(number("9.51")), "c"),
        (!dearer().gt(number("9.51")), "abd"),
        (dearer().between(number("1.00"), number("1.11")), "ab"),
        (dearer().not_between(number("1.00"), number("1.11")), "cd"),
        (dearer().is_in([number("10.010"), number("9.51")]), "cd"),
        (dearer().gt(price()), "abcd"),
        (price().lt(dearer()), "abcd"),
        ((price() * 2).eq(price() + price()), "abcd"),
        ((price() - number("0.1")).eq(number("1")), "b"),
        ((price() / 4).eq(number("2.5")), "c"),
    ];
    for database in items() {
        for (condition, expected) in &conditions {
            let items = Item::on(&database).filter(condition.clone()).order_by(Item::ID);
            let sql = items.to_sql().unwrap().text;
            let names: String = items.pluck(Item::NAME).unwrap().concat();
            assert_eq!(names, *expected, "{sql}");
        }
    }
}

#[test]
fn orders_groups_and_aggregates_of_queries() {
    for database in items() {
        let items = || Item::on(&database);
        let names = |order: activerecord_core::Order| {
            items().order_by(order).pluck(Item::NAME).unwrap().concat()
        };
        assert_eq!(names(Item::PRICE.asc()), "abdc");
        assert_eq!(names((Item::PRICE * 10).desc()), "cdba");
        assert_eq!(items().sum(Item::PRICE).unwrap(), Some(number("21.59")));
        assert_eq!(items().sum(Item::PRICE * 3).unwrap(), Some(number("64.77")));
        assert_eq!(items().avg(Item::PRICE).unwrap(), Some(number("5.3975")));
        assert_eq!(items().min(Item::PRICE).unwrap(), Some(number("0.99")));
        assert_eq!(items().max(Item::PRICE).unwrap(), Some(number("10")));
        assert_eq!(items().max(Item::PRICE + 1).unwrap(), Some(number("11")));
        let groups = |having: Condition| {
            items()
                .group_by(Item::QUANTITY)
                .having(having)
                .order_by(sum(Item::PRICE).desc())
                .select((Item::QUANTITY, sum(Item::PRICE)))
                .all()
                .unwrap()
        };
        let all = [(10, number("10.6")), (1, number("10")), (3, number("0.99"))];
        let all = all.map(|(quantity, price)| (quantity, Some(price)));
        assert_eq!(groups(sum(Item::PRICE).gt(number("0.1"))), all);
        assert_eq!(groups(sum(Item::PRICE).gt(number("9"))), all[..2]);
        assert_eq!(groups(max(Item::PRICE).lt(number("10.0"))), [all[0], all[2]]);
        assert_eq!(groups(min(Item::PRICE).eq(number("1.10"))), all[..1]);
        assert_eq!(groups(avg(Item::PRICE).between(number("5"), number("6"))), all[..1]);
    }
}

#[test]
fn updates_compute_exactly() {
    let [ours, _] = items();
    for _ in 0..10 {
        let cheaper = Item::PRICE.set(Item::PRICE - number("0.1"));
        Item::on(&ours).filter(Item::NAME.eq("b")).update_all(cheaper).unwrap();
    }
    let b = Item::on(&ours).find_by(Item::NAME.eq("b")).unwrap().unwrap();
    assert_eq!(b.price, number("0.1"));
    // Exactly nothing is left, and the table's rule `price >= 0` still holds.
    let cheaper = || Item::PRICE.set(Item::PRICE - number("0.1"));
    Item::on(&ours).filter(Item::NAME.eq("b")).update_all(cheaper()).unwrap();
    let error = Item::on(&ours).filter(Item::NAME.eq("b")).update_all(cheaper()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CheckViolation);
}
