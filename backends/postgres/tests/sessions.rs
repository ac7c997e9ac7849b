//! Sessions that are stopped, killed, or wait for each other.

mod support;

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};
use support::{Own, run, session};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i64,
}

/// Two accounts in a database of one connection, or of more.
fn accounts(options: &str) -> Option<Own> {
    let own = Own::new(options)?;
    own.db.create_table::<Account>().unwrap();
    for _ in 0..2 {
        Account { id: 0, balance: 100 }.create_on(&own.db).unwrap();
    }
    Some(own)
}

/// Ends a session from outside, and waits until it is gone.
fn kill(own: &Own, id: i64) {
    let admin = own.admin();
    admin.sql("SELECT pg_terminate_backend(?::int)", (id,)).execute().unwrap();
    let alive = "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = ?";
    while admin.sql(alive, (id,)).one::<(i64,)>().unwrap().0 > 0 {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(50));
}

#[test]
fn a_killed_session_is_replaced() {
    let Some(own) = accounts("pool_size=1") else { return };
    let id = session(&own.db);
    kill(&own, id);
    // Nobody notices: the pool sees that the server has closed it.
    assert_eq!(Account::on(&own.db).count().unwrap(), 2);
    assert_ne!(session(&own.db), id);
}

#[test]
fn a_session_killed_in_a_transaction_undoes_it_and_is_replaced() {
    let Some(own) = accounts("pool_size=1") else { return };
    let result: Result<()> = own.db.transaction(|tx| {
        Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0))?;
        let (id,): (i64,) = tx.sql("SELECT pg_backend_pid()", ()).one()?;
        kill(&own, id);
        Account::on(tx).count().map(|_| ())
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(200));
}

#[test]
fn a_session_killed_before_its_commit() {
    let Some(own) = accounts("pool_size=1") else { return };
    let tx = own.db.begin().unwrap();
    Account::on(&tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0)).unwrap();
    let (id,): (i64,) = tx.sql("SELECT pg_backend_pid()", ()).one().unwrap();
    kill(&own, id);
    let error = tx.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(200));
}

#[test]
fn a_session_killed_while_it_works() {
    let Some(own) = accounts("pool_size=1") else { return };
    let id = session(&own.db);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(200));
            kill(&own, id);
        });
        let error = own.db.sql("SELECT 1 FROM pg_sleep(20)", ()).execute().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
        let state = error.database().and_then(|said| said.sqlstate().map(str::to_owned));
        assert_eq!(state.as_deref(), Some("57P01"));
    });
    assert_ne!(session(&own.db), id);
}

#[test]
fn a_transaction_that_was_left_alone_for_too_long() {
    let Some(own) = accounts("pool_size=1&idle_in_transaction_session_timeout=100ms") else {
        return;
    };
    let tx = own.db.begin().unwrap();
    Account::on(&tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0)).unwrap();
    thread::sleep(Duration::from_millis(400));
    let error = Account::on(&tx).count().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    drop(tx);
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(200));
}

#[test]
fn a_statement_is_cancelled_from_another_thread() {
    let Some(own) = accounts("pool_size=1") else { return };
    let id = session(&own.db);
    let mut handle = None;
    own.db
        .with_session(&mut |session| {
            handle = session.connection().cancel_handle();
            Ok(())
        })
        .unwrap();
    let handle = handle.unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(200));
            handle.cancel().unwrap();
        });
        let start = Instant::now();
        let error = own.db.sql("SELECT 1 FROM pg_sleep(20)", ()).execute().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    });
    // With nothing to stop nothing happens.
    handle.cancel().unwrap();
    assert_eq!(Account::on(&own.db).count().unwrap(), 2);
    assert_eq!(session(&own.db), id, "the connection is as good as before");
}

#[test]
fn a_statement_that_takes_too_long_is_given_up() {
    let Some(own) = accounts("pool_size=1&statement_timeout=200ms") else { return };
    let id = session(&own.db);
    let error = own.db.sql("SELECT 1 FROM pg_sleep(20)", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert!(error.to_string().contains("`statement_timeout`"), "{error}");
    assert_eq!(session(&own.db), id);
}

#[test]
fn a_server_that_is_silent_for_too_long_costs_the_connection() {
    let Some(own) = accounts("pool_size=1&read_timeout=300ms") else { return };
    let id = session(&own.db);
    let error = own.db.sql("SELECT 1 FROM pg_sleep(3)", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    assert!(error.to_string().contains("`read_timeout`"), "{error}");
    assert_ne!(session(&own.db), id, "what comes next would be the answer to what came before");
}

#[test]
fn a_lock_that_is_not_granted_in_time() {
    let Some(own) = accounts("lock_timeout=200ms") else { return };
    let tx = own.db.begin().unwrap();
    Account::on(&tx).for_update().find(1).unwrap();
    // On another connection.
    let row = Account::on(&own.db).filter(Account::ID.eq(1));
    let waited = row.update_all(Account::BALANCE.set(0)).unwrap_err();
    assert_eq!(waited.kind(), ErrorKind::LockTimeout);
    let other = own.db.begin().unwrap();
    let free = Account::on(&other).for_update().skip_locked().pluck(Account::ID).unwrap();
    assert_eq!(free, [2]);
    let at_once = Account::on(&other).for_update().nowait().find(1).unwrap_err();
    assert_eq!(at_once.kind(), ErrorKind::LockTimeout);
}

#[test]
fn two_transactions_that_wait_for_each_other() {
    let Some(own) = accounts("") else { return };
    let barrier = Barrier::new(2);
    let cross = |first: i64, second: i64| {
        let (db, barrier) = (&own.db, &barrier);
        move || {
            db.transaction(|tx| {
                let take = |id: i64| {
                    let row = Account::on(tx).filter(Account::ID.eq(id));
                    row.update_all(Account::BALANCE.set(Account::BALANCE + 1))
                };
                take(first)?;
                barrier.wait();
                let error = match take(second) {
                    Ok(_) => return Ok(()),
                    Err(error) => error,
                };
                assert_eq!(take(second).unwrap_err().kind(), ErrorKind::TransactionAborted);
                Err(error)
            })
        }
    };
    let results = thread::scope(|scope| {
        let other = scope.spawn(cross(2, 1));
        [cross(1, 2)(), other.join().unwrap()]
    });
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    let [error] = failed.as_slice() else { panic!("{results:?}") };
    assert_eq!(error.kind(), ErrorKind::Deadlock);
    assert!(error.is_retryable());
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(202));
}

#[test]
fn what_the_server_says_unasked_is_no_harm() {
    let Some(own) = accounts("pool_size=1&client_encoding=utf8") else { return };
    run(&own.db, "LISTEN news");
    for _ in 0..3 {
        own.db.execute_script("NOTIFY news, 'hello'").unwrap();
        assert_eq!(Account::on(&own.db).count().unwrap(), 2);
    }
    own.db.execute_script("DO $$ BEGIN RAISE WARNING 'look'; END $$").unwrap();
    assert_eq!(Account::on(&own.db).count().unwrap(), 2);
}
