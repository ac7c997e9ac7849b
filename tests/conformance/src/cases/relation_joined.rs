//! Models of joined tables, read with each row.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Joined};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Club, Folder, Letter, Member, Reply, Signup, club};
use crate::{Context, Outcome::Passed};

cases![relation_joined:
    each_pair_has_both_models,
    a_left_join_gives_none,
    several_models,
    a_model_of_a_key_of_several_columns,
    a_model_joined_under_a_name,
    pairs_are_filtered_ordered_bounded_and_counted,
    a_pair_is_the_first_models,
    a_model_that_is_not_joined_is_refused,
    a_model_that_may_be_missing_is_an_option,
    an_include_does_not_get_lost,
];

fn each_pair_has_both_models(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let pairs = Member::query().join(Member::LETTERS).order_by(Letter::ID).with_joined::<Letter>();
    let pairs: Vec<(Member, Letter)> = pairs.all()?.into_iter().map(Joined::into_parts).collect();
    let found: Vec<String> =
        pairs.iter().map(|(member, letter)| format!("{}:{}", member.name, letter.title)).collect();
    assert_eq!(found, ["ada:draft", "ada:hello", "bob:hi"]);
    for (member, letter) in &pairs {
        assert_eq!(letter.member_id, member.id);
        assert_eq!(*letter, Letter::find(letter.id)?);
        assert_eq!(*member, Member::find(member.id)?);
    }
    Ok(Passed)
}

fn a_left_join_gives_none(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows = Member::query()
        .left_join(Member::CLUB)
        .order_by(Member::NAME)
        .with_joined::<Option<Club>>()
        .all()?;
    let clubs: Vec<Option<&str>> =
        rows.iter().map(|row| row.joined.as_ref().map(|club| club.name.as_str())).collect();
    assert_eq!(clubs, [Some("chess"), Some("chess"), None]);
    Ok(Passed)
}

fn several_models(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows = Member::query()
        .join(Member::LETTERS)
        .left_join(Letter::REPLIES)
        .left_join(Member::CLUB)
        .order_by((Letter::ID, Reply::ID.asc().nulls_first()))
        .with_joined::<(Letter, Option<Reply>, Option<Club>)>()
        .all()?;
    let found: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let (member, (letter, reply, club)) = row.into_parts();
            let reply = reply.map_or_else(String::new, |reply| reply.text);
            let club = club.map_or_else(String::new, |club| club.name);
            format!("{} {} {reply} {club}", member.name, letter.title)
        })
        .collect();
    let expected =
        ["ada draft  chess", "ada hello one chess", "ada hello two chess", "bob hi three chess"];
    assert_eq!(found, expected);
    Ok(Passed)
}

fn a_model_of_a_key_of_several_columns(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let rows = Member::query()
        .left_join(Member::SIGNUPS)
        .order_by((Member::NAME, Signup::COURSE_ID))
        .with_joined::<Option<Signup>>()
        .all()?;
    let found: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.joined.as_ref().map(|signup| signup.member_id - row.id))
        .collect();
    assert_eq!(found, [Some(0), Some(0), Some(0), None]);
    Ok(Passed)
}

fn a_model_joined_under_a_name(cx: &Context<'_>) -> CaseResult {
    cx.create::<Folder>()?;
    let root = Folder { name: "root".into(), ..Default::default() }.create()?;
    Folder { name: "leaf".into(), parent_id: Some(root.id), ..Default::default() }.create()?;
    let query = Folder::query().order_by(Folder::NAME);
    let rows = query
        .clone()
        .left_join(Folder::PARENT.alias("above"))
        .with_joined_as::<Option<Folder>>("above")
        .all()?;
    let found: Vec<(&str, Option<&str>)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.joined.as_ref().map(|parent| parent.name.as_str())))
        .collect();
    assert_eq!(found, [("leaf", Some("root")), ("root", None)]);
    let unknown = query.join(Folder::PARENT.alias("above")).with_joined_as::<Folder>("below");
    let error = failure(unknown.all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["below"]);
    Ok(Passed)
}

fn pairs_are_filtered_ordered_bounded_and_counted(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let sent = Member::query()
        .join(Member::LETTERS)
        .with_joined::<Letter>()
        .filter(Letter::SENT.eq(true))
        .order_by(Letter::TITLE.desc());
    assert_eq!(sent.count()?, 2);
    assert!(sent.exists()?);
    assert_eq!(sent.first()?.map(|row| row.joined.title), Some("hi".to_owned()));
    let second = sent.clone().offset(1).limit(5).one()?;
    assert_eq!((second.name.as_str(), second.joined.title.as_str()), ("ada", "hello"));
    let mut streamed = Vec::new();
    sent.each(|row| {
        streamed.push(row.joined.title);
        Ok(())
    })?;
    assert_eq!(streamed, ["hi", "hello"]);
    Ok(Passed)
}

fn a_pair_is_the_first_models(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let hi = Member::query().join(Member::LETTERS).filter(Letter::TITLE.eq("hi"));
    let mut row = hi.with_joined::<Letter>().one()?;
    row.update(|member| member.name = "bert".into())?;
    row.joined.update(|letter| letter.title = "bye".into())?;
    assert_eq!(Member::find(row.id)?.name, "bert");
    assert_eq!(Letter::find(row.joined.id)?.title, "bye");
    Ok(Passed)
}

fn a_model_that_is_not_joined_is_refused(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let error = failure(Member::query().with_joined::<Letter>().all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["letters"]);
    Ok(Passed)
}

fn a_model_that_may_be_missing_is_an_option(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let query = Member::query().left_join(Member::LETTERS).filter(Member::NAME.eq("cid"));
    let error = failure(query.clone().with_joined::<Letter>().all());
    assert_eq!(error.kind(), ErrorKind::UnexpectedNull);
    assert_eq!(query.with_joined::<Option<Letter>>().one()?.joined, None);
    Ok(Passed)
}

fn an_include_does_not_get_lost(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let included = Member::query().include(Member::CLUB);
    let error = failure(included.clone().join(Member::LETTERS).with_joined::<Letter>().all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["include"]);
    let error = failure(included.clone().with_count(Member::LETTERS).all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    let error = failure(included.select(Member::NAME).all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    Ok(Passed)
}
