//! Transactions: isolation, what they may do, and how they end.

mod support;

use std::thread;

use activerecord::postgres::{PostgresConnection, PostgresTransaction};
use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};
use support::{Own, run, setting};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i64,
}

fn accounts(options: &str) -> Option<Own> {
    let own = Own::new(options)?;
    own.db.create_table::<Account>().unwrap();
    for _ in 0..2 {
        Account { id: 0, balance: 100 }.create_on(&own.db).unwrap();
    }
    Some(own)
}

fn balance(db: &Database) -> Option<i64> {
    Account::on(db).sum(Account::BALANCE).unwrap()
}

#[test]
fn every_level_of_isolation() {
    let Some(own) = Own::new("pool_size=1") else { return };
    for (level, name) in [
        (Isolation::ReadUncommitted, "read uncommitted"),
        (Isolation::ReadCommitted, "read committed"),
        (Isolation::RepeatableRead, "repeatable read"),
        (Isolation::Serializable, "serializable"),
    ] {
        let options = TransactionOptions::new().isolation(level);
        let (found,): (String,) = own
            .db
            .transaction_with(options, |tx| {
                tx.sql("SELECT current_setting('transaction_isolation')", ()).one()
            })
            .unwrap();
        assert_eq!(found, name);
    }
    assert_eq!(setting(&own.db, "transaction_isolation"), "read committed");
    let error = own.db.begin_with(&TransactionOptions::new().isolation(Isolation::Snapshot));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn read_only_and_deferrable() {
    let Some(own) = accounts("pool_size=1") else { return };
    let options = TransactionOptions::new()
        .isolation(Isolation::Serializable)
        .read_only()
        .with(PostgresTransaction::new().deferrable());
    let error = own
        .db
        .transaction_with(options, |tx| {
            let (deferrable,): (String,) =
                tx.sql("SELECT current_setting('transaction_deferrable')", ()).one()?;
            assert_eq!(deferrable, "on");
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0))
        })
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    own.db
        .transaction(|tx| {
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(1))
        })
        .unwrap();
    assert_eq!(balance(&own.db), Some(101));
}

#[test]
fn a_conflict_of_serializable_transactions_is_run_again() {
    let Some(own) = accounts("") else { return };
    let options = || TransactionOptions::new().isolation(Isolation::Serializable);
    // Both read what the other one writes.
    let first = own.db.begin_with(&options()).unwrap();
    let second = own.db.begin_with(&options()).unwrap();
    for (tx, id) in [(&first, 1), (&second, 2)] {
        let sum = Account::on(tx).sum(Account::BALANCE).unwrap().unwrap();
        Account::on(tx).filter(Account::ID.eq(id)).update_all(Account::BALANCE.set(sum)).unwrap();
    }
    first.commit().unwrap();
    let error = second.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SerializationFailure, "{error}");
    assert!(error.is_retryable());
    let mut runs = 0;
    own.db
        .transaction_with(options().retries(5), |tx| {
            runs += 1;
            let before = Account::on(tx).sum(Account::BALANCE)?;
            if runs == 1 {
                thread::scope(|scope| {
                    let other = scope.spawn(|| {
                        Account { id: 0, balance: 1 }.create_on(&own.db)?;
                        let all = Account::on(&own.db).unfiltered();
                        all.update_all(Account::BALANCE.set(7))
                    });
                    other.join().unwrap()
                })?;
            }
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(before))
        })
        .unwrap();
    assert_eq!(runs, 2);
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 21);
}

#[test]
fn a_failed_statement_ends_the_transaction_but_not_around_a_savepoint() {
    let Some(own) = accounts("pool_size=1") else { return };
    let double = Account { id: 1, balance: 0 };
    let insert = |tx: &activerecord::Transaction<'_>| {
        tx.sql("INSERT INTO accounts VALUES (?, ?)", (double.id, double.balance)).execute()
    };
    let tx = own.db.begin().unwrap();
    assert!(insert(&tx).unwrap_err().is_unique_violation());
    let after = Account::on(&tx).count().unwrap_err();
    assert_eq!(after.kind(), ErrorKind::TransactionAborted, "{after}");
    assert_eq!(tx.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);

    own.db
        .transaction(|tx| {
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(1))?;
            let inner = tx.transaction(|tx| insert(tx));
            assert!(inner.unwrap_err().is_unique_violation());
            Account::on(tx).filter(Account::ID.eq(2)).update_all(Account::BALANCE.set(2))
        })
        .unwrap();
    assert_eq!(balance(&own.db), Some(3));
}

#[test]
fn tables_are_made_and_changed_in_a_transaction() {
    let Some(own) = accounts("pool_size=1") else { return };
    let undone: Result<()> = own.db.transaction(|tx| {
        tx.sql("ALTER TABLE accounts ADD COLUMN note TEXT", ()).execute()?;
        tx.sql("CREATE TABLE other (a INT)", ()).execute()?;
        Account::on(tx).find(1)?;
        Err(activerecord::Error::other(std::fmt::Error))
    });
    assert!(undone.is_err());
    Account::on(&own.db).find(1).unwrap();
    let error = own.db.sql("SELECT * FROM other", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ObjectMissing);
}

#[test]
fn an_end_by_text_is_noticed() {
    let Some(own) = accounts("pool_size=1") else { return };
    let tx = own.db.begin().unwrap();
    Account::on(&tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0)).unwrap();
    tx.sql("ROLLBACK", ()).execute().unwrap();
    let error = tx.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionAborted, "{error}");
    assert!(error.to_string().contains("over already"), "{error}");
    assert_eq!(balance(&own.db), Some(200));
}

#[test]
fn what_the_driver_did_wrong_is_noticed_at_the_commit() {
    let Some(own) = accounts("pool_size=1") else { return };
    let result: Result<()> = own.db.transaction(|tx| {
        tx.with_session(&mut |session| {
            let connection = session.connection().as_any();
            let connection = connection.downcast_mut::<PostgresConnection>().unwrap();
            let failed = connection.with_client(async |client| {
                client.batch_execute("UPDATE accounts SET balance = 0").await?;
                client.batch_execute("SELEKT").await
            });
            assert!(failed.is_err());
            Ok(())
        })
    });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(balance(&own.db), Some(200));
}

#[test]
fn a_transaction_without_statements_is_none() {
    let Some(own) = accounts("pool_size=1") else { return };
    own.db.transaction(|_| Ok(())).unwrap();
    own.db.begin().unwrap().rollback().unwrap();
    let tx = own.db.begin().unwrap();
    tx.transaction(|_| Ok(())).unwrap();
    tx.commit().unwrap();
    run(&own.db, "UPDATE accounts SET balance = 1");
    assert_eq!(balance(&own.db), Some(2));
}

#[test]
fn constraints_that_are_checked_at_the_commit() {
    let Some(own) = accounts("pool_size=1") else { return };
    run(
        &own.db,
        "CREATE TABLE entries (account_id BIGINT CONSTRAINT entries_account REFERENCES accounts \
         DEFERRABLE INITIALLY DEFERRED)",
    );
    let error = own
        .db
        .transaction(|tx| tx.sql("INSERT INTO entries VALUES (99)", ()).execute())
        .unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(error.constraint(), Some("entries_account"));
    assert_eq!(balance(&own.db), Some(200));
}
