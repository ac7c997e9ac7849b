//! Relations of one struct: its accessor, and what its field remembers.

use activerecord::prelude::*;
use activerecord::strict_loading;
use activerecord::testing::count_queries;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Club, Letter, Member, Passport, club, letter, titles};
use crate::{Context, Outcome::Passed};

cases![relation_load:
    many_rows_are_loaded_once,
    one_row_is_loaded_once,
    the_owner_is_loaded_once,
    what_is_not_loaded_is_an_error,
    an_absent_row_is_remembered,
    an_unset_key_has_no_rows_and_no_query,
    an_unsaved_struct_has_no_rows_and_no_query,
    the_accessor_makes_queries,
    the_relations_order_counts_unless_another_is_given,
    rows_through_another_model,
    many_to_many_from_both_sides,
    created_rows_get_the_key,
    many_created_rows_get_the_key,
    a_row_cannot_be_created_without_a_key,
    another_key_loads_another_owner,
    the_key_is_taken_from_another_struct,
    writing_the_struct_forgets_its_relations,
    clones_share_what_was_loaded,
    relations_take_no_part_in_comparisons,
    debug_shows_what_is_loaded,
    a_transaction_loads_its_own_rows,
    strict_blocks_do_not_load,
    rows_of_the_accessor_can_be_changed_and_deleted,
];

fn many_rows_are_loaded_once(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let (first, queries) = count_queries(|| ada.letters().load().map(titles));
    assert_eq!((first?.as_str(), queries), ("draft hello", 1));
    let (again, queries) = count_queries(|| ada.letters().load().map(<[Letter]>::len));
    assert_eq!((again?, queries), (2, 0));
    assert_eq!(titles(ada.letters.loaded()?), "draft hello");
    assert_eq!(titles(ada.letters().loaded()?), "draft hello");
    // A list that is loaded stays as it is; a query reads anew.
    letter(&ada, "third", true, &[])?;
    assert_eq!(ada.letters().load()?.len(), 2);
    assert_eq!(ada.letters().all()?.len(), 3);
    Ok(Passed)
}

fn one_row_is_loaded_once(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let (passport, queries) = count_queries(|| ada.passport().load());
    assert_eq!((passport?.map(|row| row.number.as_str()), queries), (Some("A1"), 1));
    let (passport, queries) = count_queries(|| ada.passport().load());
    assert_eq!((passport?.is_some(), queries), (true, 0));
    Ok(Passed)
}

fn the_owner_is_loaded_once(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let (found, queries) = count_queries(|| ada.club().load());
    assert_eq!((found?.map(|club| club.name.as_str()), queries), (Some("chess"), 1));
    let (found, queries) = count_queries(|| ada.club().load());
    assert_eq!((found?.is_some(), queries), (true, 0));
    assert_eq!(ada.club.loaded()?.map(|club| club.name.as_str()), Some("chess"));
    Ok(Passed)
}

fn what_is_not_loaded_is_an_error(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let (errors, queries) = count_queries(|| {
        [
            failure(ada.letters.loaded()),
            failure(ada.passport.loaded()),
            failure(ada.club.loaded()),
            failure(ada.letters().loaded()),
            failure(ada.passport().loaded()),
            failure(ada.club().loaded()),
        ]
    });
    assert_eq!(queries, 0);
    for error in errors {
        assert!(error.is_not_loaded());
        assert_says(&error, &["not loaded", "include"]);
    }
    Ok(Passed)
}

fn an_absent_row_is_remembered(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    for expected in [1, 0] {
        let (passport, queries) = count_queries(|| bob.passport().load());
        assert_eq!((passport?, queries), (None, expected));
    }
    assert_eq!(bob.passport.loaded()?, None);
    // A key without a row, which no foreign key could have kept from being there.
    let lost = Member { id: ada.id, club_id: Some(i64::from(i32::MAX)), ..Default::default() };
    for expected in [1, 0] {
        let (found, queries) = count_queries(|| lost.club().load());
        assert_eq!((found?, queries), (None, expected));
    }
    Ok(Passed)
}

fn an_unset_key_has_no_rows_and_no_query(cx: &Context<'_>) -> CaseResult {
    let [_, _, cid] = club(cx)?;
    let (found, queries) = count_queries(|| -> activerecord::Result<_> {
        assert_eq!(cid.club().load()?, None);
        assert_eq!(cid.club().count()?, 0);
        cid.club().exists()
    });
    assert_eq!((found?, queries), (false, 0));
    Ok(Passed)
}

fn an_unsaved_struct_has_no_rows_and_no_query(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let nobody = Member::default();
    let (found, queries) = count_queries(|| -> activerecord::Result<_> {
        assert!(nobody.letters().load()?.is_empty());
        assert!(nobody.letters().all()?.is_empty());
        assert_eq!(nobody.letters().filter(Letter::SENT).first()?, None);
        assert_eq!(nobody.passport().load()?, None);
        nobody.courses().count()
    });
    assert_eq!((found?, queries), (0, 0));
    Ok(Passed)
}

fn the_accessor_makes_queries(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    assert_eq!(titles(&ada.letters().filter(Letter::SENT.eq(true)).all()?), "hello");
    assert_eq!(titles(&ada.letters().limit(1).all()?), "draft");
    assert_eq!(ada.letters().count()?, 2);
    assert_eq!(ada.letters().first()?.map(|letter| letter.title), Some("draft".into()));
    let found = ada.letters().find_by(Letter::TITLE.eq("hi"))?;
    assert_eq!(found, None, "it is bob's");
    assert!(bob.letters().exists()?);
    assert_eq!(bob.letters().pluck(Letter::TITLE)?, ["hi"]);
    let with_replies = ada.letters().include(Letter::REPLIES).all()?;
    assert_eq!(with_replies[1].replies.loaded()?.len(), 2);
    Ok(Passed)
}

fn the_relations_order_counts_unless_another_is_given(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    assert_eq!(titles(&ada.letters().order_by(Letter::ID.desc()).all()?), "hello draft");
    let filtered = ada.letters().filter(Letter::ID.gt(0));
    assert_eq!(titles(&filtered.all()?), "draft hello");
    assert_eq!(titles(&filtered.clone().order_by(Letter::TITLE.desc()).all()?), "hello draft");
    assert_eq!(filtered.count()?, 2);
    Ok(Passed)
}

fn rows_through_another_model(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, cid] = club(cx)?;
    let texts = |member: &Member| -> activerecord::Result<Vec<String>> {
        Ok(member.replies().load()?.iter().map(|reply| reply.text.clone()).collect())
    };
    assert_eq!(texts(&ada)?, ["one", "two"]);
    assert_eq!(texts(&bob)?, ["three"]);
    assert!(texts(&cid)?.is_empty());
    assert_eq!(ada.replies().count()?, 2);
    Ok(Passed)
}

fn many_to_many_from_both_sides(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let courses = ada.courses().load()?;
    let found: Vec<&str> = courses.iter().map(|course| course.title.as_str()).collect();
    assert_eq!(found, ["math", "music"]);
    let members = courses[1].members().load()?;
    let found: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(found, ["ada", "bob"]);
    Ok(Passed)
}

fn created_rows_get_the_key(cx: &Context<'_>) -> CaseResult {
    let [_, bob, _] = club(cx)?;
    let letter = bob.letters().create(Letter { title: "new".into(), ..Default::default() })?;
    assert_eq!(letter.member_id, bob.id);
    assert!(letter.id > 0);
    let passport = bob.passport().create(Passport { number: "B1".into(), ..Default::default() })?;
    assert_eq!(Passport::find(passport.id)?.member_id, bob.id);
    Ok(Passed)
}

fn many_created_rows_get_the_key(cx: &Context<'_>) -> CaseResult {
    let [_, _, cid] = club(cx)?;
    let mut letters =
        ["a", "b", "c"].map(|title| Letter { title: title.into(), ..Default::default() });
    cid.letters().insert_many(&mut letters)?;
    assert!(letters.iter().all(|letter| letter.member_id == cid.id && letter.id > 0));
    assert_eq!(titles(&cid.letters().all()?), "a b c");
    Ok(Passed)
}

fn a_row_cannot_be_created_without_a_key(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let (result, queries) = count_queries(|| Member::default().letters().create(Letter::default()));
    assert_says(&failure(result), &["Member.letters", "no key", "create or save"]);
    assert_eq!(queries, 0);
    Ok(Passed)
}

fn another_key_loads_another_owner(cx: &Context<'_>) -> CaseResult {
    let [mut ada, ..] = club(cx)?;
    let rowing = Club::filter(Club::NAME.eq("rowing")).one()?;
    let name = |member: &Member| -> activerecord::Result<Option<String>> {
        Ok(member.club().load()?.map(|club| club.name.clone()))
    };
    assert_eq!(name(&ada)?.as_deref(), Some("chess"));
    ada.club_id = Some(rowing.id);
    assert!(failure(ada.club().loaded()).is_not_loaded());
    assert_eq!(name(&ada)?.as_deref(), Some("rowing"));
    let (again, queries) = count_queries(|| name(&ada));
    assert_eq!((again?.as_deref(), queries), (Some("rowing"), 0));
    ada.club_id = None;
    assert_eq!(name(&ada)?, None);
    Ok(Passed)
}

fn the_key_is_taken_from_another_struct(cx: &Context<'_>) -> CaseResult {
    let [.., mut cid] = club(cx)?;
    let rowing = Club::filter(Club::NAME.eq("rowing")).one()?;
    cid.set_club(&rowing)?;
    assert_eq!(cid.club_id, Some(rowing.id));
    cid.save()?;
    assert_eq!(Member::find(cid.id)?.club_id, Some(rowing.id));
    assert_says(&failure(cid.set_club(&Club::default())), &["Club", "no key"]);
    assert_eq!(cid.club_id, Some(rowing.id));
    Ok(Passed)
}

fn writing_the_struct_forgets_its_relations(cx: &Context<'_>) -> CaseResult {
    let [mut ada, ..] = club(cx)?;
    let load = |member: &Member| member.letters().load().map(|_| ());
    load(&ada)?;
    ada.save()?;
    assert!(!ada.letters.is_loaded());
    load(&ada)?;
    ada.update(|ada| ada.name = "countess".into())?;
    assert!(!ada.letters.is_loaded());
    load(&ada)?;
    ada.reload()?;
    assert!(!ada.letters.is_loaded());
    load(&ada)?;
    ada.letters.clear();
    assert!(ada.letters.is_unloaded());
    Ok(Passed)
}

fn clones_share_what_was_loaded(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    ada.letters().load()?;
    ada.club().load()?;
    let mut clone = ada.clone();
    assert!(std::ptr::eq(clone.letters.loaded()?, ada.letters.loaded()?));
    assert_eq!(clone.club.loaded()?.map(|club| club.name.as_str()), Some("chess"));
    assert!(clone.letters.get_mut().is_none(), "shared rows cannot be changed");
    clone.letters.clear();
    assert!(ada.letters.is_loaded());
    Ok(Passed)
}

fn relations_take_no_part_in_comparisons(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    ada.letters().load()?;
    assert_eq!(Member::find(ada.id)?, ada);
    Ok(Passed)
}

fn debug_shows_what_is_loaded(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    ada.passport().load()?;
    let text = format!("{ada:?}");
    assert!(text.contains("letters: <not loaded>"), "{text}");
    assert!(text.contains("number: \"A1\""), "{text}");
    Ok(Passed)
}

fn a_transaction_loads_its_own_rows(cx: &Context<'_>) -> CaseResult {
    let [_, _, cid] = club(cx)?;
    let tx = cx.db.begin()?;
    cid.letters().create_on(&tx, Letter { title: "inside".into(), ..Default::default() })?;
    assert_eq!(titles(cid.letters().load_on(&tx)?), "inside");
    assert_eq!(cid.letters().on(&tx).count()?, 1);
    tx.rollback()?;
    assert_eq!(cid.letters().count()?, 0);
    Ok(Passed)
}

fn strict_blocks_do_not_load(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    ada.letters().load()?;
    let (errors, queries) = count_queries(|| {
        strict_loading(|| -> activerecord::Result<_> {
            assert_eq!(ada.letters().load()?.len(), 2, "what is loaded can be read");
            Ok([
                failure(bob.letters().load()),
                failure(bob.passport().load()),
                failure(bob.club().load()),
            ])
        })
    });
    assert_eq!(queries, 0);
    for error in errors? {
        assert!(error.is_not_loaded());
    }
    assert_eq!(bob.letters().load()?.len(), 1);
    Ok(Passed)
}

fn rows_of_the_accessor_can_be_changed_and_deleted(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    assert_eq!(ada.letters().query().update_all(Letter::SENT.set(true))?, 2);
    assert_eq!(ada.letters().filter(Letter::TITLE.eq("draft")).delete_all()?, 1);
    assert_eq!((ada.letters().count()?, bob.letters().count()?), (1, 1));
    Ok(Passed)
}
