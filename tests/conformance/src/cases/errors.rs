//! Errors: typed, located, and nothing half written.

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind, raw};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Booking, Cell, Guarded, Loose, Person, Strict, Team, Wider, names, people, person, team,
};
use crate::{Context, Outcome::Passed};

cases![errors:
    a_unique_violation,
    a_unique_violation_over_several_columns,
    a_duplicate_key_is_a_unique_violation,
    a_not_null_violation,
    a_required_number,
    a_check_violation,
    a_foreign_key_violation,
    a_foreign_key_violation_of_a_delete,
    null_in_a_field_that_is_no_option,
    a_missing_table,
    a_missing_column,
    sql_that_is_none,
    a_division_by_zero_does_not_break_anything,
    a_text_beyond_its_length_is_never_cut,
    the_connection_answers_after_each_error,
    predicates_agree_with_kinds,
    the_databases_own_words_are_kept,
    debug_shows_the_kind,
    foreign_errors_are_carried_through,
];

fn a_unique_violation(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let error = failure(team("reds", 2).create());
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(error.model(), Some("Team"));
    assert_eq!(Team::query().count()?, 1);
    Ok(Passed)
}

fn a_unique_violation_over_several_columns(cx: &Context<'_>) -> CaseResult {
    cx.create::<Booking>()?;
    let booking = |room, hour, guest| Booking { id: 0, room, hour, guest }.create();
    booking(1, 9, 100)?;
    booking(1, 10, 100)?;
    booking(2, 9, 100)?;
    assert!(failure(booking(1, 9, 200)).is_unique_violation());
    assert_eq!(Booking::query().count()?, 3);
    Ok(Passed)
}

fn a_duplicate_key_is_a_unique_violation(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let twin = Person { id: all[0].id, ..person("twin", 1) };
    assert!(failure(twin.create()).is_unique_violation());
    assert_eq!(Person::find(all[0].id)?, all[0]);
    Ok(Passed)
}

/// The table is that of `Strict`.
/// A number that must be there.
#[derive(ActiveRecord, Debug, Default, PartialEq)]
#[record(table = "scores")]
struct Score {
    id: i64,
    points: i32,
}

/// The same table, for rows that it does not take.
#[derive(ActiveRecord, Debug, Default, PartialEq)]
#[record(table = "scores")]
struct LooseScore {
    id: i64,
    points: Option<i32>,
}

fn a_required_number(cx: &Context<'_>) -> CaseResult {
    cx.create::<Score>()?;
    let mut loose = LooseScore::default();
    assert!(failure(loose.insert()).is_not_null_violation());
    assert_eq!(loose, LooseScore::default());
    loose.points = Some(7);
    loose.insert()?;
    assert!(failure(loose.update(|row| row.points = None)).is_not_null_violation());
    assert_eq!(Score::query().pluck(Score::POINTS)?, [7]);
    cx.db.drop_table::<Score>()?;
    cx.create::<LooseScore>()?;
    let id = LooseScore::default().create()?.id;
    assert_eq!(failure(Score::find(id)).kind(), ErrorKind::UnexpectedNull);
    Ok(Passed)
}

fn a_not_null_violation(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "an empty text is NULL, so texts are not required");
    cx.create::<Strict>()?;
    let mut loose = Loose { id: 0, label: None };
    let error = failure(loose.insert());
    assert_eq!(error.kind(), ErrorKind::NotNullViolation);
    assert_eq!(loose, Loose { id: 0, label: None });
    let row = Strict { id: 0, label: "a".into() }.create()?;
    let mut loose = Loose::find(row.id)?;
    assert!(failure(loose.update(|row| row.label = None)).is_not_null_violation());
    assert_eq!(loose.label.as_deref(), Some("a"));
    assert_eq!(Strict::query().pluck(Strict::LABEL)?, ["a"]);
    Ok(Passed)
}

fn a_check_violation(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    assert_eq!(failure(team("few", -1).create()).kind(), ErrorKind::CheckViolation);
    assert_eq!(failure(team("many", 101).create()).kind(), ErrorKind::CheckViolation);
    let mut reds = team("reds", 100).create()?;
    assert!(failure(reds.update(|row| row.seats = -1)).is_check_violation());
    assert_eq!((reds.seats, Team::query().count()?), (100, 1));
    Ok(Passed)
}

fn a_foreign_key_violation(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Guarded>()?;
    let error = failure(Guarded { id: 0, team_id: 4_711 }.create());
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(Guarded::query().count()?, 0);
    Ok(Passed)
}

fn a_foreign_key_violation_of_a_delete(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.create::<Guarded>()?;
    let mut reds = team("reds", 1).create()?;
    let mut guarded = Guarded { id: 0, team_id: reds.id }.create()?;
    assert!(failure(reds.delete()).is_foreign_key_violation());
    assert!(failure(Team::query().unfiltered().delete_all()).is_foreign_key_violation());
    assert!(failure(guarded.update(|row| row.team_id = 4_711)).is_foreign_key_violation());
    assert_eq!((Team::query().count()?, guarded.team_id), (1, reds.id));
    guarded.delete()?;
    reds.delete()?;
    Ok(Passed)
}

/// The table is that of `Loose`.
fn null_in_a_field_that_is_no_option(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().empty_text, "NULL in a text field is an empty text");
    cx.create::<Loose>()?;
    let loose = Loose { id: 0, label: None }.create()?;
    for error in [failure(Strict::find(loose.id)), failure(Strict::query().all())] {
        assert_eq!(error.kind(), ErrorKind::UnexpectedNull);
        assert_eq!((error.model(), error.table()), (Some("Strict"), Some("labels")));
        assert_eq!(error.column(), Some("label"));
        assert_says(&error, &["`labels`.`label`", "expected text", "found NULL", "an Option"]);
    }
    Ok(Passed)
}

fn a_missing_table(_: &Context<'_>) -> CaseResult {
    for error in [
        failure(Person::query().count()),
        failure(Person::find(1)),
        failure(person("ada", 1).create()),
        failure(Person::filter(Person::ID.eq(1)).delete_all()),
    ] {
        assert_eq!(error.kind(), ErrorKind::ObjectMissing, "{error}");
    }
    Ok(Passed)
}

fn a_missing_column(cx: &Context<'_>) -> CaseResult {
    cx.create::<Strict>()?;
    let row = Strict { id: 0, label: "a".into() }.create()?;
    for error in [
        failure(Wider::find(row.id)),
        failure(Wider::query().all()),
        failure(Wider { id: 0, label: "b".into(), width: 1 }.create()),
        failure(Wider::filter(Wider::WIDTH.eq(1)).count()),
    ] {
        assert_eq!(error.kind(), ErrorKind::ObjectMissing, "{error}");
    }
    assert_eq!(Strict::query().count()?, 1);
    Ok(Passed)
}

fn sql_that_is_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    for sql in ["SELEC 1", "SELECT FROM WHERE", "UPDATE people"] {
        assert_eq!(failure(cx.db.sql(sql, ()).execute()).kind(), ErrorKind::Syntax, "{sql}");
    }
    assert_eq!(failure(Person::filter(raw("age >", ())).all()).kind(), ErrorKind::Syntax);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

/// An error on some databases, NULL on others.
fn a_division_by_zero_does_not_break_anything(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let quotient = Person::AGE / (Person::AGE * 0);
    if let Ok(rows) = Person::filter(quotient.gt(1)).all() {
        assert_eq!(rows, Vec::<Person>::new());
    }
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

/// SQLite knows no lengths: there the whole text is stored.
fn a_text_beyond_its_length_is_never_cut(cx: &Context<'_>) -> CaseResult {
    cx.create::<Strict>()?;
    let long = "x".repeat(41);
    match (Strict { id: 0, label: long.clone() }.create()) {
        Ok(row) => assert_eq!(Strict::find(row.id)?.label, long),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::DataTooLong);
            assert_eq!(Strict::query().count()?, 0);
        }
    }
    let row = Strict { id: 0, label: "ä".repeat(40) }.create()?;
    assert_eq!(Strict::find(row.id)?, row, "a length is one of characters");
    Ok(Passed)
}

fn the_connection_answers_after_each_error(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    for _ in 0..30 {
        failure(team("reds", 1).create());
        failure(Wider::query().all());
        failure(cx.db.sql("SELEC 1", ()).execute());
        failure(Person::find(-1));
        assert_eq!(names(Person::filter(Person::AGE.eq(60)))?, "dan");
    }
    Ok(Passed)
}

fn predicates_agree_with_kinds(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let unique = failure(team("reds", 1).create());
    assert!(unique.is_unique_violation() && !unique.is_check_violation());
    assert!(!unique.is_not_found() && !unique.is_stale() && !unique.is_unsupported());
    assert!(!unique.is_foreign_key_violation() && !unique.is_not_null_violation());
    assert!(!unique.is_retryable() && !unique.is_connection());
    Ok(Passed)
}

fn the_databases_own_words_are_kept(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let error = failure(team("reds", 1).create());
    let database = error.database().map(|database| {
        (
            database.backend(),
            database.message().is_empty(),
            database.code().is_some() || database.sqlstate().is_some(),
        )
    });
    assert_eq!(database, Some((cx.db.backend(), false, true)));
    assert!(failure(Team::find(4_711)).database().is_none(), "no database said that");
    Ok(Passed)
}

fn debug_shows_the_kind(cx: &Context<'_>) -> CaseResult {
    cx.create::<Cell<i64>>()?;
    let error = failure(Cell::<i64>::find(1));
    let debug = format!("{error:?}");
    assert!(debug.contains("NotFound") && debug.contains("cells"), "{debug}");
    Ok(Passed)
}

fn foreign_errors_are_carried_through(cx: &Context<'_>) -> CaseResult {
    let error = failure(
        cx.db.transaction(|_| Err::<(), _>(Error::other(std::io::Error::other("printer on fire")))),
    );
    assert_eq!(error.kind(), ErrorKind::Other);
    assert_eq!(error.to_string(), "printer on fire");
    let io = error.downcast::<std::io::Error>();
    assert_eq!(io.map(|io| io.to_string()).ok().as_deref(), Some("printer on fire"));
    let error = failure(cx.db.transaction(|_| {
        Err(std::io::Error::other("through the question mark"))?;
        Ok(())
    }));
    assert!(error.downcast_ref::<std::io::Error>().is_some());
    Ok(Passed)
}
