//! Locks on rows, between two transactions on two threads: who waits, who fails, who goes on.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, Transaction};

use super::{failure, stop};
use crate::case::{CaseResult, cases, require};
use crate::models::{Person, people};
use crate::{Context, Outcome::Passed};

cases![row_lock_waits:
    the_second_waits_for_the_first,
    a_rollback_lets_go_too,
    an_update_waits_for_the_lock,
    nowait_fails_at_once,
    nowait_by_key,
    skip_locked_leaves_rows_out,
    rows_that_nobody_locked_are_free,
    readers_share,
    a_shared_row_is_not_updated,
    workers_take_different_rows,
];

/// Runs something on a thread of its own, in a transaction of its own.
fn beside<T: Send>(
    db: &Database,
    run: impl FnOnce(&Transaction<'_>) -> Result<T> + Send,
) -> Result<T> {
    thread::scope(|scope| scope.spawn(|| db.transaction(run)).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Locks a row by a query, and runs something on another thread meanwhile.
fn while_locked<T: Send>(
    cx: &Context<'_>,
    locking: &Query<Person>,
    run: impl FnOnce(&Transaction<'_>) -> Result<T> + Send,
) -> Result<T> {
    cx.db.transaction(|_| {
        locking.all()?;
        beside(&cx.db, run)
    })
}

/// Locks a row, and asserts that what another thread does waits until it is let go.
fn assert_waits(
    cx: &Context<'_>,
    key: i64,
    let_go: impl FnOnce(Transaction<'static>) -> Result<()>,
    run: impl FnOnce(&Transaction<'_>) -> Result<()> + Send,
) -> Result<()> {
    assert_waits_for(cx, |tx| Person::on(tx).for_update().find(key).map(drop), let_go, run)
}

/// [`assert_waits`] for a lock that `lock` takes.
fn assert_waits_for(
    cx: &Context<'_>,
    lock: impl FnOnce(&Transaction<'_>) -> Result<()>,
    let_go: impl FnOnce(Transaction<'static>) -> Result<()>,
    run: impl FnOnce(&Transaction<'_>) -> Result<()> + Send,
) -> Result<()> {
    let db = cx.db.clone();
    thread::scope(|scope| {
        let tx = cx.db.begin()?;
        lock(&tx)?;
        let (sender, finished) = channel();
        let other = scope.spawn(move || {
            let result = db.transaction(run);
            // Nobody listens any more where the case has failed.
            let _ = sender.send(());
            result
        });
        let early = finished.recv_timeout(Duration::from_millis(200));
        assert_eq!(early, Err(RecvTimeoutError::Timeout), "it did not wait");
        let_go(tx)?;
        other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn the_second_waits_for_the_first(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    let change = |tx: Transaction<'static>| {
        Person::on(&tx).filter(Person::ID.eq(ada.id)).update_all(Person::AGE.set(37))?;
        tx.commit()
    };
    assert_waits(cx, ada.id, change, |tx| {
        assert_eq!(Person::on(tx).for_update().find(ada.id)?.age, 37, "it sees what was written");
        Ok(())
    })?;
    Ok(Passed)
}

fn a_rollback_lets_go_too(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    assert_waits(cx, ada.id, Transaction::rollback, |tx| {
        assert_eq!(Person::on(tx).for_update().find_many([ada.id])?.len(), 1);
        Ok(())
    })?;
    Ok(Passed)
}

fn an_update_waits_for_the_lock(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    assert_waits(cx, ada.id, Transaction::commit, |tx| {
        Person::on(tx).filter(Person::ID.eq(ada.id)).update_all(Person::AGE.set(1)).map(drop)
    })?;
    assert_eq!(Person::find(ada.id)?.age, 1);
    Ok(Passed)
}

/// The rows of a key, locked for update.
fn of_key(key: i64) -> Query<Person> {
    Person::filter(Person::ID.eq(key)).for_update()
}

fn nowait_fails_at_once(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_nowait, "no NOWAIT");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    let error = failure(while_locked(cx, &of_key(ada.id), |tx| {
        Person::on(tx).filter(Person::ID.eq(ada.id)).nowait().all()
    }));
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error}");
    let again = beside(&cx.db, |tx| Person::on(tx).nowait().find(ada.id))?;
    assert_eq!(again, ada, "the lock ended with its transaction");
    Ok(Passed)
}

fn nowait_by_key(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_nowait, "no NOWAIT");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    let key = ada.id;
    for verb in ["find", "find_many", "find_by"] {
        let error = failure(while_locked(cx, &of_key(key), |tx| {
            let query = Person::on(tx).for_update().nowait();
            match verb {
                "find" => query.find(key).map(drop),
                "find_many" => query.find_many([key]).map(drop),
                _ => query.find_by(Person::ID.eq(key)).map(drop),
            }
        }));
        assert_eq!(error.kind(), ErrorKind::LockTimeout, "{verb}: {error}");
    }
    Ok(Passed)
}

fn skip_locked_leaves_rows_out(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_skip, "no SKIP LOCKED");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let all = people(cx)?;
    let keys: Vec<i64> = all.iter().map(|person| person.id).collect();
    let found = while_locked(cx, &of_key(keys[1]), |tx| {
        let query = Person::on(tx).skip_locked();
        assert!(failure(query.find(keys[1])).is_not_found());
        query.find_many(&keys)
    })?;
    assert_eq!(found, [&all[0], &all[2], &all[3], &all[4]].map(Clone::clone));
    Ok(Passed)
}

fn rows_that_nobody_locked_are_free(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_nowait, "no NOWAIT");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let all = people(cx)?;
    let age = while_locked(cx, &of_key(all[0].id), |tx| {
        let mut bob = Person::on(tx).nowait().find(all[1].id)?;
        bob.update_on(tx, |bob| bob.age += 1)?;
        Ok(bob.age)
    })?;
    assert_eq!((age, Person::find(all[1].id)?.age), (19, 19));
    Ok(Passed)
}

/// Whether the database has locks that several can hold.
fn can_share(cx: &Context<'_>) -> Result<bool> {
    match cx.db.transaction(|_| Person::query().for_share().all()) {
        Err(error) if error.is_unsupported() => Ok(false),
        result => result.map(|_| true),
    }
}

fn readers_share(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_nowait, "no NOWAIT");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    require!(can_share(cx)?, "no locks that several can hold");
    let sharing = Person::filter(Person::ID.eq(ada.id)).for_share();
    let found = while_locked(cx, &sharing, |tx| {
        Person::on(tx).filter(Person::ID.eq(ada.id)).nowait().for_share().all()
    })?;
    assert_eq!(found, [ada]);
    Ok(Passed)
}

fn a_shared_row_is_not_updated(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    require!(can_share(cx)?, "no locks that several can hold");
    let share = |tx: &Transaction<'_>| Person::on(tx).for_share().find(ada.id).map(drop);
    assert_waits_for(cx, share, Transaction::commit, |tx| {
        Person::on(tx).filter(Person::ID.eq(ada.id)).update_all(Person::AGE.set(1)).map(drop)
    })?;
    assert_eq!(Person::find(ada.id)?.age, 1);
    Ok(Passed)
}

/// As a queue is worked off.
fn workers_take_different_rows(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_skip, "no SKIP LOCKED");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    people(cx)?;
    let next = |tx: &Transaction<'_>| {
        let rows = Person::on(tx).order_by(Person::ID).limit(2).skip_locked().all()?;
        Ok(rows.into_iter().map(|person| person.name).collect::<Vec<_>>())
    };
    let (first, second) = cx.db.transaction(|tx| Ok((next(tx)?, beside(&cx.db, next)?)))?;
    assert_eq!((first.join(" "), second.join(" ")), ("ada bob".into(), "cid dan".into()));
    let result: Result<()> = cx.db.transaction(|tx| {
        assert_eq!(next(tx)?, ["ada", "bob"], "both are free again");
        stop()
    });
    failure(result);
    Ok(Passed)
}
