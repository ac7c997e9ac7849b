//! What transactions can ask for.

use std::cell::Cell;

use activerecord::prelude::*;
use activerecord::{BackendTransaction, Error, ErrorKind, Result};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Person, people, person};
use crate::{Context, Outcome::Passed};

cases![options:
    every_known_isolation_level_is_taken,
    an_unknown_isolation_level_is_refused,
    a_refused_level_begins_nothing,
    a_read_only_transaction_reads,
    a_read_only_transaction_refuses_writes,
    read_only_ends_with_the_transaction,
    options_of_a_guard,
    options_inside_of_a_transaction_are_refused,
    the_option_of_another_database_is_refused,
    a_retryable_failure_runs_the_closure_again,
    retries_come_to_an_end,
    other_failures_are_not_retried,
    without_retries_the_closure_runs_once,
];

const LEVELS: [Isolation; 5] = [
    Isolation::ReadUncommitted,
    Isolation::ReadCommitted,
    Isolation::RepeatableRead,
    Isolation::Snapshot,
    Isolation::Serializable,
];

fn every_known_isolation_level_is_taken(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let known = cx.capabilities().isolation_levels;
    assert!(known.contains(&Isolation::Serializable), "every database can isolate fully");
    for level in known {
        let options = TransactionOptions::new().isolation(*level);
        let count = cx.db.transaction_with(options, |_| Person::query().count())?;
        assert_eq!(count, 5, "{level}");
    }
    Ok(Passed)
}

fn an_unknown_isolation_level_is_refused(cx: &Context<'_>) -> CaseResult {
    let known = cx.capabilities().isolation_levels;
    let unknown = LEVELS.into_iter().filter(|level| !known.contains(level));
    let unknown: Vec<Isolation> = unknown.collect();
    require!(!unknown.is_empty(), "it has every isolation level");
    for level in unknown {
        let options = TransactionOptions::new().isolation(level);
        let error = failure(cx.db.transaction_with(options, |_| -> Result<()> {
            unreachable!("the closure must not run")
        }));
        assert!(error.is_unsupported());
        assert_says(&error, &[&level.to_string(), "SERIALIZABLE", cx.db.dialect().name()]);
    }
    Ok(Passed)
}

fn a_refused_level_begins_nothing(cx: &Context<'_>) -> CaseResult {
    let known = cx.capabilities().isolation_levels;
    let unknown = LEVELS.into_iter().find(|level| !known.contains(level));
    require!(unknown.is_some(), "it has every isolation level");
    people(cx)?;
    let mut options = TransactionOptions::new();
    if let Some(level) = unknown {
        options = options.isolation(level);
    }
    failure(cx.db.begin_with(&options).map(drop));
    person("fay", 1).create()?;
    let undone: Result<()> = cx.db.transaction(|tx| {
        assert!(!tx.is_nested());
        Err(Error::other(std::fmt::Error))
    });
    failure(undone);
    assert_eq!(Person::query().count()?, 6);
    Ok(Passed)
}

fn read_only() -> TransactionOptions {
    TransactionOptions::new().read_only()
}

fn a_read_only_transaction_reads(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().read_only_transactions, "no read-only transactions");
    people(cx)?;
    assert_eq!(cx.db.transaction_with(read_only(), |_| Person::query().count())?, 5);
    Ok(Passed)
}

fn a_read_only_transaction_refuses_writes(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().read_only_transactions, "no read-only transactions");
    let all = people(cx)?;
    let insert = cx.db.transaction_with(read_only(), |_| person("fay", 1).create());
    assert_eq!(failure(insert).kind(), ErrorKind::ReadOnly);
    let update = cx.db.transaction_with(read_only(), |_| {
        Person::filter(Person::ID.eq(all[0].id)).update_all(Person::AGE.set(1))
    });
    assert_eq!(failure(update).kind(), ErrorKind::ReadOnly);
    let delete = cx.db.transaction_with(read_only(), |_| all[0].clone().delete());
    assert_eq!(failure(delete).kind(), ErrorKind::ReadOnly);
    assert_eq!(Person::query().order_by(Person::ID).all()?, all);
    Ok(Passed)
}

fn read_only_ends_with_the_transaction(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().read_only_transactions, "no read-only transactions");
    people(cx)?;
    cx.db.transaction_with(read_only(), |_| Person::query().count())?;
    person("fay", 1).create()?;
    failure(cx.db.transaction_with(read_only(), |_| person("gus", 1).create()));
    person("hal", 1).create()?;
    drop(cx.db.begin_with(&read_only())?);
    person("ida", 1).create()?;
    cx.db.transaction(|_| person("jon", 1).create())?;
    assert_eq!(Person::query().count()?, 9);
    Ok(Passed)
}

fn options_of_a_guard(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().read_only_transactions, "no read-only transactions");
    people(cx)?;
    let options = read_only().isolation(Isolation::Serializable);
    let tx = cx.db.begin_with(&options)?;
    assert_eq!(Person::on(&tx).count()?, 5);
    assert_eq!(failure(person("fay", 1).create_on(&tx)).kind(), ErrorKind::ReadOnly);
    tx.rollback()?;
    Ok(Passed)
}

fn options_inside_of_a_transaction_are_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|_| {
        let error = failure(cx.db.transaction_with(read_only(), |_| Ok(())));
        assert_eq!(error.kind(), ErrorKind::InvalidState);
        assert_says(&error, &["outermost"]);
        person("ada", 36).create()
    })?;
    assert_eq!(Person::query().count()?, 1);
    Ok(Passed)
}

/// An option of a database that this is not.
#[derive(Debug)]
struct Foreign;

impl BackendTransaction for Foreign {
    fn backend(&self) -> &'static str {
        "elsewhere"
    }
}

fn the_option_of_another_database_is_refused(cx: &Context<'_>) -> CaseResult {
    let options = TransactionOptions::new().with(Foreign);
    let error = failure(cx.db.begin_with(&options).map(drop));
    assert!(error.is_unsupported());
    assert_says(&error, &["elsewhere", cx.db.backend()]);
    Ok(Passed)
}

fn conflict<T>() -> Result<T> {
    Err(Error::new(ErrorKind::SerializationFailure, "somebody else was faster"))
}

fn a_retryable_failure_runs_the_closure_again(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let runs = Cell::new(0);
    let options = TransactionOptions::new().retries(3);
    cx.db.transaction_with(options, |_| {
        runs.set(runs.get() + 1);
        person("ada", runs.get()).create()?;
        if runs.get() < 3 { conflict() } else { Ok(()) }
    })?;
    assert_eq!(runs.get(), 3);
    assert_eq!(Person::query().pluck(Person::AGE)?, [3], "what the first two did is undone");
    Ok(Passed)
}

fn retries_come_to_an_end(cx: &Context<'_>) -> CaseResult {
    let runs = Cell::new(0);
    let result: Result<()> = cx.db.transaction_with(TransactionOptions::new().retries(2), |_| {
        runs.set(runs.get() + 1);
        conflict()
    });
    assert_eq!(failure(result).kind(), ErrorKind::SerializationFailure);
    assert_eq!(runs.get(), 3, "once, and twice more");
    Ok(Passed)
}

fn other_failures_are_not_retried(cx: &Context<'_>) -> CaseResult {
    let runs = Cell::new(0);
    let result: Result<()> = cx.db.transaction_with(TransactionOptions::new().retries(5), |_| {
        runs.set(runs.get() + 1);
        Err(Error::other(std::fmt::Error))
    });
    failure(result);
    assert_eq!(runs.get(), 1);
    Ok(Passed)
}

fn without_retries_the_closure_runs_once(cx: &Context<'_>) -> CaseResult {
    let runs = Cell::new(0);
    let result: Result<()> = cx.db.transaction_with(TransactionOptions::new(), |_| {
        runs.set(runs.get() + 1);
        conflict()
    });
    assert!(failure(result).is_retryable());
    assert_eq!(runs.get(), 1);
    Ok(Passed)
}
