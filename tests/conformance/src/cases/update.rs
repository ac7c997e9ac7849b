//! `update`: the changed columns only.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Account, Article, Cell, Counter, Loose, Person, Settings, Team, people, person, team,
};
use crate::{Context, Outcome::Passed};

cases![update:
    changed_columns_only,
    nothing_changed_is_no_statement,
    set_and_set_back_is_no_statement,
    a_change_inside_of_a_document_is_noticed,
    a_change_inside_of_bytes_is_noticed,
    to_null_and_back,
    of_a_missing_row_is_not_found,
    of_an_unsaved_struct_is_refused,
    a_failed_update_leaves_the_struct_as_it_was,
    the_key_moves_the_row,
    the_key_and_another_column_together,
    a_taken_key_is_refused,
    a_column_of_the_database_is_refused,
    a_column_of_the_library_is_refused,
    a_column_of_the_database_is_read_back,
    same_value_again_is_no_missing_row,
    several_times,
];

fn changed_columns_only(cx: &Context<'_>) -> CaseResult {
    let mut mine = people(cx)?.swap_remove(0);
    Person::filter(Person::ID.eq(mine.id)).update_all(Person::TEAM.set("green"))?;
    mine.update(|row| row.age = 37)?;
    let stored = Person::find(mine.id)?;
    assert_eq!((stored.age, stored.team.as_str()), (37, "green"));
    assert_eq!(mine.team, "red", "what was not changed is not read either");
    Ok(Passed)
}

fn nothing_changed_is_no_statement(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    // Without its table any statement would fail.
    cx.db.drop_table::<Person>()?;
    ada.update(|_| {})?;
    failure(ada.update(|row| row.age += 1));
    Ok(Passed)
}

fn set_and_set_back_is_no_statement(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    cx.db.drop_table::<Person>()?;
    ada.update(|row| {
        row.name = "somebody".into();
        row.age += 1;
        row.name = "ada".into();
        row.age -= 1;
    })?;
    Ok(Passed)
}

fn a_change_inside_of_a_document_is_noticed(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cell<Json<Settings>>>()?;
    let settings = Settings { theme: "dark".into(), ..Default::default() };
    let mut cell = Cell { id: 0, value: Json(settings) }.create()?;
    cell.update(|cell| cell.value.tags.push("new".into()))?;
    assert_eq!(Cell::<Json<Settings>>::find(cell.id)?.value.tags, ["new"]);
    Ok(Passed)
}

fn a_change_inside_of_bytes_is_noticed(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cell<Vec<u8>>>()?;
    let mut cell = Cell { id: 0, value: vec![1, 2, 3] }.create()?;
    cell.update(|cell| cell.value[1] = 9)?;
    assert_eq!(Cell::<Vec<u8>>::find(cell.id)?.value, [1, 9, 3]);
    Ok(Passed)
}

fn to_null_and_back(cx: &Context<'_>) -> CaseResult {
    let mut bob = people(cx)?.swap_remove(1);
    bob.update(|row| row.nickname = None)?;
    assert_eq!(Person::find(bob.id)?.nickname, None);
    bob.update(|row| {
        row.nickname = Some("rob".into());
        row.score = Some(1);
    })?;
    assert_eq!(Person::find(bob.id)?, bob);
    Ok(Passed)
}

fn of_a_missing_row_is_not_found(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    Person::filter(Person::ID.eq(ada.id)).delete_all()?;
    let before = ada.clone();
    assert!(failure(ada.update(|row| row.age = 1)).is_not_found());
    assert_eq!(ada, before);
    Ok(Passed)
}

fn of_an_unsaved_struct_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut ada = person("ada", 36);
    let error = failure(ada.update(|row| row.age = 1));
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_says(&error, &["Person", "not created yet", "`create`"]);
    assert_eq!(ada, person("ada", 36));
    Ok(Passed)
}

fn a_failed_update_leaves_the_struct_as_it_was(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let mut blues = team("blues", 2).create()?;
    let before = blues.clone();
    let error = failure(blues.update(|row| {
        row.name = "reds".into();
        row.seats = 9;
    }));
    assert!(error.is_unique_violation());
    assert_eq!(blues, before);
    assert_eq!(Team::find(blues.id)?, before);
    Ok(Passed)
}

fn the_key_moves_the_row(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().generated_key_changes, "a key that the database made stays");
    let mut all = people(cx)?;
    let old = all[0].id;
    all[0].update(|row| row.id = 5_000)?;
    assert_eq!(Person::find(5_000)?, all[0]);
    assert!(failure(Person::find(old)).is_not_found());
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn the_key_and_another_column_together(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().generated_key_changes, "a key that the database made stays");
    let mut all = people(cx)?;
    all[0].update(|row| {
        row.id = 5_000;
        row.age = 99;
    })?;
    assert_eq!(Person::find(5_000)?.age, 99);
    all[0].update(|row| row.age = 100)?;
    assert_eq!(Person::find(5_000)?.age, 100);
    Ok(Passed)
}

fn a_taken_key_is_refused(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().generated_key_changes, "a key that the database made stays");
    let mut all = people(cx)?;
    let (own, taken) = (all[0].id, all[1].id);
    assert!(failure(all[0].update(|row| row.id = taken)).is_unique_violation());
    assert_eq!(all[0].id, own);
    assert_eq!(Person::find(taken)?, all[1]);
    Ok(Passed)
}

fn a_column_of_the_database_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Counter>()?;
    let mut counter = Counter { name: "visits".into(), ..Default::default() }.create()?;
    let error = failure(counter.update(|row| {
        row.name = "changed".into();
        row.start = 1;
    }));
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_eq!(error.column(), Some("start"));
    assert_eq!((counter.name.as_str(), counter.start), ("visits", 7));
    Ok(Passed)
}

fn a_column_of_the_library_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Account>()?;
    cx.create::<Article>()?;
    let mut account = Account { owner: "ada".into(), ..Default::default() }.create()?;
    let error = failure(account.update(|row| row.version = 9));
    assert_eq!((error.kind(), error.column()), (ErrorKind::InvalidState, Some("version")));
    assert_eq!(account.version, 1);
    let mut article = Article { title: "news".into(), ..Default::default() }.create()?;
    let before = article.clone();
    let error = failure(article.update(|row| row.created_at = Default::default()));
    assert_eq!((error.kind(), error.column()), (ErrorKind::InvalidState, Some("created_at")));
    failure(article.update(|row| row.updated_at = Default::default()));
    assert_eq!(article, before);
    Ok(Passed)
}

fn a_column_of_the_database_is_read_back(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().update_returning, "an UPDATE hands nothing back");
    cx.create::<Counter>()?;
    let mut counter = Counter { name: "visits".into(), ..Default::default() }.create()?;
    Counter::filter(Counter::ID.eq(counter.id)).update_all(Counter::START.set(8))?;
    counter.update(|row| row.name = "hits".into())?;
    assert_eq!((counter.name.as_str(), counter.start), ("hits", 8));
    Ok(Passed)
}

/// Some databases count only rows that differ afterwards.
fn same_value_again_is_no_missing_row(cx: &Context<'_>) -> CaseResult {
    cx.create::<Loose>()?;
    let mut row = Loose { id: 0, label: Some("a".into()) }.create()?;
    row.save()?;
    Loose::filter(Loose::ID.eq(row.id)).update_all(Loose::LABEL.set("b"))?;
    row.update(|row| row.label = Some("b".into()))?;
    assert_eq!(Loose::find(row.id)?, row);
    Ok(Passed)
}

fn several_times(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    for age in 37..60 {
        ada.update(|row| row.age = age)?;
        assert_eq!(Person::find(ada.id)?.age, age);
    }
    Ok(Passed)
}
