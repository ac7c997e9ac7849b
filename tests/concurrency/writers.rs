//! Many writers, and readers beside them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind, Result};

use super::{file, folder, on_threads};

const THREADS: usize = 16;
const TRANSFERS: usize = 25;
const ACCOUNTS: usize = 10;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Account {
    id: i64,
    #[record(check = "balance >= 0")]
    balance: i64,
}

/// Ten accounts with a hundred each.
fn open_accounts(db: &Database) -> Vec<i64> {
    db.create_table::<Account>().expect("a table");
    let account = |_| Account { id: 0, balance: 100 }.create_on(db).expect("an account").id;
    (0..ACCOUNTS).map(account).collect()
}

/// A transfer by the explicit forms; 30 times out of 100 it is given up half-way.
fn transfer(db: &Database, from: i64, to: i64, amount: i64) -> Result<()> {
    db.transaction(|tx| {
        let mut to = Account::on(tx).find(to)?;
        to.update_on(tx, |row| row.balance += amount)?;
        if amount % 10 < 3 {
            return Err(Error::new(ErrorKind::InvalidState, "changed my mind"));
        }
        let mut from = Account::on(tx).find(from)?;
        from.update_on(tx, |row| row.balance -= amount)
    })
}

#[test]
fn transfers_keep_the_total() {
    let folder = folder();
    let db = file(&folder, "pool_size=6");
    let ids = open_accounts(&db);
    let (done, refused) = (AtomicU64::new(0), AtomicU64::new(0));
    on_threads(THREADS, |thread| {
        for round in 0..TRANSFERS {
            let step = thread * 31 + round * 17;
            let (from, to) = (ids[step % ACCOUNTS], ids[(step / 7 + 1 + step) % ACCOUNTS]);
            let amount = i64::try_from(step % 60).unwrap_or(0) + 1;
            if from == to {
                continue;
            }
            match transfer(&db, from, to, amount) {
                Ok(()) => done.fetch_add(1, Ordering::Relaxed),
                Err(error) => {
                    let expected = [ErrorKind::InvalidState, ErrorKind::CheckViolation];
                    assert!(expected.contains(&error.kind()), "{error:?}");
                    refused.fetch_add(1, Ordering::Relaxed)
                }
            };
        }
    });
    assert!(done.into_inner() > 50 && refused.into_inner() > 50, "both roads were taken");
    let balances = Account::on(&db).pluck(Account::BALANCE).expect("the balances");
    assert_eq!(balances.iter().sum::<i64>(), 1_000, "{balances:?}");
    assert!(balances.iter().all(|balance| *balance >= 0), "{balances:?}");
    assert!(db.pool_status().open <= 6);
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Purse {
    id: i64,
    coins: i64,
}

/// Every thread has an ambient transaction of its own.
#[test]
fn implicit_calls_keep_the_total_too() {
    let folder = folder();
    let db = file(&folder, "");
    db.create_table::<Purse>().expect("a table");
    Purse::bind(&db);
    let ids = [0, 1].map(|_| Purse { id: 0, coins: 1_000 }.create().expect("a purse").id);
    on_threads(8, |thread| {
        for _ in 0..25 {
            let (from, to) = (ids[thread % 2], ids[(thread + 1) % 2]);
            Purse::transaction(|_| {
                Purse::find(from)?.update(|purse| purse.coins -= 1)?;
                Purse::find(to)?.update(|purse| purse.coins += 1)
            })
            .expect("a transfer");
        }
    });
    assert_eq!(Purse::query().pluck(Purse::COINS).expect("the coins"), [1_000, 1_000]);
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Counter {
    id: i64,
    value: i64,
    #[record(lock_version)]
    version: i64,
}

#[test]
fn no_increment_is_lost() {
    let folder = folder();
    for db in [file(&folder, ""), activerecord::connect("sqlite::memory:").expect("a database")] {
        db.create_table::<Counter>().expect("a table");
        let id = Counter::default().create_on(&db).expect("a counter").id;
        on_threads(THREADS, |_| {
            for _ in 0..20 {
                let raised = Counter::on(&db)
                    .filter(Counter::ID.eq(id))
                    .update_all(Counter::VALUE.set(Counter::VALUE + 1));
                assert_eq!(raised.expect("an update"), 1);
            }
        });
        let counter = Counter::on(&db).find(id).expect("the counter");
        assert_eq!((counter.value, counter.version), (320, 321));
    }
}

/// Without a transaction: whoever comes second reads again.
#[test]
fn optimistic_locks_lose_nothing() {
    let folder = folder();
    let db = file(&folder, "");
    db.create_table::<Counter>().expect("a table");
    let id = Counter::default().create_on(&db).expect("a counter").id;
    let conflicts = AtomicU64::new(0);
    on_threads(8, |_| {
        for _ in 0..20 {
            let mut counter = Counter::on(&db).find(id).expect("the counter");
            while let Err(error) = counter.update_on(&db, |counter| counter.value += 1) {
                assert!(error.is_stale(), "{error:?}");
                conflicts.fetch_add(1, Ordering::Relaxed);
                counter.reload_on(&db).expect("the counter");
            }
        }
    });
    let counter = Counter::on(&db).find(id).expect("the counter");
    assert_eq!((counter.value, counter.version), (160, 161));
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Side {
    id: i64,
    weight: i64,
}

/// Readers see the scales in balance at any time, and wait for nobody.
#[test]
fn readers_beside_a_writer() {
    let folder = folder();
    let db = file(&folder, "busy_timeout=10s");
    db.create_table::<Side>().expect("a table");
    let ids = [0, 1].map(|_| Side { id: 0, weight: 50 }.create_on(&db).expect("a side").id);
    let over = AtomicBool::new(false);
    let seen = AtomicU64::new(0);
    on_threads(6, |thread| {
        if thread == 0 {
            for round in 0..100 {
                let written = db.transaction(|tx| {
                    Side::on(tx).find(ids[0])?.update_on(tx, |side| side.weight = round)?;
                    Side::on(tx).find(ids[1])?.update_on(tx, |side| side.weight = 100 - round)
                });
                written.expect("a write");
            }
            over.store(true, Ordering::Release);
            return;
        }
        while !over.load(Ordering::Acquire) {
            let sum = db.transaction_with(TransactionOptions::new().read_only(), |tx| {
                Ok(Side::on(tx).find(ids[0])?.weight + Side::on(tx).find(ids[1])?.weight)
            });
            assert_eq!(sum.expect("a read"), 100);
            assert_eq!(Side::on(&db).sum(Side::WEIGHT).expect("a sum"), Some(100));
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(seen.into_inner() > 0);
}

/// What reads first and writes then must not have been overtaken: it is run again.
#[test]
fn deferred_transactions_are_retried() {
    use activerecord::sqlite::TransactionMode;
    let folder = folder();
    let db = file(&folder, "");
    db.create_table::<Counter>().expect("a table");
    let id = Counter::default().create_on(&db).expect("a counter").id;
    on_threads(4, |_| {
        for _ in 0..10 {
            let options = TransactionOptions::new().with(TransactionMode::Deferred).retries(1_000);
            let raised = db.transaction_with(options, |tx| {
                Counter::on(tx).find(id)?.update_on(tx, |counter| counter.value += 1)
            });
            raised.expect("an increment");
        }
    });
    assert_eq!(Counter::on(&db).find(id).expect("the counter").value, 40);
}
