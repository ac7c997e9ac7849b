//! `insert_many`: keys and columns.

use activerecord::prelude::*;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::many::seats;
use crate::case::{CaseResult, cases};
use crate::models::{
    Article, Bare, Cached, Counter, Country, Document, Draft, Everything, Grade, InvoiceLine, Line,
    Naive, Note, Optional, Person, Profile, Seat, Team, Ticket, country, everything, line, person,
    team,
};
use crate::{Context, Outcome::Passed};

cases![many_insert:
    an_empty_list_runs_nothing,
    one_struct,
    keys_come_in_the_order_of_the_structs,
    every_column_is_stored,
    columns_that_are_null_in_some_rows,
    other_names_than_the_fields,
    set_and_unset_keys_mixed,
    set_keys_in_any_order,
    uuids_are_made_where_they_are_unset,
    assigned_keys,
    composite_keys,
    what_the_database_writes_comes_back,
    a_struct_wins_over_a_default,
    structs_that_are_all_key,
    fields_that_are_no_columns_stay,
    timestamps_are_one_instant,
    timestamps_of_other_types_are_one_instant,
    versions_begin_at_one,
    soft_deleted_models,
    everything_together,
];

/// There is no table: a statement would fail.
fn an_empty_list_runs_nothing(cx: &Context<'_>) -> CaseResult {
    Person::insert_many(&mut [])?;
    Document::insert_many_on(&cx.db, &mut [])?;
    Ok(Passed)
}

fn one_struct(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut people = [person("ada", 36)];
    Person::insert_many(&mut people)?;
    assert_ne!(people[0].id, 0);
    assert_eq!(Person::query().all()?, people);
    Ok(Passed)
}

fn keys_come_in_the_order_of_the_structs(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut first = [person("cid", 25), person("ada", 36), person("bob", 18)];
    Person::insert_many(&mut first)?;
    let mut second = [person("eve", 18), person("dan", 60)];
    Person::insert_many(&mut second)?;
    let all = [first.as_slice(), &second].concat();
    assert!(all.is_sorted_by(|one, next| one.id < next.id), "{all:?}");
    assert_eq!(Person::query().order_by(Person::ID).all()?, all);
    Ok(Passed)
}

fn every_column_is_stored(cx: &Context<'_>) -> CaseResult {
    cx.create::<Everything>()?;
    let mut rows = vec![everything(); 3];
    rows[0].truth = false;
    rows[1].text = "it's \"another\" text".into();
    rows[2].tiny = i8::MIN;
    Everything::insert_many(&mut rows)?;
    for row in rows {
        assert_eq!(Everything::find(row.id)?, row);
    }
    Ok(Passed)
}

fn columns_that_are_null_in_some_rows(cx: &Context<'_>) -> CaseResult {
    cx.create::<Optional>()?;
    let full = everything();
    let mut rows = vec![
        Optional::default(),
        Optional { text: Some(full.text), price: Some(full.price), ..Default::default() },
        Optional { instant: Some(full.instant), uuid: Some(full.uuid), ..Default::default() },
        Optional { truth: Some(true), document: Some(full.document), ..Default::default() },
    ];
    Optional::insert_many(&mut rows)?;
    assert_eq!(Optional::query().order_by(Optional::ID).all()?, rows);
    Ok(Passed)
}

fn other_names_than_the_fields(cx: &Context<'_>) -> CaseResult {
    cx.create::<InvoiceLine>()?;
    let invoice_line = |name: &str, quantity| InvoiceLine {
        track_name: name.into(),
        quantity,
        ..Default::default()
    };
    let mut lines = [invoice_line("one", 1), invoice_line("two", 2)];
    InvoiceLine::insert_many(&mut lines)?;
    assert_eq!(InvoiceLine::query().order_by(InvoiceLine::QUANTITY).all()?, lines);
    Ok(Passed)
}

fn set_and_unset_keys_mixed(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let keys = [0, 0, 1_000, 0, 2_000, 3_000, 0];
    let mut people: Vec<Person> = (1..).map(|age| person("somebody", age)).take(7).collect();
    for (person, key) in people.iter_mut().zip(keys) {
        person.id = key;
    }
    Person::insert_many(&mut people)?;
    for (person, key) in people.iter().zip(keys) {
        assert!(person.id != 0 && (key == 0 || person.id == key), "{person:?}");
    }
    assert_eq!(Person::query().order_by(Person::AGE).all()?, people);
    Ok(Passed)
}

fn set_keys_in_any_order(cx: &Context<'_>) -> CaseResult {
    cx.create::<Seat>()?;
    let mut seats = seats(4);
    for (seat, key) in seats.iter_mut().zip([70, 20, 90, 10]) {
        seat.id = key;
    }
    Seat::insert_many(&mut seats)?;
    assert_eq!(Seat::query().order_by(Seat::LABEL).all()?, seats);
    assert_eq!(Seat::query().order_by(Seat::LABEL).pluck(Seat::ID)?, [70, 20, 90, 10]);
    Ok(Passed)
}

fn uuids_are_made_where_they_are_unset(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let document =
        |number: u128, title: &str| Document { id: Uuid::from_u128(number), title: title.into() };
    let mut documents = [document(0, "a"), document(42, "b"), document(0, "c"), document(0, "d")];
    Document::insert_many(&mut documents)?;
    assert_eq!(documents[1].id, Uuid::from_u128(42));
    let made = [documents[0].id, documents[2].id, documents[3].id];
    assert!(made.iter().all(|id| id.get_version_num() == 7), "{made:?}");
    assert!(made.is_sorted_by(|one, next| one < next), "{made:?}");
    assert_eq!(Document::query().order_by(Document::TITLE).all()?, documents);
    Ok(Passed)
}

fn assigned_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    cx.create::<Ticket>()?;
    let mut countries = [country("it", "Italy"), country("de", "Germany"), country("fr", "France")];
    let before = countries.clone();
    Country::insert_many(&mut countries)?;
    assert_eq!(countries, before);
    assert_eq!(Country::find_many(["it", "de", "fr"])?, before);
    let ticket = |number| Ticket { number, holder: "ada".into() };
    let mut tickets = [ticket(7), ticket(0), ticket(-3)];
    Ticket::insert_many(&mut tickets)?;
    assert_eq!(Ticket::find_many([7, 0, -3])?, [ticket(7), ticket(0), ticket(-3)]);
    Ok(Passed)
}

fn composite_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Line>()?;
    cx.create::<Grade>()?;
    let mut lines = [line(2, 1, "tea", 1), line(1, 2, "milk", 2), line(1, 1, "salt", 3)];
    let before = lines.clone();
    Line::insert_many(&mut lines)?;
    assert_eq!(lines, before);
    assert_eq!(Line::find_many([(2, 1), (1, 2), (1, 1)])?, before);
    let grade = |mark, student: &str| Grade {
        mark,
        student: student.into(),
        course: "physics".into(),
        school_year: 2024,
    };
    let mut grades = [grade(None, "ada"), grade(Some(2), "bob")];
    Grade::insert_many(&mut grades)?;
    assert_eq!(Grade::query().order_by(Grade::STUDENT).all()?, grades);
    Ok(Passed)
}

fn what_the_database_writes_comes_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Counter>()?;
    let counter = |name: &str| Counter { name: name.into(), ..Default::default() };
    let mut counters = [counter("a"), counter("b"), Counter { id: 500, ..counter("c") }];
    Counter::insert_many(&mut counters)?;
    assert!(counters.iter().all(|counter| counter.start == 7), "{counters:?}");
    assert_eq!(Counter::query().order_by(Counter::NAME).all()?, counters);
    Ok(Passed)
}

fn a_struct_wins_over_a_default(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    Team::insert_many(&mut [team("a", 0), team("b", 5)])?;
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::SEATS)?, [0, 5]);
    Ok(Passed)
}

fn structs_that_are_all_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bare>()?;
    let mut rows = vec![Bare::default(); 5];
    rows[3].id = 700;
    Bare::insert_many(&mut rows)?;
    assert!(rows.iter().all(|row| row.id != 0), "{rows:?}");
    let mut stored = Bare::query().pluck(Bare::ID)?;
    let mut expected: Vec<i64> = rows.iter().map(|row| row.id).collect();
    stored.sort_unstable();
    expected.sort_unstable();
    assert_eq!(stored, expected);
    Ok(Passed)
}

fn fields_that_are_no_columns_stay(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cached>()?;
    let cached = |name: &str| Cached { id: 0, name: name.into(), lookups: vec![name.into()] };
    let mut rows = [cached("a"), cached("b")];
    Cached::insert_many(&mut rows)?;
    assert_eq!(rows.each_ref().map(|row| row.lookups.concat()), ["a", "b"]);
    assert_eq!(Cached::find(rows[1].id)?.name, "b");
    Ok(Passed)
}

fn timestamps_are_one_instant(cx: &Context<'_>) -> CaseResult {
    cx.create::<Article>()?;
    let mut articles = vec![Article { title: "news".into(), ..Default::default() }; 3];
    Article::insert_many(&mut articles)?;
    let instant = articles[0].created_at;
    assert_ne!(instant, DateTime::<Utc>::default());
    for article in &articles {
        assert_eq!((article.created_at, article.updated_at), (instant, instant));
    }
    assert_eq!(Article::query().order_by(Article::ID).all()?, articles);
    Ok(Passed)
}

fn timestamps_of_other_types_are_one_instant(cx: &Context<'_>) -> CaseResult {
    cx.create::<Naive>()?;
    let mut rows = vec![Naive::default(); 3];
    Naive::insert_many(&mut rows)?;
    for row in &rows {
        assert_eq!((row.made, row.touched), (rows[0].made, Some(rows[0].made.and_utc())));
    }
    assert_eq!(Naive::query().order_by(Naive::ID).all()?, rows);
    Ok(Passed)
}

fn versions_begin_at_one(cx: &Context<'_>) -> CaseResult {
    cx.create::<Profile>()?;
    let profile =
        |login: &str, version| Profile { login: login.into(), city: "rome".into(), version };
    let mut profiles = [profile("ada", 0), profile("bob", 9), profile("cid", 0)];
    Profile::insert_many(&mut profiles)?;
    assert_eq!(profiles.each_ref().map(|profile| profile.version), [1, 9, 1]);
    assert_eq!(Profile::query().order_by(Profile::LOGIN).all()?, profiles);
    Ok(Passed)
}

fn soft_deleted_models(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    let note = |text: &str| Note { text: text.into(), ..Default::default() };
    let mut notes = [note("a"), note("b"), note("c")];
    notes[1].deleted_at = Some(everything().instant);
    Note::insert_many(&mut notes)?;
    assert_eq!(Note::with_deleted().order_by(Note::ID).all()?, notes);
    assert_eq!(Note::query().order_by(Note::ID).pluck(Note::TEXT)?, ["a", "c"]);
    Ok(Passed)
}

fn everything_together(cx: &Context<'_>) -> CaseResult {
    cx.create::<Draft>()?;
    let draft = |id, text: &str| Draft { id, text: text.into(), ..Default::default() };
    let mut drafts = [draft(0, "a"), draft(900, "b"), draft(0, "c")];
    Draft::insert_many(&mut drafts)?;
    assert!(drafts.iter().all(|draft| draft.version == 1 && draft.id != 0));
    assert!(drafts.iter().all(|draft| draft.updated_at == drafts[0].created_at));
    assert_eq!(Draft::query().order_by(Draft::TEXT).all()?, drafts);
    drafts[0].update(|draft| draft.text = "z".into())?;
    assert_eq!(drafts[0].version, 2);
    Ok(Passed)
}
