//! Relations that are loaded with the rows of a query.

use activerecord::prelude::*;
use activerecord::testing::count_queries;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{
    Club, Course, Letter, Member, Reply, Signup, club, club_tables, letter, titles,
};
use crate::{Context, Outcome::Passed};

cases![relation_include:
    one_query_for_each_relation,
    relations_of_relations,
    owners_without_rows_get_none,
    the_same_as_loading_one_by_one,
    an_owner_is_read_once_and_shared,
    no_rows_run_no_query,
    no_keys_run_no_query,
    a_filter_counts_for_its_relation_only,
    an_order_of_its_own,
    a_limit_for_each_owner,
    a_limit_through_another_model,
    a_limit_within_a_limit,
    through_another_model,
    many_to_many,
    into_structs_that_were_read_before,
    first_one_find_and_batches,
    with_the_transaction_of_the_query,
    the_same_twice_is_merged,
    contradictions_are_errors,
    a_circle_of_relations,
    the_first_of_several_is_the_one,
    rows_cannot_be_streamed_with_relations,
    locked_rows_do_not_lock_their_relations,
    ten_thousand_and_one_hundred_thousand_owners,
    children_can_be_taken_out,
];

fn one_query_for_each_relation(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query()
        .order_by(Member::ID)
        .include((Member::LETTERS, Member::CLUB, Member::PASSPORT))
        .include(Member::COURSES);
    let (members, queries) = count_queries(|| query.all());
    let members = members?;
    assert_eq!(queries, 5);
    let (reads, queries) = count_queries(|| -> activerecord::Result<_> {
        let mut found = Vec::new();
        for member in &members {
            let club = member.club.loaded()?.map_or("-", |club| club.name.as_str());
            let passport = member.passport.loaded()?.map_or("-", |row| row.number.as_str());
            let letters = titles(member.letters.loaded()?);
            found.push(format!("{} {club} {passport} {letters}", member.name));
        }
        Ok(found)
    });
    assert_eq!(queries, 0);
    assert_eq!(reads?, ["ada chess A1 draft hello", "bob chess - hi", "cid - C1 "]);
    Ok(Passed)
}

fn relations_of_relations(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Club::query()
        .order_by(Club::ID)
        .include(Club::MEMBERS.include(Member::LETTERS.include(Letter::REPLIES)));
    let (clubs, queries) = count_queries(|| query.all());
    let clubs = clubs?;
    assert_eq!(queries, 4);
    let members = clubs[0].members.loaded()?;
    assert_eq!(members.len(), 2);
    let replies = members[0].letters.loaded()?[1].replies.loaded()?;
    assert_eq!(replies.iter().map(|reply| reply.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert!(clubs[1].members.loaded()?.is_empty());
    Ok(Passed)
}

fn owners_without_rows_get_none(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let cid = Member::filter(Member::NAME.eq("cid"))
        .include((Member::LETTERS, Member::CLUB, Member::COURSES))
        .one()?;
    assert!(cid.letters.loaded()?.is_empty());
    assert!(cid.courses.loaded()?.is_empty());
    assert_eq!(cid.club.loaded()?, None);
    let (again, queries) = count_queries(|| cid.letters().load().map(<[Letter]>::len));
    assert_eq!((again?, queries), (0, 0));
    Ok(Passed)
}

fn the_same_as_loading_one_by_one(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let eager = Member::query()
        .order_by(Member::ID)
        .include((
            Member::LETTERS,
            Member::CLUB,
            Member::PASSPORT,
            Member::COURSES,
            Member::REPLIES,
        ))
        .all()?;
    let lazy = Member::query().order_by(Member::ID).all()?;
    for (eager, lazy) in eager.iter().zip(&lazy) {
        assert_eq!(eager.letters.loaded()?, lazy.letters().load()?);
        assert_eq!(eager.club.loaded()?, lazy.club().load()?);
        assert_eq!(eager.passport.loaded()?, lazy.passport().load()?);
        assert_eq!(eager.courses.loaded()?, lazy.courses().load()?);
        assert_eq!(eager.replies.loaded()?, lazy.replies().load()?);
    }
    Ok(Passed)
}

fn an_owner_is_read_once_and_shared(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let members = Member::query().order_by(Member::ID).include(Member::CLUB).all()?;
    let (first, second) = (members[0].club.get(), members[1].club.get());
    assert!(first.is_some_and(|first| second.is_some_and(|second| std::ptr::eq(first, second))));
    let (loaded, queries) = count_queries(|| members[0].club().load());
    assert_eq!((loaded?.is_some(), queries), (true, 0), "the accessor knows the key");
    Ok(Passed)
}

fn no_rows_run_no_query(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query =
        Member::filter(Member::NAME.eq("nobody")).include(Member::LETTERS.include(Letter::REPLIES));
    let (members, queries) = count_queries(|| query.all());
    assert_eq!((members?.len(), queries), (0, 1));
    Ok(Passed)
}

fn no_keys_run_no_query(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::filter(Member::NAME.eq("cid")).include(Member::CLUB.include(Club::MEMBERS));
    let (cid, queries) = count_queries(|| query.one());
    assert_eq!((cid?.club.loaded()?, queries), (None, 1));
    Ok(Passed)
}

fn a_filter_counts_for_its_relation_only(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let sent = Member::LETTERS.filter(Letter::SENT.eq(true));
    let members = Member::query().order_by(Member::ID).include(sent).all()?;
    assert_eq!(members.len(), 3);
    assert_eq!(titles(members[0].letters.loaded()?), "hello");
    let two = Letter::REPLIES.filter(Reply::TEXT.eq("two"));
    let members =
        Member::query().order_by(Member::ID).include(Member::LETTERS.include(two)).all()?;
    let letters = members[0].letters.loaded()?;
    assert_eq!(titles(letters), "draft hello");
    assert_eq!(letters[1].replies.loaded()?.len(), 1);
    Ok(Passed)
}

fn an_order_of_its_own(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let newest = Member::LETTERS.order_by(Letter::ID.desc());
    let ada = Member::filter(Member::NAME.eq("ada")).include(newest).one()?;
    assert_eq!(titles(ada.letters.loaded()?), "hello draft");
    Ok(Passed)
}

fn a_limit_for_each_owner(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    for number in 0..4 {
        letter(&ada, &format!("a{number}"), true, &[])?;
        letter(&bob, &format!("b{number}"), true, &[])?;
    }
    let newest = Member::LETTERS.order_by(Letter::ID.desc()).limit(2);
    let query = Member::query().order_by(Member::ID).include(newest);
    if !cx.capabilities().window_functions {
        assert_says(&failure(query.all()), &["limit", "not supported"]);
    }
    require!(cx.capabilities().window_functions, "no window functions");
    let (members, queries) = count_queries(|| query.all());
    let members = members?;
    assert_eq!(queries, 2);
    assert_eq!(titles(members[0].letters.loaded()?), "a3 a2");
    assert_eq!(titles(members[1].letters.loaded()?), "b3 b2");
    assert!(members[2].letters.loaded()?.is_empty());
    let sent = Member::LETTERS.filter(Letter::SENT.eq(true)).limit(1);
    let members = Member::query().order_by(Member::ID).include(sent).all()?;
    assert_eq!(titles(members[0].letters.loaded()?), "hello");
    assert_eq!(titles(members[1].letters.loaded()?), "hi");
    Ok(Passed)
}

fn a_limit_through_another_model(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().window_functions, "no window functions");
    club(cx)?;
    let last = Member::COURSES.order_by(Course::TITLE.desc()).limit(1);
    let members = Member::query().order_by(Member::ID).include(last).all()?;
    assert_eq!(members[0].courses.loaded()?[0].title, "music");
    assert_eq!(members[0].courses.loaded()?.len(), 1);
    assert_eq!(members[1].courses.loaded()?[0].title, "music");
    Ok(Passed)
}

fn a_limit_within_a_limit(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().window_functions, "no window functions");
    club(cx)?;
    let replies = Letter::REPLIES.order_by(Reply::ID.desc()).limit(1);
    let letters = Member::LETTERS.order_by(Letter::ID.desc()).limit(1).include(replies);
    let members = Member::query().order_by(Member::ID).include(letters).all()?;
    let letters = members[0].letters.loaded()?;
    assert_eq!(titles(letters), "hello");
    assert_eq!(letters[0].replies.loaded()?[0].text, "two");
    assert_eq!(letters[0].replies.loaded()?.len(), 1);
    Ok(Passed)
}

fn through_another_model(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query =
        Member::query().order_by(Member::ID).include(Member::REPLIES.include(Reply::LETTER));
    let (members, queries) = count_queries(|| query.all());
    let members = members?;
    assert_eq!(queries, 3);
    let replies = members[0].replies.loaded()?;
    assert_eq!(replies.len(), 2);
    assert_eq!(replies[0].letter.loaded()?.map(|letter| letter.title.as_str()), Some("hello"));
    assert_eq!(members[1].replies.loaded()?.len(), 1);
    assert!(members[2].replies.loaded()?.is_empty());
    Ok(Passed)
}

fn many_to_many(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Course::query().order_by(Course::TITLE).include(Course::MEMBERS);
    let (courses, queries) = count_queries(|| query.all());
    let courses = courses?;
    assert_eq!(queries, 2);
    let names = |course: &Course| -> activerecord::Result<String> {
        let names: Vec<&str> = course.members.loaded()?.iter().map(|m| m.name.as_str()).collect();
        Ok(names.join(" "))
    };
    let found: Vec<String> = courses.iter().map(names).collect::<activerecord::Result<_>>()?;
    assert_eq!(found, ["", "ada", "ada bob"]);
    Ok(Passed)
}

fn into_structs_that_were_read_before(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let mut members = Member::query().order_by(Member::ID).all()?;
    let (result, queries) =
        count_queries(|| Member::include_in(&mut members, (Member::LETTERS, Member::CLUB)));
    result?;
    assert_eq!(queries, 2);
    assert_eq!(titles(members[0].letters.loaded()?), "draft hello");
    let (result, queries) = count_queries(|| Member::include_in(&mut [], Member::LETTERS));
    result?;
    assert_eq!(queries, 0);
    Member::include_in_on(&cx.db, &mut members, Member::PASSPORT)?;
    assert!(members[0].passport.loaded()?.is_some());
    Ok(Passed)
}

fn first_one_find_and_batches(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let query = Member::query().include(Member::LETTERS);
    assert!(query.find(ada.id)?.letters.is_loaded());
    assert!(query.first()?.is_some_and(|member| member.letters.is_loaded()));
    assert!(query.clone().filter(Member::ID.eq(ada.id)).one()?.letters.is_loaded());
    assert!(query.find_by(Member::NAME.eq("bob"))?.is_some_and(|m| m.letters.is_loaded()));
    assert!(query.find_many([ada.id])?[0].letters.is_loaded());
    for batch in query.batches(2) {
        assert!(batch?.iter().all(|member| member.letters.is_loaded()));
    }
    Ok(Passed)
}

fn with_the_transaction_of_the_query(cx: &Context<'_>) -> CaseResult {
    let [_, _, cid] = club(cx)?;
    let tx = cx.db.begin()?;
    cid.letters().create_on(&tx, Letter { title: "inside".into(), ..Default::default() })?;
    let cid = Member::on(&tx).filter(Member::ID.eq(cid.id)).include(Member::LETTERS).one()?;
    assert_eq!(titles(cid.letters.loaded()?), "inside");
    tx.rollback()?;
    Ok(Passed)
}

fn the_same_twice_is_merged(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let ada = || Member::filter(Member::NAME.eq("ada"));
    let query = ada()
        .include(Member::LETTERS.include(Letter::REPLIES))
        .include((Member::LETTERS, Member::LETTERS.include(Letter::MEMBER.include(Member::CLUB))))
        .include(Member::LETTERS.include((Letter::REPLIES, Letter::MEMBER)));
    let (found, queries) = count_queries(|| query.one());
    let found = found?;
    assert_eq!(queries, 5);
    let letters = found.letters.loaded()?;
    assert_eq!((titles(letters).as_str(), letters[1].replies.loaded()?.len()), ("draft hello", 2));
    assert!(
        letters.iter().all(|letter| {
            letter.member.get().is_some_and(|member| member.club.get().is_some())
        })
    );
    let sent = || Member::LETTERS.filter(Letter::SENT.eq(true)).order_by(Letter::TITLE);
    let query = ada().include(sent()).include(sent().include(Letter::REPLIES));
    let (found, queries) = count_queries(|| query.one());
    let found = found?;
    let letters = found.letters.loaded()?;
    assert_eq!((titles(letters).as_str(), queries), ("hello", 3));
    assert!(letters[0].replies.is_loaded());
    Ok(Passed)
}

fn contradictions_are_errors(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let sent = || Member::LETTERS.filter(Letter::SENT.eq(true));
    let newest = || Member::LETTERS.order_by(Letter::ID.desc());
    let all = || Member::query().include(Member::LETTERS);
    let queries = [
        (all().include(sent()), "filter"),
        (Member::query().include(sent()).include(sent().filter(Letter::ID.gt(1))), "filter"),
        (
            Member::query().include((sent(), Member::LETTERS.filter(Letter::SENT.eq(false)))),
            "filter",
        ),
        (all().include(newest()), "order"),
        (Member::query().include(newest().limit(2)).include(newest().limit(3)), "limit"),
    ];
    let ((), statements) = count_queries(|| {
        for (query, word) in queries {
            assert_says(&failure(query.all()), &["`Member.letters`", "twice", word]);
            assert_says(&failure(query.clone().filter(Member::ID.lt(0)).first()), &["twice"]);
        }
        let nested =
            Club::MEMBERS.include(Member::LETTERS).include(Member::LETTERS.include(
                Letter::MEMBER.include(Member::LETTERS.limit(1)).include(Member::LETTERS),
            ));
        assert_says(&failure(Club::query().include(nested).all()), &["`Member.letters`", "limit"]);
        let into = Member::include_in(&mut [Member::default()], (Member::LETTERS, sent()));
        assert_says(&failure(into), &["`Member.letters`", "filter"]);
    });
    assert_eq!(statements, 0, "nothing is sent");
    Ok(Passed)
}

fn a_circle_of_relations(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let letters = Letter::query()
        .order_by(Letter::ID)
        .include(Letter::MEMBER.include(Member::LETTERS.include(Letter::MEMBER)))
        .all()?;
    let member = letters[0].member.loaded()?;
    let again = member.map(|member| member.letters.loaded()).transpose()?.unwrap_or_default();
    assert_eq!(titles(again), "draft hello");
    assert_eq!(again[0].member.loaded()?.map(|member| member.name.as_str()), Some("ada"));
    Ok(Passed)
}

fn the_first_of_several_is_the_one(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    for number in ["A2", "A3"] {
        ada.passport()
            .create(crate::models::Passport { number: number.into(), ..Default::default() })?;
    }
    let lazy = ada.passport().load()?.map(|row| row.number.clone());
    let eager = Member::query().include(Member::PASSPORT).find(ada.id)?;
    assert_eq!(lazy.as_deref(), Some("A1"));
    assert_eq!(eager.passport.loaded()?.map(|row| row.number.as_str()), Some("A1"));
    Ok(Passed)
}

fn rows_cannot_be_streamed_with_relations(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let result = Member::query().include(Member::LETTERS).each(|_| Ok(()));
    assert_says(&failure(result), &["batches"]);
    Ok(Passed)
}

fn locked_rows_do_not_lock_their_relations(cx: &Context<'_>) -> CaseResult {
    require!(cx.capabilities().row_locks, "no row locks");
    club(cx)?;
    cx.db.transaction(|_| {
        let query = Member::query().include(Member::LETTERS).for_update();
        assert_eq!(query.all()?.len(), 3);
        Ok(())
    })?;
    Ok(Passed)
}

fn ten_thousand_and_one_hundred_thousand_owners(cx: &Context<'_>) -> CaseResult {
    club_tables(cx)?;
    let stored = Member { name: "ada".into(), ..Default::default() }.create()?;
    letter(&stored, "only", true, &[])?;
    for count in [10, 1_000, 10_000, 100_000] {
        // Owners that no row belongs to need not be stored.
        let others =
            (1..count).map(|number| Member { id: stored.id + number, ..Default::default() });
        let mut owners: Vec<Member> = others.chain([stored.clone()]).collect();
        let (result, queries) = count_queries(|| Member::include_in(&mut owners, Member::LETTERS));
        result?;
        let has_letters =
            |owner: &&Member| owner.letters.get().is_some_and(|rows| !rows.is_empty());
        assert_eq!(owners.iter().filter(has_letters).count(), 1);
        assert!(owners.iter().all(|owner| owner.letters.is_loaded()));
        // A list of keys is cut only where the database takes no more.
        let room = cx.db.dialect().limits().binds.min(16_384);
        let chunks =
            if cx.capabilities().list_is_one_bind { 1 } else { owners.len().div_ceil(room) };
        // Of many owners it is asked first whether they are most, where the database can't tell.
        let dialect = cx.db.dialect();
        let asks = count >= 512
            && dialect.estimate_rows(<Member as activerecord::Record>::TABLE).is_some();
        let asked = if asks { 2 } else { 0 };
        assert_eq!(queries, asked + chunks, "{count} owners");
    }
    Ok(Passed)
}

fn children_can_be_taken_out(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let mut ada = Member::filter(Member::NAME.eq("ada"))
        .include((Member::LETTERS, Member::PASSPORT, Member::SIGNUPS.include(Signup::COURSE)))
        .one()?;
    if let Some(letters) = ada.letters.get_mut() {
        letters.remove(0);
    }
    assert_eq!(ada.letters.take().map(|letters| titles(&letters)), Some("hello".into()));
    assert!(!ada.letters.is_loaded());
    assert_eq!(ada.passport.take().map(|row| row.number), Some("A1".into()));
    assert_eq!(ada.signups.loaded()?.len(), 2);
    Ok(Passed)
}
