//! Structs that are inserted together with those of their relations.

use activerecord::prelude::*;
use activerecord::testing::count_queries;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{
    Bill, Club, Course, Item, Letter, Member, Passport, Reply, club_tables, titles,
};
use crate::{Context, Outcome::Passed};

cases![relation_tree:
    children_get_the_key_of_their_parent,
    a_tree_of_three_levels,
    parents_come_before_their_children,
    many_trees_are_few_statements,
    saved_structs_insert_new_children,
    what_was_loaded_is_not_inserted_again,
    a_failed_tree_leaves_everything_as_it_was,
    a_failed_parent_leaves_everything_as_it_was,
    shared_children_are_refused,
    no_rows_through_another_model,
    composite_keys_are_filled_in,
    in_the_transaction_that_is_given,
];

fn new_letter(title: &str, replies: &[&str]) -> Letter {
    let reply = |text: &&str| Reply { text: (*text).into(), ..Default::default() };
    let replies: HasMany<Reply> = replies.iter().map(reply).collect();
    Letter { title: title.into(), replies, ..Default::default() }
}

fn new_member(name: &str, letters: Vec<Letter>) -> Member {
    Member { name: name.into(), letters: letters.into(), ..Default::default() }
}

fn children_get_the_key_of_their_parent(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let passport = HasOne::new(Passport { number: "A1".into(), ..Default::default() });
    let letters = vec![new_letter("a", &[]), new_letter("b", &[])];
    let ada = Member { passport, ..new_member("ada", letters) }.create()?;
    let letters = ada.letters.loaded()?;
    assert!(letters.iter().all(|letter| letter.member_id == ada.id && letter.id > 0));
    assert_eq!(ada.passport.get().map(|row| row.member_id), Some(ada.id));
    assert_eq!(titles(&Letter::query().order_by(Letter::ID).all()?), "a b");
    assert_eq!(Passport::query().one()?.member_id, ada.id);
    Ok(Passed)
}

fn a_tree_of_three_levels(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let members = vec![
        new_member("ada", vec![new_letter("a", &["one", "two"]), new_letter("b", &[])]),
        new_member("bob", vec![new_letter("c", &["three"])]),
    ];
    let club = Club { name: "chess".into(), members: members.into(), ..Default::default() };
    let club = club.create()?;
    let found = Club::query()
        .include(Club::MEMBERS.include(Member::LETTERS.include(Letter::REPLIES)))
        .one()?;
    let members = found.members.loaded()?;
    assert_eq!(members, club.members.loaded()?);
    assert_eq!(titles(members[0].letters.loaded()?), "a b");
    assert_eq!(members[0].letters.loaded()?[0].replies.loaded()?.len(), 2);
    assert_eq!(members[1].letters.loaded()?[0].replies.loaded()?[0].text, "three");
    Ok(Passed)
}

fn parents_come_before_their_children(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let club = Club { name: "chess".into(), ..Default::default() };
    let ada = Member { name: "ada".into(), club: club.into(), ..Default::default() }.create()?;
    let club = Club::query().one()?;
    assert_eq!(ada.club_id, Some(club.id));
    let (loaded, queries) = count_queries(|| ada.club().load());
    assert_eq!((loaded?, queries), (Some(&club), 0));
    Ok(Passed)
}

fn many_trees_are_few_statements(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    // Keys may have to be compared first, see the driver's last key.
    Member::default().create()?;
    let letters = || vec![new_letter("a", &["x"]), new_letter("b", &["y"])];
    let mut members: Vec<Member> =
        (0..8).map(|n| new_member(&format!("m{n}"), letters())).collect();
    let (result, queries) = count_queries(|| Member::insert_many(&mut members));
    result?;
    assert_eq!((Letter::query().count()?, Reply::query().count()?), (16, 16));
    for member in &members {
        let letters = member.letters.loaded()?;
        assert!(letters.iter().all(|letter| letter.member_id == member.id));
        assert!(letters.iter().all(|letter| {
            letter.replies.get().is_some_and(|rows| rows[0].letter_id == letter.id)
        }));
    }
    if cx.capabilities().insert_returning {
        assert!(queries <= 6, "{queries} statements");
    }
    Ok(Passed)
}

fn saved_structs_insert_new_children(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let mut ada = Member { name: "ada".into(), ..Default::default() };
    ada.letters = vec![new_letter("a", &[])].into();
    ada.save()?;
    assert_eq!(Letter::query().one()?.member_id, ada.id);
    ada.letters = vec![new_letter("b", &["one"])].into();
    ada.name = "countess".into();
    ada.save()?;
    assert_eq!(Letter::query().count()?, 2);
    assert_eq!(Reply::query().count()?, 1);
    assert_eq!(Member::find(ada.id)?.name, "countess");
    Ok(Passed)
}

fn what_was_loaded_is_not_inserted_again(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let mut ada = new_member("ada", vec![new_letter("a", &["one"])]).create()?;
    assert!(ada.letters.is_loaded());
    ada.save()?;
    assert!(!ada.letters.is_loaded());
    let mut ada = Member::query().include(Member::LETTERS).find(ada.id)?;
    ada.save()?;
    assert_eq!((Letter::query().count()?, Reply::query().count()?), (1, 1));
    Ok(Passed)
}

fn a_failed_tree_leaves_everything_as_it_was(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let taken = Member { name: "ada".into(), ..Default::default() }.create()?;
    let reply = Reply { text: "one".into(), ..Default::default() }; // its letter comes first
    let mut letter = new_letter("a", &[]);
    letter.replies = vec![reply].into();
    let mut bob = new_member("bob", vec![letter]);
    // A row of the key that the last statement of the tree will want to insert.
    let one = new_letter("first", &["first"]);
    let first = taken.letters().create(one)?;
    let id = first.replies.loaded()?[0].id;
    if let Some(letters) = bob.letters.get_mut()
        && let Some(replies) = letters[0].replies.get_mut()
    {
        replies[0].id = id;
    }
    let error = failure(bob.insert());
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!((bob.id, Member::query().count()?, Letter::query().count()?), (0, 1, 1));
    let letters = bob.letters.loaded()?;
    assert_eq!((letters[0].id, letters[0].member_id), (0, 0));
    assert_eq!(letters[0].replies.loaded()?[0].letter_id, 0);
    // It can be tried again.
    if let Some(letters) = bob.letters.get_mut()
        && let Some(replies) = letters[0].replies.get_mut()
    {
        replies[0].id = 0;
    }
    bob.insert()?;
    assert_eq!((Letter::query().count()?, Reply::query().count()?), (2, 2));
    assert_eq!(bob.letters.loaded()?[0].member_id, bob.id);
    Ok(Passed)
}

fn a_failed_parent_leaves_everything_as_it_was(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let known = Member { name: "ada".into(), ..Default::default() }.create()?;
    let club = Club { name: "chess".into(), ..Default::default() };
    let mut again =
        Member { id: known.id, name: "again".into(), club: club.into(), ..Default::default() };
    assert!(failure(again.insert()).is_unique_violation());
    assert_eq!(Club::query().count()?, 0);
    assert_eq!(again.club_id, None);
    assert_eq!(again.club.get().map(|club| club.id), Some(0));
    again.id = 0;
    again.insert()?;
    assert_eq!(Some(Club::query().one()?.id), again.club_id);
    Ok(Passed)
}

fn shared_children_are_refused(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let ada = new_member("ada", vec![new_letter("a", &[])]);
    let mut clone = ada.clone();
    assert_says(&failure(clone.insert()), &["Member.letters", "clone"]);
    drop(ada);
    clone.insert()?;
    assert_eq!(Letter::query().count()?, 1);
    Ok(Passed)
}

fn no_rows_through_another_model(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let courses = vec![Course { title: "math".into(), ..Default::default() }];
    let mut ada = Member { name: "ada".into(), courses: courses.into(), ..Default::default() };
    assert_says(&failure(ada.insert()), &["through", "Member.courses", "add"]);
    assert_eq!((Member::query().count()?, Course::query().count()?, ada.id), (0, 0, 0));
    Ok(Passed)
}

fn composite_keys_are_filled_in(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bill>()?;
    cx.create::<Item>()?;
    let items = vec![Item::default(), Item::default()];
    Bill { year: 2026, number: 7, items: items.into() }.create()?;
    let numbers = Item::query().pluck(Item::BILL_NUMBER)?;
    assert_eq!(numbers, [Some(7), Some(7)]);
    Ok(Passed)
}

fn in_the_transaction_that_is_given(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let tx = cx.db.begin()?;
    new_member("ada", vec![new_letter("a", &["one"])]).create_on(&tx)?;
    assert_eq!(Reply::on(&tx).count()?, 1);
    tx.rollback()?;
    assert_eq!((Member::query().count()?, Reply::query().count()?), (0, 0));
    Ok(Passed)
}
