//! `update_many`: every row gets the values of its struct.

use std::thread::sleep;
use std::time::Duration;

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};
use uuid::Uuid;

use super::{assert_says, failure, stop};
use crate::case::{CaseResult, cases};
use crate::models::{
    Account, Article, Bare, Cached, Counter, Country, Document, Line, Membership, Note, Person,
    Team, country, line, people, team,
};
use crate::{Context, Outcome::Passed};

cases![many_update:
    an_empty_list_runs_nothing,
    each_row_gets_its_own_values,
    nothing_else_is_written,
    a_struct_that_was_not_created_is_refused,
    a_missing_row_undoes_everything,
    uuid_text_and_composite_keys,
    models_that_are_all_key,
    fields_that_are_no_columns_stay,
    updated_at_is_one_instant,
    two_structs_of_one_row,
    what_the_database_writes_is_left_alone,
    soft_deleted_rows_as_save_does,
    in_a_given_transaction,
];

/// There is no table: a statement would fail.
fn an_empty_list_runs_nothing(cx: &Context<'_>) -> CaseResult {
    Person::update_many(&mut [])?;
    Account::update_many_on(&cx.db, &mut [])?;
    Ok(Passed)
}

fn each_row_gets_its_own_values(cx: &Context<'_>) -> CaseResult {
    let mut people = people(cx)?;
    for person in &mut people {
        person.age += 1;
        person.nickname = person.nickname.is_none().then(|| format!("{}!", person.name));
        person.score = person.score.map(|score| score * 10);
    }
    people.swap(0, 3);
    Person::update_many(&mut people)?;
    people.swap(0, 3);
    assert_eq!(Person::query().order_by(Person::ID).all()?, people);
    Ok(Passed)
}

fn nothing_else_is_written(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let mut some = [all[1].clone(), all[3].clone()];
    some[0].team = "x".into();
    some[1].team = "y".into();
    Person::update_many(&mut some)?;
    let expected = [&all[0], &some[0], &all[2], &some[1], &all[4]].map(Clone::clone);
    assert_eq!(Person::query().order_by(Person::ID).all()?, expected);
    Ok(Passed)
}

fn a_struct_that_was_not_created_is_refused(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let mut all = people(cx)?;
    all[0].age = 99;
    all[1].id = 0;
    let error = failure(Person::update_many(&mut all));
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_says(&error, &["Person", "not created"]);
    assert_eq!(Person::filter(Person::AGE.eq(99)).count()?, 0);
    let error = failure(Document::update_many(&mut [Document::default()]));
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    Ok(Passed)
}

fn a_missing_row_undoes_everything(cx: &Context<'_>) -> CaseResult {
    let mut all = people(cx)?;
    let stored = all.clone();
    for person in &mut all {
        person.age = 1;
    }
    all[2].id = 4_711;
    let before = all.clone();
    let error = failure(Person::update_many(&mut all));
    assert!(error.is_not_found(), "{error}");
    assert_says(&error, &["Person", "id = 4711"]);
    assert_eq!(all, before);
    assert_eq!(Person::query().order_by(Person::ID).all()?, stored);
    Ok(Passed)
}

fn uuid_text_and_composite_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let mut documents = vec![Document { title: "old".into(), ..Default::default() }; 3];
    Document::insert_many(&mut documents)?;
    documents.iter_mut().zip(["x", "y", "z"]).for_each(|(row, title)| row.title = title.into());
    Document::update_many(&mut documents)?;
    assert_eq!(Document::query().order_by(Document::TITLE).all()?, documents);
    documents[1].id = Uuid::from_u128(1);
    assert!(failure(Document::update_many(&mut documents)).is_not_found());

    cx.create::<Country>()?;
    Country::insert_many(&mut [country("de", "D"), country("it", "I")])?;
    let mut countries = [country("it", "Italy"), country("de", "Germany")];
    Country::update_many(&mut countries)?;
    assert_eq!(Country::find_many(["it", "de"])?, countries);

    cx.create::<Line>()?;
    Line::insert_many(&mut [line(1, 1, "a", 1), line(1, 2, "b", 2), line(2, 1, "c", 3)])?;
    Line::update_many(&mut [line(2, 1, "C", 30), line(1, 1, "A", 10)])?;
    let amounts = Line::query().order_by((Line::ORDER_ID, Line::POSITION)).pluck(Line::AMOUNT)?;
    assert_eq!(amounts, [10, 2, 30]);
    Ok(Passed)
}

/// There is nothing to write, but the rows must be there.
fn models_that_are_all_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Membership>()?;
    cx.create::<Bare>()?;
    let member = |person_id| Membership { person_id, group_id: 1 };
    Membership::insert_many(&mut [member(1), member(2)])?;
    Membership::update_many(&mut [member(2), member(1)])?;
    assert!(failure(Membership::update_many(&mut [member(2), member(3)])).is_not_found());
    let mut bare = [Bare::default().create()?];
    Bare::update_many(&mut bare)?;
    assert!(failure(Bare::update_many(&mut [Bare { id: 4_711 }])).is_not_found());
    Ok(Passed)
}

fn fields_that_are_no_columns_stay(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cached>()?;
    let mut rows = [Cached { id: 0, name: "a".into(), lookups: vec!["x".into()] }.create()?];
    rows[0].name = "b".into();
    Cached::update_many(&mut rows)?;
    assert_eq!((rows[0].lookups.len(), Cached::find(rows[0].id)?.name.as_str()), (1, "b"));
    Ok(Passed)
}

fn updated_at_is_one_instant(cx: &Context<'_>) -> CaseResult {
    cx.create::<Article>()?;
    let mut articles = vec![Article { title: "news".into(), ..Default::default() }; 3];
    Article::insert_many(&mut articles)?;
    let created_at = articles[0].created_at;
    sleep(Duration::from_millis(5));
    articles[1].title = "more".into();
    Article::update_many(&mut articles)?;
    assert!(articles[0].updated_at > created_at);
    for article in &articles {
        let times = (article.created_at, article.updated_at);
        assert_eq!(times, (created_at, articles[0].updated_at));
    }
    assert_eq!(Article::query().order_by(Article::ID).all()?, articles);
    Ok(Passed)
}

fn two_structs_of_one_row(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let aged = |index: usize, age| Person { age, ..all[index].clone() };
    let mut list = [aged(0, 1), aged(1, 2), aged(0, 3), aged(0, 4), aged(2, 5)];
    Person::update_many(&mut list)?;
    assert_eq!(Person::query().order_by(Person::ID).pluck(Person::AGE)?, [4, 2, 5, 60, 18]);
    Ok(Passed)
}

fn what_the_database_writes_is_left_alone(cx: &Context<'_>) -> CaseResult {
    cx.create::<Counter>()?;
    let mut counters = vec![Counter { name: "old".into(), ..Default::default() }; 2];
    Counter::insert_many(&mut counters)?;
    Counter::query().unfiltered().update_all(Counter::START.set(40))?;
    counters[0].name = "new".into();
    Counter::update_many(&mut counters)?;
    assert_eq!(Counter::query().order_by(Counter::ID).pluck(Counter::START)?, [40, 40]);
    let refreshed = if cx.capabilities().update_returning { 40 } else { 7 };
    assert!(counters.iter().all(|counter| counter.start == refreshed), "{counters:?}");
    Ok(Passed)
}

fn soft_deleted_rows_as_save_does(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    let mut notes = vec![Note { text: "old".into(), ..Default::default() }; 2];
    Note::insert_many(&mut notes)?;
    notes[0].delete()?;
    notes.iter_mut().for_each(|note| note.text = "new".into());
    Note::update_many(&mut notes)?;
    assert_eq!(Note::with_deleted().order_by(Note::ID).all()?, notes);
    assert_eq!(Note::query().all()?, notes[1..]);
    Ok(Passed)
}

fn in_a_given_transaction(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let mut teams = [team("a", 1), team("b", 2)];
    Team::insert_many(&mut teams)?;
    let tx = cx.db.begin()?;
    teams[0].seats = 10;
    Team::update_many_on(&tx, &mut teams)?;
    assert_eq!(Team::on(&tx).order_by(Team::NAME).pluck(Team::SEATS)?, [10, 2]);
    tx.rollback()?;
    let result: Result<()> = Team::transaction(|_| {
        Team::update_many(&mut teams)?;
        stop()
    });
    failure(result);
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::SEATS)?, [1, 2]);
    Ok(Passed)
}
