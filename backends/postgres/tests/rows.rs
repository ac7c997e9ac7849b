//! Rows that are read one at a time.

mod support;

use std::ops::ControlFlow;

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::{ColumnType, Row, Statement};
use support::{Own, session};

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

fn integer(row: &mut dyn Row) -> i64 {
    i64::from_value(row.get(0).unwrap()).unwrap()
}

#[test]
fn rows_are_read_one_at_a_time_and_may_be_left() {
    let Some(own) = accounts("pool_size=1") else { return };
    let sql = "SELECT n, repeat('x', 200) FROM generate_series(1, 300000) AS n";
    let id = session(&own.db);
    let before = memory();
    let mut read = 0_i64;
    own.db
        .with_session(&mut |session| {
            session.query(&Statement::new(sql), &[], &mut |row| {
                read += 1;
                row.get(0)?;
                Ok(if read == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            Ok(())
        })
        .unwrap();
    assert_eq!(read, 10);
    // The rest is not kept anywhere, and the connection goes on.
    assert_eq!(Account::on(&own.db).count().unwrap(), 3);
    assert_eq!(session(&own.db), id);
    let (mut sum, mut count) = (0, 0);
    own.db
        .with_session(&mut |session| {
            session.query(&Statement::new(sql), &[], &mut |row| {
                sum += integer(row);
                count += 1;
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(())
        })
        .unwrap();
    assert_eq!((count, sum), (300_000, 300_000 * 300_001 / 2));
    let grown = memory().saturating_sub(before);
    assert!(grown < 20 << 20, "{grown} bytes more");
}

/// Bytes of memory that this program has in use.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

#[test]
fn an_error_between_rows() {
    let Some(own) = accounts("pool_size=1") else { return };
    let sql = "SELECT 100 / (50 - n) FROM generate_series(1, 100) AS n";
    let error = own.db.sql(sql, ()).all::<(i64,)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
    let mut seen = 0;
    let stopped = Account::on(&own.db).each(|_| {
        seen += 1;
        Err(activerecord::Error::other(std::fmt::Error))
    });
    assert!(stopped.is_err() && seen == 1);
    assert_eq!(Account::on(&own.db).count().unwrap(), 3);
}

#[test]
fn another_statement_while_rows_are_read() {
    let Some(own) = accounts("pool_size=2") else { return };
    let mut sum = 0;
    Account::on(&own.db)
        .each(|account| {
            sum += Account::on(&own.db).find(account.id)?.balance;
            Ok(())
        })
        .unwrap();
    assert_eq!(sum, 300);
    let error = own
        .db
        .transaction(|tx| {
            Account::on(tx).each(|account| Account::on(tx).find(account.id).map(drop))
        })
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
}
