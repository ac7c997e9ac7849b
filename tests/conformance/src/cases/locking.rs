//! Optimistic locks: `lock_version`.

use activerecord::ErrorKind;
use activerecord::Value;
use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Account, Profile, Revision};
use crate::{Context, Outcome::Passed};

cases![locking:
    the_first_version_is_one,
    every_write_raises_the_version,
    a_clean_update_does_not,
    the_second_writer_is_stale,
    a_stale_error_says_what_was_expected,
    a_stale_update_writes_nothing,
    a_stale_save_is_refused,
    a_stale_delete_is_refused,
    a_row_that_is_gone_is_stale,
    reload_and_try_again,
    update_all_raises_the_version,
    update_all_may_set_it_by_hand,
    an_assigned_key_is_inserted_at_version_zero,
    an_assigned_key_is_stale_too,
    a_uuid_key_has_versions_too,
];

fn account(cx: &Context<'_>) -> activerecord::Result<Account> {
    cx.create::<Account>()?;
    Account { owner: "ada".into(), balance: 100, ..Default::default() }.create()
}

fn the_first_version_is_one(cx: &Context<'_>) -> CaseResult {
    let account = account(cx)?;
    assert_eq!(account.version, 1);
    assert_eq!(Account::find(account.id)?, account);
    Ok(Passed)
}

fn every_write_raises_the_version(cx: &Context<'_>) -> CaseResult {
    let mut account = account(cx)?;
    account.update(|row| row.balance = 90)?;
    assert_eq!(account.version, 2);
    account.balance = 80;
    account.save()?;
    assert_eq!(account.version, 3);
    assert_eq!(Account::find(account.id)?, account);
    Ok(Passed)
}

fn a_clean_update_does_not(cx: &Context<'_>) -> CaseResult {
    let mut account = account(cx)?;
    account.update(|_| {})?;
    assert_eq!((account.version, Account::find(account.id)?.version), (1, 1));
    Ok(Passed)
}

fn the_second_writer_is_stale(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.update(|row| row.owner = "first".into())?;
    assert!(failure(second.update(|row| row.owner = "second".into())).is_stale());
    let stored = Account::find(first.id)?;
    assert_eq!((stored.owner.as_str(), stored.version), ("first", 2));
    Ok(Passed)
}

fn a_stale_error_says_what_was_expected(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.update(|row| row.balance = 1)?;
    let error = failure(second.update(|row| row.balance = 2));
    assert_eq!((error.model(), error.table()), (Some("Account"), Some("accounts")));
    assert_says(&error, &["Account", &format!("id = {}", first.id), "version", "reload"]);
    let stale =
        error.stale().map(|stale| (stale.model(), stale.key().to_vec(), stale.expected_version()));
    assert_eq!(stale, Some(("Account", vec![Value::I64(first.id)], 1)));
    Ok(Passed)
}

fn a_stale_update_writes_nothing(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    let before = second.clone();
    first.update(|row| row.balance = 1)?;
    failure(second.update(|row| row.owner = "second".into()));
    assert_eq!(second, before);
    assert_eq!(Account::find(first.id)?, first);
    Ok(Passed)
}

fn a_stale_save_is_refused(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.save()?;
    second.balance = 2;
    let before = second.clone();
    assert!(failure(second.save()).is_stale());
    assert_eq!(second, before);
    assert_eq!(Account::find(first.id)?.balance, 100);
    Ok(Passed)
}

fn a_stale_delete_is_refused(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.update(|row| row.balance = 1)?;
    assert!(failure(second.delete()).is_stale());
    assert_eq!(Account::query().count()?, 1);
    first.delete()?;
    assert_eq!(Account::query().count()?, 0);
    Ok(Passed)
}

fn a_row_that_is_gone_is_stale(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.delete()?;
    assert!(failure(second.update(|row| row.balance = 2)).is_stale());
    assert!(failure(second.save()).is_stale());
    assert!(failure(second.reload()).is_not_found());
    Ok(Passed)
}

fn reload_and_try_again(cx: &Context<'_>) -> CaseResult {
    let mut first = account(cx)?;
    let mut second = Account::find(first.id)?;
    first.update(|row| row.balance -= 10)?;
    assert!(failure(second.update(|row| row.balance -= 5)).is_stale());
    second.reload()?;
    second.update(|row| row.balance -= 5)?;
    assert_eq!((second.balance, second.version), (85, 3));
    Ok(Passed)
}

fn update_all_raises_the_version(cx: &Context<'_>) -> CaseResult {
    let mut account = account(cx)?;
    Account::filter(Account::ID.eq(account.id)).update_all(Account::BALANCE.set(1))?;
    assert_eq!(Account::find(account.id)?.version, 2);
    assert!(failure(account.update(|row| row.balance = 2)).is_stale());
    Ok(Passed)
}

fn update_all_may_set_it_by_hand(cx: &Context<'_>) -> CaseResult {
    let account = account(cx)?;
    Account::filter(Account::ID.eq(account.id)).update_all(Account::VERSION.set(40))?;
    assert_eq!(Account::find(account.id)?.version, 40);
    Ok(Passed)
}

fn an_assigned_key_is_inserted_at_version_zero(cx: &Context<'_>) -> CaseResult {
    cx.create::<Profile>()?;
    let mut profile = Profile { login: "ada".into(), city: "london".into(), version: 0 };
    profile.save()?;
    assert_eq!(profile.version, 1);
    profile.city = "paris".into();
    profile.save()?;
    assert_eq!(Profile::query().all()?, [profile]);
    let mut again = Profile { login: "ada".into(), city: "rome".into(), version: 0 };
    assert!(failure(again.save()).is_unique_violation(), "version 0 was never stored");
    assert_eq!(again.version, 0);
    Ok(Passed)
}

fn an_assigned_key_is_stale_too(cx: &Context<'_>) -> CaseResult {
    cx.create::<Profile>()?;
    let mut first = Profile { login: "ada".into(), city: "london".into(), version: 0 };
    first.save()?;
    let mut second = Profile::find("ada")?;
    first.update(|row| row.city = "paris".into())?;
    second.city = "rome".into();
    let error = failure(second.save());
    assert_eq!(error.kind(), ErrorKind::Stale);
    let key = error.stale().map(|stale| stale.key().to_vec());
    assert_eq!(key, Some(vec![Value::Text("ada".into())]));
    assert_eq!(Profile::find("ada")?.city, "paris");
    Ok(Passed)
}

fn a_uuid_key_has_versions_too(cx: &Context<'_>) -> CaseResult {
    cx.create::<Revision>()?;
    let mut revision = Revision { text: "one".into(), ..Default::default() };
    revision.save()?;
    assert_eq!(revision.version, 1);
    let mut stale = revision.clone();
    revision.text = "two".into();
    revision.save()?;
    assert_eq!(Revision::find(revision.id)?, revision);
    assert!(failure(stale.delete()).is_stale());
    Ok(Passed)
}
