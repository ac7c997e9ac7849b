//! Enums and newtypes as column types.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::types::assert_kept;
use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Cell, Level, Mood, Role, RoleText, Score};
use crate::{Context, Outcome::Passed};

cases![enums:
    an_enum_is_stored_as_text,
    an_enum_is_stored_in_given_words,
    an_enum_is_stored_as_a_number,
    enums_are_compared,
    enums_may_be_null,
    an_unknown_text_is_a_mismatch,
    an_unknown_number_is_a_mismatch,
    an_enum_of_numbers_is_ordered_by_them,
    a_newtype_is_stored_as_what_it_wraps,
    a_newtype_is_ordered_and_compared,
];

fn an_enum_is_stored_as_text(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Role::Guest, Role::Member, Role::SuperAdmin])?;
    let raw = RoleText::query().order_by(RoleText::ID).pluck(RoleText::VALUE)?;
    assert_eq!(raw, ["guest", "member", "super_admin"]);
    Ok(Passed)
}

fn an_enum_is_stored_in_given_words(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Mood::VeryGood, Mood::Middling])?;
    let raw = RoleText::query().order_by(RoleText::ID).pluck(RoleText::VALUE)?;
    assert_eq!(raw, ["VERY_GOOD", "so-so"]);
    Ok(Passed)
}

fn an_enum_is_stored_as_a_number(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Level::Low, Level::Middle, Level::High])?;
    let raw = Cell::<i32>::query().order_by(Cell::<i32>::ID).pluck(Cell::<i32>::VALUE)?;
    assert_eq!(raw, [-1, 5, 300]);
    Ok(Passed)
}

/// The table is created with a text of bounded length, which every database can compare.
fn enums_are_compared(cx: &Context<'_>) -> CaseResult {
    cx.create::<RoleText>()?;
    for value in [Role::Guest, Role::SuperAdmin, Role::Guest, Role::Member] {
        Cell { id: 0, value }.create()?;
    }
    type C = Cell<Role>;
    assert_eq!(C::filter(C::VALUE.eq(Role::Guest)).count()?, 2);
    assert_eq!(C::filter(C::VALUE.ne(Role::Guest)).count()?, 2);
    assert_eq!(C::filter(C::VALUE.is_in([Role::Member, Role::SuperAdmin])).count()?, 2);
    assert_eq!(C::filter(C::VALUE.eq(Role::Member)).update_all(C::VALUE.set(Role::Guest))?, 1);
    assert_eq!(C::filter(C::VALUE.eq(Role::Guest)).count()?, 3);
    Ok(Passed)
}

fn enums_may_be_null(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Some(Level::High), None])?;
    type C = Cell<Option<Level>>;
    assert_eq!(C::filter(C::VALUE.eq(None)).count()?, 1);
    assert_eq!(C::filter(C::VALUE.eq(Some(Level::High))).count()?, 1);
    assert_eq!(C::filter(C::VALUE.eq(Level::Low)).count()?, 0);
    Ok(Passed)
}

fn an_unknown_text_is_a_mismatch(cx: &Context<'_>) -> CaseResult {
    cx.create::<RoleText>()?;
    RoleText { id: 0, value: "emperor".into() }.create()?;
    let error = failure(Cell::<Role>::query().all());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_eq!((error.table(), error.column()), (Some("cells"), Some("value")));
    assert_says(&error, &["`cells`.`value`", "`guest`, `member`, `super_admin`"]);
    Ok(Passed)
}

fn an_unknown_number_is_a_mismatch(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[-1_i32, 6])?;
    let error = failure(Cell::<Level>::query().all());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_says(&error, &["`cells`.`value`", "-1 (Low)", "5 (Middle)", "300 (High)", "found 6"]);
    Ok(Passed)
}

fn an_enum_of_numbers_is_ordered_by_them(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Level::High, Level::Low, Level::Middle])?;
    type C = Cell<Level>;
    let ordered = C::query().order_by(C::VALUE.desc()).pluck(C::VALUE)?;
    assert_eq!(ordered, [Level::High, Level::Middle, Level::Low]);
    assert_eq!(C::query().max(C::VALUE)?, Some(Level::High));
    Ok(Passed)
}

fn a_newtype_is_stored_as_what_it_wraps(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Score(i32::MIN), Score(0), Score(i32::MAX)])?;
    let raw = Cell::<i32>::query().order_by(Cell::<i32>::ID).pluck(Cell::<i32>::VALUE)?;
    assert_eq!(raw, [i32::MIN, 0, i32::MAX]);
    Ok(Passed)
}

fn a_newtype_is_ordered_and_compared(cx: &Context<'_>) -> CaseResult {
    assert_kept(cx, &[Score(10), Score(9), Score(-1)])?;
    type C = Cell<Score>;
    assert_eq!(C::query().order_by(C::VALUE).pluck(C::VALUE)?, [Score(-1), Score(9), Score(10)]);
    assert_eq!(C::filter(C::VALUE.ge(Score(9))).count()?, 2);
    assert_eq!(C::query().min(C::VALUE)?, Some(Score(-1)));
    assert_eq!(
        C::query().select((C::ID, C::VALUE)).order_by(C::ID).first()?.map(|row| row.1),
        Some(Score(10))
    );
    Ok(Passed)
}
