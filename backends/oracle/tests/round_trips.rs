//! What goes to the server, and how often, by the stand-in's record.

mod support;

use activerecord::prelude::*;

use support::record::{Call, calls, database, round_trips};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "people")]
struct Person {
    id: i64,
    #[record(max_length = 40)]
    name: String,
    age: i32,
}

/// Texts and bytes of any length.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "pages")]
struct Page {
    id: i64,
    text: String,
    image: Vec<u8>,
}

/// The same with a key from a sequence.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "tickets", sequence = "ticket_numbers")]
struct Ticket {
    id: i64,
    seat: i32,
}

fn person(name: &str) -> Person {
    Person { name: name.into(), age: 36, ..Person::default() }
}

fn names(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| call.name.as_str()).collect()
}

#[test]
fn one_each_for_find_insert_and_update() {
    let database = database();
    database.create_table::<Person>().unwrap();
    let mut ada = person("ada");
    let insert = round_trips(&database, || ada.save_on(&database).unwrap());
    assert_eq!(names(&insert), ["execute"], "{insert:?}");
    assert!(insert[0].commits, "the commit goes with it");
    let find = round_trips(&database, || {
        assert_eq!(Person::on(&database).find(ada.id).unwrap(), ada);
    });
    assert_eq!(names(&find), ["execute"], "{find:?}");
    let update = round_trips(&database, || {
        ada.update_on(&database, |ada| ada.age = 37).unwrap();
    });
    assert_eq!(names(&update), ["execute"], "{update:?}");
    assert!(update[0].commits);
    let delete = round_trips(&database, || ada.delete_on(&database).unwrap());
    assert_eq!(names(&delete), ["execute"], "{delete:?}");
}

#[test]
fn ten_thousand_rows_in_twelve_round_trips_at_the_most() {
    let database = database();
    database.create_table::<Person>().unwrap();
    database.create_table::<Ticket>().unwrap();
    let mut people: Vec<Person> = (0..10_000).map(|number| person(&format!("p{number}"))).collect();
    let insert = round_trips(&database, || {
        Person::insert_many_on(&database, &mut people).unwrap();
    });
    assert!(insert.len() <= 12, "{} round trips: {:?}", insert.len(), names(&insert));
    let rows: i64 =
        insert.iter().filter(|call| call.sql.starts_with("INSERT")).map(|call| call.rows).sum();
    assert_eq!(rows, 10_000);
    let stored = Person::on(&database).order_by(Person::ID).all().unwrap();
    assert_eq!(stored, people);
    let mut tickets = vec![Ticket::default(); 10_000];
    let insert = round_trips(&database, || {
        Ticket::insert_many_on(&database, &mut tickets).unwrap();
    });
    assert!(insert.len() <= 11, "{:?}", names(&insert));
    assert!(tickets.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert_eq!(Ticket::on(&database).find(tickets[7_777].id).unwrap(), tickets[7_777]);
    let update = round_trips(&database, || {
        people.iter_mut().for_each(|person| person.age = 1);
        Person::update_many_on(&database, &mut people).unwrap();
    });
    assert!(update.len() <= 8, "{:?}", names(&update));
    assert_eq!(Person::on(&database).filter(Person::AGE.eq(1)).count().unwrap(), 10_000);
}

#[test]
fn a_transaction_costs_its_commit() {
    let database = database();
    database.create_table::<Person>().unwrap();
    let trips = round_trips(&database, || {
        database
            .transaction(|tx| {
                person("ada").save_on(tx)?;
                person("bob").save_on(tx)
            })
            .unwrap();
    });
    assert_eq!(names(&trips), ["execute", "execute", "commit"]);
    assert!(trips.iter().all(|call| !call.commits));
    let trips = round_trips(&database, || person("cid").save_on(&database).unwrap());
    assert!(trips[0].commits, "statements commit by themselves again");
}

#[test]
fn a_lob_costs_a_round_trip_to_read() {
    let database = database();
    database.create_table::<Page>().unwrap();
    let mut page = Page { id: 0, text: "a".into(), image: vec![1] };
    page.save_on(&database).unwrap();
    let find = round_trips(&database, || {
        assert_eq!(Page::on(&database).find(page.id).unwrap(), page);
    });
    assert_eq!(names(&find), ["execute", "fetch"], "LOBs are not prefetched");
}

#[test]
fn statements_are_prepared_once() {
    let database = database();
    database.create_table::<Person>().unwrap();
    let mut ada = person("ada");
    ada.save_on(&database).unwrap();
    let calls = calls(&database, || {
        for _ in 0..5 {
            Person::on(&database).find(ada.id).unwrap();
        }
    });
    let prepared = calls.iter().filter(|call| call.name == "prepare").count();
    assert_eq!((prepared, calls.len() - prepared), (1, 5), "{calls:?}");
}

#[test]
fn longer_values_seldom_need_another_buffer() {
    let database = database();
    database.create_table::<Person>().unwrap();
    let calls = calls(&database, || {
        for length in 1..=32 {
            person(&"x".repeat(length)).save_on(&database).unwrap();
        }
    });
    let mut binds: Vec<&str> =
        calls.iter().filter(|call| call.is_round_trip()).map(|call| call.binds.as_str()).collect();
    binds.dedup();
    assert_eq!(binds.len(), 1, "{binds:?}");
}

#[test]
fn no_text_is_of_the_national_character_set() {
    let database = database();
    database.create_table::<Person>().unwrap();
    database.create_table::<Page>().unwrap();
    let calls = calls(&database, || {
        person("ada").save_on(&database).unwrap();
        let mut many = vec![person("cid"), person("dan")];
        Person::insert_many_on(&database, &mut many).unwrap();
        let found = Person::on(&database).filter(Person::NAME.is_in(["ada", "dan"])).all().unwrap();
        assert_eq!(found.len(), 2);
        long_values(&database);
    });
    for call in &calls {
        let binds = call.binds.to_uppercase();
        assert!(!binds.contains("NCHAR") && !binds.contains("NVARCHAR"), "{call:?}");
    }
    assert!(calls.iter().any(|call| call.binds.contains("VARCHAR2")), "{calls:?}");
}

/// Values beyond what a VARCHAR2 or RAW takes, in INSERT, UPDATE, MERGE and WHERE.
fn long_values(database: &Database) {
    let text = |length: usize| "äbc€".repeat(length / 7);
    for length in [4_000, 4_004, 32_760, 32_774, 70_000] {
        let mut page = Page { id: 0, text: text(length), image: vec![7; length] };
        page.save_on(database).unwrap();
        assert_eq!(Page::on(database).find(page.id).unwrap(), page, "{length}");
        let by_text = Page::on(database).filter(Page::TEXT.eq(page.text.clone()));
        assert_eq!(by_text.count().unwrap(), 1, "{length}");
        let by_image = Page::on(database).filter(Page::IMAGE.eq(page.image.clone()));
        assert_eq!(by_image.count().unwrap(), 1, "{length}");
        page.update_on(database, |page| page.text.push('!')).unwrap();
        let mut pages = vec![page, Page { id: 0, text: text(length), image: vec![8; length] }];
        Page::upsert_many(&pages).run_on(database).unwrap();
        Page::insert_many_on(database, &mut pages[1..]).unwrap();
        Page::on(database).unfiltered().delete_all().unwrap();
    }
}

#[test]
fn a_list_comes_in_pieces_of_the_fetch_size() {
    let database = database();
    database.create_table::<Person>().unwrap();
    let mut people = vec![person("x"); 1_000];
    Person::insert_many_on(&database, &mut people).unwrap();
    let trips = round_trips(&database, || {
        assert_eq!(Person::on(&database).all().unwrap().len(), 1_000);
    });
    assert!(trips.len() <= 11, "{:?}", names(&trips));
    let short = round_trips(&database, || {
        let some = Person::on(&database).filter(Person::ID.le(people[98].id)).all().unwrap();
        assert_eq!(some.len(), 99);
    });
    assert_eq!(names(&short), ["execute"], "a short list comes with the answer");
}
