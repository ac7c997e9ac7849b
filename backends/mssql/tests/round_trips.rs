//! What goes to the server, and how often, by the stand-in's record.

mod support;

use activerecord::ErrorKind;
use activerecord::mssql::{BulkOptions, MsSqlConnection};
use activerecord::prelude::*;
use activerecord_stand_in_tds::Call;
use rust_decimal::Decimal;

use support::{calls, kinds, open, open_with};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "people")]
struct Person {
    id: i64,
    #[record(max_length = 40)]
    name: String,
    age: i32,
    balance: Decimal,
    nickname: Option<String>,
}

/// A table whose column the database computes.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "doubles")]
struct Double {
    id: i64,
    value: i32,
    #[record(read_only)]
    twice: i32,
}

const DOUBLES: &str = "CREATE TABLE [doubles] ([id] bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, \
                       [value] int NOT NULL, [twice] AS ([value] * 2))";

fn person(name: &str) -> Person {
    Person { name: name.into(), age: 36, balance: Decimal::new(1234, 2), ..Person::default() }
}

#[test]
fn one_each_for_find_insert_update_and_delete() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let mut ada = person("ada");
    let insert = calls(&server, || ada.save_on(&db).unwrap());
    assert_eq!(kinds(&insert), [Call::Execute], "{insert:?}");
    assert!(insert[0].text.contains(" OUTPUT INSERTED.[id] VALUES (@P1"), "{insert:?}");
    let find = calls(&server, || assert_eq!(Person::on(&db).find(ada.id).unwrap(), ada));
    assert_eq!(kinds(&find), [Call::Execute], "{find:?}");
    let update = calls(&server, || ada.update_on(&db, |ada| ada.age = 37).unwrap());
    assert_eq!(kinds(&update), [Call::Execute], "{update:?}");
    let delete = calls(&server, || ada.delete_on(&db).unwrap());
    assert_eq!(kinds(&delete), [Call::Execute], "{delete:?}");
}

#[test]
fn binds_have_types_and_texts_are_the_same_each_time() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let sent = calls(&server, || {
        person("ada").create_on(&db).unwrap();
        person("bob").create_on(&db).unwrap();
    });
    let types = ["nvarchar(4000)", "bigint", "decimal(4,2)", "nvarchar(4000)"];
    assert_eq!(sent[0].types, types, "a NULL has its column's type");
    assert_eq!(sent[0].text, sent[1].text, "the server keeps one plan");
}

#[test]
fn keys_come_to_their_structs_whatever_the_order() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let mut people: Vec<Person> = (0..500).map(|number| person(&format!("p{number}"))).collect();
    let sent = calls(&server, || Person::insert_many_on(&db, &mut people).unwrap());
    assert!(sent.iter().any(|entry| entry.text.starts_with("MERGE INTO [people]")));
    for some in [&people[0], &people[7], &people[499]] {
        assert_eq!(&Person::on(&db).find(some.id).unwrap(), some);
    }
}

#[test]
fn what_the_database_computes_comes_back() {
    let (_server, db) = open();
    db.execute_script(DOUBLES).unwrap();
    let mut doubles: Vec<Double> =
        (1..=3).map(|value| Double { value, ..Double::default() }).collect();
    Double::insert_many_on(&db, &mut doubles).unwrap();
    assert_eq!(doubles.iter().map(|row| row.twice).collect::<Vec<_>>(), [2, 4, 6]);
    doubles[0].update_on(&db, |row| row.value = 10).unwrap();
    assert_eq!(doubles[0].twice, 20);
}

#[test]
fn triggers_want_a_table_variable() {
    let trigger = "CREATE TRIGGER [t] ON [doubles] AFTER INSERT, UPDATE AS SET NOCOUNT ON";
    let (_server, db) = open();
    db.execute_script(DOUBLES).unwrap();
    db.execute_script(trigger).unwrap();
    let error = Double::default().create_on(&db).unwrap_err();
    assert_eq!(error.database().and_then(|database| database.code()), Some(334));
    assert!(error.to_string().contains("tables_with_triggers"), "{error}");

    let (_server, db) = open_with("&tables_with_triggers=doubles");
    db.execute_script(DOUBLES).unwrap();
    db.execute_script(trigger).unwrap();
    let mut one = Double { value: 4, ..Double::default() }.create_on(&db).unwrap();
    assert_eq!((one.id, one.twice), (1, 8));
    one.update_on(&db, |row| row.value = 5).unwrap();
    assert_eq!(one.twice, 10);
    let mut more = vec![Double { value: 6, ..Double::default() }, Double::default()];
    Double::insert_many_on(&db, &mut more).unwrap();
    assert_eq!((more[0].id, more[0].twice, more[1].id), (2, 12, 3));
}

#[test]
fn chosen_keys_go_in_and_the_next_one_is_greater() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let sent = calls(&server, || {
        Person { id: 70, ..person("ada") }.create_on(&db).unwrap();
    });
    assert_eq!(kinds(&sent), [Call::Execute]);
    assert!(sent[0].text.starts_with("SET IDENTITY_INSERT [people] ON; INSERT"), "{sent:?}");
    assert_eq!(person("bob").create_on(&db).unwrap().id, 71);
}

#[test]
fn a_bulk_load_is_three_round_trips() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let people: Vec<Person> = (0..10_000).map(|number| person(&format!("p{number}"))).collect();
    let sent = calls(&server, || {
        db.with_session(&mut |session| {
            let connection = session.connection().as_any().downcast_mut::<MsSqlConnection>();
            let loaded = connection.unwrap().bulk_load(&people, BulkOptions::default())?;
            assert_eq!(loaded, 10_000);
            Ok(())
        })
        .unwrap();
    });
    assert_eq!(kinds(&sent), [Call::Batch, Call::Batch, Call::BulkLoad]);
    assert_eq!(Person::on(&db).count().unwrap(), 10_000);
    let last = Person::on(&db).order_by(Person::ID.desc()).first().unwrap().unwrap();
    assert_eq!((last.name.as_str(), last.balance), ("p9999", Decimal::new(1234, 2)));
}

#[test]
fn a_long_list_is_one_bind() {
    let (server, db) = open();
    db.create_table::<Person>().unwrap();
    let ada = person("ada").create_on(&db).unwrap();
    let sent = calls(&server, || {
        let found = Person::on(&db).filter(Person::ID.is_in(1..=5_000)).all().unwrap();
        assert_eq!(found, [ada]);
    });
    assert_eq!((sent.len(), sent[0].types.len()), (1, 1));
}

#[test]
fn too_many_values_are_refused_before_they_are_sent() {
    let (server, db) = open();
    let marks = vec!["?"; 2_099].join(", ");
    let binds = [1_i64; 2_099];
    let sql = format!("SELECT 1 WHERE 1 IN ({marks})");
    let sent = calls(&server, || {
        let error = db.sql(&sql, binds).execute().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    });
    assert_eq!(sent, []);
}
