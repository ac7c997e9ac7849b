//! `update_many` of versioned models: one stale struct, and nothing is written.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, Value};

use super::failure;
use super::many::rows_per_statement;
use crate::case::{CaseResult, cases};
use crate::models::{Account, Profile, Revision};
use crate::{Context, Outcome::Passed};

cases![many_versions:
    every_version_is_raised,
    a_stale_struct_undoes_everything,
    a_version_that_somebody_raised_by_one,
    a_stale_struct_far_behind,
    a_row_that_is_gone_is_stale,
    other_types_of_keys_and_versions,
    two_structs_of_one_row,
    two_structs_of_one_row_far_apart,
];

/// Accounts with the balances 0, 1, 2 and so on.
fn accounts(cx: &Context<'_>, count: usize) -> Result<Vec<Account>> {
    cx.create::<Account>()?;
    let account = |balance| Account { owner: "ada".into(), balance, ..Default::default() };
    let mut accounts: Vec<Account> = (0..).map(account).take(count).collect();
    Account::insert_many(&mut accounts)?;
    Ok(accounts)
}

fn every_version_is_raised(cx: &Context<'_>) -> CaseResult {
    let mut accounts = accounts(cx, 3)?;
    accounts[1].update(|row| row.balance = 10)?;
    accounts[2].balance = 20;
    Account::update_many(&mut accounts)?;
    let versions: Vec<i32> = accounts.iter().map(|row| row.version).collect();
    assert_eq!(versions, [2, 3, 2]);
    assert_eq!(Account::query().order_by(Account::ID).all()?, accounts);
    Ok(Passed)
}

/// Asserts that a list is refused because of one stale struct, and that nothing changes.
#[track_caller]
fn assert_stale(accounts: &mut [Account], stale: usize) -> Result<()> {
    let stored = Account::query().order_by(Account::ID).all()?;
    let before = accounts.to_vec();
    let (key, version) = (accounts[stale].id, accounts[stale].version);
    let error = failure(Account::update_many(accounts));
    assert_eq!((error.kind(), error.model()), (ErrorKind::Stale, Some("Account")), "{error}");
    let found = error.stale().map(|stale| (stale.key().to_vec(), stale.expected_version()));
    assert_eq!(found, Some((vec![Value::I64(key)], i64::from(version))));
    assert!(accounts == before);
    assert!(Account::query().order_by(Account::ID).all()? == stored);
    Ok(())
}

fn a_stale_struct_undoes_everything(cx: &Context<'_>) -> CaseResult {
    let mut accounts = accounts(cx, 5)?;
    for _ in 0..3 {
        Account::find(accounts[2].id)?.update(|row| row.balance += 1)?;
    }
    accounts.iter_mut().for_each(|row| row.balance = -1);
    assert_stale(&mut accounts, 2)?;
    accounts[2].reload()?;
    Account::update_many(&mut accounts)?;
    Ok(Passed)
}

/// As if this very list had been written.
fn a_version_that_somebody_raised_by_one(cx: &Context<'_>) -> CaseResult {
    let mut accounts = accounts(cx, 5)?;
    Account::find(accounts[1].id)?.update(|row| row.balance = 7)?;
    Account::find(accounts[3].id)?.update(|row| row.balance = 8)?;
    accounts.iter_mut().for_each(|row| row.balance = -1);
    assert_stale(&mut accounts, 1)?;
    Ok(Passed)
}

fn a_stale_struct_far_behind(cx: &Context<'_>) -> CaseResult {
    let count = 2 * rows_per_statement(cx, 5) + 2;
    let mut accounts = accounts(cx, count)?;
    Account::find(accounts[count - 2].id)?.update(|row| row.balance = -7)?;
    accounts.iter_mut().for_each(|row| row.balance = -1);
    assert_stale(&mut accounts, count - 2)?;
    Ok(Passed)
}

fn a_row_that_is_gone_is_stale(cx: &Context<'_>) -> CaseResult {
    let mut accounts = accounts(cx, 3)?;
    accounts[1].clone().delete()?;
    accounts[0].balance = -1;
    assert_stale(&mut accounts, 1)?;
    Ok(Passed)
}

/// The second one has not the version that the first has made.
fn two_structs_of_one_row(cx: &Context<'_>) -> CaseResult {
    let accounts = accounts(cx, 3)?;
    let mut list = [0, 1, 2, 1, 0].map(|index| accounts[index].clone());
    list.iter_mut().for_each(|row| row.balance = 9);
    assert_stale(&mut list, 3)?;
    Ok(Passed)
}

fn two_structs_of_one_row_far_apart(cx: &Context<'_>) -> CaseResult {
    let mut accounts = accounts(cx, rows_per_statement(cx, 5) + 2)?;
    let last = accounts.len() - 1;
    accounts[last] = accounts[0].clone();
    assert_stale(&mut accounts, last)?;
    Ok(Passed)
}

fn other_types_of_keys_and_versions(cx: &Context<'_>) -> CaseResult {
    cx.create::<Profile>()?;
    cx.create::<Revision>()?;
    let profile = |login: &str| Profile { login: login.into(), ..Default::default() };
    let mut profiles =
        ["ada", "bob"].map(|login| Profile { city: "rome".into(), ..profile(login) });
    assert!(failure(Profile::update_many(&mut profiles)).is_stale(), "version 0 was never stored");
    Profile::insert_many(&mut profiles)?;
    Profile::update_many(&mut profiles)?;
    assert_eq!(Profile::query().order_by(Profile::LOGIN).pluck(Profile::VERSION)?, [2, 2]);
    let mut revisions = vec![Revision { text: "one".into(), ..Default::default() }; 2];
    Revision::insert_many(&mut revisions)?;
    let old = revisions[1].clone();
    Revision::update_many(&mut revisions)?;
    assert_eq!(Revision::query().pluck(Revision::VERSION)?, [2, 2]);
    let mut list = [revisions[0].clone(), old.clone()];
    let error = failure(Revision::update_many(&mut list));
    let key = error.stale().map(|stale| stale.key().to_vec());
    assert_eq!(key, Some(vec![Value::Uuid(*old.id.as_bytes())]));
    Ok(Passed)
}
