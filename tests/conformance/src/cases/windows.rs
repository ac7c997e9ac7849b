//! Window functions.

use activerecord::prelude::*;
use activerecord::{
    Bound, ErrorKind, avg, count_all, dense_rank, first_value, lag, last_value, lead, max, min,
    ntile, partition_by, rank, row_number, sum, window, with,
};
use rust_decimal::Decimal;

use super::failure;
use crate::case::{CaseResult, cases, require};
use crate::models::{Person, people};
use crate::{Context, Outcome::Passed};

cases![windows:
    rows_are_numbered,
    numbered_within_groups,
    equal_rows_have_one_rank,
    parts_of_equal_size,
    rows_before_and_behind,
    the_first_and_the_last,
    sums_of_groups_beside_rows,
    running_sums,
    a_frame_of_some_rows,
    a_frame_by_value,
    numbers_of_decimals,
    means_beside_rows,
    calculated_with,
    over_groups,
    the_first_of_each_group,
    nothing_but_functions,
];

/// A person and a place among others.
#[derive(ActiveRecord, Debug, PartialEq)]
struct Placed {
    id: i64,
    #[record(max_length = 80)]
    name: String,
    place: i64,
}

fn by_age() -> activerecord::Window {
    window().order_by((Person::AGE, Person::NAME))
}

fn rows_are_numbered(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let place = row_number().over(by_age());
    let rows = Person::query().order_by(Person::NAME).select((Person::NAME, place)).all()?;
    let expected = [("ada", 4), ("bob", 1), ("cid", 3), ("dan", 5), ("eve", 2)];
    assert_eq!(rows, expected.map(|(name, place)| (name.to_owned(), place)));
    Ok(Passed)
}

fn numbered_within_groups(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let place = row_number().over(partition_by(Person::TEAM).order_by(Person::NAME.desc()));
    assert_eq!(Person::query().order_by(Person::NAME).pluck(place)?, [2, 2, 1, 1, 1]);
    Ok(Passed)
}

fn equal_rows_have_one_rank(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let by_age = || window().order_by(Person::AGE);
    let columns = (rank().over(by_age()), dense_rank().over(by_age()));
    let rows = Person::query().order_by(Person::NAME).select(columns).all()?;
    assert_eq!(rows, [(4, 3), (1, 1), (3, 2), (5, 4), (1, 1)]);
    Ok(Passed)
}

fn parts_of_equal_size(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let part = ntile(2).over(by_age());
    assert_eq!(Person::query().order_by(Person::NAME).pluck(part)?, [2, 1, 1, 2, 1]);
    Ok(Passed)
}

fn rows_before_and_behind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let columns = (
        lag(Person::AGE, 1).over(by_age()),
        lead(Person::AGE, 2).over(by_age()),
        lag(Person::NICKNAME, 1).over(by_age()),
    );
    let rows = Person::query().order_by((Person::AGE, Person::NAME)).select(columns).all()?;
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        (None, Some(25), None),
        (Some(18), Some(36), text("bobby")),
        (Some(18), Some(60), text("evie")),
        (Some(25), None, text("sid")),
        (Some(36), None, None),
    ];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn the_first_and_the_last(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let team = || partition_by(Person::TEAM).order_by(Person::NAME);
    let whole = team().rows_between(Bound::UnboundedPreceding, Bound::UnboundedFollowing);
    let columns = (
        first_value(Person::NAME).over(team()),
        last_value(Person::NAME).over(team()),
        last_value(Person::NAME).over(whole),
    );
    let rows =
        Person::filter(Person::TEAM.eq("red")).order_by(Person::NAME).select(columns).all()?;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [(text("ada"), text("ada"), text("cid")), (text("ada"), text("cid"), text("cid"))]
    );
    Ok(Passed)
}

fn sums_of_groups_beside_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let team = || partition_by(Person::TEAM);
    let columns = (
        Person::NAME,
        sum(Person::AGE).over(team()),
        count_all().over(team()),
        max(Person::AGE).over(team()),
        min(Person::AGE).over(window()),
    );
    let rows = Person::query().order_by(Person::NAME).select(columns).limit(2).all()?;
    let expected = [
        ("ada".to_owned(), Some(61), 2, Some(36), Some(18)),
        ("bob".to_owned(), Some(36), 2, Some(18), Some(18)),
    ];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn running_sums(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let running = sum(Person::AGE).over(window().order_by(Person::ID));
    let rows = Person::query().order_by(Person::ID).pluck(running)?;
    assert_eq!(rows, [36, 54, 79, 139, 157].map(Some));
    Ok(Passed)
}

fn a_frame_of_some_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let near = |start, end| window().order_by(Person::ID).rows_between(start, end);
    let columns = (
        sum(Person::AGE).over(near(Bound::Preceding(1), Bound::CurrentRow)),
        sum(Person::AGE).over(near(Bound::CurrentRow, Bound::Following(1))),
        count_all().over(near(Bound::Preceding(2), Bound::Preceding(1))),
        sum(Person::AGE).over(near(Bound::CurrentRow, Bound::UnboundedFollowing)),
    );
    let rows = Person::query().order_by(Person::ID).select(columns).all()?;
    let expected = [
        (Some(36), Some(54), 0, Some(157)),
        (Some(54), Some(43), 1, Some(121)),
        (Some(43), Some(85), 2, Some(103)),
        (Some(85), Some(78), 2, Some(78)),
        (Some(78), Some(18), 2, Some(18)),
    ];
    assert_eq!(rows, expected);
    Ok(Passed)
}

fn a_frame_by_value(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let up_to =
        window().order_by(Person::AGE).range_between(Bound::UnboundedPreceding, Bound::CurrentRow);
    let rows = Person::query().order_by(Person::NAME).pluck(sum(Person::AGE).over(up_to))?;
    assert_eq!(rows, [97, 36, 61, 157, 36].map(Some));
    Ok(Passed)
}

fn numbers_of_decimals(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let team = || partition_by(Person::TEAM);
    let columns = (
        sum(Person::BALANCE).over(team()),
        max(Person::BALANCE).over(team()),
        row_number().over(window().order_by(Person::BALANCE)),
    );
    let rows = Person::query().order_by(Person::NAME).select(columns).all()?;
    let cents = |cents| Some(Decimal::new(cents, 2));
    assert_eq!(rows[0], (cents(725), cents(1050), 4));
    assert_eq!(rows[2], (cents(725), cents(1050), 1));
    Ok(Passed)
}

fn means_beside_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let columns = (
        avg(Person::AGE).over(partition_by(Person::TEAM)),
        avg(Person::BALANCE).over(partition_by(Person::TEAM)),
    );
    let rows = Person::query().order_by(Person::NAME).select(columns).all()?;
    assert_eq!(rows[0], (Some(30.5), Some(Decimal::new(3625, 3))));
    Ok(Passed)
}

fn calculated_with(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let above = row_number().over(by_age()) * 10 + 1;
    assert_eq!(Person::query().order_by(Person::NAME).pluck(above)?, [41, 11, 31, 51, 21]);
    let gap = (Person::AGE + 0) - lag(Person::AGE, 1).over(by_age());
    let gaps = Person::query().order_by((Person::AGE, Person::NAME)).pluck(gap.nullable())?;
    assert_eq!(gaps, [None, Some(0), Some(7), Some(11), Some(24)]);
    Ok(Passed)
}

fn over_groups(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    let place = rank().over(window().order_by(sum(Person::AGE).desc()));
    let rows = Person::query()
        .group_by(Person::TEAM)
        .order_by(Person::TEAM)
        .select((Person::TEAM, sum(count_all()).over(window()), place))
        .all()?;
    let row = |team: &str, place| (team.to_owned(), Some(5), place);
    assert_eq!(rows, [row("blue", 3), row("green", 2), row("red", 1)]);
    Ok(Passed)
}

fn the_first_of_each_group(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().window_functions, "there are no windows");
    require!(cx.capabilities().with, "there is no WITH");
    let place =
        row_number().over(partition_by(Person::TEAM).order_by((Person::AGE.desc(), Person::NAME)));
    let placed = with::<Placed, _, _>(
        "placed",
        Person::query().select_as((Person::ID, Person::NAME, place)),
    );
    let oldest = placed.query().filter(Placed::PLACE.eq(1)).order_by(Placed::NAME);
    assert_eq!(oldest.pluck(Placed::NAME)?, ["ada", "bob", "dan"]);
    Ok(Passed)
}

fn nothing_but_functions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sum = (Person::AGE + 1).over(window());
    let error = failure(Person::query().pluck(sum));
    let expected = match cx.capabilities().window_functions {
        true => ErrorKind::InvalidQuery,
        false => ErrorKind::Unsupported,
    };
    assert_eq!(error.kind(), expected);
    Ok(Passed)
}
