//! The pool: waiting, timeouts, and never waiting for oneself.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::{file, folder, on_threads, url};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

fn page(text: &str) -> Page {
    Page { text: text.into(), ..Default::default() }
}

const MOMENT: Duration = Duration::from_millis(100);
/// Far less than the pool's own patience.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn an_exhausted_pool_says_so_in_time() {
    let folder = folder();
    let db = file(&folder, "pool_size=2&pool_timeout=100ms");
    db.create_table::<Page>().expect("a table");
    let read_only = TransactionOptions::new().read_only();
    let held = [db.begin_with(&read_only), db.begin_with(&read_only)];
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let start = Instant::now();
            (Page::on(&db).count(), start.elapsed())
        });
        let (result, waited) = waiting.join().expect("no panic");
        let error = result.expect_err("there is no connection left");
        assert_eq!(error.kind(), ErrorKind::PoolTimeout);
        let text = error.to_string();
        let parts = ["100ms", "all 2 of the pool", "`pool_size`", "`pool_timeout`"];
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        assert!(waited >= MOMENT && waited < SOON, "{waited:?}");
    });
    drop(held);
    assert_eq!(Page::on(&db).count().expect("an answer"), 0);
    assert_eq!((db.pool_status().open, db.pool_status().waiting), (2, 0));
}

#[test]
fn a_waiting_thread_is_served_when_one_comes_back() {
    let folder = folder();
    let db = file(&folder, "pool_size=1&pool_timeout=20s");
    db.create_table::<Page>().expect("a table");
    let tx = db.begin().expect("a transaction");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let start = Instant::now();
            page("waited for").create_on(&db).expect("a row");
            start.elapsed()
        });
        while db.pool_status().waiting == 0 {
            thread::yield_now();
        }
        thread::sleep(MOMENT);
        page("first").create_on(&tx).expect("a row");
        tx.commit().expect("a commit");
        let waited = waiting.join().expect("no panic");
        assert!(waited < SOON, "{waited:?}");
    });
    let texts = Page::on(&db).order_by(Page::ID).pluck(Page::TEXT).expect("texts");
    assert_eq!(texts, ["first", "waited for"]);
}

/// As long as there can be durations.
#[test]
fn a_pool_can_be_waited_for_without_end() {
    let folder = folder();
    let config = ConnectionConfig::new()
        .database(folder.path().join("app.db").to_string_lossy())
        .pool_size(1)
        .pool_timeout(Duration::MAX);
    let db = Database::open(config, SqliteBackend).expect("a database");
    let tx = db.begin().expect("a transaction");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| db.ping());
        thread::sleep(MOMENT);
        tx.rollback().expect("a rollback");
        waiting.join().expect("no panic").expect("an answer");
    });
}

#[test]
fn a_thread_does_not_wait_for_itself() {
    let folder = folder();
    for db in [
        file(&folder, "pool_size=1"),
        activerecord::connect("sqlite::memory:").expect("a database in memory"),
    ] {
        db.create_table::<Page>().expect("a table");
        page("first").create_on(&db).expect("a row");
        let start = Instant::now();
        let tx = db.begin().expect("a transaction");
        for error in [
            Page::on(&db).count().err(),
            page("second").create_on(&db).err(),
            db.begin().err(),
            db.transaction(|_| Ok(())).err(),
            db.ping().err(),
        ] {
            let error = error.expect("the only connection is this thread's own");
            assert_eq!(error.kind(), ErrorKind::Busy, "{error:?}");
        }
        tx.rollback().expect("a rollback");
        let inner = Page::on(&db).each(|_| Page::on(&db).count().map(drop));
        assert_eq!(inner.map_err(|error| error.kind()), Err(ErrorKind::Busy));
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        assert_eq!(Page::on(&db).count().expect("an answer"), 1);
    }
}

#[test]
fn a_reader_may_take_a_second_connection() {
    let folder = folder();
    let db = file(&folder, "pool_size=2");
    db.create_table::<Page>().expect("a table");
    for text in ["a", "b"] {
        page(text).create_on(&db).expect("a row");
    }
    let mut counts = Vec::new();
    let read = Page::on(&db).each(|_| {
        counts.push(Page::on(&db).count()?);
        Ok(())
    });
    read.expect("a read within a read");
    assert_eq!(counts, [2, 2]);
    assert_eq!(db.pool_status().open, 2);
}

#[test]
fn there_are_never_more_connections_than_allowed() {
    let folder = folder();
    let db = file(&folder, "pool_size=3");
    db.create_table::<Page>().expect("a table");
    let barrier = Barrier::new(24);
    on_threads(24, |_| {
        barrier.wait();
        for _ in 0..10 {
            let tx = db.begin_with(&TransactionOptions::new().read_only()).expect("a transaction");
            assert!(db.pool_status().open <= 3, "{:?}", db.pool_status());
            tx.rollback().expect("a rollback");
        }
    });
    let status = db.pool_status();
    assert_eq!((status.size, status.idle, status.waiting), (3, status.open, 0));
}

#[test]
fn closing_while_others_work() {
    let folder = folder();
    let db = file(&folder, "pool_size=1&pool_timeout=20s");
    db.create_table::<Page>().expect("a table");
    let tx = db.begin().expect("a transaction");
    page("first").create_on(&tx).expect("a row");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let start = Instant::now();
            (Page::on(&db).count(), start.elapsed())
        });
        while db.pool_status().waiting == 0 {
            thread::yield_now();
        }
        db.close();
        let (result, waited) = waiting.join().expect("no panic");
        assert_eq!(result.map_err(|error| error.kind()), Err(ErrorKind::Closed));
        assert!(waited < SOON, "{waited:?}");
    });
    page("second").create_on(&tx).expect("an open transaction goes on");
    tx.commit().expect("a commit");
    assert_eq!(db.pool_status().open, 0);
    let reopened = activerecord::connect(&url(&folder.path().join("app.db"), "")).expect("a file");
    assert_eq!(Page::on(&reopened).count().expect("a count"), 2);
}

#[test]
fn connections_that_are_old_are_replaced() {
    let folder = folder();
    for option in ["max_lifetime=30ms", "idle_timeout=30ms"] {
        let db = file(&folder, option);
        db.create_table_if_not_exists::<Page>().expect("a table");
        let temporary = "CREATE TEMP TABLE scratch (x)";
        db.execute_script(temporary).expect("a table of this connection");
        assert!(db.execute_script(temporary).is_err(), "it is still the same connection");
        thread::sleep(MOMENT);
        db.execute_script(temporary).expect("a new connection has no such table");
        assert_eq!(db.pool_status().open, 1);
    }
}

#[test]
fn a_transaction_that_panics_gives_its_connection_back() {
    let folder = folder();
    let db = file(&folder, "pool_size=1&pool_timeout=20s");
    db.create_table::<Page>().expect("a table");
    for _ in 0..5 {
        thread::scope(|scope| {
            let thread = scope.spawn(|| {
                db.transaction(|tx| -> activerecord::Result<()> {
                    page("undone").create_on(tx)?;
                    std::panic::resume_unwind(Box::new("on purpose"))
                })
            });
            assert!(thread.join().is_err());
        });
        assert_eq!(Page::on(&db).count().expect("an answer"), 0);
        assert_eq!(db.pool_status().idle, 1);
    }
    page("kept").create_on(&db).expect("nothing is left locked");
}
