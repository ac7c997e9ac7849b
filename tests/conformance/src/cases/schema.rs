//! Tables from structs.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Bare, Booking, Counter, Everything, Follower, Grade, InvoiceLine, Loose, Membership, Optional,
    Person, Player, Team, people, person, team,
};
use crate::{Context, Outcome::Passed};

cases![schema:
    a_table_is_created_and_dropped,
    creating_twice_is_an_error,
    creating_if_it_does_not_exist,
    dropping_what_is_missing_is_an_error,
    dropping_if_it_exists,
    a_dropped_table_can_be_created_again,
    every_shape_of_model,
    a_unique_column,
    a_unique_column_takes_several_nulls,
    a_unique_constraint_over_several_columns,
    an_index_of_its_own,
    indexes_do_not_get_in_the_way,
    a_default,
    a_column_that_the_database_writes,
    a_foreign_key_that_deletes,
    a_foreign_key_that_sets_null,
    columns_without_option_are_required,
    create_is_all_or_nothing,
    a_table_in_a_transaction,
];

fn a_table_is_created_and_dropped(cx: &Context<'_>) -> CaseResult {
    failure(Person::query().count());
    cx.create::<Person>()?;
    assert_eq!(Person::query().count()?, 0);
    cx.db.drop_table::<Person>()?;
    assert_eq!(failure(Person::query().count()).kind(), ErrorKind::ObjectMissing);
    Ok(Passed)
}

fn creating_twice_is_an_error(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(cx.create::<Person>());
    assert_eq!(error.kind(), ErrorKind::ObjectExists);
    assert_eq!((error.model(), error.table()), (Some("Person"), Some("people")));
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn creating_if_it_does_not_exist(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().if_exists, "CREATE TABLE knows no IF NOT EXISTS");
    cx.db.create_table_if_not_exists::<Person>()?;
    person("ada", 36).create()?;
    cx.db.create_table_if_not_exists::<Person>()?;
    cx.db.create_table_if_not_exists::<Person>()?;
    assert_eq!(Person::query().count()?, 1);
    cx.db.create_table_if_not_exists::<Booking>()?;
    cx.db.create_table_if_not_exists::<Booking>()?;
    Ok(Passed)
}

fn dropping_what_is_missing_is_an_error(cx: &Context<'_>) -> CaseResult {
    assert_eq!(failure(cx.db.drop_table::<Person>()).kind(), ErrorKind::ObjectMissing);
    Ok(Passed)
}

fn dropping_if_it_exists(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().if_exists, "DROP TABLE knows no IF EXISTS");
    cx.db.drop_table_if_exists::<Person>()?;
    cx.create::<Person>()?;
    cx.db.drop_table_if_exists::<Person>()?;
    failure(Person::query().count());
    Ok(Passed)
}

fn a_dropped_table_can_be_created_again(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.db.drop_table::<Person>()?;
    cx.create::<Person>()?;
    assert_eq!(Person::query().count()?, 0);
    person("ada", 36).create()?;
    assert_eq!(Person::query().count()?, 1);
    Ok(Passed)
}

fn every_shape_of_model(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bare>()?;
    cx.create::<Everything>()?;
    cx.create::<Optional>()?;
    cx.create::<InvoiceLine>()?;
    cx.create::<Grade>()?;
    cx.create::<Membership>()?;
    for statements in [
        cx.db.create_table_sql::<Bare>()?,
        cx.db.create_table_sql::<Everything>()?,
        cx.db.create_table_sql::<Membership>()?,
    ] {
        assert_eq!(statements.len(), 1, "{statements:?}");
    }
    Ok(Passed)
}

fn a_unique_column(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    assert!(failure(team("reds", 1).create()).is_unique_violation());
    team("blues", 1).create()?;
    Ok(Passed)
}

/// A nickname that is unique where there is one.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "nicknames")]
struct Nickname {
    id: i64,
    #[record(unique, max_length = 40)]
    nick: Option<String>,
}

fn a_unique_column_takes_several_nulls(cx: &Context<'_>) -> CaseResult {
    cx.create::<Nickname>()?;
    let nickname = |nick: Option<&str>| Nickname { id: 0, nick: nick.map(Into::into) }.create();
    nickname(Some("a"))?;
    nickname(None)?;
    nickname(None)?;
    assert!(failure(nickname(Some("a"))).is_unique_violation());
    assert_eq!(Nickname::query().count()?, 3);
    Ok(Passed)
}

fn a_unique_constraint_over_several_columns(cx: &Context<'_>) -> CaseResult {
    cx.create::<Booking>()?;
    Booking { id: 0, room: 1, hour: 1, guest: 1 }.create()?;
    Booking { id: 0, room: 1, hour: 2, guest: 1 }.create()?;
    let again = Booking { id: 0, room: 1, hour: 2, guest: 2 }.create();
    assert!(failure(again).is_unique_violation());
    Ok(Passed)
}

fn an_index_of_its_own(cx: &Context<'_>) -> CaseResult {
    // A statement of its own, or a part of CREATE TABLE where the database has that.
    let statements = cx.db.create_table_sql::<Booking>()?;
    // A database may write names in capitals.
    let small: Vec<String> = statements.iter().map(|text| text.to_lowercase()).collect();
    assert!(small[0].contains("one_booking_an_hour"), "{statements:?}");
    let index = |statement: &String| statement.contains("index") && statement.contains("guest");
    assert!(small.iter().any(index), "{statements:?}");
    let inline = cx.capabilities().inline_indexes;
    assert_eq!(statements.len(), if inline { 1 } else { 2 }, "{statements:?}");
    assert_eq!(cx.db.create_table_sql::<Player>()?.len(), statements.len());
    Ok(Passed)
}

fn indexes_do_not_get_in_the_way(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Player>()?;
    let reds = team("reds", 1).create()?;
    for name in ["a", "b", "a"] {
        Player { id: 0, team_id: reds.id, name: name.into() }.create()?;
    }
    assert_eq!(Player::filter(Player::TEAM_ID.eq(reds.id)).count()?, 3);
    Ok(Passed)
}

fn a_default(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    let sql = format!("INSERT INTO {} ({}) VALUES (?)", cx.quoted("teams"), cx.quoted("name"));
    assert_eq!(cx.db.sql(&sql, ("reds",)).execute()?, 1);
    assert_eq!(Team::query().one()?.seats, 11);
    Ok(Passed)
}

fn a_column_that_the_database_writes(cx: &Context<'_>) -> CaseResult {
    cx.create::<Counter>()?;
    let counter = Counter { id: 0, name: "visits".into(), start: 99 }.create()?;
    assert_eq!(counter.start, 7, "the database's value, not the struct's");
    assert_eq!(Counter::find(counter.id)?, counter);
    let mut changed = Counter { start: 99, ..counter.clone() };
    changed.save()?;
    assert_eq!(Counter::find(counter.id)?.start, 7);
    Ok(Passed)
}

fn a_foreign_key_that_deletes(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Player>()?;
    let (mut reds, blues) = (team("reds", 1).create()?, team("blues", 1).create()?);
    for team_id in [reds.id, reds.id, blues.id] {
        Player { id: 0, team_id, name: "x".into() }.create()?;
    }
    reds.delete()?;
    assert_eq!(Player::query().pluck(Player::TEAM_ID)?, [blues.id]);
    Ok(Passed)
}

fn a_foreign_key_that_sets_null(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Follower>()?;
    let mut reds = team("reds", 1).create()?;
    let mut follower = Follower { id: 0, team_id: Some(reds.id) }.create()?;
    Follower { id: 0, team_id: None }.create()?;
    reds.delete()?;
    follower.reload()?;
    assert_eq!(follower.team_id, None);
    Ok(Passed)
}

fn columns_without_option_are_required(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "an empty text is NULL, so texts are not required");
    cx.create::<crate::models::Strict>()?;
    assert!(failure(Loose { id: 0, label: None }.create()).is_not_null_violation());
    cx.db.drop_table::<Loose>()?;
    cx.create::<Loose>()?;
    Loose { id: 0, label: None }.create()?;
    Ok(Passed)
}

/// Its index has the name of one that is there already.
#[derive(ActiveRecord, Debug, Default)]
#[record(table = "twin_bookings", index(room, name = "rooms_of_twins"))]
struct TwinBooking {
    id: i64,
    room: i32,
}

/// The first to take the name.
#[derive(ActiveRecord, Debug, Default)]
#[record(table = "first_bookings", index(room, name = "rooms_of_twins"))]
struct FirstBooking {
    id: i64,
    room: i32,
}

fn create_is_all_or_nothing(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().transactional_ddl, "CREATE TABLE can't be rolled back");
    cx.create::<FirstBooking>()?;
    let created = cx.create::<TwinBooking>();
    require!(created.is_err(), "two tables may have indexes of one name");
    assert_eq!(failure(created).kind(), ErrorKind::ObjectExists);
    assert_eq!(failure(TwinBooking::query().count()).kind(), ErrorKind::ObjectMissing);
    assert_eq!(FirstBooking::query().count()?, 0);
    Ok(Passed)
}

fn a_table_in_a_transaction(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().transactional_ddl, "CREATE TABLE can't be rolled back");
    let result: activerecord::Result<()> = cx.db.transaction(|_| {
        people(cx)?;
        Err(activerecord::Error::other(std::fmt::Error))
    });
    failure(result);
    assert_eq!(failure(Person::query().count()).kind(), ErrorKind::ObjectMissing);
    Ok(Passed)
}
