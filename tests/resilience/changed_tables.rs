//! Tables that change under statements which are prepared already.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_tests::fresh::{Engine, Fresh};

use super::{Account, open_accounts};

on_each_engine![
    a_column_is_added,
    a_column_changes_its_type,
    a_column_is_gone,
    a_table_is_made_anew,
];

/// SQL that somebody else runs, on another connection.
fn change(fresh: &Fresh, sql: &str) {
    let other = fresh.open("pool_size=1").expect("the database");
    other.sql(sql, ()).execute().expect(sql);
}

fn a_column_is_added(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 2);
    let all = || db.sql("SELECT * FROM accounts WHERE id = ?", (ids[0],)).one::<(i64, i64)>();
    assert_eq!(all().expect("a row"), (ids[0], 100));
    Account::on(&db).find(ids[0]).expect("a row");
    change(fresh, "ALTER TABLE accounts ADD COLUMN note varchar(20)");
    // The model names its columns, the other statement takes what there is.
    assert_eq!(Account::on(&db).find(ids[0]).expect("a row").balance, 100);
    let wider = || db.sql("SELECT * FROM accounts WHERE id = ?", (ids[0],));
    let row = wider().one::<(i64, i64, Option<String>)>().expect("a row");
    assert_eq!(row, (ids[0], 100, None));
}

fn a_column_changes_its_type(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 2);
    let find = || Account::on(&db).find(ids[0]);
    assert_eq!(find().expect("a row").balance, 100);
    let sql = match fresh.engine {
        Engine::Postgres => "ALTER TABLE accounts ALTER COLUMN balance TYPE integer",
        Engine::MySql => "ALTER TABLE accounts MODIFY balance int NOT NULL",
    };
    change(fresh, sql);
    assert_eq!(find().expect("a row").balance, 100);
    let mut account = find().expect("a row");
    account.update_on(&db, |account| account.balance = 7).expect("a narrower column");
    // Inside a transaction nothing can be prepared anew where the database has given it up.
    let outcome = db.transaction(|tx| Account::on(tx).find(ids[0]));
    assert_eq!(outcome.expect("a row").balance, 7);
    let error = account.update_on(&db, |account| account.balance = i64::MAX).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error:?}");
}

fn a_column_is_gone(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 1);
    Account::on(&db).find(ids[0]).expect("a row");
    change(fresh, "ALTER TABLE accounts ADD COLUMN other bigint");
    let check = match fresh.engine {
        Engine::Postgres => "ALTER TABLE accounts DROP COLUMN balance CASCADE",
        Engine::MySql => "ALTER TABLE accounts CHANGE balance old bigint NOT NULL",
    };
    change(fresh, check);
    let error = Account::on(&db).find(ids[0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ObjectMissing, "{error:?}");
    db.ping().expect("the connection is good for more");
}

fn a_table_is_made_anew(fresh: &Fresh) {
    let db = fresh.open("pool_size=1").expect("the database");
    let ids = open_accounts(&db, 3);
    Account::on(&db).find(ids[2]).expect("a row");
    db.drop_table::<Account>().expect("no table");
    let ids = open_accounts(&db, 3);
    assert_eq!(Account::on(&db).find(ids[2]).expect("a row").balance, 100);
    Account { id: 0, balance: 5 }.create_on(&db).expect("a row");
    assert_eq!(Account::on(&db).count().expect("a number"), 4);
}
