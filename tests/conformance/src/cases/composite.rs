//! Keys of several columns.

use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Grade, Line, Membership, line};
use crate::{Context, Outcome::Passed};

cases![composite:
    a_row_is_found_by_a_tuple,
    a_missing_key_names_every_column,
    the_same_key_twice_is_a_unique_violation,
    half_of_a_key_may_repeat,
    save_inserts_or_updates,
    update_and_delete_meet_one_row,
    delete_then_save_inserts,
    find_many_of_tuples,
    find_many_beyond_one_statement,
    a_key_of_texts_under_other_names,
    moving_a_row_by_its_key,
    a_model_that_is_all_key,
    order_limit_and_count,
    update_all_of_a_limited_query,
];

fn lines(cx: &Context<'_>) -> activerecord::Result<Vec<Line>> {
    cx.create::<Line>()?;
    [line(1, 1, "tea", 3), line(1, 2, "cup", 1), line(2, 1, "tea", 5), line(3, 1, "jam", 1)]
        .into_iter()
        .map(Line::create)
        .collect()
}

fn products(query: Query<Line>) -> activerecord::Result<String> {
    let rows = query.order_by((Line::ORDER_ID, Line::POSITION)).all()?;
    let shown = rows.iter().map(|row| format!("{}/{} {}", row.order_id, row.position, row.product));
    Ok(shown.collect::<Vec<_>>().join(", "))
}

fn a_row_is_found_by_a_tuple(cx: &Context<'_>) -> CaseResult {
    let all = lines(cx)?;
    assert_eq!(Line::find((1, 2))?, all[1]);
    assert_eq!(Line::find((2, 1))?, all[2]);
    assert!(Line::exists((3, 1))?);
    assert!(!Line::exists((3, 2))?);
    Ok(Passed)
}

fn a_missing_key_names_every_column(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    let error = failure(Line::find((2, 9)));
    assert!(error.is_not_found());
    assert_says(&error, &["Line", "order_id = 2", "position = 9"]);
    Ok(Passed)
}

fn the_same_key_twice_is_a_unique_violation(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    assert!(failure(line(1, 2, "again", 1).create()).is_unique_violation());
    assert_eq!(Line::find((1, 2))?.product, "cup");
    Ok(Passed)
}

fn half_of_a_key_may_repeat(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    line(1, 3, "pot", 1).create()?;
    line(4, 1, "pot", 1).create()?;
    assert_eq!(Line::query().count()?, 6);
    Ok(Passed)
}

fn save_inserts_or_updates(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    let mut row = line(9, 1, "hat", 1);
    row.save()?;
    row.amount = 2;
    row.save()?;
    assert_eq!(Line::find((9, 1))?, line(9, 1, "hat", 2));
    assert_eq!(Line::query().count()?, 5);
    Ok(Passed)
}

fn update_and_delete_meet_one_row(cx: &Context<'_>) -> CaseResult {
    let mut all = lines(cx)?;
    all[0].update(|row| row.product = "coffee".into())?;
    assert_eq!(products(Line::query())?, "1/1 coffee, 1/2 cup, 2/1 tea, 3/1 jam");
    all[1].delete()?;
    assert_eq!(products(Line::query())?, "1/1 coffee, 2/1 tea, 3/1 jam");
    assert!(failure(all[1].delete()).is_not_found());
    Ok(Passed)
}

fn delete_then_save_inserts(cx: &Context<'_>) -> CaseResult {
    let mut all = lines(cx)?;
    all[1].delete()?;
    all[1].save()?;
    assert_eq!(Line::find((1, 2))?, line(1, 2, "cup", 1));
    Ok(Passed)
}

fn find_many_of_tuples(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    let found = Line::find_many([(2, 1), (1, 9), (1, 2), (2, 1)])?;
    assert_eq!(found, [line(2, 1, "tea", 5), line(1, 2, "cup", 1)]);
    assert_eq!(Line::find_many(Vec::<(i64, i32)>::new())?, []);
    Ok(Passed)
}

fn find_many_beyond_one_statement(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    let mut keys: Vec<(i64, i32)> = (0..1_300).map(|number| (1_000, number)).collect();
    keys.push((1, 1));
    keys.insert(0, (3, 1));
    assert_eq!(Line::find_many(keys)?, [line(3, 1, "jam", 1), line(1, 1, "tea", 3)]);
    Ok(Passed)
}

fn a_key_of_texts_under_other_names(cx: &Context<'_>) -> CaseResult {
    cx.create::<Grade>()?;
    let grade =
        Grade { mark: Some(1), student: "ada".into(), course: "math".into(), school_year: 1833 };
    let mut grade = grade.create()?;
    assert_eq!(Grade::find(("ada", "math", 1833))?, grade);
    grade.update(|row| row.mark = None)?;
    grade.save()?;
    assert_eq!(Grade::query().all()?, [grade]);
    let error = failure(Grade::find(("ada", "logic", 1833)));
    assert_says(&error, &["Student = 'ada'", "CourseCode = 'logic'", "SchoolYear = 1833"]);
    Ok(Passed)
}

fn moving_a_row_by_its_key(cx: &Context<'_>) -> CaseResult {
    let mut all = lines(cx)?;
    all[1].update(|row| row.position = 7)?;
    assert_eq!(products(Line::query())?, "1/1 tea, 1/7 cup, 2/1 tea, 3/1 jam");
    let error = failure(all[0].update(|row| row.order_id = 2));
    assert!(error.is_unique_violation());
    assert_eq!(all[0], line(1, 1, "tea", 3));
    Ok(Passed)
}

fn a_model_that_is_all_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Membership>()?;
    let mut row = Membership { person_id: 1, group_id: 2 }.create()?;
    assert_eq!(Membership::find((1, 2))?, row);
    row.save()?;
    assert_eq!(Membership::query().count()?, 1);
    row.update(|row| row.group_id = 3)?;
    assert_eq!(Membership::query().all()?, [Membership { person_id: 1, group_id: 3 }]);
    row.delete()?;
    assert_eq!(Membership::query().count()?, 0);
    Ok(Passed)
}

fn order_limit_and_count(cx: &Context<'_>) -> CaseResult {
    lines(cx)?;
    let query = Line::query().order_by(Line::AMOUNT.desc());
    assert_eq!(query.clone().limit(2).pluck(Line::AMOUNT)?, [5, 3]);
    assert_eq!(query.limit(3).offset(2).count()?, 2);
    assert_eq!(Line::query().first()?.map(|row| row.product), Some("tea".into()));
    assert_eq!(Line::query().limit(3).count()?, 3);
    Ok(Passed)
}

fn update_all_of_a_limited_query(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_values, "no comparison of several columns with a query");
    lines(cx)?;
    let largest = Line::query().order_by(Line::AMOUNT.desc()).limit(2);
    assert_eq!(largest.update_all(Line::PRODUCT.set("gold"))?, 2);
    assert_eq!(products(Line::query())?, "1/1 gold, 1/2 cup, 2/1 gold, 3/1 jam");
    let first = Line::query().order_by((Line::ORDER_ID, Line::POSITION)).limit(1);
    assert_eq!(first.delete_all()?, 1);
    assert_eq!(products(Line::query())?, "1/2 cup, 2/1 gold, 3/1 jam");
    Ok(Passed)
}
