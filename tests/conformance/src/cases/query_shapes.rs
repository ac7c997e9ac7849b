//! Queries that differ in their values alone share a text: none may get another's values, rows or
//! bounds.

use activerecord::Value;
use activerecord::prelude::*;

use crate::case::{CaseResult, cases};
use crate::models::{Person, names, people};
use crate::{Context, Outcome::Passed};

cases![query_shapes:
    other_values_of_the_same_condition,
    equal_values_and_then_different_ones,
    values_keep_their_places,
    other_types_and_operators,
    a_value_and_a_limit_of_the_same_number,
    other_questions_about_the_same_rows,
    other_orders,
    an_empty_text,
    a_value_and_none,
    lists_of_conditions_are_not_flattened_into_one_another,
    what_statements_say_of_themselves,
];

fn other_values_of_the_same_condition(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for _ in 0..2 {
        assert_eq!(names(Person::filter(Person::NAME.eq("ada")))?, "ada");
        assert_eq!(names(Person::filter(Person::NAME.eq("bob")))?, "bob");
        assert_eq!(
            Person::find_by(Person::AGE.eq(25))?.map(|found| found.name),
            Some("cid".into())
        );
        assert_eq!(Person::find_by(Person::AGE.eq(26))?, None);
        assert_eq!(Person::filter(Person::AGE.between(18, 36)).count()?, 4);
        assert_eq!(Person::filter(Person::AGE.between(19, 35)).count()?, 1);
    }
    Ok(Passed)
}

fn equal_values_and_then_different_ones(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let between = |low, high| Person::filter(Person::AGE.between(low, high)).count();
    assert_eq!(between(18, 18)?, 2);
    assert_eq!(between(18, 36)?, 4);
    assert_eq!(between(36, 18)?, 0);
    assert_eq!(between(60, 60)?, 1);
    Ok(Passed)
}

fn values_keep_their_places(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let found = |age: i32, score: i32, team: &str| {
        let same = Person::AGE.eq(age).or(Person::SCORE.eq(score));
        names(Person::filter(same.and(Person::TEAM.ne(team))).order_by(Person::NAME))
    };
    assert_eq!(found(18, 7, "blue")?, "cid dan");
    assert_eq!(found(7, 18, "blue")?, "");
    assert_eq!(found(18, 7, "green")?, "bob cid eve");
    assert_eq!(found(36, 10, "none")?, "ada");
    Ok(Passed)
}

fn other_types_and_operators(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::ACTIVE.eq(true)).order_by(Person::ID))?, "ada cid eve");
    assert_eq!(names(Person::filter(Person::ACTIVE.eq(false)).order_by(Person::ID))?, "bob dan");
    assert_eq!(
        names(Person::filter(Person::ACTIVE.ne(false)).order_by(Person::ID))?,
        "ada cid eve"
    );
    assert_eq!(names(Person::filter(Person::AGE.gt(25)).order_by(Person::ID))?, "ada dan");
    assert_eq!(names(Person::filter(Person::AGE.ge(25)).order_by(Person::ID))?, "ada cid dan");
    assert_eq!(names(Person::filter(!Person::AGE.ge(25)).order_by(Person::ID))?, "bob eve");
    assert_eq!(names(Person::filter(Person::SCORE.is_null()).order_by(Person::ID))?, "bob eve");
    let scored = Person::filter(Person::SCORE.is_not_null()).order_by(Person::ID);
    assert_eq!(names(scored)?, "ada cid dan");
    Ok(Passed)
}

fn a_value_and_a_limit_of_the_same_number(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let found = |age: i32, rows| {
        names(Person::filter(Person::AGE.gt(age)).order_by(Person::NAME).limit(rows))
    };
    assert_eq!(found(1, 1)?, "ada");
    assert_eq!(found(18, 1)?, "ada");
    assert_eq!(found(25, 2)?, "ada dan");
    assert_eq!(found(2, 2)?, "ada bob");
    assert_eq!(found(36, 3)?, "dan");
    assert_eq!(found(3, 0)?, "");
    let page = |rows| names(Person::query().order_by(Person::NAME).offset(rows).limit(2));
    assert_eq!(
        (page(0)?.as_str(), page(2)?.as_str(), page(4)?.as_str()),
        ("ada bob", "cid dan", "eve")
    );
    Ok(Passed)
}

fn other_questions_about_the_same_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for (age, count) in [(18, 2), (25, 1), (99, 0), (18, 2)] {
        let query = Person::filter(Person::AGE.eq(age)).order_by(Person::NAME.desc());
        assert_eq!(query.count()?, count);
        assert_eq!(query.exists()?, count > 0);
        assert_eq!(query.first()?, query.all()?.into_iter().next());
        assert_eq!(query.clone().limit(1).count()?, count.min(1));
        assert_eq!(query.all()?.len() as u64, count);
    }
    let selected = Person::filter(Person::AGE.eq(18)).select((Person::NAME, Person::AGE));
    assert!(selected.exists()? && selected.clone().distinct().exists()?);
    assert!(!selected.clone().filter(Person::NAME.eq("nobody")).exists()?);
    let ids: Vec<i64> = Person::query().order_by(Person::ID).pluck(Person::ID)?;
    assert!(Person::exists(ids[0])? && Person::exists(ids[1])?);
    assert!(!Person::exists(ids[4] + 1)?);
    Ok(Passed)
}

fn other_orders(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let first =
        |query: Query<Person>| Ok::<_, activerecord::Error>(query.first()?.map(|row| row.name));
    let old = || Person::filter(Person::AGE.gt(20));
    assert_eq!(first(old())?.as_deref(), Some("ada"));
    assert_eq!(first(old().order_by(Person::NAME.desc()))?.as_deref(), Some("dan"));
    assert_eq!(first(old().order_by(Person::AGE))?.as_deref(), Some("cid"));
    assert_eq!(
        first(old().order_by((Person::SCORE, Person::NAME.desc())))?.as_deref(),
        Some("dan")
    );
    assert_eq!(first(old().order_by((Person::SCORE, Person::NAME)))?.as_deref(), Some("cid"));
    let by_score = |order| names(Person::query().order_by((order, Person::NAME)));
    assert_eq!(by_score(Person::SCORE.asc().nulls_first())?, "bob eve cid dan ada");
    assert_eq!(by_score(Person::SCORE.asc().nulls_last())?, "cid dan ada bob eve");
    Ok(Passed)
}

fn an_empty_text(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let named = |name: &str| Person::filter(Person::NICKNAME.eq(name)).count();
    assert_eq!(named("sid")?, 1);
    let empty = named("")?;
    // On a database that keeps an empty text as NULL, that is what it equals.
    assert!(empty == 0 || empty == Person::filter(Person::NICKNAME.is_null()).count()?);
    assert_eq!(named("evie")?, 1);
    assert_eq!(named("")?, empty);
    Ok(Passed)
}

fn a_value_and_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let scored = |score: Option<i32>| Person::filter(Person::SCORE.eq(score)).count();
    assert_eq!((scored(Some(7))?, scored(None)?, scored(Some(10))?, scored(None)?), (2, 2, 1, 2));
    Ok(Passed)
}

fn lists_of_conditions_are_not_flattened_into_one_another(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (young, red, active) =
        (|| Person::AGE.lt(30), || Person::TEAM.eq("red"), || Person::ACTIVE.eq(true));
    let found = |condition: activerecord::Condition| {
        names(Person::filter(condition).order_by(Person::NAME))
    };
    assert_eq!(found(young().or(red().and(active())))?, "ada bob cid eve");
    assert_eq!(found(young().or(red()).and(active()))?, "ada cid eve");
    assert_eq!(found(young().and(red().or(active())))?, "cid eve");
    assert_eq!(found(young().and(red()).or(active()))?, "ada cid eve");
    let twice = Person::filter(young()).filter(red().or(active())).order_by(Person::NAME);
    assert_eq!(names(twice)?, "cid eve");
    Ok(Passed)
}

fn what_statements_say_of_themselves(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for age in [18, 25] {
        let query = Person::filter(Person::AGE.eq(age));
        let before = query.to_sql()?;
        query.all()?;
        assert_eq!(query.to_sql()?, before);
        assert!(before.binds.contains(&Value::I64(age.into())), "{before:?}");
    }
    Ok(Passed)
}
