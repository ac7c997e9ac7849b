//! `upsert_many`: rows that are inserted, or updated where they are there already.

use activerecord::Result;
use activerecord::prelude::*;
use uuid::Uuid;

use super::{assert_says, failure, stop};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Badge, Bare, Booking, Country, Document, Membership, Person, Subscriber, Team, Ticket, country,
    person, subscriber, team,
};
use crate::{Context, Outcome, Outcome::Passed};

cases![many_upsert:
    an_empty_list_runs_nothing,
    rows_are_inserted_where_there_are_none,
    a_unique_column_finds_the_rows,
    the_key_finds_the_rows,
    keys_that_the_database_makes,
    keys_that_the_client_makes,
    several_columns_find_the_rows,
    the_last_of_several_structs_counts,
    the_last_of_several_structs_of_one_key,
    null_is_in_nobodys_way,
    models_that_are_all_key,
    another_constraint_is_violated,
    a_conflict_without_a_constraint,
    in_a_given_transaction,
];

/// There is no table: a statement would fail.
fn an_empty_list_runs_nothing(cx: &Context<'_>) -> CaseResult {
    Person::upsert_many(&[]).run()?;
    Team::upsert_many(&[]).conflict(Team::NAME).keep().run_on(&cx.db)?;
    Ok(Passed)
}

/// Stores these teams, as `name seats` and in the order of their names.
fn stored() -> Result<Vec<(String, i32)>> {
    Team::query().order_by(Team::NAME).select((Team::NAME, Team::SEATS)).all()
}

fn rows(expected: &[(&str, i32)]) -> Vec<(String, i32)> {
    expected.iter().map(|(name, seats)| ((*name).to_owned(), *seats)).collect()
}

fn rows_are_inserted_where_there_are_none(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    let list = [team("b", 2), team("a", 1), Team { id: 900, ..team("c", 3) }];
    let before = list.clone();
    Team::upsert_many(&list).conflict(Team::NAME).run()?;
    assert_eq!(list, before);
    assert_eq!(stored()?, rows(&[("a", 1), ("b", 2), ("c", 3)]));
    assert_eq!(Team::find(900)?.name, "c");
    Ok(Passed)
}

fn a_unique_column_finds_the_rows(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    let mut known = [team("a", 1), team("b", 2)];
    Team::insert_many(&mut known)?;
    let list = [team("b", 20), team("c", 30)];
    Team::upsert_many(&list).conflict(Team::NAME).run()?;
    assert_eq!(stored()?, rows(&[("a", 1), ("b", 20), ("c", 30)]));
    assert_eq!(Team::find(known[1].id)?.seats, 20, "the row keeps its key");
    Ok(Passed)
}

fn the_key_finds_the_rows(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Country>()?;
    Country::insert_many(&mut [country("it", "Italia"), country("fr", "France")])?;
    let list = [country("de", "Germany"), country("it", "Italy")];
    Country::upsert_many(&list).run()?;
    let names = Country::query().order_by(Country::CODE).pluck(Country::NAME)?;
    assert_eq!(names, ["Germany", "France", "Italy"]);
    Ok(Passed)
}

fn keys_that_the_database_makes(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Person>()?;
    let mut ada = person("ada", 36).create()?;
    ada.age = 37;
    let list = [
        person("bob", 18),
        ada.clone(),
        person("bob", 19),
        Person { id: 900, ..person("cid", 25) },
    ];
    Person::upsert_many(&list).run()?;
    assert_eq!(Person::find(ada.id)?, ada);
    assert_eq!(Person::query().order_by(Person::AGE).pluck(Person::AGE)?, [18, 19, 25, 37]);
    Ok(Passed)
}

fn keys_that_the_client_makes(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Document>()?;
    let known = Document { id: Uuid::nil(), title: "old".into() }.create()?;
    let document = |id, title: &str| Document { id, title: title.into() };
    let list = [document(Uuid::nil(), "a"), document(known.id, "new"), document(Uuid::nil(), "b")];
    Document::upsert_many(&list).run()?;
    let titles = Document::query().order_by(Document::TITLE).pluck(Document::TITLE)?;
    assert_eq!(titles, ["a", "b", "new"]);
    assert!(!Document::query().pluck(Document::ID)?.contains(&Uuid::nil()));
    Ok(Passed)
}

fn several_columns_find_the_rows(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Booking>()?;
    let booking = |room, hour, guest| Booking { id: 0, room, hour, guest };
    Booking::insert_many(&mut [booking(1, 8, 5), booking(1, 9, 5)])?;
    let list = [booking(1, 9, 6), booking(2, 9, 7), booking(1, 9, 8)];
    Booking::upsert_many(&list).conflict(Booking::HOUR).conflict(Booking::ROOM).run()?;
    let guests = Booking::query().order_by((Booking::ROOM, Booking::HOUR)).pluck(Booking::GUEST)?;
    assert_eq!(guests, [5, 8, 7]);
    Ok(Passed)
}

fn the_last_of_several_structs_counts(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Subscriber>()?;
    subscriber("a@x", "ada").create()?;
    let list = [
        subscriber("a@x", "one"),
        subscriber("b@x", "two"),
        subscriber("a@x", "three"),
        subscriber("b@x", "four"),
        subscriber("a@x", "five"),
    ];
    Subscriber::upsert_many(&list).conflict(Subscriber::EMAIL).run()?;
    let columns = (Subscriber::NAME, Subscriber::VERSION);
    let found = Subscriber::query().order_by(Subscriber::EMAIL).select(columns).all()?;
    assert_eq!(found, [("five".to_owned(), 2), ("four".to_owned(), 1)]);
    Ok(Passed)
}

/// Also of a key that would mean "not made yet", if the database made it.
fn the_last_of_several_structs_of_one_key(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Ticket>()?;
    let ticket = |number, holder: &str| Ticket { number, holder: holder.into() };
    let list = [ticket(0, "a"), ticket(7, "b"), ticket(0, "c"), ticket(7, "d")];
    Ticket::upsert_many(&list).run()?;
    let holders = Ticket::query().order_by(Ticket::NUMBER).pluck(Ticket::HOLDER)?;
    assert_eq!(holders, ["c", "d"]);
    Ok(Passed)
}

fn null_is_in_nobodys_way(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Badge>()?;
    let badge = |code: Option<&str>, holder: &str| Badge {
        id: 0,
        code: code.map(Into::into),
        holder: holder.into(),
    };
    let list = [badge(None, "a"), badge(Some("x"), "b"), badge(None, "c"), badge(Some("x"), "d")];
    for _ in 0..2 {
        Badge::upsert_many(&list).conflict(Badge::CODE).run()?;
    }
    let holders = Badge::query().order_by(Badge::HOLDER).pluck(Badge::HOLDER)?;
    assert_eq!(holders, ["a", "a", "c", "c", "d"]);
    Ok(Passed)
}

fn models_that_are_all_key(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Membership>()?;
    cx.create::<Bare>()?;
    let member = |person_id| Membership { person_id, group_id: 0 };
    let list = [member(1), member(0), member(1), member(0)];
    Membership::upsert_many(&list).run()?;
    Membership::upsert_many(&list).run()?;
    assert_eq!(Membership::query().count()?, 2);
    Bare::upsert_many(&[Bare { id: 0 }, Bare { id: 900 }, Bare { id: 0 }]).run()?;
    Bare::upsert_many(&[Bare { id: 900 }]).run()?;
    assert_eq!(Bare::query().count()?, 3);
    Ok(Passed)
}

fn another_constraint_is_violated(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    let known = team("a", 1).create()?;
    let error = failure(Team::upsert_many(&[Team { id: 900, ..team("a", 2) }]).run());
    require!(!error.is_unsupported(), "any unique constraint counts");
    assert!(error.is_unique_violation(), "{error}");
    assert!(failure(Team::upsert_many(&[team("b", 1), team("a", 2)]).run()).is_unique_violation());
    assert_eq!(Team::query().all()?, [known]);
    Ok(Passed)
}

fn a_conflict_without_a_constraint(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Person>()?;
    let list = [person("ada", 36)];
    match Person::upsert_many(&list).conflict(Person::NAME).run() {
        Ok(()) => Ok(Outcome::Unsupported("any unique constraint counts".into())),
        Err(error) => {
            assert_says(&error, &["Person", "unique constraint", "name"]);
            assert_eq!(Person::query().count()?, 0);
            Ok(Passed)
        }
    }
}

fn in_a_given_transaction(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().upsert, "no INSERT that updates");
    cx.create::<Team>()?;
    team("a", 1).create()?;
    let list = [team("a", 10), team("b", 20)];
    let tx = cx.db.begin()?;
    Team::upsert_many(&list).conflict(Team::NAME).run_on(&tx)?;
    assert_eq!(Team::on(&tx).sum(Team::SEATS)?, Some(30));
    tx.rollback()?;
    let result: Result<()> = cx.db.transaction(|_| {
        Team::upsert_many(&list).conflict(Team::NAME).run()?;
        stop()
    });
    failure(result);
    assert_eq!(stored()?, rows(&[("a", 1)]));
    Ok(Passed)
}
