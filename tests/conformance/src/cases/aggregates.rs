//! Count, exists, sum, mean, smallest and greatest.

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord::{count, count_distinct};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Person, people};
use crate::{Context, Outcome::Passed};

cases![aggregates:
    count_of_all_and_of_some,
    count_within_limit_and_offset,
    count_disregards_the_order,
    count_of_distinct_rows,
    count_of_values_leaves_nulls_out,
    exists_true_and_false,
    exists_within_limit_and_offset,
    exists_disregards_the_order,
    exists_with_an_or,
    sums,
    sums_leave_nulls_out,
    sums_of_expressions,
    means_keep_their_fraction,
    smallest_and_greatest,
    of_no_rows_there_is_none,
    of_nulls_only_there_is_none,
    aggregates_within_a_limit,
    aggregates_disregard_the_order,
    aggregates_of_a_grouped_query_are_refused,
    aggregates_of_small_integers_are_wide,
];

fn count_of_all_and_of_some(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().count()?, 5);
    assert_eq!(Person::filter(Person::AGE.eq(18)).count()?, 2);
    assert_eq!(Person::filter(Person::AGE.eq(19)).count()?, 0);
    Ok(Passed)
}

fn count_within_limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    assert_eq!(query.clone().limit(3).count()?, 3);
    assert_eq!(query.clone().limit(3).offset(4).count()?, 1);
    assert_eq!(query.clone().offset(1).count()?, 4);
    assert_eq!(query.clone().offset(9).count()?, 0);
    assert_eq!(query.limit(99).count()?, 5);
    Ok(Passed)
}

fn count_disregards_the_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by((Person::TEAM.desc().nulls_last(), Person::AGE));
    assert_eq!(query.count()?, 5);
    Ok(Passed)
}

fn count_of_distinct_rows(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().distinct().count()?, 5);
    assert_eq!(Person::query().distinct().select(Person::TEAM).count()?, 3);
    assert_eq!(Person::query().distinct().select((Person::TEAM, Person::ACTIVE)).count()?, 4);
    let teams = Person::query().distinct().order_by(Person::TEAM).select(Person::TEAM);
    assert_eq!(teams.limit(2).count()?, 2);
    Ok(Passed)
}

fn count_of_values_leaves_nulls_out(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let counts = Person::query().select((count(Person::SCORE), count_distinct(Person::SCORE)));
    assert_eq!(counts.all()?, [(3, 2)]);
    Ok(Passed)
}

fn exists_true_and_false(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert!(Person::query().exists()?);
    assert!(Person::filter(Person::NAME.eq("eve")).exists()?);
    assert!(!Person::filter(Person::NAME.eq("nobody")).exists()?);
    Ok(Passed)
}

fn exists_within_limit_and_offset(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME);
    assert!(query.clone().limit(3).offset(2).exists()?);
    assert!(query.clone().offset(4).exists()?);
    assert!(!query.clone().offset(5).exists()?);
    assert!(!query.limit(0).exists()?);
    Ok(Passed)
}

fn exists_disregards_the_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert!(Person::query().order_by((Person::AGE.desc(), Person::NAME)).exists()?);
    assert!(Person::query().group_by(Person::TEAM).select(Person::TEAM).exists()?);
    assert!(Person::query().distinct().select(Person::TEAM).exists()?);
    Ok(Passed)
}

fn exists_with_an_or(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let either = Person::NAME.eq("nobody").or(Person::AGE.gt(50));
    assert!(Person::filter(either.clone()).exists()?);
    assert!(!Person::filter(either).filter(Person::ACTIVE).exists()?);
    Ok(Passed)
}

fn sums(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().sum(Person::AGE)?, Some(157));
    assert_eq!(Person::filter(Person::TEAM.eq("red")).sum(Person::AGE)?, Some(61));
    Ok(Passed)
}

fn sums_leave_nulls_out(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().sum(Person::SCORE)?, Some(24));
    assert_eq!(Person::query().avg(Person::SCORE)?, Some(8.0));
    Ok(Passed)
}

fn sums_of_expressions(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().sum(Person::AGE * 2)?, Some(314));
    assert_eq!(Person::query().max(Person::AGE - Person::SCORE)?, Some(53));
    Ok(Passed)
}

fn means_keep_their_fraction(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::TEAM.eq("red")).avg(Person::AGE)?, Some(30.5));
    assert_eq!(Person::filter(Person::AGE.lt(20)).avg(Person::AGE)?, Some(18.0));
    Ok(Passed)
}

fn smallest_and_greatest(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::query().min(Person::AGE)?, Some(18));
    assert_eq!(Person::query().max(Person::AGE)?, Some(60));
    assert_eq!(Person::query().min(Person::NAME)?, Some("ada".into()));
    assert_eq!(Person::query().max(Person::NICKNAME)?, Some("sid".into()));
    assert_eq!(Person::query().min(Person::SCORE)?, Some(7));
    Ok(Passed)
}

fn of_no_rows_there_is_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let nobody = Person::filter(Person::AGE.gt(1_000));
    assert_eq!(nobody.sum(Person::AGE)?, None);
    assert_eq!(nobody.avg(Person::AGE)?, None);
    assert_eq!(nobody.min(Person::NAME)?, None);
    assert_eq!(nobody.max(Person::BALANCE)?, None);
    assert_eq!(nobody.sum(Person::BALANCE)?, None);
    Ok(Passed)
}

fn of_nulls_only_there_is_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let blue = Person::filter(Person::TEAM.eq("blue"));
    assert_eq!(blue.sum(Person::SCORE)?, None);
    assert_eq!(blue.avg(Person::SCORE)?, None);
    assert_eq!(blue.max(Person::SCORE)?, None);
    Ok(Passed)
}

fn aggregates_within_a_limit(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let oldest = Person::query().order_by(Person::AGE.desc()).limit(2);
    assert_eq!(oldest.sum(Person::AGE)?, Some(96));
    assert_eq!(oldest.min(Person::AGE)?, Some(36));
    assert_eq!(oldest.offset(2).max(Person::AGE)?, Some(25));
    let middle = Person::query().order_by(Person::AGE).limit(3).offset(1);
    assert_eq!(middle.sum(Person::AGE)?, Some(79));
    Ok(Passed)
}

fn aggregates_disregard_the_order(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let query = Person::query().order_by(Person::NAME.desc());
    assert_eq!(query.sum(Person::AGE)?, Some(157));
    assert_eq!(query.max(Person::AGE)?, Some(60));
    Ok(Passed)
}

fn aggregates_of_a_grouped_query_are_refused(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::query().group_by(Person::TEAM).sum(Person::AGE));
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "grouped"]);
    assert_eq!(
        failure(Person::query().distinct().max(Person::AGE)).kind(),
        ErrorKind::InvalidQuery
    );
    Ok(Passed)
}

/// Beyond an `i8`, and beyond the 24 bits of an `f32`.
fn aggregates_of_small_integers_are_wide(cx: &Context<'_>) -> CaseResult {
    type C = crate::models::Cell<i8>;
    cx.create::<C>()?;
    for value in [i8::MAX, i8::MAX, i8::MIN] {
        C { id: 0, value }.create()?;
    }
    assert_eq!(C::query().sum(C::VALUE)?, Some(126));
    assert_eq!(C::filter(C::VALUE.gt(0)).sum(C::VALUE)?, Some(254));
    assert_eq!(C::query().avg(C::VALUE)?, Some(42.0));
    Ok(Passed)
}
