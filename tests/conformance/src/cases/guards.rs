//! Transactions that the caller ends: `begin`.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::{failure, stop};
use crate::case::{CaseResult, cases, require};
use crate::models::{Person, names, people, person};
use crate::{Context, Outcome::Passed};

cases![guards:
    a_guard_commits,
    a_guard_rolls_back,
    a_dropped_guard_rolls_back,
    a_guard_is_used_by_its_name_only,
    every_verb_on_a_guard,
    a_second_connection_of_the_same_thread,
    the_connection_goes_back_to_the_pool,
];

fn a_guard_commits(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let tx = cx.db.begin()?;
    let mut ada = person("ada", 36);
    ada.save_on(&tx)?;
    assert_eq!(Person::on(&tx).filter(Person::AGE.eq(36)).count()?, 1);
    tx.commit()?;
    assert_eq!(Person::find(ada.id)?, ada);
    Ok(Passed)
}

fn a_guard_rolls_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let tx = cx.db.begin()?;
    person("ada", 36).create_on(&tx)?;
    tx.rollback()?;
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn a_dropped_guard_rolls_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    {
        let tx = cx.db.begin()?;
        person("ada", 36).create_on(&tx)?;
    }
    assert_eq!(Person::query().count()?, 0);
    person("bob", 18).create()?;
    assert_eq!(names(Person::query())?, "bob");
    Ok(Passed)
}

/// Implicit calls take another connection, and see nothing that is not committed.
fn a_guard_is_used_by_its_name_only(cx: &Context<'_>) -> CaseResult {
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    people(cx)?;
    let tx = cx.db.begin()?;
    // Reading first: a database may keep others from reading what was written.
    assert_eq!(Person::query().count()?, 5);
    assert_eq!(Person::on(&tx).count()?, 5);
    assert_eq!(cx.db.pool_status().idle, cx.db.pool_status().open - 1);
    tx.rollback()?;
    Ok(Passed)
}

fn every_verb_on_a_guard(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let tx = cx.db.begin()?;
    let mut ada = person("ada", 36).create_on(&tx)?;
    let mut bob = person("bob", 18);
    bob.insert_on(&tx)?;
    ada.update_on(&tx, |row| row.age = 37)?;
    bob.age = 19;
    bob.save_on(&tx)?;
    let mut copy = Person { age: 0, ..ada.clone() };
    copy.reload_on(&tx)?;
    assert_eq!(copy, ada);
    assert_eq!(
        tx.sql(&format!("SELECT * FROM {}", cx.quoted("people")), ()).all::<Person>()?.len(),
        2
    );
    bob.delete_on(&tx)?;
    assert_eq!(Person::on(&tx).find_many([ada.id, bob.id])?, [ada.clone()]);
    tx.commit()?;
    assert_eq!(Person::query().all()?, [ada]);
    Ok(Passed)
}

fn a_second_connection_of_the_same_thread(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let tx = cx.db.begin()?;
    let rest: Result<Vec<_>> = (1..cx.db.pool_status().size)
        .map(|_| cx.db.begin_with(&TransactionOptions::new().read_only()))
        .collect();
    match rest {
        // Every connection is this thread's own: one more would never come.
        Ok(_rest) => assert_eq!(failure(cx.db.begin()).kind(), ErrorKind::Busy),
        Err(error) => assert!(error.is_unsupported(), "{error}"),
    }
    tx.rollback()?;
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn the_connection_goes_back_to_the_pool(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let idle = cx.db.pool_status().idle;
    let tx = cx.db.begin()?;
    assert_eq!(cx.db.pool_status().idle, idle - 1);
    tx.commit()?;
    assert_eq!(cx.db.pool_status().idle, idle);
    drop(cx.db.begin()?);
    let _: Result<()> = cx.db.transaction(|_| stop());
    assert_eq!(cx.db.pool_status().idle, idle);
    Ok(Passed)
}
