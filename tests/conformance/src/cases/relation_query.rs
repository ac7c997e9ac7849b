//! Queries through relations: joins, conditions on related rows, and their numbers.

use activerecord::prelude::*;
use activerecord::{count, count_all};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Club, Course, Letter, Member, Passport, Reply, club};
use crate::{Context, Outcome::Passed};

cases![relation_query:
    a_join_gives_a_row_for_each_pair,
    a_join_filters_and_orders_by_the_other_table,
    a_left_join_keeps_rows_without_a_counterpart,
    a_join_with_a_filter_of_its_own,
    a_join_through_another_model,
    joins_in_a_chain,
    joined_rows_are_grouped_and_counted,
    joined_rows_are_bounded,
    rows_of_a_join_can_be_changed,
    a_joined_relation_has_no_order,
    a_column_of_a_table_that_is_not_joined,
    any_row_meets_a_condition,
    all_rows_meet_a_condition,
    no_row_meets_a_condition,
    conditions_on_the_owner,
    conditions_within_conditions,
    conditions_through_another_model,
    conditions_combine_with_others,
    conditions_of_writes,
    rows_are_counted_beside_their_owners,
    filtered_rows_are_counted,
    numbers_are_compared_and_ordered_by,
    several_numbers,
];

fn member_names<Out: activerecord::FromRow, C: activerecord::Target>(
    query: &Query<Member, Out, C>,
) -> activerecord::Result<String> {
    Ok(query.pluck(Member::NAME)?.join(" "))
}

fn a_join_gives_a_row_for_each_pair(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query().join(Member::LETTERS).order_by(Letter::ID);
    assert_eq!(member_names(&query)?, "ada ada bob");
    assert_eq!(query.count()?, 3);
    let members = query.all()?;
    assert_eq!(members.len(), 3);
    assert_eq!(members[0], members[1]);
    let pairs: Vec<(String, String)> = query.select((Member::NAME, Letter::TITLE)).all()?;
    let pairs: Vec<String> = pairs.iter().map(|(name, title)| format!("{name}:{title}")).collect();
    assert_eq!(pairs, ["ada:draft", "ada:hello", "bob:hi"]);
    let owners = Letter::query().join(Letter::MEMBER).filter(Member::NAME.eq("ada"));
    assert_eq!(owners.count()?, 2);
    Ok(Passed)
}

fn a_join_filters_and_orders_by_the_other_table(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query()
        .join(Member::LETTERS)
        .filter(Letter::SENT.eq(true).and(Member::ID.gt(0)))
        .order_by(Letter::TITLE.desc());
    assert_eq!(member_names(&query)?, "bob ada");
    let either = Member::query()
        .join(Member::LETTERS)
        .filter(Letter::TITLE.eq("hi").or(Letter::TITLE.is_in(["draft"])))
        .order_by(Member::NAME);
    assert_eq!(member_names(&either)?, "ada bob");
    Ok(Passed)
}

fn a_left_join_keeps_rows_without_a_counterpart(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows: Vec<(String, Option<String>)> = Member::query()
        .left_join(Member::PASSPORT)
        .order_by(Member::NAME)
        .select((Member::NAME, Passport::NUMBER.nullable()))
        .all()?;
    let rows: Vec<String> = rows
        .into_iter()
        .map(|(name, number)| format!("{name} {}", number.unwrap_or_else(|| "-".into())))
        .collect();
    assert_eq!(rows, ["ada A1", "bob -", "cid C1"]);
    let without = Member::query().left_join(Member::LETTERS).filter(Letter::ID.is_null());
    assert_eq!(member_names(&without)?, "cid");
    Ok(Passed)
}

fn a_join_with_a_filter_of_its_own(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let drafts = Member::LETTERS.filter(Letter::SENT.eq(false));
    let rows: Vec<(String, Option<String>)> = Member::query()
        .left_join(drafts)
        .order_by(Member::NAME)
        .select((Member::NAME, Letter::TITLE.nullable()))
        .all()?;
    let titles: Vec<Option<&str>> = rows.iter().map(|(_, title)| title.as_deref()).collect();
    assert_eq!(titles, [Some("draft"), None, None]);
    Ok(Passed)
}

fn a_join_through_another_model(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query().join(Member::COURSES).filter(Course::TITLE.eq("music"));
    assert_eq!(member_names(&query.order_by(Member::NAME))?, "ada bob");
    let rows: Vec<(String, i64)> = Member::query()
        .join(Member::REPLIES)
        .group_by(Member::NAME)
        .order_by(Member::NAME)
        .select((Member::NAME, count(Reply::ID)))
        .all()?;
    assert_eq!(rows, [("ada".to_owned(), 2), ("bob".to_owned(), 1)]);
    Ok(Passed)
}

fn joins_in_a_chain(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let clubs = Club::query()
        .join(Club::MEMBERS)
        .join(Member::LETTERS)
        .left_join(Letter::REPLIES)
        .filter(Reply::TEXT.eq("three"));
    assert_eq!(clubs.pluck(Member::NAME)?, ["bob"]);
    assert_eq!(clubs.one()?.name, "chess");
    Ok(Passed)
}

fn joined_rows_are_grouped_and_counted(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows: Vec<(String, i64)> = Member::query()
        .join(Member::LETTERS)
        .group_by((Member::ID, Member::NAME))
        .having(count(Letter::ID).gt(1))
        .select((Member::NAME, count(Letter::ID)))
        .all()?;
    assert_eq!(rows, [("ada".to_owned(), 2)]);
    let clubs: Vec<(String, i64)> = Club::query()
        .left_join(Club::MEMBERS)
        .group_by(Club::NAME)
        .order_by(Club::NAME)
        .select((Club::NAME, count(Member::ID)))
        .all()?;
    assert_eq!(clubs, [("chess".to_owned(), 2), ("rowing".to_owned(), 0)]);
    let all: Vec<(i64,)> = Member::query().join(Member::LETTERS).select(count_all()).all()?;
    assert_eq!(all, [(3,)]);
    Ok(Passed)
}

fn joined_rows_are_bounded(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query().join(Member::LETTERS).order_by(Letter::ID);
    assert_eq!(query.clone().limit(1).all()?.len(), 1);
    assert_eq!(query.clone().offset(1).limit(5).count()?, 2);
    assert_eq!(query.first()?.map(|member| member.name), Some("ada".into()));
    assert!(query.exists()?);
    let batches = query.unordered().batches(10).next();
    assert_says(&failure(batches.transpose()), &["joins"]);
    Ok(Passed)
}

fn rows_of_a_join_can_be_changed(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters = Letter::query().join(Letter::MEMBER).filter(Member::NAME.eq("ada"));
    assert_eq!(letters.update_all(Letter::SENT.set(true))?, 2);
    assert_eq!(Letter::filter(Letter::SENT.eq(true)).count()?, 3);
    let replies = Reply::query().join(Reply::LETTER).filter(Letter::TITLE.eq("hi"));
    assert_eq!(replies.delete_all()?, 1);
    assert_eq!(Reply::query().count()?, 2);
    Ok(Passed)
}

fn a_joined_relation_has_no_order(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let result = Member::query().join(Member::LETTERS.limit(3)).all();
    assert_says(&failure(result), &["Member.letters", "include"]);
    Ok(Passed)
}

fn a_column_of_a_table_that_is_not_joined(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let result = Member::query().filter(Letter::SENT.eq(true)).all();
    assert_says(&failure(result), &["letters", "members", "join"]);
    let result = Member::query().join(Letter::REPLIES).all();
    assert_says(&failure(result), &["letters"]);
    let result = Member::query().filter(Letter::TITLE.of("mail").eq("hi")).all();
    assert_says(&failure(result), &["mail", "alias"]);
    Ok(Passed)
}

fn any_row_meets_a_condition(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::LETTERS.any(Letter::SENT.eq(false)));
    assert_eq!(member_names(&query)?, "ada");
    let query = Member::filter(Member::LETTERS.exists()).order_by(Member::NAME);
    assert_eq!(member_names(&query)?, "ada bob");
    let query = Member::filter(!Member::LETTERS.exists());
    assert_eq!(member_names(&query)?, "cid");
    let sent = Member::LETTERS.filter(Letter::SENT.eq(true));
    let query = Member::filter(sent.any(Letter::TITLE.eq("hi")));
    assert_eq!(member_names(&query)?, "bob");
    Ok(Passed)
}

fn all_rows_meet_a_condition(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::LETTERS.all(Letter::SENT.eq(true))).order_by(Member::NAME);
    assert_eq!(member_names(&query)?, "bob cid");
    Ok(Passed)
}

fn no_row_meets_a_condition(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::LETTERS.none(Letter::SENT.eq(false))).order_by(Member::NAME);
    assert_eq!(member_names(&query)?, "bob cid");
    Ok(Passed)
}

fn conditions_on_the_owner(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::CLUB.any(Club::NAME.eq("chess"))).order_by(Member::NAME);
    assert_eq!(member_names(&query)?, "ada bob");
    let query = Member::filter(Member::PASSPORT.any(Passport::NUMBER.starts_with("C")));
    assert_eq!(member_names(&query)?, "cid");
    Ok(Passed)
}

fn conditions_within_conditions(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let answered = Member::LETTERS.any(Letter::REPLIES.any(Reply::TEXT.eq("three")));
    assert_eq!(member_names(&Member::filter(answered))?, "bob");
    let of_chess = Letter::MEMBER.any(Member::CLUB.any(Club::NAME.eq("chess")));
    assert_eq!(Letter::filter(of_chess).count()?, 3);
    // There and back again: the columns are those of the innermost query.
    let mates = Member::CLUB.any(Club::MEMBERS.any(Member::NAME.eq("bob")));
    assert_eq!(member_names(&Member::filter(mates).order_by(Member::NAME))?, "ada bob");
    Ok(Passed)
}

fn conditions_through_another_model(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::COURSES.any(Course::TITLE.eq("math")));
    assert_eq!(member_names(&query)?, "ada");
    let query = Member::filter(Member::REPLIES.any(Reply::TEXT.eq("three")));
    assert_eq!(member_names(&query)?, "bob");
    let query = Course::filter(Course::MEMBERS.none(Member::ID.gt(0)));
    assert_eq!(query.pluck(Course::TITLE)?, ["art"]);
    Ok(Passed)
}

fn conditions_combine_with_others(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let either = Member::LETTERS.any(Letter::SENT.eq(false)).or(Member::NAME.eq("cid"));
    assert_eq!(member_names(&Member::filter(either).order_by(Member::NAME))?, "ada cid");
    let neither = !Member::LETTERS.exists().or(Member::COURSES.exists());
    assert_eq!(member_names(&Member::filter(neither))?, "cid");
    Ok(Passed)
}

fn conditions_of_writes(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let silent = Member::filter(!Member::LETTERS.exists());
    assert_eq!(silent.update_all(Member::NAME.set("silent"))?, 1);
    let unanswered = Letter::filter(Letter::REPLIES.none(Reply::ID.gt(0)));
    assert_eq!(unanswered.delete_all()?, 1);
    assert_eq!(Letter::query().count()?, 2);
    Ok(Passed)
}

fn rows_are_counted_beside_their_owners(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let members = Member::query().order_by(Member::NAME).with_count(Member::LETTERS).all()?;
    let found: Vec<(&str, i64)> =
        members.iter().map(|member| (member.name.as_str(), member.count)).collect();
    assert_eq!(found, [("ada", 2), ("bob", 1), ("cid", 0)]);
    let courses = Course::query().order_by(Course::TITLE).with_count(Course::MEMBERS).all()?;
    assert_eq!(courses.iter().map(|course| course.count).collect::<Vec<_>>(), [0, 1, 2]);
    Ok(Passed)
}

fn filtered_rows_are_counted(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let sent = Member::LETTERS.filter(Letter::SENT.eq(true));
    let ada = Member::filter(Member::NAME.eq("ada")).with_count(sent).one()?;
    assert_eq!(ada.count, 1);
    Ok(Passed)
}

fn numbers_are_compared_and_ordered_by(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query =
        Member::filter(Member::LETTERS.count().ge(1)).order_by(Member::LETTERS.count().desc());
    assert_eq!(member_names(&query)?, "ada bob");
    Ok(Passed)
}

fn several_numbers(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows: Vec<(String, i64, i64)> = Member::query()
        .order_by(Member::NAME)
        .select((Member::NAME, Member::LETTERS.count(), Member::COURSES.count()))
        .all()?;
    let numbers: Vec<(i64, i64)> =
        rows.iter().map(|(_, letters, courses)| (*letters, *courses)).collect();
    assert_eq!(numbers, [(2, 2), (1, 1), (0, 0)]);
    Ok(Passed)
}
