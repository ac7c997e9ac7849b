//! Locks on rows, by one transaction: what is asked with a lock, and where.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Note, Person, names, people};
use crate::{Context, Outcome::Passed};

cases![row_locks:
    a_lock_outside_of_a_transaction_is_refused,
    a_database_without_row_locks_says_so,
    numbers_lock_nothing,
    locked_rows_are_read,
    a_lock_by_key,
    a_lock_on_bounded_rows,
    soft_deleted_rows_stay_hidden,
];

/// Every way of asking a query that locks.
fn asked(query: &Query<Person>, key: i64) -> Vec<(&'static str, Result<()>)> {
    vec![
        ("all", query.all().map(drop)),
        ("first", query.first().map(drop)),
        ("one", query.clone().filter(Person::ID.eq(key)).one().map(drop)),
        ("each", query.each(|_| Ok(()))),
        ("pluck", query.pluck(Person::NAME).map(drop)),
        ("select", query.clone().select(Person::AGE).all().map(drop)),
        ("find", query.find(key).map(drop)),
        ("find_many", query.find_many([key]).map(drop)),
        ("find_by", query.find_by(Person::ID.eq(key)).map(drop)),
        ("find_by of some", query.clone().limit(3).find_by(Person::ID.eq(key)).map(drop)),
        ("batches", query.batches(2).try_for_each(|batch| batch.map(drop))),
    ]
}

/// The lock would end with the statement.
fn a_lock_outside_of_a_transaction_is_refused(cx: &Context<'_>) -> CaseResult {
    let ada = people(cx)?.swap_remove(0);
    let locked = cx.capabilities().row_locks;
    let kind = if locked { ErrorKind::InvalidState } else { ErrorKind::Unsupported };
    for (verb, result) in asked(&Person::query().for_update(), ada.id) {
        assert_eq!(failure(result).kind(), kind, "{verb}");
    }
    Ok(Passed)
}

fn a_database_without_row_locks_says_so(cx: &Context<'_>) -> CaseResult {
    require!(!cx.capabilities().row_locks, "rows can be locked");
    let ada = people(cx)?.swap_remove(0);
    cx.db.transaction(|_| {
        for query in [
            Person::query().for_update(),
            Person::query().for_share(),
            Person::query().nowait(),
            Person::query().skip_locked(),
        ] {
            for (verb, result) in asked(&query, ada.id) {
                assert_eq!(failure(result).kind(), ErrorKind::Unsupported, "{verb}");
            }
        }
        Ok(())
    })?;
    Ok(Passed)
}

fn numbers_lock_nothing(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().for_update();
    assert_eq!((query.count()?, query.exists()?, query.sum(Person::AGE)?), (5, true, Some(157)));
    let some = query.order_by(Person::AGE).limit(2);
    assert_eq!((some.count()?, some.exists()?, some.max(Person::AGE)?), (2, true, Some(18)));
    Ok(Passed)
}

fn locked_rows_are_read(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    let ada = people(cx)?.swap_remove(0);
    cx.db.transaction(|_| {
        let query = Person::query().for_update();
        for (verb, result) in asked(&query, ada.id) {
            assert!(result.is_ok(), "{verb}: {result:?}");
        }
        assert_eq!(names(query.filter(Person::TEAM.eq("red")))?, "ada cid");
        Ok(())
    })?;
    Ok(Passed)
}

fn a_lock_by_key(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    let all = people(cx)?;
    cx.db.transaction(|_| {
        let query = Person::query().for_update();
        assert_eq!(query.find(all[0].id)?, all[0]);
        assert!(failure(query.find(4_711)).is_not_found());
        assert_eq!(query.find_many([all[2].id, all[1].id])?, [all[2].clone(), all[1].clone()]);
        Ok(())
    })?;
    Ok(Passed)
}

fn a_lock_on_bounded_rows(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    people(cx)?;
    cx.db.transaction(|_| {
        let oldest = Person::query().order_by(Person::AGE.desc()).limit(2).for_update();
        let found: Vec<String> = oldest.all()?.into_iter().map(|person| person.name).collect();
        assert_eq!(found, ["dan", "ada"]);
        assert_eq!(oldest.find_by(Person::NAME.eq("bob"))?, None);
        Ok(())
    })?;
    Ok(Passed)
}

fn soft_deleted_rows_stay_hidden(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no locks on rows");
    cx.create::<Note>()?;
    let mut note = Note { text: "old".into(), ..Default::default() }.create()?;
    note.delete()?;
    cx.db.transaction(|_| {
        assert!(failure(Note::query().for_update().find(note.id)).is_not_found());
        assert_eq!(Note::query().for_update().find_many([note.id])?, []);
        assert_eq!(Note::with_deleted().for_update().find(note.id)?, note);
        Ok(())
    })?;
    Ok(Passed)
}
