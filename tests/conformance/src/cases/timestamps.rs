//! `created_at` and `updated_at`.

use std::thread::sleep;
use std::time::Duration;

use activerecord::prelude::*;
use chrono::{DateTime, SubsecRound, Utc};

use super::failure;
use crate::case::{CaseResult, cases};
use crate::models::{Article, Naive, Setting};
use crate::{Context, Outcome::Passed};

cases![timestamps:
    both_are_set_to_one_instant,
    they_are_the_time_of_the_insert,
    the_struct_equals_the_row,
    update_sets_updated_at_only,
    save_sets_updated_at_only,
    a_clean_update_sets_nothing,
    save_never_rewrites_created_at,
    a_failed_insert_sets_nothing,
    a_failed_update_sets_nothing,
    other_types_and_names,
    update_all_sets_updated_at,
    update_all_may_set_it_by_hand,
    saving_an_assigned_key_again_keeps_created_at,
    saving_an_assigned_key_again_leaves_the_struct_equal_to_the_row,
];

/// Longer than the coarsest clock that a column has in tests: milliseconds.
const STEP: Duration = Duration::from_millis(5);

fn article(cx: &Context<'_>) -> activerecord::Result<Article> {
    cx.create::<Article>()?;
    Article { title: "news".into(), ..Default::default() }.create()
}

/// Now, in the precision that the library writes.
fn now(cx: &Context<'_>) -> DateTime<Utc> {
    Utc::now().trunc_subsecs(u16::from(cx.capabilities().fraction_digits.min(6)))
}

fn both_are_set_to_one_instant(cx: &Context<'_>) -> CaseResult {
    let article = article(cx)?;
    assert_eq!(article.created_at, article.updated_at);
    assert_ne!(article.created_at, DateTime::<Utc>::default());
    Ok(Passed)
}

fn they_are_the_time_of_the_insert(cx: &Context<'_>) -> CaseResult {
    let before = now(cx);
    let article = article(cx)?;
    let after = now(cx);
    assert!((before..=after).contains(&article.created_at), "{article:?}");
    Ok(Passed)
}

fn the_struct_equals_the_row(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    assert_eq!(Article::find(article.id)?, article);
    article.update(|row| row.title = "more news".into())?;
    assert_eq!(Article::find(article.id)?, article);
    article.title = "old news".into();
    article.save()?;
    assert_eq!(Article::find(article.id)?, article);
    Ok(Passed)
}

fn update_sets_updated_at_only(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    let before = article.clone();
    sleep(STEP);
    article.update(|row| row.title = "more news".into())?;
    assert_eq!(article.created_at, before.created_at);
    assert!(article.updated_at > before.updated_at, "{article:?}");
    Ok(Passed)
}

fn save_sets_updated_at_only(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    let before = article.clone();
    sleep(STEP);
    article.save()?;
    let stored = Article::find(article.id)?;
    assert_eq!(stored.created_at, before.created_at);
    assert!(stored.updated_at > before.updated_at, "{stored:?}");
    Ok(Passed)
}

fn a_clean_update_sets_nothing(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    let before = article.clone();
    sleep(STEP);
    article.update(|_| {})?;
    assert_eq!(article, before);
    assert_eq!(Article::find(article.id)?, before);
    Ok(Passed)
}

fn save_never_rewrites_created_at(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    let created_at = article.created_at;
    article.created_at = DateTime::default();
    article.title = "more news".into();
    article.save()?;
    let stored = Article::find(article.id)?;
    assert_eq!((stored.created_at, stored.title.as_str()), (created_at, "more news"));
    Ok(Passed)
}

/// There is no table.
fn a_failed_insert_sets_nothing(_: &Context<'_>) -> CaseResult {
    let mut article = Article { title: "news".into(), ..Default::default() };
    failure(article.insert());
    assert_eq!(article, Article { title: "news".into(), ..Default::default() });
    Ok(Passed)
}

fn a_failed_update_sets_nothing(cx: &Context<'_>) -> CaseResult {
    let mut article = article(cx)?;
    let before = article.clone();
    cx.db.drop_table::<Article>()?;
    sleep(STEP);
    failure(article.update(|row| row.title = "more news".into()));
    assert_eq!(article, before);
    failure(article.save());
    assert_eq!(article, before);
    Ok(Passed)
}

fn other_types_and_names(cx: &Context<'_>) -> CaseResult {
    cx.create::<Naive>()?;
    let mut row = Naive { count: 1, ..Default::default() }.create()?;
    let made = row.made;
    assert!(row.touched.is_some());
    assert_eq!(Naive::find(row.id)?, row);
    sleep(STEP);
    row.update(|row| row.count = 2)?;
    assert_eq!(row.made, made);
    assert!(row.touched > Some(made.and_utc()), "{row:?}");
    assert_eq!(Naive::find(row.id)?, row);
    Ok(Passed)
}

fn update_all_sets_updated_at(cx: &Context<'_>) -> CaseResult {
    let article = article(cx)?;
    sleep(STEP);
    Article::filter(Article::TITLE.eq("news")).update_all(Article::TITLE.set("old news"))?;
    let stored = Article::find(article.id)?;
    assert_eq!((stored.title.as_str(), stored.created_at), ("old news", article.created_at));
    assert!(stored.updated_at > article.updated_at, "{stored:?}");
    Ok(Passed)
}

fn update_all_may_set_it_by_hand(cx: &Context<'_>) -> CaseResult {
    let article = article(cx)?;
    let day = DateTime::from_timestamp(86_400, 0).unwrap_or_default();
    Article::filter(Article::ID.eq(article.id))
        .update_all((Article::UPDATED_AT.set(day), Article::CREATED_AT.set(day)))?;
    let stored = Article::find(article.id)?;
    assert_eq!((stored.created_at, stored.updated_at), (day, day));
    Ok(Passed)
}

fn saving_an_assigned_key_again_keeps_created_at(cx: &Context<'_>) -> CaseResult {
    cx.create::<Setting>()?;
    let mut setting = Setting { name: "color".into(), text: "red".into(), ..Default::default() };
    setting.save()?;
    let first = Setting::find("color")?;
    assert_eq!(first.created_at, first.updated_at);
    sleep(STEP);
    setting.text = "blue".into();
    setting.save()?;
    let second = Setting::find("color")?;
    assert_eq!((second.text.as_str(), second.created_at), ("blue", first.created_at));
    assert!(second.updated_at > first.updated_at, "{second:?}");
    Ok(Passed)
}

fn saving_an_assigned_key_again_leaves_the_struct_equal_to_the_row(cx: &Context<'_>) -> CaseResult {
    cx.create::<Setting>()?;
    let mut setting = Setting { name: "color".into(), text: "red".into(), ..Default::default() };
    setting.save()?;
    assert_eq!(Setting::find("color")?, setting);
    sleep(STEP);
    setting.text = "blue".into();
    setting.save()?;
    assert_eq!(Setting::find("color")?, setting);
    Ok(Passed)
}
