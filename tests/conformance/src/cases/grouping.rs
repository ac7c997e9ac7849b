//! Groups and projections.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::{avg, count, count_all, max, min, sum};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Person, people};
use crate::{Context, Outcome::Passed};

cases![grouping:
    one_group_per_value,
    several_columns,
    later_columns_come_behind,
    groups_of_filtered_rows,
    having_keeps_some_groups,
    having_twice_means_both,
    ordered_by_an_aggregate,
    nulls_are_a_group,
    grouped_by_an_expression,
    counting_groups,
    groups_within_limit_and_offset,
    every_aggregate_at_once,
    a_tuple_of_columns,
    a_column_alone,
    expressions_in_a_projection,
    the_last_selection_counts,
    into_a_struct,
    into_a_struct_with_an_option,
    into_a_struct_of_another_width,
    a_null_in_a_projection,
];

/// What is asked for about a team.
#[derive(FromRow, Debug, PartialEq)]
struct TeamSummary {
    team: String,
    members: i64,
    oldest: Option<i32>,
}

fn team(name: &str) -> String {
    name.to_owned()
}

fn one_group_per_value(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows: Vec<(String, i64)> = Person::query()
        .group_by(Person::TEAM)
        .order_by(Person::TEAM)
        .select((Person::TEAM, count_all()))
        .all()?;
    assert_eq!(rows, [(team("blue"), 2), (team("green"), 1), (team("red"), 2)]);
    Ok(Passed)
}

fn several_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query()
        .group_by((Person::TEAM, Person::ACTIVE))
        .order_by((Person::TEAM, Person::ACTIVE))
        .select((Person::TEAM, Person::ACTIVE, count_all()))
        .all()?;
    let expected = [
        (team("blue"), false, 1),
        (team("blue"), true, 1),
        (team("green"), false, 1),
        (team("red"), true, 2),
    ];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn later_columns_come_behind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().group_by(Person::TEAM).group_by(Person::ACTIVE);
    assert_eq!(query.select((Person::TEAM, Person::ACTIVE)).all()?.len(), 4);
    Ok(Passed)
}

fn groups_of_filtered_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::filter(Person::ACTIVE)
        .group_by(Person::TEAM)
        .having(count_all().gt(1))
        .select((Person::TEAM, sum(Person::AGE)))
        .all()?;
    assert_eq!(rows, [(team("red"), Some(61))]);
    Ok(Passed)
}

fn having_keeps_some_groups(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let teams = |condition| {
        Person::query()
            .group_by(Person::TEAM)
            .having(condition)
            .order_by(Person::TEAM)
            .select(Person::TEAM)
            .all()
    };
    assert_eq!(teams(count_all().eq(1))?, [(team("green"),)]);
    assert_eq!(teams(sum(Person::AGE).gt(60))?, [(team("red"),)]);
    assert_eq!(teams(max(Person::SCORE).is_null())?, [(team("blue"),)]);
    assert_eq!(
        teams(min(Person::AGE).eq(18).or(count_all().eq(1)))?,
        [(team("blue"),), (team("green"),)]
    );
    Ok(Passed)
}

fn having_twice_means_both(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query()
        .group_by(Person::TEAM)
        .having(count_all().eq(2))
        .having(min(Person::AGE).eq(18))
        .select(Person::TEAM)
        .all()?;
    assert_eq!(rows, [(team("blue"),)]);
    Ok(Passed)
}

fn ordered_by_an_aggregate(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query()
        .group_by(Person::TEAM)
        .order_by((count_all().desc(), max(Person::AGE).desc()))
        .select((Person::TEAM, max(Person::AGE)))
        .all()?;
    let expected = [(team("red"), Some(36)), (team("blue"), Some(18)), (team("green"), Some(60))];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn nulls_are_a_group(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows = Person::query()
        .group_by(Person::SCORE)
        .order_by(Person::SCORE.asc().nulls_first())
        .select((Person::SCORE, count_all(), count(Person::SCORE)))
        .all()?;
    assert_eq!(rows, [(None, 2, 0), (Some(7), 2, 2), (Some(10), 1, 1)]);
    Ok(Passed)
}

fn grouped_by_an_expression(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let twice = || Person::AGE + Person::AGE;
    let rows =
        Person::query().group_by(twice()).order_by(twice()).select((twice(), count_all())).all()?;
    assert_eq!(rows, [(36, 2), (50, 1), (72, 1), (120, 1)]);
    Ok(Passed)
}

fn counting_groups(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let teams = Person::query().group_by(Person::TEAM).select(Person::TEAM);
    assert_eq!(teams.count()?, 3);
    assert_eq!(teams.clone().having(count_all().gt(1)).count()?, 2);
    assert!(teams.clone().having(count_all().gt(1)).exists()?);
    assert!(!teams.having(count_all().gt(2)).exists()?);
    Ok(Passed)
}

fn groups_within_limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let teams = Person::query().group_by(Person::TEAM).order_by(Person::TEAM).select(Person::TEAM);
    assert_eq!(teams.clone().limit(1).offset(1).all()?, [(team("green"),)]);
    assert_eq!(teams.clone().offset(1).count()?, 2);
    assert_eq!(teams.first()?, Some((team("blue"),)));
    Ok(Passed)
}

fn every_aggregate_at_once(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let row = Person::filter(Person::TEAM.eq("red"))
        .select((
            count_all(),
            count(Person::NICKNAME),
            sum(Person::AGE),
            avg(Person::AGE),
            min(Person::NAME),
            max(Person::SCORE),
        ))
        .one()?;
    assert_eq!(row, (2, 1, Some(61), Some(30.5), Some("ada".into()), Some(10)));
    Ok(Passed)
}

fn a_tuple_of_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows: Vec<(String, i32, Option<i32>, bool)> = Person::filter(Person::AGE.gt(30))
        .order_by(Person::NAME)
        .select((Person::NAME, Person::AGE, Person::SCORE, Person::ACTIVE))
        .all()?;
    assert_eq!(rows, [("ada".into(), 36, Some(10), true), ("dan".into(), 60, Some(7), false)]);
    Ok(Passed)
}

fn a_column_alone(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows: Vec<(i32,)> = Person::query().order_by(Person::NAME).select(Person::AGE).all()?;
    assert_eq!(rows, [(36,), (18,), (25,), (60,), (18,)]);
    Ok(Passed)
}

fn expressions_in_a_projection(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let row = Person::filter(Person::NAME.eq("cid"))
        .select((Person::NAME, Person::AGE * 2, Person::AGE - Person::SCORE, Person::BALANCE * 2))
        .one()?;
    assert_eq!(row, ("cid".into(), 50, 18, rust_decimal::Decimal::new(-650, 2)));
    Ok(Passed)
}

fn the_last_selection_counts(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::AGE.eq(60)).select(Person::AGE).select(Person::NAME);
    assert_eq!(query.all()?, [(team("dan"),)]);
    Ok(Passed)
}

fn into_a_struct(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let rows: Vec<TeamSummary> = Person::query()
        .group_by(Person::TEAM)
        .order_by(Person::TEAM)
        .select_as((Person::TEAM, count_all(), max(Person::AGE)))
        .all()?;
    let expected = [("blue", 2, 18), ("green", 1, 60), ("red", 2, 36)];
    let expected = expected.map(|(name, members, oldest)| TeamSummary {
        team: team(name),
        members,
        oldest: Some(oldest),
    });
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn into_a_struct_with_an_option(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let row: TeamSummary = Person::filter(Person::TEAM.eq("blue"))
        .group_by(Person::TEAM)
        .select_as((Person::TEAM, count_all(), max(Person::SCORE)))
        .one()?;
    assert_eq!(row, TeamSummary { team: team("blue"), members: 2, oldest: None });
    Ok(Passed)
}

fn into_a_struct_of_another_width(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().select_as::<TeamSummary>((Person::TEAM, Person::AGE));
    let error = failure(query.all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["2 columns", "row of 3"]);
    Ok(Passed)
}

fn a_null_in_a_projection(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    // `max` of no value is NULL, which `members` can't hold.
    let query = Person::filter(Person::TEAM.eq("blue"))
        .group_by(Person::TEAM)
        .select_as::<TeamSummary>((Person::TEAM, max(Person::SCORE), max(Person::AGE)));
    let error = failure(query.all());
    assert_eq!(error.kind(), ErrorKind::UnexpectedNull);
    assert_says(&error, &["`members`", "TeamSummary", "expected an integer", "found NULL"]);
    Ok(Passed)
}
