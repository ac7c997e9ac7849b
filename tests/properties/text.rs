//! Text is compared as Rust compares it, and the helpers for LIKE mean what they are called.

use activerecord::Condition;
use activerecord::prelude::*;
use proptest::prelude::*;

use super::values::any_text;
use super::{for_any, memory};

#[derive(ActiveRecord, Debug, Clone)]
struct Word {
    id: i64,
    text: String,
}

/// Wildcards and escapes of every database among a few letters, so that parts are often found.
fn words() -> impl Strategy<Value = String> + Clone {
    let letters = ['a', 'A', 'b', '%', '_', '!', '\\', '[', ']', '^', '\'', '"', '日', 'é', '\n'];
    proptest::collection::vec(proptest::sample::select(letters.to_vec()), 0..7)
        .prop_map(String::from_iter)
}

/// A text, and a part that is often in it.
fn with_part() -> impl Strategy<Value = (String, String)> {
    let inside = (words(), any::<proptest::sample::Index>(), any::<proptest::sample::Index>())
        .prop_map(|(text, from, to)| {
            let characters: Vec<char> = text.chars().collect();
            let (from, to) = (from.index(characters.len() + 1), to.index(characters.len() + 1));
            let part = characters[from.min(to)..from.max(to)].iter().collect();
            (text, part)
        });
    prop_oneof![inside, (words(), words())]
}

/// Asserts that a condition on a stored text holds when `expected` says so.
fn agrees<S: Strategy<Value = (String, String)>>(
    texts: S,
    condition: impl Fn(&str) -> Condition,
    expected: impl Fn(&str, &str) -> bool,
) {
    let db = memory();
    db.create_table::<Word>().expect("a table");
    for_any(texts, |(text, part)| {
        let expected = expected(&text, &part);
        let row = Word { id: 0, text }.create_on(&db).expect("a row");
        let holds =
            |condition| Word::on(&db).filter(Word::ID.eq(row.id)).filter(condition).exists();
        prop_assert_eq!(holds(condition(&part)).ok(), Some(expected));
        prop_assert_eq!(holds(!condition(&part)).ok(), Some(!expected));
        Ok(())
    });
}

/// As SQLite's LIKE does: letters of ASCII only.
fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

#[test]
fn starts_with() {
    agrees(
        with_part(),
        |part| Word::TEXT.starts_with(part),
        |text, part| lower(text).starts_with(&lower(part)),
    );
}

#[test]
fn contains() {
    agrees(
        with_part(),
        |part| Word::TEXT.contains(part),
        |text, part| lower(text).contains(&lower(part)),
    );
}

#[test]
fn ends_with() {
    agrees(
        with_part(),
        |part| Word::TEXT.ends_with(part),
        |text, part| lower(text).ends_with(&lower(part)),
    );
}

#[test]
fn ilike_without_wildcards() {
    let plain = with_part().prop_filter("no wildcards", |(_, part)| !part.contains(['%', '_']));
    agrees(plain, |part| Word::TEXT.ilike(part), |text, part| lower(text) == lower(part));
}

#[test]
fn helpers_with_any_character() {
    let texts = || {
        let longer = (any_text(), any_text(), any_text())
            .prop_map(|(before, part, behind)| (format!("{before}{part}{behind}"), part));
        prop_oneof![longer, (any_text(), any_text())]
            .prop_filter("no NUL", |(text, part)| !text.contains('\0') && !part.contains('\0'))
    };
    agrees(
        texts(),
        |part| Word::TEXT.contains(part),
        |text, part| lower(text).contains(&lower(part)),
    );
    agrees(
        texts(),
        |part| Word::TEXT.starts_with(part),
        |text, part| lower(text).starts_with(&lower(part)),
    );
}

#[test]
fn equality_and_order_are_rusts() {
    let texts = || prop_oneof![(any_text(), any_text()), with_part()];
    agrees(texts(), |part| Word::TEXT.eq(part), |text, part| text == part);
    agrees(texts(), |part| Word::TEXT.lt(part), |text, part| text < part);
    agrees(texts(), |part| Word::TEXT.ge(part), |text, part| text >= part);
}

#[test]
fn ordered_texts_are_in_rusts_order() {
    let db = memory();
    db.create_table::<Word>().expect("a table");
    for_any(proptest::collection::vec(any_text(), 2..10), |mut texts| {
        Word::on(&db).unfiltered().delete_all().expect("an empty table");
        for text in &texts {
            Word { id: 0, text: text.clone() }.create_on(&db).expect("a row");
        }
        texts.sort_unstable();
        prop_assert_eq!(Word::on(&db).order_by(Word::TEXT).pluck(Word::TEXT).ok(), Some(texts));
        Ok(())
    });
}
