//! Sessions that an administrator ends.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_tests::fresh::Fresh;

use super::{Account, kill, open_accounts, session, total};

on_each_engine![between_transactions, inside_a_transaction, inside_a_closure, while_it_waits];

/// The pool sees that the connection is gone before somebody gets it.
fn between_transactions(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 2);
    let number = || db.sql(session(fresh.engine), ()).one::<(i64,)>().expect("a session");
    let before = number();
    kill(fresh, before);
    assert_eq!(Account::on(&db).find(ids[0]).expect("a new connection").balance, 100);
    assert_ne!(number(), before);
    assert_eq!(db.pool_status().open, 1);
}

fn inside_a_transaction(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 2);
    let tx = db.begin().expect("a transaction");
    let mut account = Account::on(&tx).find(ids[0]).expect("a row");
    account.update_on(&tx, |account| account.balance = 1).expect("an update");
    kill(fresh, tx.sql(session(fresh.engine), ()).one().expect("a session"));
    let error = account.update_on(&tx, |account| account.balance = 2).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    assert!(error.is_connection(), "{error:?}");
    assert_eq!(account.balance, 1, "the struct is as before the failed update");
    assert!(tx.commit().is_err(), "what was lost can't be committed");
    assert_eq!(total(&db), 200, "nothing was kept, and the pool goes on");
}

/// Nothing is repeated by itself: nobody knows what the lost connection had done.
fn inside_a_closure(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 2);
    let mut runs = 0;
    let options = TransactionOptions::new().retries(3);
    let result = db.transaction_with(options, |tx| {
        runs += 1;
        Account::on(tx).filter(Account::ID.eq(ids[0])).update_all(Account::BALANCE.set(7))?;
        kill(fresh, tx.sql(session(fresh.engine), ()).one()?);
        Account::on(tx).count()
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    assert_eq!(runs, 1);
    assert_eq!(total(&db), 200);
}

/// A session that is killed while the server works on its statement.
fn while_it_waits(fresh: &Fresh) {
    use activerecord_tests::fresh::Engine;
    let db = fresh.open("pool_size=2").expect("the database");
    let tx = db.begin().expect("a transaction");
    let number = tx.sql(session(fresh.engine), ()).one().expect("a session");
    let sql = match fresh.engine {
        Engine::Postgres => "SELECT CAST(pg_sleep(20) AS text)",
        Engine::MySql => "SELECT CAST(SLEEP(20) AS CHAR)",
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(300));
            kill(fresh, number);
        });
        let begun = std::time::Instant::now();
        let error = tx.sql(sql, ()).all::<(String,)>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
        assert!(begun.elapsed().as_secs() < 10, "it came back at once");
    });
    drop(tx);
    db.ping().expect("the pool goes on");
}
