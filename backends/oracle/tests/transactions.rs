//! Transactions, which Oracle has without saying so.

mod support;

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::Executor;

use support::record::{database, round_trips};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "notes")]
struct Note {
    id: i64,
    #[record(max_length = 40)]
    text: String,
}

fn note(text: &str) -> Note {
    Note { text: text.into(), ..Note::default() }
}

fn stored(database: &Database) -> u64 {
    Note::on(database).count().unwrap()
}

#[test]
fn statements_commit_by_themselves_after_each_way_out() {
    let database = database();
    database.create_table::<Note>().unwrap();
    database.transaction(|tx| note("a").save_on(tx)).unwrap();
    let undone: Result<(), Error> = database.transaction(|tx| {
        note("b").save_on(tx)?;
        Err(Error::other(std::fmt::Error))
    });
    undone.unwrap_err();
    drop(database.begin().unwrap());
    let trips = round_trips(&database, || note("c").save_on(&database).unwrap());
    assert!(trips[0].commits, "{trips:?}");
    assert_eq!(stored(&database), 2);
}

#[test]
fn what_a_transaction_is_like_is_its_first_statement() {
    let database = database();
    database.create_table::<Note>().unwrap();
    let begins = |options: TransactionOptions| {
        let trips = round_trips(&database, || {
            database.transaction_with(options, |tx| Note::on(tx).count().map(|_| ())).unwrap();
        });
        trips[0].sql.clone()
    };
    let options = TransactionOptions::new;
    assert_eq!(
        begins(options().isolation(Isolation::Serializable)),
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"
    );
    assert_eq!(begins(options().read_only()), "SET TRANSACTION READ ONLY");
    assert!(begins(options()).starts_with("SELECT"));
}

#[test]
fn levels_that_oracle_lacks_are_refused_before_anything_is_sent() {
    let database = database();
    for level in [Isolation::ReadUncommitted, Isolation::RepeatableRead, Isolation::Snapshot] {
        let trips = round_trips(&database, || {
            let options = TransactionOptions::new().isolation(level);
            let error = database.transaction_with(options, |_| Ok(())).unwrap_err();
            assert!(error.is_unsupported(), "{error}");
            assert!(error.to_string().contains("READ COMMITTED, SERIALIZABLE"), "{error}");
        });
        assert!(trips.is_empty(), "{trips:?}");
    }
}

#[test]
fn a_read_only_transaction_refuses_writes() {
    let database = database();
    database.create_table::<Note>().unwrap();
    let options = TransactionOptions::new().read_only();
    let error = database.transaction_with(options, |tx| note("a").save_on(tx)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    note("b").save_on(&database).unwrap();
}

#[test]
fn ddl_ends_the_transaction_and_says_so() {
    let database = database();
    database.create_table::<Note>().unwrap();
    let result: Result<(), Error> = database.transaction(|tx| {
        note("a").save_on(tx)?;
        tx.sql("CREATE TABLE others (a NUMBER)", ()).execute()?;
        Ok(())
    });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(stored(&database), 1, "CREATE has committed it");
    let trips = round_trips(&database, || note("b").save_on(&database).unwrap());
    assert!(trips[0].commits, "{trips:?}");
}

#[test]
fn savepoints_are_never_released() {
    let database = database();
    database.create_table::<Note>().unwrap();
    let trips = round_trips(&database, || {
        database
            .transaction(|tx| {
                tx.transaction(|inner| note("a").save_on(inner))?;
                let undone: Result<(), Error> = tx.transaction(|inner| {
                    note("b").save_on(inner)?;
                    Err(Error::other(std::fmt::Error))
                });
                undone.unwrap_err();
                Ok(())
            })
            .unwrap();
    });
    assert!(trips.iter().any(|call| call.sql.starts_with("ROLLBACK TO SAVEPOINT")), "{trips:?}");
    assert!(!trips.iter().any(|call| call.sql.contains("RELEASE")), "{trips:?}");
    assert_eq!(stored(&database), 1);
}

#[test]
fn a_session_that_was_altered_is_set_up_anew() {
    let database = database();
    let format = "SELECT VALUE FROM NLS_SESSION_PARAMETERS WHERE PARAMETER = 'NLS_DATE_FORMAT'";
    let ask = || database.sql(format, ()).one::<(String,)>().unwrap().0;
    let ours = ask();
    database.sql("ALTER SESSION SET NLS_DATE_FORMAT = 'DD.MM.YYYY'", ()).execute().unwrap();
    assert_eq!(ask(), ours);
    assert_eq!(ours, "YYYY-MM-DD HH24:MI:SS");
}

#[test]
fn rows_are_locked_within_a_transaction_only() {
    let database = database();
    database.create_table::<Note>().unwrap();
    note("a").save_on(&database).unwrap();
    let mut refused = None;
    database
        .with_session(&mut |session| {
            let statement = activerecord_core::Statement::new("SELECT ID FROM NOTES FOR UPDATE");
            refused = session
                .query(&statement, &[], &mut |_| Ok(std::ops::ControlFlow::Continue(())))
                .err();
            Ok(())
        })
        .unwrap();
    let error = refused.unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidState, "{error}");
    assert!(error.to_string().contains("in a transaction"), "{error}");
}
