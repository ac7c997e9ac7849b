//! Many rows at once: all of them or none, whatever goes wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::many::{rows_per_statement, seats};
use super::{assert_says, failure, stop};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Article, Cramped, Device, Everything, Fuse, Guarded, Player, Seat, Strict, Team, Ticket,
    everything, team,
};
use crate::{Context, Outcome::Passed};

cases![many_atomic:
    a_violation_in_the_middle_stores_nothing,
    a_violation_in_the_last_statement_stores_nothing,
    a_violation_among_set_and_unset_keys,
    violations_of_other_constraints,
    a_failed_list_can_be_sent_again,
    a_part_that_fails_leaves_those_before,
    a_failed_insert_sets_no_timestamps,
    a_value_without_a_form_names_its_column,
    a_key_that_does_not_fit_leaves_the_structs,
    an_update_that_violates_writes_nothing,
    an_upsert_that_violates_writes_nothing,
    a_delete_that_violates_deletes_nothing,
    the_rest_of_the_transaction_survives,
    a_rolled_back_transaction_takes_all_rows_along,
    a_panic_stores_nothing,
    a_panic_leaves_the_rest_of_the_transaction,
];

/// Teams of different names, the one at `twice` named as the first.
fn teams(count: usize, twice: usize) -> Vec<Team> {
    let mut teams: Vec<Team> = (0..count).map(|number| team(&format!("t{number}"), 1)).collect();
    teams[twice].name = teams[0].name.clone();
    teams
}

fn a_violation_in_the_middle_stores_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut list = teams(4, 2);
    let before = list.clone();
    let error = failure(Team::insert_many(&mut list));
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(error.model(), Some("Team"));
    assert_eq!(list, before);
    assert_eq!(Team::query().count()?, 0);
    Ok(Passed)
}

fn a_violation_in_the_last_statement_stores_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let count = 2 * rows_per_statement(cx, 2) + 1;
    let mut list = teams(count, count - 1);
    let before = list.clone();
    assert!(failure(Team::insert_many(&mut list)).is_unique_violation());
    assert!(list == before);
    assert_eq!(Team::query().count()?, 0);
    Ok(Passed)
}

fn a_violation_among_set_and_unset_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut list = teams(6, 4);
    (list[1].id, list[3].id) = (900, 800);
    let before = list.clone();
    assert!(failure(Team::insert_many(&mut list)).is_unique_violation());
    assert_eq!(list, before);
    assert_eq!(Team::query().count()?, 0);
    Ok(Passed)
}

fn violations_of_other_constraints(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Player>()?;
    let mut list = [team("a", 1), team("b", -1), team("c", 3)];
    assert!(failure(Team::insert_many(&mut list)).is_check_violation());
    Team::insert_many(&mut list[..1])?;
    let player = |team_id| Player { id: 0, team_id, name: "ada".into() };
    let mut players = [player(list[0].id), player(4_711), player(list[0].id)];
    assert!(failure(Player::insert_many(&mut players)).is_foreign_key_violation());
    assert_eq!((Player::query().count()?, players[0].id), (0, 0));
    let mut tickets = [1, 2, 1].map(|number| Ticket { number, holder: "ada".into() });
    cx.create::<Ticket>()?;
    assert!(failure(Ticket::insert_many(&mut tickets)).is_unique_violation());
    assert_eq!(Ticket::query().count()?, 0);
    Ok(Passed)
}

fn a_failed_list_can_be_sent_again(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut list = teams(5, 3);
    failure(Team::insert_many(&mut list));
    list[3].name = "another".into();
    Team::insert_many(&mut list)?;
    assert_eq!(Team::query().order_by(Team::ID).all()?, list);
    assert!(failure(Team::insert_many(&mut list)).is_unique_violation(), "they have keys now");
    assert_eq!(Team::query().count()?, 5);
    Ok(Passed)
}

/// There is no table.
fn a_part_that_fails_leaves_those_before(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut list = teams(7, 5);
    let result = list.chunks_mut(2).try_for_each(Team::insert_many);
    assert!(failure(result).is_unique_violation());
    assert_eq!(Team::query().order_by(Team::ID).all()?, list[..4]);
    assert!(list[4..].iter().all(|team| team.id == 0));
    Ok(Passed)
}

fn a_failed_insert_sets_no_timestamps(_: &Context<'_>) -> CaseResult {
    let mut articles = vec![Article { title: "news".into(), ..Default::default() }; 2];
    let before = articles.clone();
    failure(Article::insert_many(&mut articles));
    failure(Article::update_many(&mut articles));
    assert_eq!(articles, before);
    Ok(Passed)
}

fn a_value_without_a_form_names_its_column(cx: &Context<'_>) -> CaseResult {
    require!(!cx.capabilities().full_u64, "every number of a u64 can be stored");
    cx.create::<Everything>()?;
    let mut rows = vec![everything(); 3];
    rows[1].large_unsigned = u64::MAX;
    let error = failure(Everything::insert_many(&mut rows));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!((error.model(), error.column()), (Some("Everything"), Some("large_unsigned")));
    assert_eq!((Everything::query().count()?, rows[0].id), (0, 0));
    Ok(Passed)
}

/// The first key fits, the second does not: neither struct gets one.
fn a_key_that_does_not_fit_leaves_the_structs(cx: &Context<'_>) -> CaseResult {
    cx.create::<Strict>()?;
    let mut rows = vec![Strict { id: 0, label: "wide".into() }; 120];
    Strict::insert_many(&mut rows)?;
    let mut last = rows[119].id;
    while last < i64::from(i8::MAX) - 1 {
        last = Strict { id: 0, label: "wide".into() }.create()?.id;
    }
    let mut cramped = vec![Cramped { id: 0, label: "small".into() }; 3];
    let error = failure(Cramped::insert_many(&mut cramped));
    assert_eq!((error.model(), error.column()), (Some("Cramped"), Some("id")), "{error}");
    assert_says(&error, &["written all the same"]);
    assert!(cramped.iter().all(|row| row.id == 0), "{cramped:?}");
    Ok(Passed)
}

fn an_update_that_violates_writes_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut list = [team("a", 1), team("b", 2), team("c", 3)];
    Team::insert_many(&mut list)?;
    let stored = list.clone();
    for break_it in [|team: &mut Team| team.seats = -1, |team: &mut Team| team.name = "a".into()] {
        list = stored.clone();
        list[0].seats = 50;
        break_it(&mut list[2]);
        let before = list.clone();
        let error = failure(Team::update_many(&mut list));
        assert!(error.is_check_violation() || error.is_unique_violation(), "{error}");
        assert_eq!(list, before);
        assert_eq!(Team::query().order_by(Team::ID).all()?, stored);
    }
    Ok(Passed)
}

fn an_upsert_that_violates_writes_nothing(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    let mut list = [team("a", 1), team("b", 2)];
    Team::insert_many(&mut list)?;
    let rows = [team("a", 9), team("c", 3), team("b", -1), Team { id: 900, ..team("d", 4) }];
    assert!(failure(Team::upsert_many(&rows).conflict(Team::NAME).run()).is_check_violation());
    assert_eq!(Team::query().order_by(Team::ID).all()?, list);
    Ok(Passed)
}

/// A list of keys of several statements, of which the last is refused.
fn delete_with_a_guarded_last(cx: &Context<'_>) -> Result<()> {
    let guarded = team("guarded", 1).create()?;
    Guarded { id: 0, team_id: guarded.id }.create()?;
    let free = team("free", 1).create()?;
    let mut keys = vec![free.id];
    keys.extend((1_000_000..).take(cx.db.dialect().limits().in_list.min(1_024)));
    keys.push(guarded.id);
    let error = failure(cx.db.transaction(|_| Team::delete_many(&keys)));
    assert!(error.is_foreign_key_violation(), "{error}");
    Ok(())
}

fn a_delete_that_violates_deletes_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Guarded>()?;
    delete_with_a_guarded_last(cx)?;
    let keys = Team::query().pluck(Team::ID)?;
    assert!(failure(Team::delete_many(keys)).is_foreign_key_violation());
    assert_eq!(Team::query().count()?, 2);
    Ok(Passed)
}

/// Lists of more than one statement: one statement that fails is a failed statement of the
/// transaction, of which some databases then give up the whole.
fn the_rest_of_the_transaction_survives(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Guarded>()?;
    cx.db.transaction(|_| {
        let mut first = team("first", 1).create()?;
        let mut list = teams(4, 3);
        list[1].id = 900;
        assert!(failure(Team::insert_many(&mut list)).is_unique_violation());
        first.seats = 7;
        let mut list = [first.clone(), Team { id: 4_711, ..team("nobody", 1) }];
        assert!(failure(Team::update_many(&mut list)).is_not_found());
        if cx.capabilities().upsert {
            let list = [Team { id: 900, ..team("new", 1) }, team("first", 2)];
            assert!(failure(Team::upsert_many(&list).run()).is_unique_violation());
        }
        delete_with_a_guarded_last(cx)?;
        Team::insert_many(&mut [team("last", 1)])
    })?;
    let names = Team::query().order_by(Team::NAME).pluck(Team::NAME)?;
    assert_eq!(names, ["first", "free", "guarded", "last"]);
    assert_eq!(Team::filter(Team::NAME.eq("first")).one()?.seats, 1);
    Ok(Passed)
}

fn a_rolled_back_transaction_takes_all_rows_along(cx: &Context<'_>) -> CaseResult {
    cx.create::<Seat>()?;
    let tx = cx.db.begin()?;
    let mut list = seats(3);
    Seat::insert_many_on(&tx, &mut list)?;
    assert_eq!(Seat::on(&tx).order_by(Seat::ID).all()?, list);
    tx.rollback()?;
    assert_eq!(Seat::query().count()?, 0);
    let result: Result<()> = cx.db.transaction(|_| {
        Seat::insert_many(&mut seats(rows_per_statement(cx, 1) + 1))?;
        stop()
    });
    failure(result);
    assert_eq!(Seat::query().count()?, 0);
    Ok(Passed)
}

/// Devices of which the last makes the library panic when all others are on their way.
fn devices(cx: &Context<'_>) -> Vec<Device> {
    let mut devices = vec![Device::default(); rows_per_statement(cx, 1) + 1];
    devices.push(Device { id: 0, fuse: Fuse { amperes: 16, blown: true } });
    devices
}

fn a_panic_stores_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Device>()?;
    let mut devices = devices(cx);
    let panicking = || Device::insert_many(&mut devices);
    assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
    assert!(devices.iter().all(|device| device.id == 0));
    assert_eq!(Device::query().count()?, 0);
    Device::insert_many(&mut devices[..2])?;
    assert_eq!(Device::query().count()?, 2);
    Ok(Passed)
}

fn a_panic_leaves_the_rest_of_the_transaction(cx: &Context<'_>) -> CaseResult {
    cx.create::<Device>()?;
    cx.db.transaction(|_| {
        Device::default().create()?;
        let panicking = || Device::insert_many(&mut devices(cx));
        assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
        Device::default().create()
    })?;
    assert_eq!(Device::query().count()?, 2, "and none of the list");
    Ok(Passed)
}
