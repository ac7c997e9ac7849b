//! Text.

use activerecord::prelude::*;

use super::types::assert_kept;
use crate::case::{CaseResult, cases, require};
use crate::models::{Cell, Country, Shade, country};
use crate::{Context, Outcome::Passed};

cases![text:
    scripts_of_the_world,
    quotes_and_control_characters,
    white_space_at_the_ends,
    long_texts,
    the_empty_text,
    the_empty_text_is_not_null,
    text_is_not_normalized,
    text_that_looks_like_something_else,
    a_newtype_of_text,
    accents_are_found_by_equality,
];

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn scripts_of_the_world(cx: &Context<'_>) -> CaseResult {
    let values =
        ["Grüße", "Ελλάδα", "Россия", "עברית", "العربية", "日本語", "한국어", "ไทย", "𝔘𝔫𝔦", "👩‍👩‍👧‍👦🏳️‍🌈"];
    assert_kept(cx, &texts(&values))?;
    Ok(Passed)
}

fn quotes_and_control_characters(cx: &Context<'_>) -> CaseResult {
    let values = [
        "it's",
        "\"x\"",
        "`x`",
        "[x]",
        "a\\b",
        "\\'",
        "a\nb",
        "a\r\nb",
        "\t",
        "%_!",
        "?",
        "\u{1}\u{7f}",
    ];
    assert_kept(cx, &texts(&values))?;
    Ok(Passed)
}

fn white_space_at_the_ends(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &texts(&[" a", "a ", "  a  ", "a\n", "\u{a0}a\u{2003}"]))?;
    Ok(Passed)
}

fn long_texts(cx: &Context<'_>) -> CaseResult {
    let values = [255, 256, 4_000, 4_001, 8_001, 32_768, 65_536, 1_000_000];
    let values: Vec<String> =
        values.into_iter().map(|length| "abcdefgh".repeat(length / 8)).collect();
    assert_kept(cx, &values)?;
    let mut cell = Cell { id: 0, value: "äöü€".repeat(20_000) }.create()?;
    cell.update(|cell| cell.value.push('!'))?;
    assert_eq!(Cell::<String>::find(cell.id)?, cell);
    Ok(Passed)
}

fn the_empty_text(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "an empty text is NULL");
    assert_kept(cx, &texts(&["", " ", "x"]))?;
    Ok(Passed)
}

fn the_empty_text_is_not_null(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "an empty text is NULL");
    assert_kept(cx, &[Some(String::new()), None])?;
    type C = Cell<Option<String>>;
    assert_eq!(C::filter(C::VALUE.is_null()).count()?, 1);
    assert_eq!(C::filter(C::VALUE.is_not_null()).pluck(C::VALUE)?, [Some(String::new())]);
    Ok(Passed)
}

/// Both look like `é`.
fn text_is_not_normalized(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &texts(&["\u{e9}", "e\u{301}"]))?;
    Ok(Passed)
}

fn text_that_looks_like_something_else(cx: &Context<'_>) -> CaseResult {
    let values = ["42", "007", "1e5", "-0.0", "NULL", "true", "2024-02-29", "0x1F", "{}", "inf"];
    assert_kept(cx, &texts(&values))?;
    Ok(Passed)
}

fn a_newtype_of_text(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Shade("red".into()), Shade("o'range".into())])?;
    Ok(Passed)
}

fn accents_are_found_by_equality(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    for (code, name) in [("at", "österreich"), ("jp", "日本"), ("us", "o'hara"), ("x", "a\\b%_")]
    {
        country(code, name).create()?;
        assert_eq!(Country::filter(Country::NAME.eq(name)).pluck(Country::CODE)?, [code]);
    }
    Ok(Passed)
}
