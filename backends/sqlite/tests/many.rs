//! Many rows at once, where the table does more than it is told: triggers, and keys that do not
//! follow one another.

mod support;

use activerecord_core::{Database, Error, ErrorKind, Model};

use support::item::{Item, database};

/// More than two statements' worth.
const COUNT: usize = 130;

fn items(count: usize) -> Vec<Item> {
    let item = |number| Item { name: format!("item {number}"), ..Default::default() };
    (0..count).map(item).collect()
}

fn execute(database: &Database, sql: &str) {
    database.sql(sql, ()).execute().unwrap();
}

/// A trigger that adds a row to the same table for each new one whose number is among these.
fn copying(database: &Database, condition: &str) {
    execute(
        database,
        &format!(
            "CREATE TRIGGER copy AFTER INSERT ON items
               WHEN new.name NOT LIKE 'copy%' AND {condition}
             BEGIN
               INSERT INTO items (name, quantity) VALUES ('copy of ' || new.name, 0);
             END"
        ),
    );
}

/// Each struct has the key of its own row.
#[track_caller]
fn assert_own_keys(database: &Database, items: &[Item]) {
    for item in items {
        assert_eq!(Item::on(database).find(item.id).unwrap().name, item.name);
    }
}

#[track_caller]
fn insert_and_check(database: &Database, added: u64) {
    for count in [1, 7, COUNT] {
        let mut list = items(count);
        Item::insert_many_on(database, &mut list).unwrap();
        assert_own_keys(database, &list);
        Item::on(database).unfiltered().delete_all().unwrap();
    }
    let mut list = items(COUNT);
    Item::insert_many_on(database, &mut list).unwrap();
    assert_eq!(Item::on(database).count().unwrap(), COUNT as u64 + added);
}

#[test]
fn a_trigger_that_adds_a_row_for_each() {
    let database = database();
    database.create_table::<Item>().unwrap();
    copying(&database, "true");
    insert_and_check(&database, COUNT as u64);
}

/// The first keys follow one another, so they are counted; then they don't.
#[test]
fn a_trigger_that_adds_rows_late() {
    for number in [50, 99, 100, 128, COUNT - 1] {
        let database = database();
        database.create_table::<Item>().unwrap();
        copying(&database, &format!("new.name = 'item {number}'"));
        insert_and_check(&database, 1);
    }
}

/// SQLite looks for any free number once the greatest is taken.
#[test]
fn keys_at_the_end_of_all_numbers() {
    for last in [i64::MAX, i64::MAX - 1, i64::MAX - 30, i64::MAX - 60, i64::MAX - 129] {
        let database = database();
        execute(
            &database,
            "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price TEXT, quantity INTEGER,
               parent_id INTEGER)",
        );
        let mut item = Item { id: last, name: "last".into(), ..Default::default() };
        item.insert_on(&database).unwrap();
        let mut list = items(COUNT);
        Item::insert_many_on(&database, &mut list).unwrap();
        assert_own_keys(&database, &list);
        assert_eq!(Item::on(&database).count().unwrap(), COUNT as u64 + 1);
    }
}

fn swallowing(number: usize) -> Database {
    let database = database();
    database.create_table::<Item>().unwrap();
    execute(
        &database,
        &format!(
            "CREATE TRIGGER swallow BEFORE INSERT ON items WHEN new.name = 'item {number}'
             BEGIN SELECT raise(ignore); END"
        ),
    );
    database
}

#[track_caller]
fn assert_swallowed(error: &Error, list: &[Item]) {
    assert_eq!(error.kind(), ErrorKind::Database);
    assert!(error.to_string().contains("swallowed"), "{error}");
    assert!(list.iter().all(|item| item.id == 0));
}

#[test]
fn a_trigger_that_swallows_a_row() {
    for number in [0, 30, 49, 50, 77, 128, COUNT - 1] {
        let database = swallowing(number);
        let mut list = items(COUNT);
        let error = Item::insert_many_on(&database, &mut list).unwrap_err();
        assert_swallowed(&error, &list);
        assert_eq!(Item::on(&database).count().unwrap(), 0, "of {number}");
    }
    // There is no transaction that could be undone.
    let database = swallowing(1);
    let mut list = items(4);
    let error = Item::insert_many_on(&database, &mut list).unwrap_err();
    assert_swallowed(&error, &list);
    assert!(error.to_string().contains("stored all the same"), "{error}");
    assert_eq!(Item::on(&database).count().unwrap(), 3);
}

#[test]
fn a_trigger_that_fails() {
    let database = database();
    database.create_table::<Item>().unwrap();
    execute(
        &database,
        "CREATE TRIGGER refuse BEFORE INSERT ON items WHEN new.name = 'item 120'
         BEGIN SELECT raise(abort, 'not this one'); END",
    );
    let mut list = items(COUNT);
    let error = Item::insert_many_on(&database, &mut list).unwrap_err();
    assert!(error.to_string().contains("not this one"), "{error}");
    assert!(list.iter().all(|item| item.id == 0));
    assert_eq!(Item::on(&database).count().unwrap(), 0);
}

/// The trigger's conflict clause ends the whole transaction, not the statement alone.
#[test]
fn a_trigger_that_rolls_back() {
    let database = database();
    database.create_table::<Item>().unwrap();
    execute(
        &database,
        "CREATE TRIGGER refuse BEFORE INSERT ON items WHEN new.name = 'item 120'
         BEGIN SELECT raise(rollback, 'not this one'); END",
    );
    let mut list = items(COUNT);
    let outer = database.transaction(|tx| {
        Item { name: "before".into(), ..Default::default() }.create_on(tx)?;
        let error = Item::insert_many_on(tx, &mut list).unwrap_err();
        assert!(error.to_string().contains("not this one"), "{error}");
        Item { name: "after".into(), ..Default::default() }.create_on(tx)
    });
    assert_eq!(outer.unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(Item::on(&database).count().unwrap(), 0, "nothing is written behind its end");
    assert!(list.iter().all(|item| item.id == 0));
    assert!(Item::insert_many_on(&database, &mut list).is_err());
    Item::insert_many_on(&database, &mut list[..100]).unwrap();
    assert_own_keys(&database, &list[..100]);
}
