//! Soft deletion: `deleted_at`.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use chrono::{SubsecRound, Utc};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Draft, Memo, Note, people};
use crate::{Context, Outcome::Passed};

cases![soft_delete:
    delete_marks_the_row,
    queries_do_not_see_deleted_rows,
    verbs_by_key_do_not_see_deleted_rows,
    with_deleted_and_only_deleted,
    filters_count_among_deleted_rows_too,
    delete_twice_is_not_found,
    restore_brings_the_row_back,
    restore_of_a_live_row_is_not_found,
    restore_needs_a_deleted_at,
    save_after_restore_updates_the_row,
    delete_forever_removes_the_row,
    delete_all_marks_the_rows,
    delete_all_forever_removes_them,
    update_all_leaves_deleted_rows_alone,
    reload_sees_a_deleted_row,
    find_through_a_query,
    a_key_that_the_user_assigns,
    delete_leaves_version_and_timestamps_alone,
    a_stale_delete_is_refused,
    everything_together,
];

fn notes(cx: &Context<'_>) -> activerecord::Result<Vec<Note>> {
    cx.create::<Note>()?;
    let create = |text: &str| Note { text: text.into(), ..Default::default() }.create();
    ["one", "two", "three"].into_iter().map(create).collect()
}

fn texts(query: Query<Note>) -> activerecord::Result<String> {
    Ok(query.order_by(Note::ID).pluck(Note::TEXT)?.join(" "))
}

fn delete_marks_the_row(cx: &Context<'_>) -> CaseResult {
    let digits = u16::from(cx.capabilities().fraction_digits.min(6));
    let mut note = notes(cx)?.swap_remove(0);
    let before = Utc::now().trunc_subsecs(digits);
    note.delete()?;
    let after = Utc::now();
    let marked = note.deleted_at.unwrap_or_default();
    assert!((before..=after).contains(&marked), "{before} {marked} {after}");
    assert_eq!(Note::with_deleted().find(note.id)?, note);
    Ok(Passed)
}

fn queries_do_not_see_deleted_rows(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[1].delete()?;
    assert_eq!(texts(Note::query())?, "one three");
    assert_eq!(Note::query().count()?, 2);
    assert!(!Note::filter(Note::TEXT.eq("two")).exists()?);
    assert_eq!(Note::find_by(Note::TEXT.eq("two"))?, None);
    assert_eq!(Note::query().max(Note::TEXT)?, Some("three".into()));
    Ok(Passed)
}

fn verbs_by_key_do_not_see_deleted_rows(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[1].delete()?;
    assert!(failure(Note::find(all[1].id)).is_not_found());
    assert!(!Note::exists(all[1].id)?);
    assert_eq!(Note::find_many([all[0].id, all[1].id])?, [all[0].clone()]);
    Ok(Passed)
}

fn with_deleted_and_only_deleted(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[1].delete()?;
    assert_eq!(texts(Note::with_deleted())?, "one two three");
    assert_eq!(texts(Note::only_deleted())?, "two");
    assert_eq!(texts(Note::only_deleted().with_deleted())?, "one two three", "the last one counts");
    Ok(Passed)
}

fn filters_count_among_deleted_rows_too(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[1].delete()?;
    all[2].delete()?;
    let starts_with_t = Note::TEXT.starts_with("t").or(Note::TEXT.eq("one"));
    assert_eq!(texts(Note::filter(starts_with_t.clone()))?, "one");
    assert_eq!(texts(Note::only_deleted().filter(starts_with_t))?, "two three");
    assert_eq!(texts(Note::only_deleted().filter(Note::TEXT.eq("two")))?, "two");
    Ok(Passed)
}

fn delete_twice_is_not_found(cx: &Context<'_>) -> CaseResult {
    let mut note = notes(cx)?.swap_remove(0);
    note.delete()?;
    let marked = note.deleted_at;
    assert!(failure(note.delete()).is_not_found());
    assert_eq!(note.deleted_at, marked);
    assert_eq!(Note::with_deleted().find(note.id)?.deleted_at, marked);
    Ok(Passed)
}

fn restore_brings_the_row_back(cx: &Context<'_>) -> CaseResult {
    let mut note = notes(cx)?.swap_remove(0);
    note.delete()?;
    note.restore()?;
    assert_eq!(note.deleted_at, None);
    assert_eq!(Note::find(note.id)?, note);
    Ok(Passed)
}

fn restore_of_a_live_row_is_not_found(cx: &Context<'_>) -> CaseResult {
    let mut note = notes(cx)?.swap_remove(0);
    assert!(failure(note.restore()).is_not_found());
    assert_eq!(Note::find(note.id)?, note);
    Ok(Passed)
}

fn restore_needs_a_deleted_at(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    let error = failure(ada.restore());
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_says(&error, &["Person", "deleted_at"]);
    Ok(Passed)
}

fn save_after_restore_updates_the_row(cx: &Context<'_>) -> CaseResult {
    let mut note = notes(cx)?.swap_remove(0);
    note.delete()?;
    note.restore()?;
    note.text = "changed".into();
    note.save()?;
    assert_eq!(texts(Note::with_deleted())?, "changed two three");
    Ok(Passed)
}

fn delete_forever_removes_the_row(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[0].delete_forever()?;
    all[1].delete()?;
    all[1].delete_forever()?;
    assert_eq!(texts(Note::with_deleted())?, "three");
    assert!(failure(all[0].delete_forever()).is_not_found());
    Ok(Passed)
}

fn delete_all_marks_the_rows(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[0].delete()?;
    let marked = all[0].deleted_at;
    assert_eq!(Note::filter(Note::TEXT.ne("three")).delete_all()?, 1);
    assert_eq!(texts(Note::query())?, "three");
    assert_eq!(texts(Note::only_deleted())?, "one two");
    assert_eq!(Note::with_deleted().find(all[0].id)?.deleted_at, marked, "it keeps its time");
    Ok(Passed)
}

fn delete_all_forever_removes_them(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[0].delete()?;
    assert_eq!(Note::filter(Note::TEXT.ne("three")).delete_all_forever()?, 1);
    assert_eq!(texts(Note::with_deleted())?, "one three");
    assert_eq!(Note::only_deleted().unfiltered().delete_all_forever()?, 1);
    assert_eq!(texts(Note::with_deleted())?, "three");
    Ok(Passed)
}

fn update_all_leaves_deleted_rows_alone(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[1].delete()?;
    assert_eq!(Note::query().unfiltered().update_all(Note::TEXT.set("new"))?, 2);
    assert_eq!(texts(Note::with_deleted())?, "new two new");
    assert_eq!(Note::with_deleted().unfiltered().update_all(Note::TEXT.set("all"))?, 3);
    Ok(Passed)
}

fn reload_sees_a_deleted_row(cx: &Context<'_>) -> CaseResult {
    let mut mine = notes(cx)?.swap_remove(0);
    let mut theirs = Note::find(mine.id)?;
    theirs.delete()?;
    mine.reload()?;
    assert_eq!(mine, theirs);
    assert!(mine.deleted_at.is_some());
    Ok(Passed)
}

fn find_through_a_query(cx: &Context<'_>) -> CaseResult {
    let mut all = notes(cx)?;
    all[0].delete()?;
    let (deleted, live) = (all[0].id, all[1].id);
    assert_eq!(Note::with_deleted().find(deleted)?.text, "one");
    assert_eq!(Note::only_deleted().find(deleted)?.text, "one");
    assert!(failure(Note::only_deleted().find(live)).is_not_found());
    assert!(failure(Note::query().find(deleted)).is_not_found());
    assert_eq!(Note::with_deleted().find_many([live, deleted])?.len(), 2);
    assert_eq!(Note::query().find_many([live, deleted])?.len(), 1);
    assert_eq!(Note::only_deleted().find_many([live, deleted])?.len(), 1);
    Ok(Passed)
}

fn a_key_that_the_user_assigns(cx: &Context<'_>) -> CaseResult {
    cx.create::<Memo>()?;
    let mut memo = Memo { name: "plan".into(), removed: None };
    memo.save()?;
    memo.delete()?;
    assert!(memo.removed.is_some());
    assert!(!Memo::exists("plan")?);
    memo.save()?;
    assert_eq!(Memo::with_deleted().all()?, [memo.clone()], "saving does not bring it back");
    memo.restore()?;
    assert_eq!(Memo::find("plan")?, memo);
    Ok(Passed)
}

fn delete_leaves_version_and_timestamps_alone(cx: &Context<'_>) -> CaseResult {
    cx.create::<Draft>()?;
    let mut draft = Draft { text: "one".into(), ..Default::default() }.create()?;
    let before = draft.clone();
    draft.delete()?;
    assert_eq!(draft, Draft { deleted_at: draft.deleted_at, ..before });
    assert_eq!(Draft::with_deleted().find(draft.id)?, draft);
    Ok(Passed)
}

fn a_stale_delete_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Draft>()?;
    let mut first = Draft { text: "one".into(), ..Default::default() }.create()?;
    let mut second = first.clone();
    first.update(|row| row.text = "two".into())?;
    assert!(failure(second.delete()).is_stale());
    assert_eq!(second.deleted_at, None);
    assert!(failure(second.delete_forever()).is_stale());
    assert_eq!(Draft::query().count()?, 1);
    Ok(Passed)
}

fn everything_together(cx: &Context<'_>) -> CaseResult {
    cx.create::<Draft>()?;
    let mut draft = Draft { text: "one".into(), ..Default::default() }.create()?;
    draft.update(|row| row.text = "two".into())?;
    draft.delete()?;
    draft.restore()?;
    draft.update(|row| row.text = "three".into())?;
    draft.save()?;
    let stored = Draft::find(draft.id)?;
    assert_eq!(stored, draft);
    assert_eq!((stored.text.as_str(), stored.version), ("three", 4));
    assert_eq!(Draft::with_deleted().count()?, 1);
    Ok(Passed)
}
