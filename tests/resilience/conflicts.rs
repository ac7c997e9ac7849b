//! Transactions that get in each other's way.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_tests::fresh::Fresh;

use super::{Account, on_threads, open_accounts, total};

on_each_engine![
    a_deadlock_has_one_victim,
    a_deadlock_is_solved_by_repeating,
    a_serialization_failure_is_solved_by_repeating,
    a_panic_rolls_back,
];

fn raise(tx: &dyn Executor, id: i64) -> activerecord::Result<u64> {
    Account::on(tx)
        .filter(Account::ID.eq(id))
        .update_all(Account::BALANCE.set(Account::BALANCE + 1))
}

/// Two transactions that lock the same two rows in opposite order.
fn cross(
    db: &Database,
    ids: &[i64],
    options: &TransactionOptions,
    failed: impl Fn(activerecord::Error) + Sync,
) -> u32 {
    let runs = AtomicU32::new(0);
    let barrier = Barrier::new(2);
    on_threads(2, |thread| {
        let (first, second) = (ids[thread], ids[1 - thread]);
        let mut met = false;
        let result = db.transaction_with(options.clone(), |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            raise(tx, first)?;
            if !met {
                met = true;
                barrier.wait();
            }
            raise(tx, second)
        });
        if let Err(error) = result {
            failed(error);
        }
    });
    runs.into_inner()
}

fn a_deadlock_has_one_victim(fresh: &Fresh) {
    let db = fresh.open("pool_size=2").expect("the database");
    let ids = open_accounts(&db, 2);
    let victims = AtomicU32::new(0);
    cross(&db, &ids, &TransactionOptions::new(), |error| {
        assert_eq!(error.kind(), ErrorKind::Deadlock, "{error:?}");
        assert!(error.is_retryable(), "{error:?}");
        victims.fetch_add(1, Ordering::Relaxed);
    });
    assert_eq!(victims.into_inner(), 1);
    assert_eq!(total(&db), 202, "the other one is whole");
}

fn a_deadlock_is_solved_by_repeating(fresh: &Fresh) {
    let db = fresh.open("pool_size=2").expect("the database");
    let ids = open_accounts(&db, 2);
    let options = TransactionOptions::new().retries(5);
    let runs = cross(&db, &ids, &options, |error| panic!("{error:?}"));
    assert!(runs >= 3, "one was repeated: {runs}");
    assert_eq!(total(&db), 204);
}

/// Each of two transactions reads what the other one writes: one after the other is impossible.
fn a_serialization_failure_is_solved_by_repeating(fresh: &Fresh) {
    let db = fresh.open("pool_size=2").expect("the database");
    let ids = open_accounts(&db, 2);
    let options = TransactionOptions::new().isolation(Isolation::Serializable).retries(10);
    let (barrier, runs) = (Barrier::new(2), AtomicU32::new(0));
    on_threads(2, |thread| {
        let mut met = false;
        let result = db.transaction_with(options.clone(), |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            let sum: i64 = Account::on(tx).pluck(Account::BALANCE)?.iter().sum();
            if !met {
                met = true;
                barrier.wait();
            }
            let row = Account::on(tx).filter(Account::ID.eq(ids[thread]));
            row.update_all(Account::BALANCE.set(sum))
        });
        result.expect("in the end both got through");
    });
    assert!(runs.into_inner() >= 3, "one was repeated");
    // One saw 200 and the other one what that had left: 200 + 100.
    let mut balances = Account::on(&db).pluck(Account::BALANCE).expect("the balances");
    balances.sort_unstable();
    assert_eq!(balances, [200, 300]);
}

fn a_panic_rolls_back(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 1);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        db.transaction(|tx| -> activerecord::Result<()> {
            raise(tx, ids[0])?;
            std::thread::sleep(Duration::from_millis(1));
            panic!("on purpose");
        })
    }));
    assert!(panic.is_err());
    assert_eq!(total(&db), 100, "nothing was kept, and the connection is free again");
}
