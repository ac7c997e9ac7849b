//! AND, OR, NOT, and how conditions are put together.

use activerecord::Condition;
use activerecord::prelude::*;

use crate::case::{CaseResult, cases};
use crate::models::{Person, names, people};
use crate::{Context, Outcome::Passed};

cases![query_logic:
    filters_are_all_met,
    and_binds_tighter_where_it_is_written_so,
    or_inside_of_and,
    a_filter_behind_an_or,
    not_of_each_operator,
    not_of_and_and_of_or,
    not_twice,
    nulls_are_neither_true_nor_false,
    all_and_any_of_a_list,
    all_and_any_of_nothing,
    deeply_nested_conditions,
    a_long_chain_of_conditions,
    conditions_by_the_thousand,
    queries_are_values,
    scopes_are_functions,
    queries_can_go_to_other_threads,
];

fn filters_are_all_met(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query =
        Person::filter(Person::AGE.lt(40)).filter(Person::ACTIVE).filter(Person::AGE.gt(18));
    assert_eq!(names(query)?, "ada cid");
    Ok(Passed)
}

fn and_binds_tighter_where_it_is_written_so(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let young_blue = Person::AGE.eq(18).and(Person::TEAM.eq("blue")).and(Person::ACTIVE);
    let old_red = Person::AGE.gt(30).and(Person::TEAM.eq("red"));
    assert_eq!(names(Person::filter(young_blue.or(old_red)))?, "ada eve");
    Ok(Passed)
}

fn or_inside_of_and(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let team = Person::TEAM.eq("red").or(Person::TEAM.eq("blue"));
    let age = Person::AGE.eq(18).or(Person::AGE.eq(36));
    assert_eq!(names(Person::filter(team.and(age)))?, "ada bob eve");
    let active_or_old = Person::ACTIVE.eq(true).or(Person::AGE.gt(50)).and(Person::SCORE.eq(7));
    assert_eq!(names(Person::filter(active_or_old))?, "cid dan");
    Ok(Passed)
}

fn a_filter_behind_an_or(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let either = Person::TEAM.eq("green").or(Person::TEAM.eq("blue"));
    let query = Person::filter(either.clone()).filter(Person::AGE.eq(18));
    assert_eq!(names(query)?, "bob eve");
    let query = Person::filter(Person::AGE.eq(18)).filter(either.or(Person::NAME.eq("ada")));
    assert_eq!(names(query)?, "bob eve");
    Ok(Passed)
}

fn not_of_each_operator(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let not = |condition: Condition| names(Person::filter(!condition));
    assert_eq!(not(Person::AGE.eq(18))?, "ada cid dan");
    assert_eq!(not(Person::AGE.ne(18))?, "bob eve");
    assert_eq!(not(Person::AGE.lt(25))?, "ada cid dan");
    assert_eq!(not(Person::AGE.between(20, 40))?, "bob dan eve");
    assert_eq!(not(Person::AGE.is_in([18, 25]))?, "ada dan");
    assert_eq!(not(Person::AGE.not_in([18, 25]))?, "bob cid eve");
    assert_eq!(not(Person::SCORE.is_null())?, "ada cid dan");
    assert_eq!(not(Person::SCORE.is_not_null())?, "bob eve");
    assert_eq!(not(Person::NAME.like("a%"))?, "bob cid dan eve");
    assert_eq!(not(Person::NAME.contains("d"))?, "bob eve");
    assert_eq!(Person::filter(Person::AGE.eq(18).negate()).count()?, 3);
    Ok(Passed)
}

fn not_of_and_and_of_or(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let both = Person::AGE.eq(18).and(Person::ACTIVE);
    assert_eq!(names(Person::filter(!both))?, "ada bob cid dan");
    let either = Person::AGE.eq(18).or(Person::ACTIVE);
    assert_eq!(names(Person::filter(!either))?, "dan");
    Ok(Passed)
}

fn not_twice(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let both = Person::AGE.eq(18).and(Person::ACTIVE);
    assert_eq!(names(Person::filter(!!both))?, "eve");
    Ok(Passed)
}

fn nulls_are_neither_true_nor_false(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(!Person::SCORE.gt(8)))?, "cid dan");
    assert_eq!(names(Person::filter(Person::SCORE.gt(8).or(Person::AGE.eq(18))))?, "ada bob eve");
    assert_eq!(names(Person::filter(!Person::SCORE.is_in([7])))?, "ada");
    Ok(Passed)
}

fn all_and_any_of_a_list(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let wanted = ["ada", "eve"].map(|name| Person::NAME.eq(name));
    assert_eq!(names(Person::filter(Condition::any(wanted)))?, "ada eve");
    let wanted = [Person::AGE.gt(18), Person::AGE.lt(60), Person::SCORE.eq(7)];
    assert_eq!(names(Person::filter(Condition::all(wanted)))?, "cid");
    let one = Condition::any([Person::AGE.eq(60)]).and(Person::ACTIVE.eq(false));
    assert_eq!(names(Person::filter(one))?, "dan");
    Ok(Passed)
}

fn all_and_any_of_nothing(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Condition::all([])).count()?, 5);
    assert_eq!(Person::filter(Condition::any([])).count()?, 0);
    assert_eq!(Person::filter(!Condition::any([])).count()?, 5);
    assert_eq!(names(Person::filter(Condition::any([]).or(Person::AGE.eq(60))))?, "dan");
    assert_eq!(names(Person::filter(Condition::all([]).and(Person::AGE.eq(60))))?, "dan");
    Ok(Passed)
}

fn deeply_nested_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut condition = Person::NAME.eq("ada");
    for _ in 0..40 {
        condition = condition.and(Person::AGE.gt(0)).or(Person::AGE.lt(0));
    }
    assert_eq!(names(Person::filter(condition))?, "ada");
    Ok(Passed)
}

fn a_long_chain_of_conditions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let mut condition = Person::AGE.eq(0);
    for age in 1..=60 {
        condition = condition.or(Person::AGE.eq(age).and(Person::ACTIVE.eq(false)));
    }
    assert_eq!(names(Person::filter(condition))?, "bob dan");
    Ok(Passed)
}

fn conditions_by_the_thousand(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let any = Condition::any((0..1_500).map(|number| Person::AGE.eq(number)));
    assert_eq!(Person::filter(any.clone()).count()?, 5);
    assert_eq!(names(Person::filter(any.and(Person::AGE.eq(60))))?, "dan");
    let all = Condition::all((19..1_519).map(|number| Person::AGE.ne(number)));
    assert_eq!(names(Person::filter(all))?, "bob eve");
    Ok(Passed)
}

fn queries_are_values(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let base = Person::filter(Person::AGE.lt(40)).order_by(Person::NAME);
    let red = base.clone().filter(Person::TEAM.eq("red"));
    assert_eq!(base.count()?, 4);
    assert_eq!(red.pluck(Person::NAME)?, ["ada", "cid"]);
    assert_eq!(base.sum(Person::AGE)?, Some(97));
    assert_eq!(base.first()?.map(|row| row.name), Some("ada".into()));
    assert_eq!(base.pluck(Person::NAME)?, ["ada", "bob", "cid", "eve"], "nothing has changed it");
    Ok(Passed)
}

fn scopes_are_functions(cx: &Context<'_>) -> CaseResult {
    fn adults(query: Query<Person>) -> Query<Person> {
        query.filter(Person::AGE.gt(18))
    }
    people(cx)?;
    let of_team =
        |team: &'static str| move |query: Query<Person>| query.filter(Person::TEAM.eq(team));
    assert_eq!(names(Person::query().scope(adults).scope(of_team("red")))?, "ada cid");
    Ok(Passed)
}

fn queries_can_go_to_other_threads(cx: &Context<'_>) -> CaseResult {
    fn is_free<T: Send + Sync + 'static>(_: &T) {}
    people(cx)?;
    let query = Person::filter(Person::AGE.eq(18));
    is_free(&query);
    let db = cx.db.clone();
    let counted = std::thread::spawn(move || db.scope(|| query.count())).join();
    assert_eq!(counted.map_err(|_| "the thread panicked").map(Result::ok), Ok(Some(2)));
    Ok(Passed)
}
