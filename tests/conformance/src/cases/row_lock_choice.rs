//! Locks on the rows of some tables of a query, and for how long they are waited for.

use std::thread;
use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, Transaction};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Letter, Member, Person, club, people};
use crate::{Context, Outcome::Passed};

cases![row_lock_choice:
    every_joined_table_is_locked,
    of_locks_the_named_table,
    of_names_an_alias,
    of_a_table_that_is_not_in_the_query,
    of_is_unsupported_where_it_is_unknown,
    an_outer_row_of_a_left_join,
    wait_ends_with_the_time,
    wait_lets_what_comes_in_time,
    wait_is_for_its_statement_only,
    wait_is_unsupported_where_it_is_unknown,
    share_is_unsupported_where_it_is_unknown,
];

/// Runs something on a thread of its own, in a transaction of its own.
fn beside<T: Send>(
    db: &Database,
    run: impl FnOnce(&Transaction<'_>) -> Result<T> + Send,
) -> Result<T> {
    thread::scope(|scope| scope.spawn(|| db.transaction(run)).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Which of ada and her letter somebody else could lock: `(member, letter)`.
fn free(cx: &Context<'_>, member: i64, letter: i64) -> Result<(bool, bool)> {
    let member = beside(&cx.db, |tx| Member::on(tx).nowait().find(member).map(drop));
    let letter = beside(&cx.db, |tx| Letter::on(tx).nowait().find(letter).map(drop));
    let is_free = |result: Result<()>| match result {
        Err(error) if error.kind() == ErrorKind::LockTimeout => Ok(false),
        result => result.map(|()| true),
    };
    Ok((is_free(member)?, is_free(letter)?))
}

/// Ada with her letter `draft`.
fn joined() -> Query<Member> {
    Member::query().join(Member::LETTERS).filter(Letter::TITLE.eq("draft"))
}

fn every_joined_table_is_locked(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_nowait, "no NOWAIT");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let [ada, ..] = club(cx)?;
    let draft = Letter::filter(Letter::TITLE.eq("draft")).one()?;
    let free = cx.db.transaction(|_| {
        joined().for_update().all()?;
        free(cx, ada.id, draft.id)
    })?;
    assert_eq!(free, (false, false));
    Ok(Passed)
}

fn of_locks_the_named_table(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_of, "no locks on some tables of a query");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let [ada, ..] = club(cx)?;
    let draft = Letter::filter(Letter::TITLE.eq("draft")).one()?;
    let free = |query: Query<Member>| {
        cx.db.transaction(|_| {
            assert_eq!(query.all()?.len(), 1);
            free(cx, ada.id, draft.id)
        })
    };
    assert_eq!(free(joined().for_update().of(Letter::ID))?, (true, false));
    assert_eq!(free(joined().of(Member::NAME))?, (false, true));
    assert_eq!(free(joined().of((Letter::ID, Letter::TITLE, Member::ID)))?, (false, false));
    Ok(Passed)
}

fn of_names_an_alias(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_of, "no locks on some tables of a query");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let [ada, ..] = club(cx)?;
    let draft = Letter::filter(Letter::TITLE.eq("draft")).one()?;
    let query = Member::query()
        .join(Member::LETTERS.alias("sent"))
        .filter(Letter::TITLE.of("sent").eq("draft"))
        .for_update()
        .of(Letter::ID.of("sent"));
    let free = cx.db.transaction(|_| {
        query.all()?;
        free(cx, ada.id, draft.id)
    })?;
    assert_eq!(free, (true, false));
    Ok(Passed)
}

fn of_a_table_that_is_not_in_the_query(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_of, "no locks on some tables of a query");
    club(cx)?;
    cx.db.transaction(|_| {
        let error = failure(Member::query().for_update().of(Letter::ID).all());
        assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
        assert_says(&error, &["letters", "is not part of a query over `members`"]);
        let error = failure(joined().for_update().of(Letter::ID.of("sent")).all());
        assert_says(&error, &["`letters` is not in the query under the name `sent`"]);
        Ok(())
    })?;
    Ok(Passed)
}

fn of_is_unsupported_where_it_is_unknown(cx: &Context<'_>) -> CaseResult {
    require!(!cx.capabilities().lock_of, "some tables of a query can be locked");
    club(cx)?;
    cx.db.transaction(|_| {
        let error = failure(joined().for_update().of(Member::ID).all());
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        Ok(())
    })?;
    Ok(Passed)
}

fn an_outer_row_of_a_left_join(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_of, "no locks on some tables of a query");
    club(cx)?;
    let query = Member::query().left_join(Member::LETTERS).filter(Member::NAME.eq("cid"));
    let found = cx.db.transaction(|_| query.for_update().of(Member::ID).all())?;
    assert_eq!(found.len(), 1);
    Ok(Passed)
}

/// Locks ada, and runs a query of ada on another thread meanwhile.
fn while_locked<T: Send>(
    cx: &Context<'_>,
    key: i64,
    run: impl FnOnce(&Transaction<'_>) -> Result<T> + Send,
) -> Result<T> {
    cx.db.transaction(|_| {
        Person::query().for_update().find(key)?;
        beside(&cx.db, run)
    })
}

fn wait_ends_with_the_time(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_wait, "no time to wait for the locks of one query");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    let time = Duration::from_secs(1);
    let start = Instant::now();
    let error =
        failure(while_locked(cx, ada.id, |tx| Person::on(tx).for_update().wait(time).find(ada.id)));
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error}");
    assert!(start.elapsed() >= time, "{:?}", start.elapsed());
    let error =
        failure(while_locked(cx, ada.id, |tx| Person::on(tx).wait(Duration::ZERO).find(ada.id)));
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error}");
    Ok(Passed)
}

fn wait_lets_what_comes_in_time(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_wait, "no time to wait for the locks of one query");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let ada = people(cx)?.swap_remove(0);
    let db = &cx.db;
    let waiting = |tx: &Transaction<'_>| {
        Person::on(tx).filter(Person::ID.eq(ada.id)).wait(Duration::from_secs(20)).all()
    };
    let found = thread::scope(|scope| {
        let other = cx.db.transaction(|_| {
            Person::query().for_update().find(ada.id)?;
            let other = scope.spawn(|| db.transaction(waiting));
            thread::sleep(Duration::from_millis(200));
            Ok(other)
        })?;
        other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    assert_eq!(found, [ada]);
    Ok(Passed)
}

/// The second statement waits as long as the session does, which is longer.
fn wait_is_for_its_statement_only(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().lock_wait, "no time to wait for the locks of one query");
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    let all = people(cx)?;
    let (ada, bob) = (all[0].id, all[1].id);
    let db = &cx.db;
    let found = thread::scope(|scope| {
        let other = cx.db.transaction(|_| {
            Person::query().for_update().find(ada)?;
            let other = scope.spawn(move || {
                db.transaction(|tx| {
                    Person::on(tx).wait(Duration::from_secs(1)).find(bob)?;
                    Person::on(tx).for_update().find(ada)
                })
            });
            thread::sleep(Duration::from_millis(1_500));
            Ok(other)
        })?;
        other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    assert_eq!(found, all[0]);
    Ok(Passed)
}

fn wait_is_unsupported_where_it_is_unknown(cx: &Context<'_>) -> CaseResult {
    require!(!cx.capabilities().lock_wait, "a query can say how long it waits");
    people(cx)?;
    cx.db.transaction(|_| {
        let error = failure(Person::query().wait(Duration::from_secs(1)).all());
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        Ok(())
    })?;
    Ok(Passed)
}

fn share_is_unsupported_where_it_is_unknown(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let result = cx.db.transaction(|_| Person::query().for_share().all());
    if cx.capabilities().lock_share {
        assert_eq!(result?.len(), 5);
    } else {
        assert_eq!(failure(result).kind(), ErrorKind::Unsupported);
    }
    Ok(Passed)
}
