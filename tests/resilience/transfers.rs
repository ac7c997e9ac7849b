//! Many threads that move money: whatever happens on the way, the total stays.

use std::sync::atomic::{AtomicU64, Ordering};

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_tests::fresh::Fresh;

use super::{Account, on_threads, open_accounts, total};

on_each_engine![sixteen_threads];

const THREADS: usize = 16;
const TRANSFERS: usize = 500;
const ACCOUNTS: usize = 20;

fn transfer(db: &Database, from: i64, to: i64, amount: i64) -> activerecord::Result<()> {
    let options = TransactionOptions::new().retries(50);
    db.transaction_with(options, |tx| {
        let mut to = Account::on(tx).filter(Account::ID.eq(to)).for_update().one()?;
        to.update_on(tx, |account| account.balance += amount)?;
        let mut from = Account::on(tx).filter(Account::ID.eq(from)).for_update().one()?;
        from.update_on(tx, |account| account.balance -= amount)
    })
}

fn sixteen_threads(fresh: &Fresh) {
    let db = fresh.open("pool_size=8").expect("the database");
    let ids = open_accounts(&db, ACCOUNTS);
    let (done, refused) = (AtomicU64::new(0), AtomicU64::new(0));
    on_threads(THREADS, |thread| {
        for round in 0..TRANSFERS {
            let step = thread * 31 + round * 17;
            let (from, to) = (step % ACCOUNTS, (step / 7 + 1 + step) % ACCOUNTS);
            let amount = i64::try_from(step % 40).unwrap_or(0) + 1;
            if from == to {
                continue;
            }
            match transfer(&db, ids[from], ids[to], amount) {
                Ok(()) => done.fetch_add(1, Ordering::Relaxed),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::CheckViolation, "{error:?}");
                    refused.fetch_add(1, Ordering::Relaxed)
                }
            };
        }
    });
    assert!(done.into_inner() > 500 && refused.into_inner() > 500, "both roads were taken");
    assert_eq!(total(&db), 100 * i64::try_from(ACCOUNTS).unwrap_or(0));
    assert!(db.pool_status().open <= 8);
}
