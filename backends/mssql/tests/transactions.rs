//! Transactions: isolation, savepoints, and those that the server gives up.

mod support;

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};
use activerecord_stand_in_tds::Call;

use support::{calls, kinds, open, open_with};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i32,
}

#[test]
fn the_isolation_level_is_set_back_with_the_commit() {
    let (server, db) = open();
    db.create_table::<Account>().unwrap();
    let sent = calls(&server, || {
        let options = TransactionOptions::new().isolation(Isolation::Snapshot);
        db.transaction_with(options, |tx| Account::on(tx).count().map(drop)).unwrap();
    });
    assert_eq!(kinds(&sent), [Call::Transaction, Call::Execute, Call::Batch]);
    assert_eq!(sent[2].text, "COMMIT TRANSACTION; SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
}

#[test]
fn savepoints_are_texts_and_have_no_release() {
    let (server, db) = open();
    db.create_table::<Account>().unwrap();
    let sent = calls(&server, || {
        db.transaction(|tx| {
            tx.transaction(|tx| Account::default().create_on(tx).map(drop))?;
            let failed: Result<()> = tx.transaction(|tx| {
                Account::default().create_on(tx)?;
                Err(activerecord::Error::new(ErrorKind::InvalidState, "no"))
            });
            assert!(failed.is_err());
            Ok(())
        })
        .unwrap();
    });
    let texts: Vec<&str> = sent.iter().map(|entry| entry.text.as_str()).collect();
    assert!(texts[1].starts_with("SAVE TRANSACTION "), "{texts:?}");
    assert!(texts[5].starts_with("ROLLBACK TRANSACTION "), "{texts:?}");
    assert_eq!(Account::on(&db).count().unwrap(), 1);
}

/// SQL Server rolls the whole transaction back after some errors.
#[test]
fn a_transaction_that_the_server_gave_up_takes_no_more_statements() {
    let (_server, db) = open();
    db.create_table::<Account>().unwrap();
    let tx = db.begin().unwrap();
    Account::default().create_on(&tx).unwrap();
    let broken = tx.sql("SELECT CAST(N'x' AS int)", ()).execute().unwrap_err();
    assert_eq!(broken.kind(), ErrorKind::TypeMismatch);
    assert!(Account::default().create_on(&tx).is_err(), "it must not be committed by itself");
    assert!(tx.commit().is_err());
    assert_eq!(Account::on(&db).count().unwrap(), 0);
}

#[test]
fn a_violated_constraint_leaves_the_transaction_open() {
    let (_server, db) = open();
    db.create_table::<Account>().unwrap();
    db.transaction(|tx| {
        let first = Account::default().create_on(tx)?;
        let taken = Account { id: first.id, balance: 1 }.create_on(tx);
        assert!(taken.unwrap_err().is_unique_violation());
        Account::default().create_on(tx).map(drop)
    })
    .unwrap();
    assert_eq!(Account::on(&db).count().unwrap(), 2);
}

#[test]
fn a_lock_is_waited_for_as_long_as_was_said() {
    let (_server, db) = open_with("&lock_timeout=50ms");
    db.create_table::<Account>().unwrap();
    let account = Account::default().create_on(&db).unwrap();
    let tx = db.begin().unwrap();
    Account::on(&tx).for_update().find(account.id).unwrap();
    let other = db.begin().unwrap();
    let error = Account::on(&other).for_update().find(account.id).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
}

#[test]
fn read_only_transactions_are_refused() {
    let (server, db) = open();
    let sent = calls(&server, || {
        let options = TransactionOptions::new().read_only();
        let error = db.begin_with(&options).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    });
    assert_eq!(sent, []);
}

/// The connection is cut, which ends the wait.
#[test]
fn a_statement_that_waits_can_be_cancelled() {
    let (_server, db) = open();
    db.create_table::<Account>().unwrap();
    let account = Account::default().create_on(&db).unwrap();
    let tx = db.begin().unwrap();
    Account::on(&tx).for_update().find(account.id).unwrap();
    let (sender, handles) = std::sync::mpsc::channel();
    let error = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            db.with_session(&mut |session| {
                let connection = session.connection();
                sender.send(connection.cancel_handle().unwrap()).unwrap();
                let sql = "UPDATE [accounts] SET [balance] = 1";
                connection.execute(&activerecord::Statement::new(sql), &[]).map(drop)
            })
        });
        let handle = handles.recv().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(50));
        handle.cancel().unwrap();
        waiting.join().unwrap().unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    tx.rollback().unwrap();
    assert_eq!(Account::on(&db).count().unwrap(), 1, "the pool has made another connection");
}
