//! Create, find, save, reload, delete.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Bare, Cached, Person, Wider, people, person, team};
use crate::models::{Loose, Team};
use crate::{Context, Outcome::Passed};

cases![crud:
    create_fills_in_the_key,
    create_stores_every_column,
    create_sends_a_key_that_is_set,
    create_stores_what_equals_a_default,
    create_without_any_column,
    insert_keeps_the_struct,
    a_failed_insert_leaves_the_struct_as_it_was,
    a_failed_insert_stores_nothing,
    a_skipped_field_is_no_column,
    save_inserts_while_the_key_is_unset,
    save_updates_once_the_key_is_set,
    save_makes_the_whole_row_equal,
    save_of_a_row_that_is_gone_is_not_found,
    a_failed_save_leaves_the_struct_as_it_was,
    reload_sees_what_others_wrote,
    reload_keeps_fields_that_are_no_columns,
    reload_of_an_unsaved_struct_is_not_found,
    a_failed_reload_leaves_the_struct_as_it_was,
    delete_removes_that_row_only,
    delete_twice_is_not_found,
    save_after_delete_does_not_insert_again,
    forms_with_a_given_database,
];

fn create_fills_in_the_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let ada = person("ada", 36).create()?;
    let bob = person("bob", 18).create()?;
    assert!(ada.id > 0, "the key is {}", ada.id);
    assert!(bob.id > 0 && bob.id != ada.id, "the keys are {} and {}", ada.id, bob.id);
    assert_eq!(ada, Person { id: ada.id, ..person("ada", 36) });
    Ok(Passed)
}

fn create_stores_every_column(cx: &Context<'_>) -> CaseResult {
    for created in people(cx)? {
        assert_eq!(Person::find(created.id)?, created);
    }
    Ok(Passed)
}

fn create_sends_a_key_that_is_set(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let created = Person { id: 777, ..person("ada", 36) }.create()?;
    assert_eq!(created.id, 777);
    assert_eq!(Person::find(777)?.name, "ada");
    Ok(Passed)
}

fn create_stores_what_equals_a_default(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let created = team("reds", 0).create()?;
    assert_eq!(created.seats, 0);
    assert_eq!(Team::find(created.id)?.seats, 0, "not the 11 of the column's default");
    Ok(Passed)
}

fn create_without_any_column(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bare>()?;
    let first = Bare::default().create()?;
    let second = Bare::default().create()?;
    assert_ne!(first.id, second.id);
    assert_eq!(Bare::query().count()?, 2);
    Ok(Passed)
}

fn insert_keeps_the_struct(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut ada = person("ada", 36);
    ada.insert()?;
    assert_eq!(Person::find(ada.id)?, ada);
    Ok(Passed)
}

fn a_failed_insert_leaves_the_struct_as_it_was(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let mut second = team("reds", 2);
    assert!(failure(second.insert()).is_unique_violation());
    assert_eq!(second, team("reds", 2));
    Ok(Passed)
}

fn a_failed_insert_stores_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    failure(team("reds", 2).create());
    assert_eq!(Team::query().pluck(Team::SEATS)?, [1]);
    Ok(Passed)
}

fn a_skipped_field_is_no_column(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cached>()?;
    let lookups = vec!["kept in memory".to_owned()];
    let created = Cached { id: 0, name: "ada".into(), lookups: lookups.clone() }.create()?;
    assert_eq!(created.lookups, lookups);
    assert_eq!(Cached::find(created.id)?.lookups, Vec::<String>::new());
    Ok(Passed)
}

fn save_inserts_while_the_key_is_unset(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut ada = person("ada", 36);
    ada.save()?;
    assert!(ada.id > 0);
    assert_eq!(Person::query().all()?, [ada]);
    Ok(Passed)
}

fn save_updates_once_the_key_is_set(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let mut ada = all[0].clone();
    ada.age = 37;
    ada.nickname = Some("countess".into());
    ada.save()?;
    assert_eq!(Person::find(ada.id)?, ada);
    assert_eq!(Person::find(all[1].id)?, all[1], "other rows stay");
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn save_makes_the_whole_row_equal(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    Person::filter(Person::ID.eq(ada.id)).update_all(Person::TEAM.set("green"))?;
    ada.age = 37;
    ada.save()?;
    assert_eq!(Person::find(ada.id)?.team, "red", "also what was not changed is written");
    Ok(Passed)
}

fn save_of_a_row_that_is_gone_is_not_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut nobody = Person { id: 4_711, ..person("nobody", 1) };
    assert!(failure(nobody.save()).is_not_found());
    assert_eq!(nobody, Person { id: 4_711, ..person("nobody", 1) });
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn a_failed_save_leaves_the_struct_as_it_was(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let mut blues = team("blues", 2).create()?;
    blues.name = "reds".into();
    let before = blues.clone();
    assert!(failure(blues.save()).is_unique_violation());
    assert_eq!(blues, before);
    assert_eq!(Team::find(blues.id)?.name, "blues");
    Ok(Passed)
}

fn reload_sees_what_others_wrote(cx: &Context<'_>) -> CaseResult {
    let mut mine = people(cx)?.swap_remove(0);
    let mut theirs = Person::find(mine.id)?;
    theirs.update(|row| {
        row.age = 37;
        row.score = None;
    })?;
    mine.reload()?;
    assert_eq!(mine, theirs);
    Ok(Passed)
}

fn reload_keeps_fields_that_are_no_columns(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cached>()?;
    let mut row = Cached { id: 0, name: "ada".into(), lookups: vec!["kept".into()] }.create()?;
    row.name = "changed in memory only".into();
    row.reload()?;
    assert_eq!((row.name.as_str(), row.lookups.len()), ("ada", 1));
    Ok(Passed)
}

fn reload_of_an_unsaved_struct_is_not_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut ada = person("ada", 36);
    assert!(failure(ada.reload()).is_not_found());
    assert_eq!(ada, person("ada", 36));
    Ok(Passed)
}

/// A column of the row does not fit the struct.
fn a_failed_reload_leaves_the_struct_as_it_was(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "NULL in a text field is an empty text");
    cx.create::<Loose>()?;
    let loose = Loose { id: 0, label: None }.create()?;
    let mut strict = crate::models::Strict { id: loose.id, label: "mine".into() };
    assert_eq!(failure(strict.reload()).kind(), ErrorKind::UnexpectedNull);
    assert_eq!(strict.label, "mine");
    let mut wider = Wider { id: loose.id, label: "mine".into(), width: 3 };
    assert_eq!(failure(wider.reload()).kind(), ErrorKind::ObjectMissing);
    assert_eq!(wider, Wider { id: loose.id, label: "mine".into(), width: 3 });
    Ok(Passed)
}

fn delete_removes_that_row_only(cx: &Context<'_>) -> CaseResult {
    let mut all = people(cx)?;
    all[1].delete()?;
    assert!(failure(Person::find(all[1].id)).is_not_found());
    assert_eq!(
        Person::query().order_by(Person::NAME).pluck(Person::NAME)?.join(" "),
        "ada cid dan eve"
    );
    Ok(Passed)
}

fn delete_twice_is_not_found(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    ada.delete()?;
    assert!(failure(ada.delete()).is_not_found());
    assert!(failure(person("never stored", 1).delete()).is_not_found());
    assert_eq!(Person::query().count()?, 4);
    Ok(Passed)
}

fn save_after_delete_does_not_insert_again(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    ada.delete()?;
    assert!(failure(ada.save()).is_not_found());
    assert!(failure(ada.update(|row| row.age = 1)).is_not_found());
    assert_eq!(Person::query().count()?, 4);
    Ok(Passed)
}

fn forms_with_a_given_database(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    cx.create::<Person>()?;
    other.create_table::<Person>()?;
    let mut ada = person("ada", 36).create_on(&other)?;
    let mut bob = person("bob", 18);
    bob.insert_on(&other)?;
    bob.age = 19;
    bob.save_on(&other)?;
    ada.update_on(&other, |row| row.age = 37)?;
    let mut copy = Person { name: "stale".into(), ..ada.clone() };
    copy.reload_on(&other)?;
    assert_eq!(copy, ada);
    assert_eq!(Person::on(&other).order_by(Person::NAME).pluck(Person::AGE)?, [37, 19]);
    bob.delete_on(&other)?;
    assert_eq!(Person::on(&other).find(ada.id)?, ada);
    assert_eq!(Person::on(&other).count()?, 1);
    assert_eq!(Person::query().count()?, 0, "the implicit database was left alone");
    Ok(Passed)
}
