//! Sessions: what they are set to, what ends them, and what is left behind.

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

fn variable(db: &Database, name: &str) -> String {
    let (value,): (String,) = db.sql(&format!("SELECT CONCAT(@@{name})"), ()).one().unwrap();
    value
}

#[test]
fn every_session_is_set_explicitly() {
    let Some(own) = Own::new("statement_timeout=30s&lock_wait_timeout=7s") else { return };
    assert_eq!(variable(&own.db, "time_zone"), "+00:00");
    assert_eq!(variable(&own.db, "character_set_client"), "utf8mb4");
    assert_eq!(variable(&own.db, "innodb_lock_wait_timeout"), "7");
    let modes = variable(&own.db, "sql_mode");
    for mode in ["STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION"] {
        assert!(modes.contains(mode), "{modes}");
    }
    let chosen = own.again("timezone=%2B02:00&sql_mode=ANSI_QUOTES&init_command=SET%20@a%20=%2042");
    let chosen = chosen.unwrap();
    assert_eq!(variable(&chosen, "time_zone"), "+02:00");
    assert_eq!(variable(&chosen, "sql_mode"), "ANSI_QUOTES");
    let (a,): (i64,) = chosen.sql("SELECT @a", ()).one().unwrap();
    assert_eq!(a, 42);
}

#[test]
fn what_a_borrower_sets_is_undone() {
    let Some(own) = Own::new("pool_size=1") else { return };
    let id = session(&own.db);
    for sql in
        ["SET sql_mode = ''", "USE information_schema", "SET @a = 1", "SET time_zone = '+05:00'"]
    {
        own.db.execute_script(sql).unwrap();
    }
    run(&own.db, "CREATE TEMPORARY TABLE scratch (a INT)");
    assert!(variable(&own.db, "sql_mode").contains("STRICT"));
    assert_eq!(variable(&own.db, "time_zone"), "+00:00");
    let (database,): (String,) = own.db.sql("SELECT DATABASE()", ()).one().unwrap();
    assert_eq!(database, own.name);
    let (a,): (Option<i64>,) = own.db.sql("SELECT @a", ()).one().unwrap();
    assert_eq!(a, None);
    let gone = own.db.sql("SELECT * FROM scratch", ()).execute().unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::ObjectMissing);
    assert_eq!(session(&own.db), id, "the connection is the same");
}

#[test]
fn a_killed_session_is_replaced() {
    let Some(own) = accounts("pool_size=1") else { return };
    let id = session(&own.db);
    run(own.admin(), &format!("KILL {id}"));
    thread::sleep(Duration::from_millis(50));
    // Nobody notices: the pool sees that the server has closed it.
    assert_eq!(Account::on(&own.db).count().unwrap(), 2);
    assert_ne!(session(&own.db), id);
}

#[test]
fn a_session_killed_in_a_transaction_undoes_it_and_is_replaced() {
    let Some(own) = accounts("pool_size=1") else { return };
    let result: Result<()> = own.db.transaction(|tx| {
        Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0))?;
        let (id,): (i64,) = tx.sql("SELECT CONNECTION_ID()", ()).one()?;
        run(own.admin(), &format!("KILL {id}"));
        thread::sleep(Duration::from_millis(50));
        Account::on(tx).count().map(|_| ())
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(200));
}

#[test]
fn a_statement_is_cancelled_from_another_thread() {
    let Some(own) = accounts("pool_size=1") else { return };
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
        let sql = "SELECT COUNT(*) FROM accounts WHERE SLEEP(20) = 5";
        let error = own.db.sql(sql, ()).all::<(i64,)>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    });
    assert_eq!(Account::on(&own.db).count().unwrap(), 2);
}

#[test]
fn a_statement_that_takes_too_long_is_given_up() {
    let Some(own) = accounts("pool_size=1&statement_timeout=200ms") else { return };
    let id = session(&own.db);
    let sql = "SELECT COUNT(*) FROM accounts WHERE SLEEP(20) = 5";
    let error = own.db.sql(sql, ()).all::<(i64,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(session(&own.db), id);
}

#[test]
fn a_server_that_is_silent_for_too_long_costs_the_connection() {
    let Some(own) = accounts("pool_size=1&read_timeout=300ms") else { return };
    let id = session(&own.db);
    let error = own.db.sql("SELECT SLEEP(3)", ()).all::<(i64,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    assert!(error.to_string().contains("read_timeout"), "{error}");
    assert_ne!(session(&own.db), id, "what comes next would be the answer to what came before");
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
                // The server has rolled everything back: what came now would be kept alone.
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
fn a_lock_that_is_not_granted_in_time() {
    let Some(own) = accounts("lock_wait_timeout=1s") else { return };
    let tx = own.db.begin().unwrap();
    Account::on(&tx).for_update().find(1).unwrap();
    let result: Result<u64> = thread::scope(|scope| {
        let update =
            || Account::on(&own.db).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0));
        scope.spawn(update).join().unwrap()
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.to_string().contains("lock_wait_timeout"), "{error}");
    tx.rollback().unwrap();
}

#[test]
fn what_would_commit_is_refused_in_a_transaction() {
    let Some(own) = accounts("pool_size=1") else { return };
    let result = own.db.transaction(|tx| {
        Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0))?;
        for sql in ["CREATE TABLE x (a INT)", "TRUNCATE accounts", "COMMIT", "SET autocommit = 1"] {
            let error = tx.sql(sql, ()).execute().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{sql}");
            assert!(error.to_string().contains("would commit"), "{error}");
        }
        let script = own.db.execute_script("SELECT 1; DROP TABLE accounts").unwrap_err();
        assert_eq!(script.kind(), ErrorKind::Unsupported);
        // The transaction is as it was.
        assert_eq!(Account::on(tx).sum(Account::BALANCE)?, Some(100));
        Err::<(), _>(activerecord::Error::other(std::fmt::Error))
    });
    assert!(result.is_err());
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(200));
}

#[test]
fn a_table_that_changes_under_kept_statements() {
    let Some(own) = accounts("pool_size=1") else { return };
    let all = || own.db.sql("SELECT * FROM accounts WHERE id = ?", (1,)).all::<(i64, i64)>();
    assert_eq!(all().unwrap(), [(1, 100)]);
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 100);
    run(&own.db, "ALTER TABLE accounts ADD COLUMN note VARCHAR(10), MODIFY balance INT NOT NULL");
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 100);
    let rows = own.db.sql("SELECT * FROM accounts WHERE id = ?", (1,));
    assert_eq!(rows.all::<(i64, i64, Option<String>)>().unwrap(), [(1, 100, None)]);
    run(&own.db, "ALTER TABLE accounts DROP COLUMN balance");
    let error = Account::on(&own.db).find(1).unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::ObjectMissing, Some("balance")));
}

#[test]
fn a_transaction_is_isolated_and_read_only_for_itself_alone() {
    let Some(own) = accounts("pool_size=1") else { return };
    let before = variable(&own.db, "tx_isolation");
    let options = TransactionOptions::new().isolation(Isolation::Serializable).read_only();
    let error = own
        .db
        .transaction_with(options, |tx| {
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(0))
        })
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    own.db
        .transaction(|tx| {
            Account::on(tx).filter(Account::ID.eq(1)).update_all(Account::BALANCE.set(1))
        })
        .unwrap();
    assert_eq!(variable(&own.db, "tx_isolation"), before);
}
