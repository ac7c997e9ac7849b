//! What belongs to a thread, and what all threads share.

use std::sync::Barrier;
use std::thread;

use activerecord::prelude::*;
use activerecord::{Error, Result, with_connection};

use super::{file, folder, on_threads};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

fn page(text: &str) -> Page {
    Page { text: text.into(), ..Default::default() }
}

fn memory() -> Database {
    activerecord::connect("sqlite::memory:").expect("a database in memory")
}

#[test]
fn a_database_in_memory_is_one_for_all_threads() {
    let db = memory();
    db.create_table::<Page>().expect("a table");
    let barrier = Barrier::new(8);
    on_threads(8, |thread| {
        barrier.wait();
        for round in 0..50 {
            page(&format!("{thread} {round}")).create_on(&db).expect("a row");
        }
    });
    assert_eq!(Page::on(&db).count().expect("a count"), 400);
    let ids = Page::on(&db).distinct().pluck(Page::ID).expect("the keys");
    assert_eq!(ids.len(), 400, "no key was given twice");
    assert_eq!((db.pool_status().size, db.pool_status().open), (1, 1));
}

#[test]
fn a_shared_database_in_memory_has_several_connections() {
    let url = "sqlite:file:shared-by-threads?mode=memory&cache=shared";
    let db = activerecord::connect(url).expect("a database in memory");
    db.create_table::<Page>().expect("a table");
    page("first").create_on(&db).expect("a row");
    let tx = db.begin_with(&TransactionOptions::new().read_only()).expect("a transaction");
    assert_eq!(Page::on(&tx).count().expect("a count"), 1);
    assert_eq!(Page::on(&db).count().expect("by another connection"), 1);
    assert_eq!(db.pool_status().open, 2);
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Message {
    id: i64,
    text: String,
}

#[test]
fn the_transaction_of_another_thread_is_not_joined() {
    let folder = folder();
    let db = file(&folder, "");
    db.create_table::<Message>().expect("a table");
    Message::bind(&db);
    let undone: Result<()> = Message::transaction(|_| {
        Message { text: "inside".into(), ..Default::default() }.create()?;
        assert_eq!(Message::query().count()?, 1);
        let seen_by_another = thread::scope(|scope| {
            scope.spawn(|| Message::query().count()).join().expect("no panic")
        });
        assert_eq!(seen_by_another?, 0);
        Err(Error::other(std::fmt::Error))
    });
    assert!(undone.is_err());
    assert_eq!(Message::query().count().expect("a count"), 0);
}

#[test]
fn scopes_and_named_connections_are_the_threads_own() {
    let (first, second) = (memory(), memory());
    for (db, text) in [(&first, "first"), (&second, "second")] {
        db.create_table::<Page>().expect("a table");
        page(text).create_on(db).expect("a row");
    }
    Connections::register("threads second", &second).expect("a free name");
    let barrier = Barrier::new(8);
    on_threads(8, |thread| {
        let read = || Page::query().one().map(|page| page.text);
        for _ in 0..20 {
            barrier.wait();
            if thread % 2 == 0 {
                assert_eq!(first.scope(read).expect("a row"), "first");
            } else {
                assert_eq!(with_connection("threads second", read).expect("a row"), "second");
            }
        }
    });
    Connections::remove("threads second");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Sample {
    id: i64,
    number: i64,
    text: Option<String>,
}

/// Each thread has a database of its own, and all use one model for the first time at once.
#[test]
fn one_model_on_many_databases_at_once() {
    let barrier = Barrier::new(16);
    on_threads(16, |thread| {
        let number = i64::try_from(thread).expect("a small number");
        let db = memory();
        db.create_table::<Sample>().expect("a table");
        barrier.wait();
        db.scope(|| {
            for round in 0..20 {
                let mut sample = Sample { number, ..Default::default() }.create()?;
                assert_eq!(sample.id, round + 1);
                sample.update(|sample| sample.text = Some(format!("{number} {round}")))?;
                sample.save()?;
                assert_eq!(Sample::find(sample.id)?, sample);
            }
            assert_eq!(Sample::filter(Sample::NUMBER.ne(number)).count()?, 0);
            Sample::filter(Sample::ID.gt(10)).delete_all()
        })
        .expect("every verb");
        assert_eq!(Sample::on(&db).count().expect("a count"), 10);
    });
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Wanderer {
    id: i64,
}

/// A row goes to the one or to the other, and none gets lost.
#[test]
fn binding_while_others_write() {
    let databases = [memory(), memory()];
    for db in &databases {
        db.create_table::<Wanderer>().expect("a table");
    }
    Wanderer::bind(&databases[0]);
    on_threads(5, |thread| {
        for round in 0..100 {
            if thread == 0 {
                Wanderer::bind(&databases[round % 2]);
            } else {
                Wanderer::default().create().expect("a row");
            }
        }
    });
    let counts = databases.each_ref().map(|db| Wanderer::on(db).count().expect("a count"));
    assert_eq!(counts.iter().sum::<u64>(), 400, "{counts:?}");
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Settler {
    id: i64,
}

/// Whichever of two bindings comes last, a transaction on one database is joined by the calls that
/// go there, and by no others.
#[test]
fn bindings_at_the_same_time_leave_one_database() {
    let databases = [memory(), memory()];
    for db in &databases {
        db.create_table::<Settler>().expect("a table");
    }
    Settler::default().create_on(&databases[1]).expect("a row");
    for _ in 0..200 {
        let barrier = Barrier::new(2);
        on_threads(2, |thread| {
            barrier.wait();
            for _ in 0..20 {
                Settler::bind(&databases[thread]);
            }
        });
        let home = Settler::query().count().expect("a count");
        for db in &databases {
            let count = db.transaction(|_| Settler::query().count()).expect("a count");
            assert_eq!(count, home, "in a transaction");
        }
    }
}

#[test]
fn handles_and_queries_go_to_other_threads() {
    fn is_free<T: Send + Sync + 'static>() {}
    is_free::<Database>();
    is_free::<Query<Page>>();
    is_free::<Error>();
    is_free::<ConnectionConfig>();
    is_free::<TransactionOptions>();
    let db = memory();
    db.create_table::<Page>().expect("a table");
    let counted = thread::spawn(move || Page::on(&db).count()).join().expect("no panic");
    assert_eq!(counted.expect("a count"), 0);
}

/// Each ends in a thread that has other work behind it.
#[test]
fn hooks_run_on_the_thread_of_their_transaction() {
    let db = memory();
    on_threads(4, |_| {
        let own = thread::current().id();
        let (sender, receiver) = std::sync::mpsc::channel();
        db.transaction(|tx| {
            tx.after_commit(move || sender.send(thread::current().id()).expect("a receiver"));
            Ok(())
        })
        .expect("a transaction");
        assert_eq!(receiver.recv(), Ok(own));
    });
}
