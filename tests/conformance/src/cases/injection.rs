//! What users enter is data, wherever it comes in.

use activerecord::prelude::*;
use activerecord::raw;

use crate::case::{CaseResult, cases};
use crate::models::{Cell, Country, Person, Settings, country, people, person};
use crate::{Context, Outcome::Passed};

cases![injection:
    as_a_stored_text,
    as_a_key,
    as_an_operand,
    as_a_pattern,
    as_a_list,
    as_a_long_list,
    as_an_assignment,
    as_a_bind_of_raw_sql,
    in_a_document,
    in_bytes,
    stored_first_and_used_later,
    in_deletes,
];

/// Comments, stacked statements, tautologies, blind conditions, encodings, and the quotes of every
/// database.
const PAYLOADS: &[&str] = &[
    "'",
    "''",
    "\"",
    "`",
    "]",
    ";",
    "--",
    "/*",
    "*/",
    "' --",
    "' #",
    "' OR '1'='1",
    "' OR 1=1 --",
    "\" OR \"\"=\"",
    "') OR ('1'='1",
    "x' AND 1=(SELECT COUNT(*) FROM people) --",
    "'; DROP TABLE people; --",
    "'; DELETE FROM people; --",
    "1; UPDATE people SET age = 0",
    "' UNION SELECT * FROM people --",
    "' UNION ALL SELECT NULL, NULL --",
    "admin'/**/OR/**/1=1",
    "\\' OR 1=1 --",
    "\\",
    "\u{2019} OR 1=1",
    // No other payload is like this one but for the width and the case, which some databases
    // disregard.
    "\u{ff07} OR 2=2",
    "%27 OR 1=1",
    "0x27204f5220313d31",
    "' oR 1=1",
    "$1",
    ":name",
    "@name",
    "?",
    "??",
    "{fn now()}",
    "$$ OR 1=1 $$",
    "%",
    "_",
    "%' OR '%'='",
    "WAITFOR DELAY '0:0:5'",
    "'||(SELECT name FROM people)||'",
    "NULL",
    "null) OR (1=1",
];

/// Asserts that the five people are as they were.
#[track_caller]
fn assert_untouched(expected: &[Person]) -> activerecord::Result<()> {
    assert_eq!(Person::query().order_by(Person::ID).all()?, expected);
    Ok(())
}

fn as_a_stored_text(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    for payload in PAYLOADS {
        let mut row =
            Person { nickname: Some((*payload).into()), ..person(payload, 1) }.create()?;
        assert_eq!(Person::find(row.id)?, row);
        row.update(|row| row.team = payload.chars().take(20).collect())?;
        row.save()?;
        assert_eq!(Person::find(row.id)?, row);
    }
    assert_eq!(Person::query().count()?, PAYLOADS.len() as u64);
    Ok(Passed)
}

fn as_a_key(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    cx.create::<Country>()?;
    country("it", "Italy").create()?;
    for payload in PAYLOADS {
        assert!(!Country::exists(*payload)?, "{payload}");
        assert!(Country::find(*payload).is_err_and(|error| error.is_not_found()), "{payload}");
        assert!(Country::find_many([*payload])?.is_empty(), "{payload}");
        assert!(country(payload, "x").delete().is_err_and(|error| error.is_not_found()));
    }
    assert_eq!(Country::query().count()?, 1);
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_an_operand(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    for payload in PAYLOADS {
        assert_eq!(Person::filter(Person::NAME.eq(*payload)).count()?, 0, "{payload}");
        assert_eq!(Person::filter(Person::NAME.ne(*payload)).count()?, 5, "{payload}");
        assert_eq!(Person::filter(Person::NAME.between(*payload, *payload)).count()?, 0);
        assert_eq!(Person::find_by(Person::TEAM.eq(*payload))?, None, "{payload}");
    }
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_a_pattern(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    for payload in PAYLOADS {
        for condition in [
            Person::NAME.starts_with(payload),
            Person::NAME.contains(payload),
            Person::NAME.ends_with(payload),
        ] {
            assert_eq!(Person::filter(condition).count()?, 0, "{payload}");
        }
        let wild = payload.contains('%') || payload.contains('_');
        // A lone escape character at the end is an error to some databases, and data to others.
        if !wild && !payload.contains('\\') {
            assert_eq!(Person::filter(Person::NAME.like(*payload)).count()?, 0, "{payload}");
        }
    }
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_a_list(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    for payload in PAYLOADS {
        assert_eq!(Person::filter(Person::NAME.is_in([*payload, "ada"])).count()?, 1, "{payload}");
        assert_eq!(Person::filter(Person::NAME.not_in([*payload, "ada"])).count()?, 4, "{payload}");
    }
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_a_long_list(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    assert_eq!(Person::filter(Person::NAME.is_in(PAYLOADS.iter().copied())).count()?, 0);
    let with_ada = PAYLOADS.iter().copied().chain(["ada"]);
    assert_eq!(Person::filter(Person::NAME.is_in(with_ada.clone())).count()?, 1);
    assert_eq!(Person::filter(Person::NAME.not_in(with_ada)).count()?, 4);
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_an_assignment(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    for payload in PAYLOADS {
        let ada = Person::filter(Person::ID.eq(before[0].id));
        assert_eq!(ada.update_all(Person::NICKNAME.set(*payload))?, 1);
        assert_eq!(ada.one()?.nickname.as_deref(), Some(*payload));
    }
    Person::filter(Person::ID.eq(before[0].id)).update_all(Person::NICKNAME.set(None))?;
    assert_untouched(&before)?;
    Ok(Passed)
}

fn as_a_bind_of_raw_sql(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    let name = cx.quoted("name");
    let condition = format!("{name} = ?");
    let sql = format!("SELECT {name} FROM {} WHERE {condition}", cx.quoted("people"));
    for payload in PAYLOADS {
        assert_eq!(Person::filter(raw(&condition, (*payload,))).count()?, 0, "{payload}");
        assert!(cx.db.sql(&sql, (*payload,)).all::<(String,)>()?.is_empty(), "{payload}");
    }
    assert_untouched(&before)?;
    Ok(Passed)
}

fn in_a_document(cx: &Context<'_>) -> CaseResult {
    type C = Cell<Json<Settings>>;
    cx.create::<C>()?;
    let tags = PAYLOADS.iter().map(ToString::to_string).collect();
    let value = Json(Settings { theme: PAYLOADS.concat(), tags, ..Default::default() });
    let cell = C { id: 0, value }.create()?;
    assert_eq!(C::find(cell.id)?, cell);
    Ok(Passed)
}

fn in_bytes(cx: &Context<'_>) -> CaseResult {
    type C = Cell<Vec<u8>>;
    cx.create::<C>()?;
    for payload in PAYLOADS {
        let cell = C { id: 0, value: payload.as_bytes().to_vec() }.create()?;
        assert_eq!(C::find(cell.id)?, cell);
    }
    Ok(Passed)
}

/// What comes out of the database is as little trusted as what users enter.
fn stored_first_and_used_later(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.create::<Country>()?;
    for payload in PAYLOADS {
        person(payload, 1).create()?;
    }
    for stored in Person::query().pluck(Person::NAME)? {
        country(&stored, "stored").create()?;
        assert_eq!(Country::find(&stored)?.code, stored);
        assert_eq!(Person::filter(Person::NAME.eq(&stored)).count()?, 1, "{stored}");
        assert!(Person::filter(Person::NAME.contains(&stored)).exists()?, "{stored}");
    }
    let joined = Person::NAME.in_query(Country::query().select(Country::CODE));
    assert_eq!(Person::filter(joined).count()?, PAYLOADS.len() as u64);
    Ok(Passed)
}

fn in_deletes(cx: &Context<'_>) -> CaseResult {
    let before = people(cx)?;
    for payload in PAYLOADS {
        assert_eq!(Person::filter(Person::NAME.eq(*payload)).delete_all()?, 0, "{payload}");
        let update = Person::filter(Person::NAME.eq(*payload)).update_all(Person::AGE.set(0));
        assert_eq!(update?, 0, "{payload}");
    }
    assert_untouched(&before)?;
    Ok(Passed)
}
