//! Queries with names: WITH, also of rows that lead to others.

use activerecord::prelude::*;
use activerecord::{Cte, ErrorKind, count_all, exists, sum, value, with, with_recursive};
use rust_decimal::Decimal;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Club, Folder, Member, Note, Person, club, names, people};
use crate::{Context, Outcome::Passed};

cases![named_queries:
    rows_of_a_model,
    rows_that_are_described,
    columns_have_the_names_of_the_struct,
    read_twice,
    one_reads_another,
    joined_to_a_table,
    joined_by_a_relation,
    beside_the_same_model,
    in_a_subquery,
    in_a_union,
    of_a_bounded_query,
    bounded_and_counted,
    deleted_rows_are_as_the_query_says,
    a_tree,
    a_tree_up_to_a_level,
    a_way_up,
    numbers_of_each_level,
    a_series,
    a_cycle_ends_where_rows_are_distinct,
    in_what_is_changed,
    made_once_or_not,
    two_of_a_name,
];

/// What is known of a team.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct TeamAges {
    #[record(key, max_length = 20)]
    team: String,
    members: i64,
    #[record(column = "age_in_all")]
    age: Option<i64>,
}

/// A folder, and how deep it lies.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct Node {
    id: i64,
    #[record(max_length = 40)]
    name: String,
    parent_id: Option<i64>,
    level: i64,
}

/// A number of a series.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct Number {
    #[record(key = "assigned")]
    number: i64,
}

fn teams() -> Cte<TeamAges> {
    let per_team = Person::query().group_by(Person::TEAM).select_as((
        Person::TEAM,
        count_all(),
        sum(Person::AGE),
    ));
    with("teams", per_team)
}

/// Stores `root` with `a` and `b`, `a` with `c`, `c` with `d` and `e`.
fn folders(cx: &Context<'_>) -> activerecord::Result<()> {
    cx.create::<Folder>()?;
    let mut ids = vec![0];
    for (name, parent) in [("root", 0), ("a", 1), ("b", 1), ("c", 2), ("d", 4), ("e", 4)] {
        let parent_id = (parent > 0).then(|| ids[parent]);
        ids.push(Folder { name: name.into(), parent_id, ..Default::default() }.create()?.id);
    }
    Ok(())
}

fn tree() -> Cte<Node> {
    let roots = Folder::filter(Folder::PARENT_ID.is_null());
    with_recursive(
        "tree",
        roots.select_as((Folder::ID, Folder::NAME, Folder::PARENT_ID, value(1_i64))),
        |found: &Cte<Node>| {
            Folder::query().join(found.on(Node::ID.eq(Folder::PARENT_ID))).select_as((
                Folder::ID,
                Folder::NAME,
                Folder::PARENT_ID,
                Node::LEVEL + 1,
            ))
        },
    )
}

fn rows_of_a_model(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = with("young", Person::filter(Person::AGE.le(25)));
    assert_eq!(names(young.query())?, "bob cid eve");
    assert_eq!(names(young.query().filter(Person::TEAM.eq("blue")))?, "bob eve");
    let one = young.query().filter(Person::NAME.eq("cid")).one()?;
    assert_eq!((one.age, one.balance), (25, Decimal::new(-325, 2)));
    assert_eq!(young.query().sum(Person::AGE)?, Some(25 + 18 + 18));
    Ok(Passed)
}

fn rows_that_are_described(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let rows = teams().query().filter(TeamAges::MEMBERS.gt(1)).order_by(TeamAges::TEAM).all()?;
    let team = |team: &str, age| TeamAges { team: team.into(), members: 2, age: Some(age) };
    assert_eq!(rows, [team("blue", 36), team("red", 61)]);
    assert_eq!(teams().query().count()?, 3);
    assert_eq!(teams().query_on(&cx.db).max(TeamAges::MEMBERS)?, Some(2));
    Ok(Passed)
}

fn columns_have_the_names_of_the_struct(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let sql = teams().query_on(&cx.db).to_sql()?.text;
    for name in ["teams", "team", "members", "age_in_all"] {
        assert!(sql.contains(&cx.quoted(name)), "{sql}");
    }
    let old = teams().query().filter(TeamAges::AGE.ge(60)).order_by(TeamAges::AGE.desc());
    assert_eq!(old.pluck(TeamAges::TEAM)?, ["red", "green"]);
    Ok(Passed)
}

fn read_twice(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = with("young", Person::filter(Person::AGE.le(25)));
    let teams = young.query().filter(Person::ACTIVE).select(Person::TEAM);
    let query = young.query().filter(Person::TEAM.in_query(teams));
    assert_eq!(names(query.clone())?, "bob cid eve");
    assert_eq!(query.to_sql()?.text.matches("WITH").count(), 1);
    Ok(Passed)
}

fn one_reads_another(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = with("young", Person::filter(Person::AGE.le(25)));
    let reds = with("reds", young.query().filter(Person::TEAM.eq("red")));
    let named = with("named", reds.query().filter(Person::NICKNAME.is_not_null()));
    assert_eq!(names(named.query())?, "cid");
    let both = young.query().filter(Person::ID.in_query(named.query().select(Person::ID)));
    assert_eq!(names(both)?, "cid");
    Ok(Passed)
}

fn joined_to_a_table(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let teams = teams();
    let rows = Person::query()
        .join(teams.on(TeamAges::TEAM.eq(Person::TEAM).and(TeamAges::MEMBERS.eq(1))))
        .select((Person::NAME, TeamAges::MEMBERS))
        .all()?;
    assert_eq!(rows, [("dan".to_owned(), 1)]);
    let rows = Person::query()
        .left_join(teams.on(TeamAges::TEAM.eq(Person::TEAM).and(TeamAges::MEMBERS.eq(1))))
        .order_by(Person::NAME)
        .select((Person::NAME, TeamAges::MEMBERS.nullable()))
        .limit(1)
        .all()?;
    assert_eq!(rows, [("ada".to_owned(), None)]);
    Ok(Passed)
}

fn joined_by_a_relation(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let writers = with("writers", Member::filter(Member::LETTERS.exists()));
    let rows = writers
        .query()
        .join(Member::CLUB)
        .order_by(Member::NAME)
        .select((Member::NAME, Club::NAME))
        .all()?;
    let chess = |name: &str| (name.to_owned(), "chess".to_owned());
    assert_eq!(rows, [chess("ada"), chess("bob")]);
    let loaded = writers.query().include(Member::LETTERS).order_by(Member::NAME).all()?;
    assert_eq!(loaded[0].letters.loaded()?.len(), 2);
    Ok(Passed)
}

fn beside_the_same_model(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = with("young", Person::filter(Person::AGE.lt(25)));
    let condition =
        Person::TEAM.of("young").eq(Person::TEAM).and(Person::ID.of("young").ne(Person::ID));
    let rows = Person::query()
        .join(young.on(condition))
        .order_by(Person::NAME)
        .select((Person::NAME, Person::NAME.of("young")))
        .all()?;
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(rows, [pair("bob", "eve"), pair("eve", "bob")]);
    Ok(Passed)
}

fn in_a_subquery(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let large = || teams().query().filter(TeamAges::MEMBERS.gt(1));
    let query = Person::filter(Person::TEAM.in_query(large().select(TeamAges::TEAM)));
    assert_eq!(names(query)?, "ada bob cid eve");
    let query = Person::filter(exists(large().filter(TeamAges::TEAM.eq(Person::TEAM))));
    assert_eq!(query.count()?, 4);
    Ok(Passed)
}

fn in_a_union(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = with("young", Person::filter(Person::AGE.lt(25)));
    let old = Person::filter(Person::AGE.gt(50));
    assert_eq!(names(young.query().union(old.clone()))?, "bob dan eve");
    let both = with("both", young.query().union_all(old));
    assert_eq!(names(both.query())?, "bob dan eve");
    Ok(Passed)
}

fn of_a_bounded_query(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let oldest = with("oldest", Person::query().order_by(Person::AGE.desc()).limit(3));
    assert_eq!(names(oldest.query())?, "ada cid dan");
    assert_eq!(names(oldest.query().filter(Person::AGE.lt(50)))?, "ada cid");
    // An order alone is that of nobody.
    let ordered = with("ordered", Person::query().order_by(Person::AGE));
    assert_eq!(ordered.query().count()?, 5);
    Ok(Passed)
}

fn bounded_and_counted(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let reds = with("reds", Person::filter(Person::TEAM.eq("red")));
    let twice = with("twice", reds.query().union_all(reds.query()));
    assert_eq!(twice.query().order_by(Person::NAME).limit(3).sum(Person::AGE)?, Some(36 + 36 + 25));
    assert_eq!(twice.query().limit(3).count()?, 3);
    assert!(twice.query().offset(3).exists()?);
    assert!(!twice.query().offset(4).exists()?);
    assert_eq!(reds.query().first()?.map(|person| person.name), Some("ada".to_owned()));
    Ok(Passed)
}

fn deleted_rows_are_as_the_query_says(cx: &Context<'_>) -> CaseResult {
    cx.create::<Note>()?;
    require!(cx.capabilities().with, "there is no WITH");
    let mut note = Note { text: "a".into(), ..Default::default() }.create()?;
    note.delete()?;
    assert_eq!(with("live", Note::query()).query().count()?, 0);
    assert_eq!(with("every", Note::with_deleted()).query().count()?, 1);
    Ok(Passed)
}

fn a_tree(cx: &Context<'_>) -> CaseResult {
    folders(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let rows = tree().query().order_by((Node::LEVEL, Node::NAME)).select((Node::NAME, Node::LEVEL));
    let expected = [("root", 1), ("a", 2), ("b", 2), ("c", 3), ("d", 4), ("e", 4)];
    assert_eq!(rows.all()?, expected.map(|(name, level)| (name.to_owned(), level)));
    Ok(Passed)
}

fn a_tree_up_to_a_level(cx: &Context<'_>) -> CaseResult {
    folders(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let roots = Folder::filter(Folder::PARENT_ID.is_null());
    let upper = with_recursive(
        "upper",
        roots.select_as((Folder::ID, Folder::NAME, Folder::PARENT_ID, value(1_i64))),
        |found: &Cte<Node>| {
            Folder::query()
                .join(found.on(Node::ID.eq(Folder::PARENT_ID)))
                .filter(Node::LEVEL.lt(2))
                .select_as((Folder::ID, Folder::NAME, Folder::PARENT_ID, Node::LEVEL + 1))
        },
    );
    assert_eq!(upper.query().order_by(Node::NAME).pluck(Node::NAME)?, ["a", "b", "root"]);
    Ok(Passed)
}

fn a_way_up(cx: &Context<'_>) -> CaseResult {
    folders(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let above =
        with_recursive("above", Folder::filter(Folder::NAME.eq("e")), |found: &Cte<Folder>| {
            Folder::query().join(found.on(Folder::PARENT_ID.of("above").eq(Folder::ID)))
        });
    let way = above.query().order_by(Folder::ID).pluck(Folder::NAME)?;
    assert_eq!(way, ["root", "a", "c", "e"]);
    Ok(Passed)
}

fn numbers_of_each_level(cx: &Context<'_>) -> CaseResult {
    folders(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let rows = tree()
        .query()
        .group_by(Node::LEVEL)
        .order_by(Node::LEVEL)
        .select((Node::LEVEL, count_all()))
        .all()?;
    assert_eq!(rows, [(1, 1), (2, 2), (3, 1), (4, 2)]);
    let leaves = Folder::filter(
        Folder::ID.in_query(tree().query().filter(Node::LEVEL.eq(4)).select(Node::ID)),
    );
    assert_eq!(leaves.count()?, 2);
    Ok(Passed)
}

fn a_series(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let one = Person::filter(Person::NAME.eq("ada")).select_as((value(1_i64),));
    let numbers = with_recursive("numbers", one, |found: &Cte<Number>| {
        found.query().filter(Number::NUMBER.lt(20)).select_as((Number::NUMBER + 1,))
    });
    assert_eq!(numbers.query().count()?, 20);
    assert_eq!(numbers.query().sum(Number::NUMBER)?, Some(210));
    Ok(Passed)
}

fn a_cycle_ends_where_rows_are_distinct(cx: &Context<'_>) -> CaseResult {
    folders(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let leaf = Folder::filter(Folder::NAME.eq("d")).one()?;
    Folder::filter(Folder::NAME.eq("root")).update_all(Folder::PARENT_ID.set(leaf.id))?;
    let around =
        with_recursive("around", Folder::filter(Folder::NAME.eq("a")), |found: &Cte<Folder>| {
            Folder::query().join(found.on(Folder::ID.of("around").eq(Folder::PARENT_ID)))
        })
        .distinct();
    if cx.capabilities().recursive_distinct {
        assert_eq!(around.query().count()?, 6);
    } else {
        assert_eq!(failure(around.query().count()).kind(), ErrorKind::Unsupported);
    }
    Ok(Passed)
}

fn in_what_is_changed(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let small = teams().query().filter(TeamAges::MEMBERS.eq(1)).select(TeamAges::TEAM);
    let lonely = Person::filter(Person::TEAM.in_query(small));
    if cx.capabilities().with_before_writes {
        assert_eq!(lonely.update_all(Person::SCORE.set(0))?, 1);
        assert_eq!(lonely.delete_all()?, 1);
        assert_eq!(names(Person::query())?, "ada bob cid eve");
    } else {
        let error = failure(lonely.delete_all());
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(Person::query().count()?, 5);
    }
    Ok(Passed)
}

fn made_once_or_not(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    require!(cx.capabilities().with, "there is no WITH");
    let young = || with("young", Person::filter(Person::AGE.le(25)));
    for query in [young().materialized().query(), young().not_materialized().query()] {
        if cx.capabilities().materialized {
            assert_eq!(names(query)?, "bob cid eve");
        } else {
            let error = failure(query.all());
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert_says(&error, &["made once"]);
        }
    }
    Ok(Passed)
}

fn two_of_a_name(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let one = with("some", Person::filter(Person::AGE.le(25)));
    let other = with("some", Person::filter(Person::AGE.gt(25)));
    let query = one.query().filter(Person::ID.in_query(other.query().select(Person::ID)));
    let error = failure(query.all());
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    assert_says(&error, &["some"]);
    Ok(Passed)
}
