//! Lists of many rows around the number that one statement takes, and far beyond it.

use activerecord::prelude::*;

use super::many::{around, rows_per_statement, seats};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Article, Document, Everything, Line, Note, Person, Seat, Ticket, everything, line, person,
};
use crate::{Context, Outcome::Passed};

cases![many_chunks:
    insert_around_the_rows_of_one_statement,
    insert_of_more_values_than_one_statement_takes,
    insert_of_thousands_of_rows,
    one_instant_for_several_statements,
    update_around_the_rows_of_one_statement,
    update_of_thousands_of_rows,
    upsert_around_the_rows_of_one_statement,
    upsert_of_a_struct_that_is_meant_twice,
    delete_and_find_around_the_keys_of_one_statement,
    delete_and_find_of_composite_keys,
    delete_and_find_of_uuids,
    soft_deletion_by_several_statements,
];

fn insert_around_the_rows_of_one_statement(cx: &Context<'_>) -> CaseResult {
    cx.create::<Seat>()?;
    for count in around(rows_per_statement(cx, 1)) {
        let mut list = seats(count);
        Seat::insert_many(&mut list)?;
        assert!(list.is_sorted_by(|one, next| one.id < next.id), "{count} rows");
        assert!(Seat::query().order_by(Seat::ID).all()? == list, "{count} rows");
        Seat::query().unfiltered().delete_all()?;
    }
    Ok(Passed)
}

fn insert_of_more_values_than_one_statement_takes(cx: &Context<'_>) -> CaseResult {
    cx.create::<Everything>()?;
    let mut rows = vec![everything(); rows_per_statement(cx, 26).min(500) + 3];
    Everything::insert_many(&mut rows)?;
    assert!(Everything::query().order_by(Everything::ID).all()? == rows);
    Ok(Passed)
}

fn insert_of_thousands_of_rows(cx: &Context<'_>) -> CaseResult {
    cx.create::<Seat>()?;
    let mut list = seats(5_000);
    for (seat, key) in list.iter_mut().skip(99).step_by(100).zip((0..1_000_000).rev()) {
        seat.id = key;
    }
    Seat::insert_many(&mut list)?;
    assert!(list.iter().all(|seat| seat.id != 0));
    assert!(Seat::find_many(list.iter().map(|seat| seat.id))? == list);
    assert_eq!(Seat::query().count()?, 5_000);
    Ok(Passed)
}

fn one_instant_for_several_statements(cx: &Context<'_>) -> CaseResult {
    cx.create::<Article>()?;
    let count = rows_per_statement(cx, 3) + 1;
    let mut articles = vec![Article { title: "news".into(), ..Default::default() }; count];
    Article::insert_many(&mut articles)?;
    let instants = Article::query().select(Article::CREATED_AT).distinct().all()?;
    assert_eq!(instants, [(articles[0].created_at,)]);
    assert_eq!(articles[0].created_at, articles[count - 1].updated_at);
    Ok(Passed)
}

fn update_around_the_rows_of_one_statement(cx: &Context<'_>) -> CaseResult {
    cx.create::<Ticket>()?;
    let limit = rows_per_statement(cx, 3);
    let ticket = |number| Ticket { number, holder: "nobody".into() };
    let mut tickets: Vec<Ticket> = (0..).map(ticket).take(2 * limit + 1).collect();
    Ticket::insert_many(&mut tickets)?;
    for count in around(limit) {
        for (index, ticket) in tickets.iter_mut().take(count).enumerate() {
            ticket.holder = format!("{index} of {count}");
        }
        Ticket::update_many(&mut tickets[..count])?;
        assert!(Ticket::query().order_by(Ticket::NUMBER).all()? == tickets, "{count} rows");
    }
    Ok(Passed)
}

fn update_of_thousands_of_rows(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let mut people: Vec<Person> = (0..3_000).map(|age| person("somebody", age)).collect();
    Person::insert_many(&mut people)?;
    for (index, person) in people.iter_mut().enumerate() {
        person.name = format!("person {index}");
        person.score = index.is_multiple_of(3).then_some(person.age);
    }
    Person::update_many(&mut people)?;
    assert!(Person::query().order_by(Person::ID).all()? == people);
    Ok(Passed)
}

/// Half of the rows are there already.
fn upsert_around_the_rows_of_one_statement(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Ticket>()?;
    let ticket = |number| Ticket { number, holder: format!("holder {number}") };
    for count in around(rows_per_statement(cx, 2)) {
        let tickets: Vec<Ticket> = (0..).map(ticket).take(count).collect();
        let other = |ticket: &Ticket| Ticket { holder: "somebody".into(), ..ticket.clone() };
        let mut known: Vec<Ticket> = tickets.iter().step_by(2).map(other).collect();
        Ticket::insert_many(&mut known)?;
        Ticket::upsert_many(&tickets).run()?;
        assert!(Ticket::query().order_by(Ticket::NUMBER).all()? == tickets, "{count} rows");
        Ticket::query().unfiltered().delete_all()?;
    }
    Ok(Passed)
}

/// Not only where both are in one statement.
fn upsert_of_a_struct_that_is_meant_twice(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Ticket>()?;
    let ticket = |number| Ticket { number, holder: "first".into() };
    let mut tickets: Vec<Ticket> = (0..).map(ticket).take(rows_per_statement(cx, 2) + 1).collect();
    tickets.push(Ticket { number: 0, holder: "last".into() });
    for round in ["inserted", "kept"] {
        let upsert = Ticket::upsert_many(&tickets);
        if round == "kept" {
            upsert.keep().run()?
        } else {
            upsert.run()?
        }
        assert_eq!(Ticket::find(0)?.holder, "last", "{round}");
        assert_eq!(Ticket::query().count()?, tickets.len() as u64 - 1, "{round}");
    }
    Ok(Passed)
}

/// How many keys of this many columns go into one statement.
fn keys_per_statement(cx: &Context<'_>, columns: usize) -> usize {
    let limits = cx.db.dialect().limits();
    let by_binds = (limits.binds - 1) / columns;
    if columns == 1 { by_binds.min(limits.in_list).min(1_024) } else { by_binds.min(256) }
}

fn delete_and_find_around_the_keys_of_one_statement(cx: &Context<'_>) -> CaseResult {
    cx.create::<Ticket>()?;
    let ticket = |number| Ticket { number, holder: "ada".into() };
    for count in around(keys_per_statement(cx, 1)) {
        let mut tickets: Vec<Ticket> = (0..).map(ticket).take(count + 1).collect();
        Ticket::insert_many(&mut tickets)?;
        let keys: Vec<i64> = tickets.iter().rev().map(|ticket| ticket.number).collect();
        let found = Ticket::find_many(&keys[1..])?;
        assert!(found.iter().map(|ticket| ticket.number).eq(keys[1..].iter().copied()), "{count}");
        assert_eq!(Ticket::delete_many(&keys[1..])?, count as u64);
        assert_eq!(Ticket::query().all()?, [ticket(keys[0])], "{count} keys");
        assert_eq!(Ticket::delete_many(&keys)?, 1);
    }
    Ok(Passed)
}

fn delete_and_find_of_composite_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Line>()?;
    for count in around(keys_per_statement(cx, 2)) {
        let mut lines: Vec<Line> =
            (0..).map(|position| line(1, position, "tea", 1)).take(count).collect();
        lines.push(line(2, 0, "milk", 1));
        Line::insert_many(&mut lines)?;
        let keys: Vec<(i64, i32)> = (0..).map(|position| (1, position)).take(count).collect();
        assert!(Line::find_many(&keys)? == lines[..count], "{count} keys");
        assert_eq!(Line::delete_many(&keys)?, count as u64);
        assert_eq!(Line::delete_many([(2, 0), (2, 1)])?, 1);
    }
    Ok(Passed)
}

fn delete_and_find_of_uuids(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let count = keys_per_statement(cx, 1) + 1;
    let mut documents = vec![Document { title: "page".into(), ..Default::default() }; count];
    Document::insert_many(&mut documents)?;
    let keys: Vec<_> = documents.iter().rev().map(|document| document.id).collect();
    documents.reverse();
    assert!(Document::find_many(&keys)? == documents);
    assert_eq!(Document::delete_many(keys)?, count as u64);
    assert_eq!(Document::query().count()?, 0);
    Ok(Passed)
}

fn soft_deletion_by_several_statements(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    let count = keys_per_statement(cx, 1) + 1;
    let mut notes = vec![Note { text: "note".into(), ..Default::default() }; count + 1];
    Note::insert_many(&mut notes)?;
    let keys: Vec<i64> = notes.iter().skip(1).map(|note| note.id).collect();
    assert_eq!(Note::delete_many(&keys)?, count as u64);
    assert_eq!(Note::query().all()?, notes[..1]);
    let instants = Note::only_deleted().select(Note::DELETED_AT).distinct().all()?;
    assert_eq!(instants.len(), 1, "all at one instant");
    Ok(Passed)
}
