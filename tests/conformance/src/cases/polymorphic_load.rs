//! Belonging to a row of one of several models: setting, loading and including it.

use activerecord::prelude::*;
use activerecord::strict_loading;
use activerecord::testing::count_queries;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{
    Essay, Page, Picture, Remark, Subject, remark_on, remarks, subject_tables as tables,
};
use crate::{Context, Outcome::Passed};

cases![polymorphic_load:
    loaded_by_one_query_of_the_right_model,
    set_with_the_name_of_the_model,
    one_query_for_each_model,
    keys_are_sent_once_and_in_chunks,
    relations_of_the_models,
    without_a_key_no_query,
    an_unknown_model_is_an_error,
    the_key_that_it_was_loaded_for,
    soft_deleted_rows_are_hidden,
    in_the_transaction_of_the_query,
];

fn loaded_by_one_query_of_the_right_model(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = remarks(cx)?;
    let found = Remark::query().order_by(Remark::ID).all()?;
    assert!(failure(found[0].subject.loaded()).is_not_loaded());
    assert!(failure(found[0].subject().loaded()).is_not_loaded());
    let (subject, queries) = count_queries(|| found[0].subject().load());
    assert_eq!((subject?, queries), (Some(&Subject::Essay(essay)), 1));
    let (subject, queries) = count_queries(|| found[1].subject().load());
    assert_eq!((subject?, queries), (Some(&Subject::Picture(picture)), 1));
    let (subject, queries) = count_queries(|| found[1].subject().load());
    assert_eq!((subject?.is_some(), queries), (true, 0), "it is kept");
    assert_eq!(found[1].subject().loaded()?, found[1].subject.loaded()?);
    let strict = strict_loading(|| found[2].subject().load().map(|found| found.is_some()));
    assert!(failure(strict).is_not_loaded());
    let gone = remark_on("Picture", i64::from(i32::MAX));
    assert_eq!(gone.subject().load()?, None);
    let (again, queries) = count_queries(|| gone.subject().load());
    assert_eq!((again?, queries), (None, 0), "that there is none is kept too");
    Ok(Passed)
}

fn set_with_the_name_of_the_model(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = tables(cx)?;
    let mut remark = Remark::default();
    remark.set_subject(&picture)?;
    let mut remark = remark.create()?;
    assert_eq!(remark, Remark { id: remark.id, ..remark_on("Picture", picture.id) });
    remark.subject().load()?;
    remark.set_subject(&essay)?;
    assert!(!remark.subject.is_loaded());
    remark.save()?;
    let remark = Remark::find(remark.id)?;
    assert_eq!(remark.subject().load()?, Some(&Subject::Essay(essay)));
    let unsaved = failure(Remark::default().set_subject(&Essay::default()));
    assert_says(&unsaved, &["`Essay` has no key yet"]);
    Ok(Passed)
}

fn one_query_for_each_model(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = remarks(cx)?;
    let query = Remark::query().order_by(Remark::ID).include(Remark::SUBJECT);
    let (found, queries) = count_queries(|| query.all());
    let found = found?;
    assert_eq!(queries, 3);
    let subjects: Vec<Option<&Subject>> =
        found.iter().map(|remark| remark.subject.loaded()).collect::<activerecord::Result<_>>()?;
    let (essay, picture) = (Subject::Essay(essay), Subject::Picture(picture));
    assert_eq!(subjects, [Some(&essay), Some(&picture), Some(&essay), None]);
    let is_shared = subjects[0].zip(subjects[2]).is_some_and(|(a, b)| std::ptr::eq(a, b));
    assert!(is_shared, "rows of one key share one struct");
    let (again, queries) = count_queries(|| found[0].subject().load());
    assert_eq!((again?, queries), (Some(&essay), 0));
    let essays = query.clone().filter(Remark::SUBJECT_TYPE.eq("Essay"));
    let (found, queries) = count_queries(|| essays.all());
    assert_eq!((found?.len(), queries), (2, 2), "no query of a model that no row belongs to");
    let none = query.filter(Remark::ID.lt(0));
    let (found, queries) = count_queries(|| none.all());
    assert_eq!((found?.len(), queries), (0, 1));
    Ok(Passed)
}

fn keys_are_sent_once_and_in_chunks(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = tables(cx)?;
    for count in [10, 1_000, 100_000_usize] {
        // What the owners belong to need not be stored, nor they.
        let owner = |number: i64| {
            let name = if number % 2 == 0 { "Essay" } else { "Picture" };
            remark_on(name, essay.id + number / 4)
        };
        let mut owners: Vec<Remark> = (0..).take(count).map(owner).collect();
        let (result, queries) = count_queries(|| Remark::include_in(&mut owners, Remark::SUBJECT));
        result?;
        let found: Vec<&Subject> = owners.iter().filter_map(|owner| owner.subject.get()).collect();
        let (essay, picture) = (Subject::Essay(essay.clone()), Subject::Picture(picture.clone()));
        assert_eq!(found, [&essay, &picture, &essay, &picture]);
        assert!(owners.iter().all(|owner| owner.subject.is_loaded()));
        let room = cx.db.dialect().limits().binds.min(16_384);
        let keys = count.div_ceil(4);
        let chunks = if cx.capabilities().list_is_one_bind { 1 } else { keys.div_ceil(room) };
        assert_eq!(queries, 2 * chunks, "{count} owners");
    }
    Ok(Passed)
}

fn relations_of_the_models(cx: &Context<'_>) -> CaseResult {
    let (essay, _) = remarks(cx)?;
    essay.pages().create(Page::default())?;
    let nested = Remark::SUBJECT.include(Essay::PAGES).include((Essay::NOTES, Essay::PAGES));
    let query = Remark::query()
        .order_by(Remark::ID)
        .include(nested)
        .include((Remark::SUBJECT, Remark::SUBJECT.include(Picture::NOTES)));
    let (found, queries) = count_queries(|| query.all());
    let found = found?;
    assert_eq!(queries, 6);
    let Some(Subject::Essay(essay)) = found[0].subject.loaded()? else { panic!("no essay") };
    assert_eq!((essay.pages.loaded()?.len(), essay.notes.loaded()?.len()), (1, 2));
    let Some(Subject::Picture(picture)) = found[1].subject.loaded()? else { panic!("no picture") };
    assert_eq!(picture.notes.loaded()?, &found[1..2]);
    let both = query.include(Remark::SUBJECT.with_deleted());
    assert_says(&failure(both.all()), &["`Remark.subject`", "twice", "soft-deleted"]);
    let twice = Remark::SUBJECT.include(Essay::PAGES.limit(1)).include(Essay::PAGES);
    assert_says(&failure(Remark::query().include(twice).all()), &["`Essay.pages`", "limits"]);
    Ok(Passed)
}

fn without_a_key_no_query(cx: &Context<'_>) -> CaseResult {
    tables(cx)?;
    let without = |remark: Remark| -> activerecord::Result<()> {
        let (subject, queries) =
            count_queries(|| remark.subject().load().map(|found| found.is_some()));
        assert_eq!((subject?, queries), (false, 0));
        let mut owners = [remark];
        let (result, queries) = count_queries(|| Remark::include_in(&mut owners, Remark::SUBJECT));
        result?;
        assert_eq!((owners[0].subject.loaded()?, queries), (None, 0));
        Ok(())
    };
    without(Remark::default())?;
    without(remark_on("Essay", 0))?;
    without(Remark { subject_id: None, ..remark_on("Essay", 1) })?;
    without(Remark { subject_type: None, ..remark_on("Essay", 1) })?;
    Ok(Passed)
}

fn an_unknown_model_is_an_error(cx: &Context<'_>) -> CaseResult {
    let (essay, _) = remarks(cx)?;
    let remark = remark_on("Video", essay.id).create()?;
    let says =
        ["`subject_type`", "'Video'", "`Remark.subject`", "`Essay`", "`Picture`", "add a variant"];
    let (error, queries) = count_queries(|| failure(remark.subject().load()));
    assert_says(&error, &says);
    assert_eq!((error.kind(), queries), (activerecord::ErrorKind::TypeMismatch, 0));
    assert_eq!((error.model(), error.column()), (Some("Remark"), Some("subject_type")));
    assert_says(&failure(Remark::query().include(Remark::SUBJECT).all()), &says);
    assert_says(&failure(remark_on("essay", essay.id).subject().load()), &["'essay'"]);
    Ok(Passed)
}

fn the_key_that_it_was_loaded_for(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = tables(cx)?;
    let mut remark = remark_on("Essay", essay.id);
    assert!(remark.subject().load()?.is_some());
    remark.subject_type = Some("Picture".into());
    assert!(failure(remark.subject().loaded()).is_not_loaded(), "the same key of another model");
    let (subject, queries) = count_queries(|| remark.subject().load());
    assert_eq!((subject?, queries), (Some(&Subject::Picture(picture)), 1));
    remark.subject_type = Some("Essay".into());
    let (subject, queries) = count_queries(|| remark.subject().load());
    assert_eq!((subject?, queries), (Some(&Subject::Essay(essay)), 0));
    remark.subject_id = None;
    assert_eq!(remark.subject().load()?, None);
    Ok(Passed)
}

fn soft_deleted_rows_are_hidden(cx: &Context<'_>) -> CaseResult {
    let (_, mut picture) = remarks(cx)?;
    picture.delete()?;
    let of_picture = Remark::filter(Remark::SUBJECT_TYPE.eq("Picture"));
    let hidden = of_picture.clone().include(Remark::SUBJECT).one()?;
    assert_eq!((hidden.subject.loaded()?, hidden.subject().load()?), (None, None));
    let shown = of_picture.include(Remark::SUBJECT.with_deleted()).one()?;
    assert!(shown.subject.loaded()?.is_some());
    assert_eq!(Remark::filter(Remark::SUBJECT.to::<Picture>().exists()).count()?, 0);
    let all = Remark::SUBJECT.to::<Picture>().with_deleted();
    assert_eq!(Remark::filter(all.exists()).count()?, 1);
    Ok(Passed)
}

fn in_the_transaction_of_the_query(cx: &Context<'_>) -> CaseResult {
    tables(cx)?;
    let tx = cx.db.begin()?;
    let subject = BelongsTo::new(Picture::default().into());
    let remark = Remark { subject, ..Default::default() }.create_on(&tx)?;
    let query = Remark::on(&tx).filter(Remark::ID.eq(remark.id));
    assert!(query.clone().include(Remark::SUBJECT).one()?.subject.loaded()?.is_some());
    let found = query.one()?;
    assert!(found.subject().load_on(&tx)?.is_some());
    let mut owners = [remark_on("Picture", remark.subject_id.unwrap_or_default())];
    Remark::include_in_on(&tx, &mut owners, Remark::SUBJECT)?;
    assert!(owners[0].subject.loaded()?.is_some());
    tx.rollback()?;
    assert_eq!(Picture::query().count()?, 1);
    Ok(Passed)
}
