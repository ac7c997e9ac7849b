//! `delete_many`: rows by their keys.

use activerecord::Result;
use activerecord::prelude::*;
use uuid::Uuid;

use super::{failure, stop};
use crate::case::{CaseResult, cases};
use crate::models::{
    Account, Country, Document, Guarded, Invoice, InvoiceId, Line, Memo, Note, Person, Player,
    Team, country, line, names, people, team,
};
use crate::{Context, Outcome::Passed};

cases![many_delete:
    an_empty_list_runs_nothing,
    the_rows_of_the_keys_are_deleted,
    missing_and_repeated_keys_do_not_count,
    keys_are_taken_by_reference,
    text_uuid_and_newtype_keys,
    composite_keys,
    versions_are_not_looked_at,
    soft_deleted_models_are_marked,
    soft_deletion_with_a_time_without_a_zone,
    a_foreign_key_keeps_all_rows,
    rows_that_go_along_do_not_count,
    in_a_given_transaction,
];

/// There is no table: a statement would fail.
fn an_empty_list_runs_nothing(cx: &Context<'_>) -> CaseResult {
    assert_eq!(Person::delete_many(Vec::<i64>::new())?, 0);
    assert_eq!(Line::delete_many_on(&cx.db, Vec::<(i64, i32)>::new())?, 0);
    Ok(Passed)
}

fn the_rows_of_the_keys_are_deleted(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    assert_eq!(Person::delete_many([all[3].id, all[0].id, all[4].id])?, 3);
    assert_eq!(names(Person::query())?, "bob cid");
    assert_eq!(Person::delete_many([all[1].id])?, 1);
    assert_eq!(names(Person::query())?, "cid");
    Ok(Passed)
}

fn missing_and_repeated_keys_do_not_count(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let keys = [all[1].id, 4_711, all[1].id, all[2].id, -1, all[1].id];
    assert_eq!(Person::delete_many(keys)?, 2);
    assert_eq!(Person::delete_many(keys)?, 0);
    assert_eq!(names(Person::query())?, "ada dan eve");
    Ok(Passed)
}

fn keys_are_taken_by_reference(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let keys: Vec<i64> = all.iter().map(|person| person.id).collect();
    assert_eq!(Person::delete_many(&keys[..2])?, 2);
    assert_eq!(Person::delete_many(all.iter().map(|person| &person.id))?, 3);
    Ok(Passed)
}

fn text_uuid_and_newtype_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    Country::insert_many(&mut [country("it", "Italy"), country("o'x", "?"), country("fr", "F")])?;
    assert_eq!(Country::delete_many(["o'x", "it", "xx"])?, 2);
    assert_eq!(Country::query().pluck(Country::CODE)?, ["fr"]);
    cx.create::<Document>()?;
    let mut documents = vec![Document { title: "page".into(), ..Default::default() }; 3];
    Document::insert_many(&mut documents)?;
    let keys = [documents[0].id, Uuid::from_u128(1), documents[2].id];
    assert_eq!(Document::delete_many(keys)?, 2);
    assert_eq!(Document::query().all()?, documents[1..2]);
    cx.create::<Invoice>()?;
    let invoice = Invoice { customer: "ada".into(), ..Default::default() }.create()?;
    assert_eq!(Invoice::delete_many([invoice.id, InvoiceId(4_711)])?, 1);
    Ok(Passed)
}

fn composite_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Line>()?;
    let mut lines =
        [line(1, 1, "a", 1), line(1, 2, "b", 1), line(2, 1, "c", 1), line(2, 2, "d", 1)];
    Line::insert_many(&mut lines)?;
    assert_eq!(Line::delete_many([(1, 2), (2, 1), (3, 3), (1, 2)])?, 2);
    let products = Line::query().order_by(Line::PRODUCT).pluck(Line::PRODUCT)?;
    assert_eq!(products, ["a", "d"]);
    Ok(Passed)
}

fn versions_are_not_looked_at(cx: &Context<'_>) -> CaseResult {
    cx.create::<Account>()?;
    let mut account = Account { owner: "ada".into(), ..Default::default() }.create()?;
    account.update(|row| row.balance = 1)?;
    assert_eq!(Account::delete_many([account.id])?, 1);
    assert!(failure(account.update(|row| row.balance = 2)).is_stale());
    Ok(Passed)
}

fn soft_deleted_models_are_marked(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    let mut notes = ["a", "b", "c"].map(|text| Note { text: text.into(), ..Default::default() });
    Note::insert_many(&mut notes)?;
    let keys = notes.each_ref().map(|note| note.id);
    assert_eq!(Note::delete_many([keys[0], keys[2], 4_711])?, 2);
    assert_eq!(Note::query().pluck(Note::TEXT)?, ["b"]);
    let first = Note::with_deleted().find(keys[0])?;
    assert_eq!(Note::with_deleted().find(keys[2])?.deleted_at, first.deleted_at);
    assert_eq!(Note::delete_many(keys)?, 1, "the others are deleted already");
    assert_eq!(Note::with_deleted().find(keys[0])?, first, "and keep their time");
    notes[0].reload()?;
    notes[0].restore()?;
    assert_eq!(Note::find(keys[0])?.text, "a");
    Ok(Passed)
}

fn soft_deletion_with_a_time_without_a_zone(cx: &Context<'_>) -> CaseResult {
    cx.create::<Memo>()?;
    let memo = |name: &str| Memo { name: name.into(), removed: None };
    Memo::insert_many(&mut [memo("a"), memo("b")])?;
    assert_eq!(Memo::delete_many(["b", "c"])?, 1);
    assert_eq!(Memo::query().all()?, [memo("a")]);
    assert!(Memo::with_deleted().find("b")?.removed.is_some());
    Ok(Passed)
}

fn a_foreign_key_keeps_all_rows(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Guarded>()?;
    let mut teams = [team("a", 1), team("b", 2), team("c", 3)];
    Team::insert_many(&mut teams)?;
    let guarded = Guarded { id: 0, team_id: teams[1].id }.create()?;
    let keys = teams.each_ref().map(|team| team.id);
    let error = failure(Team::delete_many(keys));
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(error.model(), Some("Team"));
    assert_eq!(Team::query().count()?, 3);
    Guarded::delete_many([guarded.id])?;
    assert_eq!(Team::delete_many(keys)?, 3);
    Ok(Passed)
}

fn rows_that_go_along_do_not_count(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Player>()?;
    let mut teams = [team("a", 1), team("b", 2)];
    Team::insert_many(&mut teams)?;
    let player = |team_id| Player { id: 0, team_id, name: "ada".into() };
    Player::insert_many(&mut [0, 0, 1].map(|index: usize| player(teams[index].id)))?;
    assert_eq!(Team::delete_many([teams[0].id])?, 1);
    assert_eq!(Player::query().pluck(Player::TEAM_ID)?, [teams[1].id]);
    Ok(Passed)
}

fn in_a_given_transaction(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let tx = cx.db.begin()?;
    assert_eq!(Person::delete_many_on(&tx, [all[0].id, all[1].id])?, 2);
    assert_eq!(Person::on(&tx).count()?, 3);
    tx.rollback()?;
    let result: Result<()> = cx.db.transaction(|_| {
        Person::delete_many(all.iter().map(|person| person.id))?;
        assert_eq!(Person::query().count()?, 0);
        stop()
    });
    failure(result);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}
