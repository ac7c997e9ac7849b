//! A database that somebody else has locked.

use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::sqlite::TransactionMode;
use activerecord::{ErrorKind, Result, connect};

use super::refused;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

fn page(text: &str) -> Page {
    Page { text: text.into(), ..Default::default() }
}

/// Two databases on one file, as two programs would have them.
fn two(options: &str) -> Result<(tempfile::TempDir, Database, Database)> {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}?{options}", folder.path().join("app.db").display());
    let (first, second) = (connect(&url)?, connect(&url)?);
    first.create_table::<Page>()?;
    Ok((folder, first, second))
}

#[test]
fn a_writer_waits_for_the_busy_timeout_and_gives_up() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=100ms")?;
    let tx = first.begin()?;
    page("first").create_on(&tx)?;
    let start = Instant::now();
    let mut waiting = page("second");
    let parts = ["a lock was not granted in time", "`busy_timeout`"];
    let error = refused(waiting.insert_on(&second), ErrorKind::LockTimeout, &parts);
    let waited = start.elapsed();
    assert!(waited >= Duration::from_millis(90) && waited < Duration::from_secs(3), "{waited:?}");
    assert_eq!(error.database().and_then(|database| database.code()), Some(5));
    assert_eq!(waiting, page("second"));
    refused(second.begin(), ErrorKind::LockTimeout, &parts);
    refused(second.transaction(|_| Ok(())), ErrorKind::LockTimeout, &parts);
    tx.commit()?;
    assert_eq!(Page::on(&second).pluck(Page::TEXT)?, ["first"]);
    waiting.insert_on(&second)?;
    assert_eq!(Page::on(&first).count()?, 2, "nothing is left locked");
    Ok(())
}

#[test]
fn readers_are_not_kept_waiting() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=0ms")?;
    page("first").create_on(&first)?;
    let tx = first.begin()?;
    page("second").create_on(&tx)?;
    assert_eq!(Page::on(&second).count()?, 1, "what is not committed is not seen");
    tx.commit()?;
    assert_eq!(Page::on(&second).count()?, 2);
    Ok(())
}

/// What was read is no longer the newest state: waiting would not help.
#[test]
fn a_reader_that_becomes_a_writer_too_late() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=5s")?;
    let deferred = TransactionOptions::new().with(TransactionMode::Deferred);
    let start = Instant::now();
    let result = second.transaction_with(deferred, |tx| {
        assert_eq!(Page::on(tx).count()?, 0);
        page("in between").create_on(&first)?;
        page("too late").create_on(tx)
    });
    let parts = ["another connection wrote", "`TransactionMode::Immediate`"];
    let error = refused(result, ErrorKind::SerializationFailure, &parts);
    assert!(error.is_retryable());
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(Page::on(&first).pluck(Page::TEXT)?, ["in between"]);
    Ok(())
}

#[test]
fn that_reader_is_run_again_when_it_asked_for_it() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=5s")?;
    let options = TransactionOptions::new().with(TransactionMode::Deferred).retries(2);
    let runs = std::cell::Cell::new(0);
    second.transaction_with(options, |tx| {
        runs.set(runs.get() + 1);
        let seen = Page::on(tx).count()?;
        if runs.get() == 1 {
            page("in between").create_on(&first)?;
        }
        page(&format!("saw {seen}")).create_on(tx)
    })?;
    assert_eq!(runs.get(), 2);
    let texts = Page::on(&first).order_by(Page::ID).pluck(Page::TEXT)?;
    assert_eq!(texts, ["in between", "saw 1"]);
    Ok(())
}

/// SQLite does not wait for a lock that it could only get with a newer state: `busy_timeout` is of
/// no use there, and another run is.
#[test]
fn a_reader_that_becomes_a_writer_while_another_writes() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=20s")?;
    let writing = first.begin()?;
    page("first").create_on(&writing)?;
    let start = Instant::now();
    let deferred = TransactionOptions::new().with(TransactionMode::Deferred);
    let result = second.transaction_with(deferred, |tx| {
        assert_eq!(Page::on(tx).count()?, 0);
        page("second").create_on(tx)
    });
    let error = result.expect_err("there is a writer already");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(error.is_retryable(), "{error:?}");
    writing.commit()?;
    assert_eq!(Page::on(&second).pluck(Page::TEXT)?, ["first"]);
    Ok(())
}

#[test]
fn a_file_that_another_program_has_for_itself() -> Result<()> {
    let (_folder, first, second) = two("busy_timeout=50ms&journal_mode=delete")?;
    assert_eq!(Page::on(&second).count()?, 0, "it has read the schema");
    let exclusive = TransactionOptions::new().with(TransactionMode::Exclusive);
    let tx = first.begin_with(&exclusive)?;
    let parts = ["a lock was not granted in time"];
    refused(Page::on(&second).count(), ErrorKind::LockTimeout, &parts);
    tx.rollback()?;
    assert_eq!(Page::on(&second).count()?, 0);
    Ok(())
}
