//! `upsert_many`: what becomes of the columns of rows that are there already.

use std::thread::sleep;
use std::time::Duration;

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Counter, Note, Person, Subscriber, Team, person, subscriber, team};
use crate::{Context, Outcome::Passed};

cases![many_upsert_columns:
    keep_leaves_the_rows_that_are_there,
    only_the_columns_that_are_named,
    a_column_becomes_null,
    versions_and_timestamps,
    keep_leaves_versions_and_timestamps,
    columns_that_are_not_the_users,
    what_the_database_writes_is_left_alone,
    a_soft_deleted_row_comes_back,
];

fn keep_leaves_the_rows_that_are_there(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    team("a", 1).create()?;
    let list = [team("a", 10), team("b", 20)];
    Team::upsert_many(&list).conflict(Team::NAME).keep().run()?;
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::SEATS)?, [1, 20]);
    Ok(Passed)
}

fn only_the_columns_that_are_named(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Subscriber>()?;
    subscriber("a@x", "ada").create()?;
    let list = [
        Subscriber { visits: 5, ..subscriber("a@x", "other") },
        Subscriber { visits: 6, ..subscriber("b@x", "bob") },
    ];
    let upsert = Subscriber::upsert_many(&list).conflict(Subscriber::EMAIL);
    upsert.update(Subscriber::VISITS).update(Subscriber::VISITS).run()?;
    let columns = (Subscriber::NAME, Subscriber::VISITS);
    let found = Subscriber::query().order_by(Subscriber::EMAIL).select(columns).all()?;
    assert_eq!(found, [("ada".to_owned(), 5), ("bob".to_owned(), 6)]);
    Ok(Passed)
}

fn a_column_becomes_null(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Person>()?;
    let nickname = Some("countess".to_owned());
    let mut ada = Person { nickname, score: Some(3), ..person("ada", 36) }.create()?;
    (ada.nickname, ada.score) = (None, None);
    Person::upsert_many(std::slice::from_ref(&ada)).run()?;
    assert_eq!(Person::find(ada.id)?, ada);
    Ok(Passed)
}

fn versions_and_timestamps(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Subscriber>()?;
    let known = subscriber("a@x", "ada").create()?;
    sleep(Duration::from_millis(5));
    let list = [subscriber("a@x", "new"), Subscriber { id: 900, ..subscriber("b@x", "bob") }];
    Subscriber::upsert_many(&list).conflict(Subscriber::EMAIL).run()?;
    let (found, added) = (Subscriber::find(known.id)?, Subscriber::find(900)?);
    assert_eq!((found.created_at, found.version), (known.created_at, 2));
    assert!(found.updated_at > known.updated_at);
    assert_eq!((added.created_at, added.version), (added.updated_at, 1));
    assert_eq!(added.updated_at, found.updated_at, "one instant for all");
    let mut stale = known;
    assert!(failure(stale.update(|row| row.visits = 1)).is_stale());
    Ok(Passed)
}

fn keep_leaves_versions_and_timestamps(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Subscriber>()?;
    let known = subscriber("a@x", "ada").create()?;
    let upsert = Subscriber::upsert_many(std::slice::from_ref(&known));
    upsert.conflict(Subscriber::EMAIL).keep().run()?;
    assert_eq!(Subscriber::query().all()?, [known]);
    Ok(Passed)
}

/// Refused before anything is sent: there is no table.
fn columns_that_are_not_the_users(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    let list = [subscriber("a@x", "ada")];
    let upsert = || Subscriber::upsert_many(&list).conflict(Subscriber::EMAIL);
    for (result, column) in [
        (upsert().update(Subscriber::VERSION).run(), "version"),
        (upsert().update(Subscriber::NAME).update(Subscriber::CREATED_AT).run(), "created_at"),
        (Counter::upsert_many(&[Counter::default()]).update(Counter::START).run(), "start"),
    ] {
        let error = failure(result);
        assert_eq!((error.kind(), error.column()), (ErrorKind::InvalidState, Some(column)));
    }
    let error = failure(upsert().update(Subscriber::ID).run());
    assert_eq!((error.kind(), error.model()), (ErrorKind::InvalidQuery, Some("Subscriber")));
    Ok(Passed)
}

fn what_the_database_writes_is_left_alone(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Counter>()?;
    let known = Counter { name: "old".into(), ..Default::default() }.create()?;
    Counter::query().unfiltered().update_all(Counter::START.set(40))?;
    let list = [
        Counter { name: "new".into(), ..known },
        Counter { name: "other".into(), start: 99, ..Default::default() },
    ];
    Counter::upsert_many(&list).run()?;
    let found = Counter::query().order_by(Counter::NAME).select((Counter::NAME, Counter::START));
    assert_eq!(found.all()?, [("new".to_owned(), 40), ("other".to_owned(), 7)]);
    Ok(Passed)
}

fn a_soft_deleted_row_comes_back(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Note>()?;
    let note = Note { text: "old".into(), ..Default::default() }.create()?;
    note.clone().delete()?;
    let list = [Note { text: "new".into(), ..note }];
    Note::upsert_many(&list).update(Note::TEXT).run()?;
    assert_eq!(Note::only_deleted().pluck(Note::TEXT)?, ["new"]);
    Note::upsert_many(&list).run()?;
    assert_eq!(Note::query().all()?, list);
    Ok(Passed)
}
