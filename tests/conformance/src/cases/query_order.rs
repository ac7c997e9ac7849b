//! The order of rows.

use activerecord::prelude::*;

use crate::case::{CaseResult, cases};
use crate::models::{Person, people};
use crate::{Context, Outcome::Passed};

cases![query_order:
    ascending_and_descending,
    a_column_alone_is_ascending,
    several_columns,
    later_calls_come_behind,
    unordered_forgets_the_order,
    nulls_first,
    nulls_last,
    reversed,
    by_an_expression,
    by_a_list_of_orders,
    by_truth,
    the_default_of_nulls_is_known,
];

fn ordered(query: Query<Person>) -> activerecord::Result<String> {
    Ok(query.pluck(Person::NAME)?.join(" "))
}

fn ascending_and_descending(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(ordered(Person::query().order_by(Person::NAME.asc()))?, "ada bob cid dan eve");
    assert_eq!(ordered(Person::query().order_by(Person::NAME.desc()))?, "eve dan cid bob ada");
    Ok(Passed)
}

fn a_column_alone_is_ascending(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(
        ordered(Person::query().order_by((Person::AGE, Person::NAME)))?,
        "bob eve cid ada dan"
    );
    Ok(Passed)
}

fn several_columns(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let order = (Person::TEAM.desc(), Person::AGE.asc(), Person::NAME.desc());
    assert_eq!(ordered(Person::query().order_by(order))?, "cid ada dan eve bob");
    Ok(Passed)
}

fn later_calls_come_behind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::TEAM).order_by(Person::NAME.desc());
    assert_eq!(ordered(query)?, "eve bob dan cid ada");
    Ok(Passed)
}

fn unordered_forgets_the_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME).unordered().order_by(Person::NAME.desc());
    assert_eq!(ordered(query)?, "eve dan cid bob ada");
    Ok(Passed)
}

fn nulls_first(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let by = |score| ordered(Person::query().order_by((score, Person::NAME)));
    assert_eq!(by(Person::SCORE.asc().nulls_first())?, "bob eve cid dan ada");
    assert_eq!(by(Person::SCORE.desc().nulls_first())?, "bob eve ada cid dan");
    Ok(Passed)
}

fn nulls_last(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let by = |score| ordered(Person::query().order_by((score, Person::NAME)));
    assert_eq!(by(Person::SCORE.asc().nulls_last())?, "cid dan ada bob eve");
    assert_eq!(by(Person::SCORE.desc().nulls_last())?, "ada cid dan bob eve");
    Ok(Passed)
}

fn reversed(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let by = |score| ordered(Person::query().order_by((score, Person::NAME)));
    assert_eq!(by(Person::SCORE.asc().nulls_last().reversed())?, "bob eve ada cid dan");
    assert_eq!(
        ordered(Person::query().order_by(Person::NAME.desc().reversed()))?,
        "ada bob cid dan eve"
    );
    Ok(Passed)
}

fn by_an_expression(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(((Person::AGE * -1).asc(), Person::NAME));
    assert_eq!(ordered(query)?, "dan ada cid bob eve");
    let distance = (Person::AGE - 30) * (Person::AGE - 30);
    assert_eq!(ordered(Person::query().order_by((distance, Person::NAME)))?, "cid ada bob eve dan");
    Ok(Passed)
}

fn by_a_list_of_orders(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let order = vec![Person::ACTIVE.desc(), Person::NAME.desc()];
    assert_eq!(ordered(Person::query().order_by(order))?, "eve cid ada dan bob");
    Ok(Passed)
}

fn by_truth(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by((Person::ACTIVE, Person::NAME));
    assert_eq!(ordered(query)?, "bob dan ada cid eve", "false comes before true");
    Ok(Passed)
}

fn the_default_of_nulls_is_known(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by((Person::SCORE, Person::NAME));
    let expected = if cx.capabilities().nulls_sort_first {
        "bob eve cid dan ada"
    } else {
        "cid dan ada bob eve"
    };
    assert_eq!(ordered(query)?, expected);
    Ok(Passed)
}
