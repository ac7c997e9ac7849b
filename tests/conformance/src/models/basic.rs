//! Plain models: the database makes the key.

use activerecord::prelude::*;
use activerecord::{ColumnType, Result};
use rust_decimal::Decimal;

use crate::Context;

/// What most cases work with.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) name: String,
    #[record(max_length = 80)]
    pub(crate) nickname: Option<String>,
    pub(crate) age: i32,
    pub(crate) score: Option<i32>,
    #[record(max_length = 20)]
    pub(crate) team: String,
    pub(crate) active: bool,
    pub(crate) balance: Decimal,
}

/// A person that is not stored yet.
pub(crate) fn person(name: &str, age: i32) -> Person {
    Person {
        id: 0,
        name: name.into(),
        nickname: None,
        age,
        score: None,
        team: "red".into(),
        active: true,
        balance: Decimal::ZERO,
    }
}

/// Stores these five, in this order:
///
/// | name | nickname | age | score | team | active | balance |
/// |---|---|---|---|---|---|---|
/// | ada | | 36 | 10 | red | yes | 10.50 |
/// | bob | bobby | 18 | | blue | no | 0.01 |
/// | cid | sid | 25 | 7 | red | yes | -3.25 |
/// | dan | | 60 | 7 | green | no | 99.99 |
/// | eve | evie | 18 | | blue | yes | 0.00 |
pub(crate) fn people(cx: &Context<'_>) -> Result<Vec<Person>> {
    cx.create::<Person>()?;
    let rows = [
        ("ada", None, 36, Some(10), "red", true, 1050),
        ("bob", Some("bobby"), 18, None, "blue", false, 1),
        ("cid", Some("sid"), 25, Some(7), "red", true, -325),
        ("dan", None, 60, Some(7), "green", false, 9999),
        ("eve", Some("evie"), 18, None, "blue", true, 0),
    ];
    let create = |(name, nickname, age, score, team, active, cents): (
        &str,
        Option<&str>,
        i32,
        Option<i32>,
        &str,
        bool,
        i64,
    )| {
        Person {
            nickname: nickname.map(Into::into),
            score,
            team: team.into(),
            active,
            balance: Decimal::new(cents, 2),
            ..person(name, age)
        }
        .create()
    };
    rows.into_iter().map(create).collect()
}

/// The names of the query's people in alphabetical order, with a space between.
pub(crate) fn names(query: Query<Person>) -> Result<String> {
    Ok(query.order_by(Person::NAME).pluck(Person::NAME)?.join(" "))
}

/// A value of any type beside a key.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
pub(crate) struct Cell<T: ColumnType> {
    pub(crate) id: i64,
    pub(crate) value: T,
}

/// A model that is all key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Bare {
    pub(crate) id: i64,
}

/// A model with a field that is no column.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Cached {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) name: String,
    #[record(skip)]
    pub(crate) lookups: Vec<String>,
}
