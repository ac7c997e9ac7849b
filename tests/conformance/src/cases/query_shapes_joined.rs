//! Queries with joins or columns of their own that differ in their values alone share a text: those
//! that differ in more must not.

use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Club, Letter, Member, Person, club, people};
use crate::{Context, Outcome::Passed};

cases![query_shapes_joined:
    other_values_behind_a_join,
    other_joins_of_the_same_model,
    conditions_on_either_table,
    other_columns,
    one_shape_for_structs_of_another_width,
];

fn other_values_behind_a_join(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let writers = |title: &str| -> activerecord::Result<Vec<(String, i64)>> {
        let rows = Member::query()
            .join(Member::LETTERS)
            .filter(Letter::TITLE.eq(title))
            .with_joined::<Letter>()
            .all()?;
        Ok(rows.into_iter().map(|row| (row.name.clone(), row.joined.member_id - row.id)).collect())
    };
    for _ in 0..2 {
        assert_eq!(writers("hello")?, [("ada".to_owned(), 0)]);
        assert_eq!(writers("hi")?, [("bob".to_owned(), 0)]);
        assert_eq!(writers("nothing")?, []);
    }
    Ok(Passed)
}

fn other_joins_of_the_same_model(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let named = |query: Query<Member>| query.order_by(Member::ID).pluck(Member::NAME);
    for _ in 0..2 {
        assert_eq!(named(Member::query().join(Member::LETTERS))?, ["ada", "ada", "bob"]);
        assert_eq!(
            named(Member::query().left_join(Member::LETTERS))?,
            ["ada", "ada", "bob", "cid"]
        );
        assert_eq!(named(Member::query().join(Member::CLUB))?, ["ada", "bob"]);
        assert_eq!(named(Member::query().join(Member::PASSPORT))?, ["ada", "cid"]);
        let both = Member::query().join(Member::LETTERS).join(Member::CLUB);
        assert_eq!(named(both)?, ["ada", "ada", "bob"]);
        let both = Member::query().join(Member::LETTERS).join(Member::PASSPORT);
        assert_eq!(named(both)?, ["ada", "ada"]);
        assert_eq!(named(Member::query())?, ["ada", "bob", "cid"]);
    }
    Ok(Passed)
}

fn conditions_on_either_table(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let joined = || Member::query().join(Member::CLUB).order_by(Member::NAME);
    for _ in 0..2 {
        // The same columns by their places, of one table and of the other.
        assert_eq!(joined().filter(Member::NAME.eq("chess")).count()?, 0);
        assert_eq!(joined().filter(Club::NAME.eq("chess")).count()?, 2);
        assert_eq!(joined().filter(Member::NAME.eq("chess")).all()?, []);
        assert_eq!(joined().filter(Club::NAME.eq("chess")).all()?.len(), 2);
        let first = joined().filter(Club::NAME.eq("chess")).first()?;
        assert_eq!(first.map(|member| member.name).as_deref(), Some("ada"));
        assert!(joined().filter(Club::NAME.eq("chess")).exists()?);
        assert!(!joined().filter(Club::NAME.eq("rowing")).exists()?);
    }
    Ok(Passed)
}

fn other_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let adults = |age: i32| Person::filter(Person::AGE.gt(age)).order_by(Person::NAME);
    for (age, count) in [(30, 2), (100, 0), (30, 2)] {
        let names: Vec<String> = adults(age).pluck(Person::NAME)?;
        let teams: Vec<String> = adults(age).pluck(Person::TEAM)?;
        let pairs: Vec<(String, i32)> = adults(age).select((Person::NAME, Person::AGE)).all()?;
        let turned: Vec<(i32, String)> = adults(age).select((Person::AGE, Person::NAME)).all()?;
        assert_eq!((names.len(), teams.len(), pairs.len()), (count, count, count));
        for (at, (name, years)) in pairs.iter().enumerate() {
            assert_eq!((name, years), (&names[at], &turned[at].0));
            let found = Person::find_by(Person::NAME.eq(name.as_str()))?.map(|person| person.team);
            assert_eq!(found.as_ref(), Some(&teams[at]));
        }
        assert_eq!(adults(age).all()?.len(), count);
        let first = adults(age).select((Person::AGE, Person::NAME)).first()?;
        assert_eq!(first.as_ref(), turned.first());
    }
    Ok(Passed)
}

fn one_shape_for_structs_of_another_width(cx: &Context<'_>) -> CaseResult {
    #[derive(Debug, FromRow)]
    struct Two {
        _name: String,
        _age: i32,
    }
    #[derive(Debug, FromRow)]
    struct Three {
        _name: String,
        _age: i32,
        _team: String,
    }
    people(cx)?;
    let adults = || Person::filter(Person::AGE.gt(0));
    let columns = (Person::NAME, Person::AGE);
    for _ in 0..2 {
        assert_eq!(adults().select_as::<Two>(columns).all()?.len(), 5);
        assert_says(&failure(adults().select_as::<Three>(columns).all()), &["2 columns", "3"]);
    }
    Ok(Passed)
}
