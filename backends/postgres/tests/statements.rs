//! Prepared statements: what is kept, what becomes of it when the server or a table changes, and
//! how to do without; round trips.

mod support;

use std::ops::ControlFlow;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::{ColumnType, Row, Statement, Value};
use support::proxy::Proxy;
use support::{Own, address, run, session};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i64,
}

fn accounts(options: &str) -> Option<Own> {
    let own = Own::new(options)?;
    own.db.create_table::<Account>().unwrap();
    let mut accounts = vec![Account { id: 0, balance: 100 }; 3];
    Account::insert_many_on(&own.db, &mut accounts).unwrap();
    Some(own)
}

/// The texts that the session has prepared.
fn prepared(db: &Database) -> Vec<String> {
    let sql = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%accounts%'";
    let mut rows = Vec::new();
    db.with_session(&mut |session| {
        session.query(&Statement::new(sql).one_shot(), &[], &mut |row| {
            rows.push(String::from_value(row.get(0)?).unwrap());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    })
    .unwrap();
    rows
}

fn integer(row: &mut dyn Row) -> i64 {
    i64::from_value(row.get(0).unwrap()).unwrap()
}

/// The database through something that counts round trips.
fn counted(own: &Own, options: &str) -> (Proxy, Database) {
    let proxy = Proxy::new(address(own.url()));
    let url = own.url().replace(address(own.url()), &proxy.address.to_string());
    let db = activerecord::connect(&format!("{url}?pool_size=1&{options}")).unwrap();
    (proxy, db)
}

#[test]
fn a_text_is_prepared_once_and_the_oldest_makes_room() {
    let Some(own) = accounts("") else { return };
    let db = own.again("pool_size=1&statement_cache=2").unwrap();
    for _ in 0..3 {
        for id in 1..=3 {
            Account::on(&db).find(id).unwrap();
        }
    }
    assert_eq!(prepared(&db).len(), 1);
    Account::on(&db).count().unwrap();
    Account::on(&db).pluck(Account::BALANCE).unwrap();
    let kept = prepared(&db);
    assert_eq!(kept.len(), 2, "{kept:?}");
    let none = own.again("pool_size=1&statement_cache=0").unwrap();
    Account::on(&none).find(1).unwrap();
    assert_eq!(prepared(&none), [""; 0]);
}

#[test]
fn a_statement_that_is_not_kept() {
    let Some(own) = accounts("pool_size=1") else { return };
    let sql = "SELECT balance FROM accounts WHERE id = $1";
    let mut found = 0;
    own.db
        .with_session(&mut |session| {
            let statement = Statement::new(sql).one_shot();
            session.query(&statement, &[Value::I64(1)], &mut |row| {
                found += integer(row);
                Ok(ControlFlow::Continue(()))
            })?;
            let sql = "UPDATE accounts SET balance = $1 WHERE id = $2";
            let update = Statement::new(sql).one_shot();
            let done = session.execute(&update, &[Value::I64(5), Value::I64(1)])?;
            assert_eq!(done.affected, 1);
            Ok(())
        })
        .unwrap();
    assert_eq!(found, 100);
    assert!(!prepared(&own.db).iter().any(|text| text == sql));
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 5);
}

#[test]
fn a_table_that_changes_under_kept_statements() {
    let Some(own) = accounts("pool_size=1") else { return };
    let other = own.again("").unwrap();
    let all = || own.db.sql("SELECT * FROM accounts WHERE id = ?", (1,));
    let id = session(&own.db);
    assert_eq!(all().all::<(i64, i64)>().unwrap(), [(1, 100)]);
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 100);
    // By this connection, and by another one, of which nobody here hears.
    run(&own.db, "ALTER TABLE accounts ADD COLUMN note TEXT");
    assert_eq!(all().all::<(i64, i64, Option<String>)>().unwrap(), [(1, 100, None)]);
    run(&other, "ALTER TABLE accounts DROP COLUMN note, ALTER balance TYPE INT");
    assert_eq!(all().all::<(i64, i64)>().unwrap(), [(1, 100)]);
    assert_eq!(Account::on(&own.db).find(1).unwrap().balance, 100);
    let script = "DROP TABLE accounts; CREATE TABLE accounts (id BIGINT, balance SMALLINT)";
    other.execute_script(script).unwrap();
    assert_eq!(Account::on(&own.db).count().unwrap(), 0);
    assert_eq!(session(&own.db), id);
    run(&other, "ALTER TABLE accounts DROP COLUMN balance");
    let error = Account::on(&own.db).find(1).unwrap_err();
    assert_eq!((error.kind(), error.column()), (ErrorKind::ObjectMissing, None), "{error}");
}

#[test]
fn a_table_that_changes_under_a_transaction_can_be_retried() {
    let Some(own) = accounts("pool_size=1") else { return };
    let other = own.again("").unwrap();
    let all = "SELECT * FROM accounts";
    assert_eq!(own.db.sql(all, ()).all::<(i64, i64)>().unwrap().len(), 3);
    let mut runs = 0;
    let rows: Vec<(i64, i64, Option<String>)> = own
        .db
        .transaction_with(TransactionOptions::new().retries(2), |tx| {
            runs += 1;
            if runs == 1 {
                run(&other, "ALTER TABLE accounts ADD COLUMN note TEXT");
            }
            tx.sql(all, ()).all()
        })
        .unwrap();
    assert_eq!((runs, rows.len()), (2, 3));
}

#[test]
fn a_pooler_that_forgets_statements() {
    let Some(own) = accounts("pool_size=1") else { return };
    for forget in ["DEALLOCATE ALL", "DISCARD ALL"] {
        Account::on(&own.db).find(1).unwrap();
        own.db
            .with_session(&mut |session| {
                // Behind the library's back.
                let connection = session.connection().as_any();
                let connection = connection
                    .downcast_mut::<activerecord::postgres::PostgresConnection>()
                    .unwrap();
                connection.with_client(async |client| client.batch_execute(forget).await).unwrap();
                let statement = Statement::new("SELECT balance FROM accounts WHERE id = $1");
                for _ in 0..2 {
                    let mut rows = 0;
                    session.query(&statement, &[Value::I64(1)], &mut |_| {
                        rows += 1;
                        Ok(ControlFlow::Continue(()))
                    })?;
                    assert_eq!(rows, 1);
                    let connection = session.connection().as_any();
                    let connection = connection
                        .downcast_mut::<activerecord::postgres::PostgresConnection>()
                        .unwrap();
                    let forgotten = connection
                        .with_client(async |client| client.batch_execute("DEALLOCATE ALL").await);
                    assert!(forgotten.is_ok());
                }
                Ok(())
            })
            .unwrap();
    }
    // By a statement of the user's own.
    Account::on(&own.db).find(1).unwrap();
    run(&own.db, "DEALLOCATE ALL");
    Account::on(&own.db).find(1).unwrap();
    own.db
        .transaction(|tx| {
            Account::on(tx).find(1)?;
            tx.sql("DEALLOCATE ALL", ()).execute()?;
            Account::on(tx).find(1)
        })
        .unwrap();
}

#[test]
fn nothing_is_prepared_behind_a_pooler() {
    let Some(own) = accounts("") else { return };
    let db = own.again("pool_size=1&prepared_statements=false").unwrap();
    let mut account = Account { id: 0, balance: 1 }.create_on(&db).unwrap();
    account.update_on(&db, |account| account.balance = 2).unwrap();
    Account::insert_many_on(&db, &mut [Account::default(), Account::default()]).unwrap();
    assert_eq!(Account::on(&db).filter(Account::ID.is_in([account.id])).all().unwrap(), [account]);
    let rolled_back: activerecord::Result<()> = db.transaction(|tx| {
        Account::on(tx).unfiltered().delete_all()?;
        Err(activerecord::Error::other(std::fmt::Error))
    });
    assert!(rolled_back.is_err());
    assert_eq!(Account::on(&db).count().unwrap(), 6);
    let sql = "SELECT COUNT(*) FROM pg_prepared_statements";
    assert_eq!(db.sql(sql, ()).one::<(i64,)>().unwrap(), (0,));
}

#[test]
fn everything_that_can_takes_one_round_trip() {
    let Some(own) = accounts("") else { return };
    let (proxy, db) = counted(&own, "");
    let all = |db: &Database| {
        let mut account = Account { id: 0, balance: 1 }.create_on(db).unwrap();
        account.update_on(db, |account| account.balance += 1).unwrap();
        let found = Account::on(db).find(account.id).unwrap();
        assert_eq!(Account::on(db).filter(Account::ID.is_in([1, 2])).count().unwrap(), 2);
        assert_eq!(found, account);
        Account::on(db).all().unwrap();
        account.delete_on(db).unwrap();
    };
    all(&db);
    let ((), trips) = proxy.round_trips(|| all(&db));
    assert_eq!(trips, 6);
    // BEGIN goes with the first statement.
    let ((), trips) = proxy.round_trips(|| {
        db.transaction(|tx| Account::on(tx).find(1).map(drop)).unwrap();
    });
    assert_eq!(trips, 2);
    let ((), trips) = proxy.round_trips(|| db.transaction(|_| Ok(())).unwrap());
    assert_eq!(trips, 0);
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    let ((), trips) = proxy.round_trips(|| {
        db.transaction_with(options, |tx| Account::on(tx).find(1).map(drop)).unwrap();
    });
    assert_eq!(trips, 3);
    // Without prepared statements too.
    let (proxy, db) = counted(&own, "prepared_statements=false");
    let ((), trips) = proxy.round_trips(|| all(&db));
    assert_eq!(trips, 6);
    let ((), trips) = proxy.round_trips(|| {
        db.transaction(|tx| Account::on(tx).find(1).map(drop)).unwrap();
    });
    assert_eq!(trips, 2);
}

#[test]
fn many_rows_take_few_round_trips() {
    let Some(own) = accounts("") else { return };
    let (proxy, db) = counted(&own, "");
    let many = || vec![Account { id: 0, balance: 7 }; 1_000];
    Account::insert_many_on(&db, &mut many()).unwrap();
    let ((), trips) = proxy.round_trips(|| Account::insert_many_on(&db, &mut many()).unwrap());
    assert!(trips <= 3, "{trips} round trips");
}

#[test]
fn a_wrong_number_of_values() {
    let Some(own) = accounts("pool_size=1") else { return };
    for db in [&own.db, &own.again("prepared_statements=false").unwrap()] {
        for _ in 0..2 {
            let statement = Statement::new("SELECT balance FROM accounts WHERE id = $1");
            let error = db
                .with_session(&mut |session| session.execute(&statement, &[]).map(drop))
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
        }
        assert_eq!(Account::on(db).count().unwrap(), 3);
    }
}
