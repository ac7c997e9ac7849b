//! Structs that remember what they were.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Account, Person, Team, people, person, team};
use crate::{Context, Outcome::Passed};

cases![tracked:
    a_fresh_one_has_not_changed,
    changes_are_named_by_their_fields,
    what_was_set_back_has_not_changed,
    save_writes_the_changed_columns_only,
    save_of_a_clean_one_runs_nothing,
    save_forgets_the_changes,
    after_a_failed_save_the_changes_are_still_there,
    revert_brings_the_old_values_back,
    into_inner_gives_the_changed_struct,
    the_key_moves_the_row,
    an_unsaved_struct_is_refused,
    save_on_a_given_database,
    reload_forgets_the_changes,
    a_stale_one_is_saved_after_a_reload,
    other_verbs_leave_no_changes_behind,
];

fn a_fresh_one_has_not_changed(cx: &Context<'_>) -> CaseResult {
    let ada = people(cx)?.swap_remove(0).tracked();
    assert_eq!(ada.name, "ada");
    assert!(!ada.is_changed() && ada.changed().is_empty());
    Ok(Passed)
}

fn changes_are_named_by_their_fields(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.score = None;
    ada.age = 37;
    assert_eq!(ada.changed(), ["age", "score"]);
    assert!(ada.is_changed());
    Ok(Passed)
}

fn what_was_set_back_has_not_changed(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.age = 37;
    ada.name.push('!');
    ada.age = 36;
    assert_eq!(ada.changed(), ["name"]);
    ada.name.pop();
    assert!(!ada.is_changed());
    Ok(Passed)
}

fn save_writes_the_changed_columns_only(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    Person::filter(Person::ID.eq(ada.id)).update_all(Person::TEAM.set("green"))?;
    ada.age = 37;
    ada.save()?;
    let stored = Person::find(ada.id)?;
    assert_eq!((stored.age, stored.team.as_str()), (37, "green"));
    Ok(Passed)
}

fn save_of_a_clean_one_runs_nothing(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    cx.db.drop_table::<Person>()?;
    ada.save()?;
    ada.age += 1;
    ada.age -= 1;
    ada.save()?;
    Ok(Passed)
}

fn save_forgets_the_changes(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.age = 37;
    ada.save()?;
    assert!(!ada.is_changed());
    ada.age = 36;
    assert_eq!(ada.changed(), ["age"], "compared with what was saved last");
    Ok(Passed)
}

fn after_a_failed_save_the_changes_are_still_there(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let mut blues = team("blues", 2).create()?.tracked();
    blues.name = "reds".into();
    assert!(failure(blues.save()).is_unique_violation());
    assert_eq!(blues.changed(), ["name"]);
    assert_eq!(blues.name, "reds");
    blues.name = "greens".into();
    blues.save()?;
    assert_eq!(Team::find(blues.id)?.name, "greens");
    Ok(Passed)
}

fn revert_brings_the_old_values_back(cx: &Context<'_>) -> CaseResult {
    let mut all = people(cx)?;
    let mut bob = all[1].clone().tracked();
    bob.nickname = None;
    bob.age = 99;
    bob.revert()?;
    assert!(!bob.is_changed());
    assert_eq!(bob.into_inner(), all.swap_remove(1));
    Ok(Passed)
}

fn into_inner_gives_the_changed_struct(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.age = 37;
    let ada = ada.into_inner();
    assert_eq!(ada.age, 37);
    assert_eq!(Person::find(ada.id)?.age, 36);
    Ok(Passed)
}

fn the_key_moves_the_row(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().generated_key_changes, "a key that the database made stays");
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.id = 5_000;
    ada.age = 37;
    ada.save()?;
    assert_eq!(Person::find(5_000)?.age, 37);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn an_unsaved_struct_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut ada = person("ada", 36).tracked();
    ada.age = 37;
    assert_eq!(failure(ada.save()).kind(), ErrorKind::InvalidState, "as `update` refuses it");
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn save_on_a_given_database(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.age = 37;
    let tx = cx.db.begin()?;
    ada.save_on(&tx)?;
    assert_eq!(Person::on(&tx).find(ada.id)?.age, 37);
    tx.rollback()?;
    assert_eq!(Person::find(ada.id)?.age, 36);
    Ok(Passed)
}

fn reload_forgets_the_changes(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    Person::filter(Person::ID.eq(ada.id)).update_all(Person::AGE.set(50))?;
    ada.name = "forgotten".into();
    ada.reload()?;
    assert_eq!((ada.name.as_str(), ada.age), ("ada", 50));
    assert!(ada.changed().is_empty(), "it equals its row, but {:?} changed", ada.changed());
    Ok(Passed)
}

fn a_stale_one_is_saved_after_a_reload(cx: &Context<'_>) -> CaseResult {
    cx.create::<Account>()?;
    let account = Account { owner: "ada".into(), ..Default::default() }.create()?;
    let mut first = account.clone();
    let mut second = account.tracked();
    first.update(|row| row.balance = 10)?;
    second.balance = 20;
    assert!(failure(second.save()).is_stale());
    second.reload()?;
    second.balance += 20;
    second.save()?;
    let stored = Account::find(second.id)?;
    assert_eq!((stored.balance, stored.version), (30, 3));
    Ok(Passed)
}

fn other_verbs_leave_no_changes_behind(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0).tracked();
    ada.update(|row| row.age = 37)?;
    assert!(ada.changed().is_empty(), "{:?} is stored already", ada.changed());
    Ok(Passed)
}
