//! Whatever is waited for has an end.

use std::time::{Duration, Instant};

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_tests::fresh::{Engine, Fresh};

use super::{Account, open_accounts, total};

on_each_engine![
    a_lock_that_is_not_given_back,
    a_row_that_must_be_free_at_once,
    a_statement_that_takes_too_long,
    a_server_that_is_silent_for_too_long,
    a_pool_without_a_free_connection,
];

fn sleep(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "SELECT CAST(pg_sleep(20) AS text)",
        Engine::MySql => "SELECT CAST(SLEEP(20) AS CHAR)",
    }
}

fn a_lock_that_is_not_given_back(fresh: &Fresh) {
    let word = match fresh.engine {
        Engine::Postgres => "lock_timeout",
        Engine::MySql => "lock_wait_timeout",
    };
    let db = fresh.open(&format!("pool_size=2&{word}=1s")).expect("the database");
    let ids = open_accounts(&db, 1);
    let holder = db.begin().expect("a transaction");
    Account::on(&holder).filter(Account::ID.eq(ids[0])).for_update().one().expect("the lock");
    let begun = Instant::now();
    let update = Account::on(&db).filter(Account::ID.eq(ids[0]));
    let error = update.update_all(Account::BALANCE.set(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error:?}");
    assert!((1..10).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    holder.rollback().expect("the lock goes");
    update.update_all(Account::BALANCE.set(1)).expect("the lock");
    assert_eq!(total(&db), 1);
}

fn a_row_that_must_be_free_at_once(fresh: &Fresh) {
    let db = fresh.open("pool_size=2").expect("the database");
    let ids = open_accounts(&db, 2);
    let holder = db.begin().expect("a transaction");
    Account::on(&holder).filter(Account::ID.eq(ids[0])).for_update().one().expect("the lock");
    let error = db.transaction(|tx| Account::on(tx).for_update().nowait().all()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error:?}");
    let free = db.transaction(|tx| Account::on(tx).for_update().skip_locked().all());
    assert_eq!(free.expect("the rest").len(), 1);
}

fn a_statement_that_takes_too_long(fresh: &Fresh) {
    let db = fresh.open("pool_size=1&statement_timeout=500ms").expect("the database");
    let begun = Instant::now();
    let error = db.sql(sleep(fresh.engine), ()).all::<(String,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    db.ping().expect("the connection is good for more");
}

/// Nobody knows what a silent server does: the connection is closed.
fn a_server_that_is_silent_for_too_long(fresh: &Fresh) {
    let db = fresh.open("pool_size=1&read_timeout=500ms").expect("the database");
    let begun = Instant::now();
    let error = db.sql(sleep(fresh.engine), ()).all::<(String,)>().unwrap_err();
    assert!(error.is_connection(), "{error:?}");
    assert!(error.to_string().contains("read_timeout"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    db.ping().expect("there is a new connection");
}

fn a_pool_without_a_free_connection(fresh: &Fresh) {
    let db = fresh.open("pool_size=1&pool_timeout=300ms").expect("the database");
    let holder = db.begin().expect("the only connection");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let begun = Instant::now();
            let error = db.ping().unwrap_err();
            (error, begun.elapsed())
        });
        let (error, waited) = waiting.join().expect("no panic");
        assert_eq!(error.kind(), ErrorKind::PoolTimeout, "{error:?}");
        assert!(waited >= Duration::from_millis(300), "{waited:?}");
    });
    let error = db.ping().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "who waits for himself is told at once: {error:?}");
    drop(holder);
    db.ping().expect("it is free again");
}
