//! Reading page by page.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Country, Line, Note, Person, country, line, person};
use crate::{Context, Outcome::Passed};

cases![query_batches:
    pages_of_a_size,
    pages_that_come_out_even,
    pages_of_one_row,
    no_rows_are_no_pages,
    pages_of_a_filtered_query,
    a_limit_ends_the_pages,
    pages_in_the_order_of_the_key,
    rows_come_once_while_others_write,
    statements_between_the_pages,
    a_composite_key,
    a_text_key,
    soft_deleted_rows_are_left_out,
    an_order_of_its_own_is_refused,
    an_offset_is_refused,
    a_size_of_nothing_is_refused,
    an_error_ends_the_pages,
];

fn crowd(cx: &Context<'_>, size: i32) -> activerecord::Result<()> {
    cx.create::<Person>()?;
    for age in 0..size {
        person("somebody", age).create()?;
    }
    Ok(())
}

/// The ages on each page.
fn pages(query: &Query<Person>, size: u64) -> activerecord::Result<Vec<Vec<i32>>> {
    let ages = |page: Vec<Person>| page.into_iter().map(|row| row.age).collect();
    query.batches(size).map(|page| page.map(ages)).collect()
}

fn pages_of_a_size(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 5)?;
    assert_eq!(pages(&Person::query(), 2)?, [vec![0, 1], vec![2, 3], vec![4]]);
    assert_eq!(pages(&Person::query(), 100)?, [vec![0, 1, 2, 3, 4]]);
    Ok(Passed)
}

fn pages_that_come_out_even(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 4)?;
    assert_eq!(pages(&Person::query(), 2)?, [vec![0, 1], vec![2, 3]]);
    assert_eq!(pages(&Person::query(), 4)?, [vec![0, 1, 2, 3]]);
    Ok(Passed)
}

fn pages_of_one_row(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 3)?;
    assert_eq!(pages(&Person::query(), 1)?, [vec![0], vec![1], vec![2]]);
    Ok(Passed)
}

fn no_rows_are_no_pages(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 0)?;
    assert!(pages(&Person::query(), 2)?.is_empty());
    Ok(Passed)
}

fn pages_of_a_filtered_query(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 9)?;
    let either = Person::filter(Person::AGE.lt(2).or(Person::AGE.gt(5)));
    assert_eq!(pages(&either, 2)?, [vec![0, 1], vec![6, 7], vec![8]]);
    Ok(Passed)
}

fn a_limit_ends_the_pages(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 9)?;
    assert_eq!(pages(&Person::query().limit(5), 2)?, [vec![0, 1], vec![2, 3], vec![4]]);
    assert_eq!(pages(&Person::query().limit(4), 2)?, [vec![0, 1], vec![2, 3]]);
    assert_eq!(pages(&Person::query().limit(1), 5)?, [vec![0]]);
    assert!(pages(&Person::query().limit(0), 2)?.is_empty());
    Ok(Passed)
}

fn pages_in_the_order_of_the_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    for id in [50, 10, 40, 20, 30] {
        Person { id, ..person("somebody", i32::try_from(id).unwrap_or_default()) }.create()?;
    }
    assert_eq!(pages(&Person::query(), 2)?, [vec![10, 20], vec![30, 40], vec![50]]);
    Ok(Passed)
}

fn rows_come_once_while_others_write(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 6)?;
    let mut seen = Vec::new();
    for page in Person::query().batches(2) {
        let mut page = page?;
        seen.extend(page.iter().map(|row| row.age));
        // Pages by OFFSET would now leave two rows out.
        for row in &mut page {
            row.delete()?;
        }
    }
    assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn statements_between_the_pages(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 4)?;
    cx.db.transaction(|_| {
        for page in Person::query().batches(3) {
            for mut row in page? {
                row.update(|row| row.age += 100)?;
            }
        }
        Ok(())
    })?;
    assert_eq!(Person::query().min(Person::AGE)?, Some(100));
    Ok(Passed)
}

fn a_composite_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Line>()?;
    for (order, position) in [(2, 1), (1, 3), (1, 1), (2, 2), (1, 2), (3, 0)] {
        line(order, position, "tea", 1).create()?;
    }
    let mut seen = Vec::new();
    for page in Line::query().batches(2) {
        seen.push(page?.into_iter().map(|row| (row.order_id, row.position)).collect::<Vec<_>>());
    }
    assert_eq!(seen, [vec![(1, 1), (1, 2)], vec![(1, 3), (2, 1)], vec![(2, 2), (3, 0)]]);
    Ok(Passed)
}

fn a_text_key(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    for code in ["d", "a", "c", "e", "b"] {
        country(code, "x").create()?;
    }
    let mut seen = String::new();
    for page in Country::query().batches(2) {
        seen.extend(page?.into_iter().map(|row| row.code));
        seen.push('|');
    }
    assert_eq!(seen, "ab|cd|e|");
    Ok(Passed)
}

fn soft_deleted_rows_are_left_out(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    for text in ["one", "two", "three", "four"] {
        Note { text: text.into(), ..Default::default() }.create()?;
    }
    Note::filter(Note::TEXT.eq("two")).delete_all()?;
    let read = |query: Query<Note>| -> activerecord::Result<Vec<usize>> {
        query.batches(2).map(|page| page.map(|page| page.len())).collect()
    };
    assert_eq!(read(Note::query())?, [2, 1]);
    assert_eq!(read(Note::with_deleted())?, [2, 2]);
    assert_eq!(read(Note::only_deleted())?, [1]);
    Ok(Passed)
}

fn an_order_of_its_own_is_refused(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 2)?;
    let error = failure(pages(&Person::query().order_by(Person::AGE), 2));
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "order"]);
    Ok(Passed)
}

fn an_offset_is_refused(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 2)?;
    let error = failure(pages(&Person::query().offset(1), 2));
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["Person", "offset"]);
    Ok(Passed)
}

fn a_size_of_nothing_is_refused(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 2)?;
    let mut batches = Person::query().batches(0);
    let error = batches.next().map(failure);
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::InvalidQuery));
    assert!(batches.next().is_none(), "the error comes once");
    Ok(Passed)
}

fn an_error_ends_the_pages(cx: &Context<'_>) -> CaseResult {
    crowd(cx, 4)?;
    let mut batches = Person::query().batches(2);
    assert_eq!(batches.next().transpose()?.map(|page| page.len()), Some(2));
    cx.db.drop_table::<Person>()?;
    assert_eq!(batches.next().map(|page| page.is_err()), Some(true));
    assert!(batches.next().is_none());
    Ok(Passed)
}
