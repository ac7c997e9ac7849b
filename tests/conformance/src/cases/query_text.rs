//! LIKE and the helpers that escape for it. The case of letters counts on some databases and not on
//! others, so all of these are in lower case unless the case is what it is about.

use activerecord::prelude::*;

use crate::case::{CaseResult, cases};
use crate::models::{Country, Person, country, names, people};
use crate::{Context, Outcome::Passed};

cases![query_text:
    percent_is_any_text,
    underscore_is_one_character,
    like_without_wildcards_is_equality,
    not_like_leaves_nulls_out,
    ilike_disregards_case,
    starts_with_contains_and_ends_with,
    wildcards_in_the_helpers_are_plain_characters,
    the_escape_character_itself,
    backslashes_and_quotes,
    an_empty_part_is_in_every_text,
    one_character_is_one_character,
    on_a_column_that_may_be_null,
];

fn codes(query: Query<Country>) -> activerecord::Result<Vec<String>> {
    query.order_by(Country::NAME).pluck(Country::CODE)
}

/// Countries with these codes, ordered by a number.
fn countries(cx: &Context<'_>, codes: &[&str]) -> activerecord::Result<()> {
    cx.create::<Country>()?;
    for (index, code) in codes.iter().enumerate() {
        country(code, &format!("{index:03}")).create()?;
    }
    Ok(())
}

fn percent_is_any_text(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NAME.like("%d%")))?, "ada cid dan");
    assert_eq!(names(Person::filter(Person::NAME.like("d%")))?, "dan");
    assert_eq!(names(Person::filter(Person::NAME.like("%")))?, "ada bob cid dan eve");
    Ok(Passed)
}

fn underscore_is_one_character(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NAME.like("_d_")))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.like("__d")))?, "cid");
    assert_eq!(names(Person::filter(Person::NAME.like("__")))?, "");
    Ok(Passed)
}

fn like_without_wildcards_is_equality(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NAME.like("ada")))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.like("ad")))?, "");
    Ok(Passed)
}

fn not_like_leaves_nulls_out(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NAME.not_like("%d%")))?, "bob eve");
    assert_eq!(names(Person::filter(Person::NICKNAME.not_like("%v%")))?, "bob cid");
    Ok(Passed)
}

fn ilike_disregards_case(cx: &Context<'_>) -> CaseResult {
    countries(cx, &["AdA", "bob", "BOBBY"])?;
    assert_eq!(codes(Country::filter(Country::CODE.ilike("ada")))?, ["AdA"]);
    assert_eq!(codes(Country::filter(Country::CODE.ilike("BoB%")))?, ["bob", "BOBBY"]);
    assert_eq!(codes(Country::filter(Country::CODE.not_ilike("BOB%")))?, ["AdA"]);
    Ok(Passed)
}

fn starts_with_contains_and_ends_with(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NAME.starts_with("a")))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.contains("d")))?, "ada cid dan");
    assert_eq!(names(Person::filter(Person::NAME.ends_with("d")))?, "cid");
    assert_eq!(names(Person::filter(Person::NAME.starts_with("ada")))?, "ada");
    assert_eq!(names(Person::filter(Person::NAME.contains("adaa")))?, "");
    Ok(Passed)
}

fn wildcards_in_the_helpers_are_plain_characters(cx: &Context<'_>) -> CaseResult {
    countries(cx, &["50% off", "50 off", "a_b", "axb", "[ab]", "a"])?;
    assert_eq!(codes(Country::filter(Country::CODE.contains("%")))?, ["50% off"]);
    assert_eq!(codes(Country::filter(Country::CODE.starts_with("50%")))?, ["50% off"]);
    assert_eq!(codes(Country::filter(Country::CODE.contains("_")))?, ["a_b"]);
    assert_eq!(codes(Country::filter(Country::CODE.ends_with("_b")))?, ["a_b"]);
    assert_eq!(codes(Country::filter(Country::CODE.contains("[ab]")))?, ["[ab]"]);
    assert_eq!(codes(Country::filter(Country::CODE.starts_with("[")))?, ["[ab]"]);
    Ok(Passed)
}

fn the_escape_character_itself(cx: &Context<'_>) -> CaseResult {
    countries(cx, &["wow!", "wow", "!%x", "!x"])?;
    assert_eq!(codes(Country::filter(Country::CODE.ends_with("!")))?, ["wow!"]);
    assert_eq!(codes(Country::filter(Country::CODE.starts_with("!%")))?, ["!%x"]);
    assert_eq!(codes(Country::filter(Country::CODE.contains("!")))?, ["wow!", "!%x", "!x"]);
    Ok(Passed)
}

fn backslashes_and_quotes(cx: &Context<'_>) -> CaseResult {
    countries(cx, &["a\\b", "a'b", "a\"b", "ab"])?;
    for (index, part) in ["\\", "'", "\""].into_iter().enumerate() {
        let found = codes(Country::filter(Country::CODE.contains(part)))?;
        assert_eq!(found.len(), 1, "{part}");
        assert_eq!(found[0], ["a\\b", "a'b", "a\"b"][index]);
    }
    assert_eq!(codes(Country::filter(Country::CODE.starts_with("a\\")))?, ["a\\b"]);
    Ok(Passed)
}

fn an_empty_part_is_in_every_text(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(Person::filter(Person::NAME.contains("")).count()?, 5);
    assert_eq!(Person::filter(Person::NAME.starts_with("")).count()?, 5);
    assert_eq!(Person::filter(Person::NAME.ends_with("")).count()?, 5);
    Ok(Passed)
}

fn one_character_is_one_character(cx: &Context<'_>) -> CaseResult {
    countries(cx, &["x日y", "x本本y"])?;
    assert_eq!(codes(Country::filter(Country::CODE.like("x_y")))?, ["x日y"]);
    assert_eq!(codes(Country::filter(Country::CODE.contains("本")))?, ["x本本y"]);
    Ok(Passed)
}

fn on_a_column_that_may_be_null(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    assert_eq!(names(Person::filter(Person::NICKNAME.contains("i")))?, "cid eve");
    assert_eq!(names(Person::filter(!Person::NICKNAME.contains("i")))?, "bob");
    Ok(Passed)
}
