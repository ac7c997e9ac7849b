//! `update_all` and `delete_all`.

use activerecord::ErrorKind;
use activerecord::expression::Assignment;
use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Account, Cell, Country, Person, Settings, Team, names, people, team};
use crate::{Context, Outcome::Passed};

cases![write_all:
    update_all_sets_a_value,
    update_all_sets_several_columns,
    update_all_sets_null,
    update_all_sets_an_expression,
    expressions_see_the_old_values,
    update_all_sets_a_column_to_another,
    update_all_tells_how_many_rows_matched,
    update_all_of_no_row,
    update_all_needs_a_filter,
    update_all_needs_an_assignment,
    update_all_of_ordered_and_limited_rows,
    update_all_of_a_grouped_query_is_refused,
    update_all_is_all_or_nothing,
    update_all_takes_a_list,
    update_all_of_a_document,
    update_all_with_a_subquery,
    delete_all_deletes_what_matches,
    delete_all_of_no_row,
    delete_all_needs_a_filter,
    delete_all_when_told_so,
    delete_all_of_ordered_and_limited_rows,
    delete_all_with_a_subquery,
    delete_all_of_a_versioned_model,
];

fn update_all_sets_a_value(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::AGE.lt(20));
    assert_eq!(query.update_all(Person::TEAM.set("young"))?, 2);
    assert_eq!(names(Person::filter(Person::TEAM.eq("young")))?, "bob eve");
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn update_all_sets_several_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let assignments = (Person::SCORE.set(1), Person::ACTIVE.set(true), Person::NAME.set("x"));
    assert_eq!(Person::filter(Person::AGE.eq(60)).update_all(assignments)?, 1);
    let row = Person::filter(Person::AGE.eq(60)).one()?;
    assert_eq!((row.score, row.active, row.name.as_str()), (Some(1), true, "x"));
    Ok(Passed)
}

fn update_all_sets_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let none = (Person::SCORE.set(None), Person::NICKNAME.set(None));
    assert_eq!(Person::filter(Person::NAME.eq("cid")).update_all(none)?, 1);
    let row = Person::filter(Person::NAME.eq("cid")).one()?;
    assert_eq!((row.score, row.nickname), (None, None));
    Ok(Passed)
}

fn update_all_sets_an_expression(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::TEAM.eq("red"));
    query.update_all(Person::AGE.set(Person::AGE + 1))?;
    query.update_all(Person::AGE.set(Person::AGE * 2 - 1))?;
    assert_eq!(Person::query().order_by(Person::NAME).pluck(Person::AGE)?, [73, 18, 51, 60, 18]);
    Ok(Passed)
}

/// In MySQL's own order the second assignment would see the first.
fn expressions_see_the_old_values(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let swap = (Person::SCORE.set(Person::AGE), Person::AGE.set(Person::SCORE));
    Person::filter(Person::NAME.eq("ada")).update_all(swap)?;
    let ada = Person::filter(Person::NAME.eq("ada")).one()?;
    assert_eq!((ada.age, ada.score), (10, Some(36)));
    Ok(Passed)
}

fn update_all_sets_a_column_to_another(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    Person::query().unfiltered().update_all(Person::TEAM.set(Person::NAME))?;
    let teams = Person::query().order_by(Person::NAME).pluck(Person::TEAM)?;
    assert_eq!(teams, ["ada", "bob", "cid", "dan", "eve"]);
    Ok(Passed)
}

/// Also those that had the value already.
fn update_all_tells_how_many_rows_matched(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::AGE.ge(18));
    assert_eq!(query.update_all(Person::TEAM.set("red"))?, 5);
    assert_eq!(query.update_all(Person::TEAM.set("red"))?, 5);
    Ok(Passed)
}

fn update_all_of_no_row(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let none: [i32; 0] = [];
    assert_eq!(Person::filter(Person::AGE.gt(1_000)).update_all(Person::AGE.set(0))?, 0);
    assert_eq!(Person::filter(Person::AGE.is_in(none)).update_all(Person::AGE.set(0))?, 0);
    assert_eq!(Person::query().sum(Person::AGE)?, Some(157));
    Ok(Passed)
}

fn update_all_needs_a_filter(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::query().update_all(Person::AGE.set(0)));
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "update_all", "every row", "unfiltered()"]);
    assert_eq!(Person::filter(Person::AGE.eq(0)).count()?, 0);
    assert_eq!(Person::query().unfiltered().update_all(Person::AGE.set(1))?, 5);
    Ok(Passed)
}

fn update_all_needs_an_assignment(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error =
        failure(Person::filter(Person::ACTIVE).update_all(Vec::<Assignment<Person>>::new()));
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "assigns nothing"]);
    Ok(Passed)
}

fn update_all_of_ordered_and_limited_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = Person::query().order_by(Person::AGE.desc()).limit(2);
    assert_eq!(oldest.update_all(Person::TEAM.set("old"))?, 2);
    assert_eq!(names(Person::filter(Person::TEAM.eq("old")))?, "ada dan");
    let next = Person::filter(Person::TEAM.ne("old")).order_by(Person::NAME).limit(1).offset(1);
    assert_eq!(next.update_all(Person::TEAM.set("next"))?, 1);
    assert_eq!(names(Person::filter(Person::TEAM.eq("next")))?, "cid");
    Ok(Passed)
}

fn update_all_of_a_grouped_query_is_refused(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let grouped = Person::filter(Person::ACTIVE).group_by(Person::TEAM);
    assert_eq!(failure(grouped.update_all(Person::AGE.set(0))).kind(), ErrorKind::InvalidQuery);
    let distinct = Person::filter(Person::ACTIVE).distinct();
    assert_eq!(failure(distinct.delete_all()).kind(), ErrorKind::InvalidQuery);
    assert_eq!(Person::query().sum(Person::AGE)?, Some(157));
    Ok(Passed)
}

fn update_all_is_all_or_nothing(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    for (name, seats) in [("a", 1), ("b", 50), ("c", 90)] {
        team(name, seats).create()?;
    }
    let raise = Team::query().unfiltered().update_all(Team::SEATS.set(Team::SEATS + 20));
    assert!(failure(raise).is_check_violation());
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::SEATS)?, [1, 50, 90]);
    let same = Team::query().unfiltered().update_all(Team::NAME.set("same"));
    assert!(failure(same).is_unique_violation());
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::NAME)?, ["a", "b", "c"]);
    Ok(Passed)
}

fn update_all_takes_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut list = vec![Person::AGE.set(1)];
    list.push(Person::TEAM.set("x"));
    assert_eq!(Person::filter(Person::NAME.eq("ada")).update_all(list)?, 1);
    assert_eq!(Person::filter(Person::TEAM.eq("x")).pluck(Person::AGE)?, [1]);
    Ok(Passed)
}

fn update_all_of_a_document(cx: &Context<'_>) -> CaseResult {
    type C = Cell<Json<Settings>>;
    cx.create::<C>()?;
    let cell = C { id: 0, value: Json(Settings::default()) }.create()?;
    let settings = Settings { theme: "it's \"new\"".into(), ..Default::default() };
    C::filter(C::ID.eq(cell.id)).update_all(C::VALUE.set(Json(settings.clone())))?;
    assert_eq!(C::find(cell.id)?.value, Json(settings));
    Ok(Passed)
}

fn update_all_with_a_subquery(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.create::<Country>()?;
    Country { code: "x".into(), name: "eve".into() }.create()?;
    let listed = Person::NAME.in_query(Country::query().select(Country::NAME));
    assert_eq!(Person::filter(listed).update_all(Person::AGE.set(99))?, 1);
    assert_eq!(names(Person::filter(Person::AGE.eq(99)))?, "eve");
    Ok(Passed)
}

fn delete_all_deletes_what_matches(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::AGE.eq(18).or(Person::NAME.eq("dan"))).delete_all()?, 3);
    assert_eq!(names(Person::query())?, "ada cid");
    Ok(Passed)
}

fn delete_all_of_no_row(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::AGE.gt(1_000)).delete_all()?, 0);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn delete_all_needs_a_filter(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::query().order_by(Person::NAME).delete_all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "delete_all", "unfiltered()"]);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn delete_all_when_told_so(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().unfiltered().delete_all()?, 5);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn delete_all_of_ordered_and_limited_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::filter(Person::AGE.lt(50)).order_by(Person::NAME.desc()).limit(2);
    assert_eq!(query.delete_all()?, 2);
    assert_eq!(names(Person::query())?, "ada bob dan");
    Ok(Passed)
}

fn delete_all_with_a_subquery(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.create::<Country>()?;
    Country { code: "x".into(), name: "eve".into() }.create()?;
    let unlisted = !Person::NAME.in_query(Country::query().select(Country::NAME));
    assert_eq!(Person::filter(unlisted).delete_all()?, 4);
    assert_eq!(names(Person::query())?, "eve");
    Ok(Passed)
}

fn delete_all_of_a_versioned_model(cx: &Context<'_>) -> CaseResult {
    cx.create::<Account>()?;
    for balance in [1, 2, 3] {
        Account { owner: "ada".into(), balance, ..Default::default() }.create()?;
    }
    assert_eq!(Account::filter(Account::BALANCE.ge(2)).delete_all()?, 2);
    assert_eq!(Account::query().pluck(Account::BALANCE)?, [1]);
    Ok(Passed)
}
