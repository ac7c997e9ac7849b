//! Queries that are run for every row of another: LATERAL, APPLY.

use activerecord::dialect::LateralStyle;
use activerecord::prelude::*;
use activerecord::{ErrorKind, count, lateral};

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Letter, Member, Person, club, people};
use crate::{Context, Outcome::Passed};

cases![lateral_joins:
    the_newest_of_each,
    rows_without_any_stay,
    a_number_of_each,
    filtered_by_its_columns,
    the_same_model,
    where_there_is_none,
];

/// How many letters a member has.
#[derive(ActiveRecord, Debug)]
struct Letters {
    #[record(key = "assigned")]
    number: i64,
}

fn newest() -> Query<Letter> {
    Letter::filter(Letter::MEMBER_ID.eq(Member::ID)).order_by(Letter::ID.desc()).limit(1)
}

fn knows(cx: &Context<'_>) -> bool {
    cx.capabilities().lateral != LateralStyle::None
}

fn the_newest_of_each(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    require!(knows(cx), "there is no LATERAL");
    let rows = Member::query()
        .join(lateral("newest", newest()))
        .order_by(Member::NAME)
        .select((Member::NAME, Letter::TITLE.of("newest")))
        .all()?;
    let row = |name: &str, title: &str| (name.to_owned(), title.to_owned());
    assert_eq!(rows, [row("ada", "hello"), row("bob", "hi")]);
    let all = Member::query().join(lateral("all_of_them", newest().limit(5)));
    assert_eq!(all.count()?, 3);
    Ok(Passed)
}

fn rows_without_any_stay(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    require!(knows(cx), "there is no LATERAL");
    let rows = Member::query()
        .left_join(lateral("newest", newest()))
        .order_by(Member::NAME)
        .select((Member::NAME, Letter::TITLE.of("newest").nullable()))
        .all()?;
    let row = |name: &str, title: Option<&str>| (name.to_owned(), title.map(ToOwned::to_owned));
    assert_eq!(rows, [row("ada", Some("hello")), row("bob", Some("hi")), row("cid", None)]);
    Ok(Passed)
}

fn a_number_of_each(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    require!(knows(cx), "there is no LATERAL");
    let letters = Letter::filter(Letter::MEMBER_ID.eq(Member::ID)).select_as((count(Letter::ID),));
    let rows = Member::query()
        .join(lateral::<Letters, _, _>("letters_of", letters))
        .order_by(Letters::NUMBER.of("letters_of"))
        .pluck(Letters::NUMBER.of("letters_of"))?;
    assert_eq!(rows, [0, 1, 2]);
    Ok(Passed)
}

fn filtered_by_its_columns(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    require!(knows(cx), "there is no LATERAL");
    let members = Member::query()
        .join(lateral("newest", newest()))
        .filter(Letter::TITLE.of("newest").eq("hi"))
        .all()?;
    assert_eq!(members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["bob"]);
    Ok(Passed)
}

fn the_same_model(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(knows(cx), "there is no LATERAL");
    let older = Person::filter(Person::AGE.gt(activerecord::outer(Person::AGE)))
        .order_by((Person::AGE, Person::NAME))
        .limit(1);
    let rows = Person::query()
        .join(lateral("older", older))
        .order_by(Person::NAME)
        .select((Person::NAME, Person::NAME.of("older")))
        .all()?;
    let row = |name: &str, older: &str| (name.to_owned(), older.to_owned());
    let expected = [row("ada", "dan"), row("bob", "cid"), row("cid", "ada"), row("eve", "cid")];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn where_there_is_none(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query().join(lateral("newest", newest()));
    match knows(cx) {
        true => drop(query.to_sql()?),
        false => assert_eq!(failure(query.all()).kind(), ErrorKind::Unsupported),
    }
    Ok(Passed)
}
