//! What deleting and writing rows does to those on the other side of their relations.

use activerecord::prelude::*;
use activerecord::testing::count_queries;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{
    Club, Course, Folder, Friendship, Knot, Letter, Member, Passport, Peer, Project, Reply, Signup,
    Task, club,
};
use crate::{Context, Outcome::Passed};

cases![relation_write:
    rows_that_depend_are_deleted_too,
    rows_that_depend_lose_their_key,
    rows_that_depend_keep_their_owner,
    many_owners_are_deleted_at_once,
    a_tree_of_one_model_is_deleted,
    a_circle_is_deleted,
    links_are_added_once,
    links_by_few_statements,
    links_are_removed,
    links_are_replaced,
    only_many_to_many_has_links,
    links_in_a_transaction,
    counters_follow_their_rows,
    counters_of_many_rows,
    counters_of_a_failed_write,
    counters_of_links,
    owners_are_touched,
];

fn rows_that_depend_are_deleted_too(cx: &Context<'_>) -> CaseResult {
    let [mut ada, ..] = club(cx)?;
    Signup::query().unfiltered().delete_all()?;
    ada.delete()?;
    assert_eq!((Member::query().count()?, Letter::query().count()?), (2, 1));
    assert_eq!((Reply::query().count()?, Passport::query().count()?), (1, 1));
    Ok(Passed)
}

fn rows_that_depend_lose_their_key(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let mut chess = Club::filter(Club::NAME.eq("chess")).one()?;
    let (result, queries) = count_queries(|| chess.delete());
    result?;
    assert!(queries <= 3, "{queries} statements");
    assert_eq!(Member::filter(Member::CLUB_ID.is_null()).count()?, 3);
    Ok(Passed)
}

fn rows_that_depend_keep_their_owner(cx: &Context<'_>) -> CaseResult {
    let [mut ada, ..] = club(cx)?;
    let error = failure(ada.delete());
    assert!(error.is_foreign_key_violation());
    assert_says(&error, &["Member", "signups"]);
    assert_eq!((Member::query().count()?, Letter::query().count()?), (3, 3));
    Ok(Passed)
}

fn many_owners_are_deleted_at_once(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, cid] = club(cx)?;
    assert!(failure(Member::delete_many([ada.id, cid.id])).is_foreign_key_violation());
    assert_eq!(Member::query().count()?, 3);
    Signup::query().unfiltered().delete_all()?;
    assert_eq!(Member::delete_many([ada.id, bob.id])?, 2);
    assert_eq!((Letter::query().count()?, Reply::query().count()?), (0, 0));
    assert_eq!(Passport::query().count()?, 1);
    Ok(Passed)
}

fn folder(name: &str, parent: Option<&Folder>) -> activerecord::Result<Folder> {
    let parent_id = parent.map(|parent| parent.id);
    Folder { name: name.into(), parent_id, ..Default::default() }.create()
}

fn a_tree_of_one_model_is_deleted(cx: &Context<'_>) -> CaseResult {
    cx.create::<Folder>()?;
    let mut root = folder("root", None)?;
    let left = folder("left", Some(&root))?;
    folder("leaf", Some(&left))?;
    folder("right", Some(&root))?;
    folder("other", None)?;
    root.delete()?;
    assert_eq!(Folder::query().pluck(Folder::NAME)?, ["other"]);
    Ok(Passed)
}

fn a_circle_is_deleted(cx: &Context<'_>) -> CaseResult {
    cx.create::<Knot>()?;
    let mut first = Knot::default().create()?;
    let second = first.before().create(Knot::default())?;
    first.update(|first| first.next_id = Some(second.id))?;
    let mut own = Knot::default().create()?;
    own.update(|own| own.next_id = Some(own.id))?;
    first.delete()?;
    assert_eq!(Knot::query().count()?, 1);
    own.delete()?;
    assert_eq!(Knot::query().count()?, 0);
    Ok(Passed)
}

fn course_titles(member: &Member) -> activerecord::Result<String> {
    let courses = member.courses().all()?;
    Ok(courses.iter().map(|course| course.title.as_str()).collect::<Vec<_>>().join(" "))
}

fn links_are_added_once(cx: &Context<'_>) -> CaseResult {
    let [ada, _, cid] = club(cx)?;
    let courses = Course::query().order_by(Course::ID).all()?;
    cid.courses().add(&courses)?;
    assert_eq!(course_titles(&cid)?, "art math music");
    ada.courses().add(&courses)?;
    ada.courses().add([&courses[0], &courses[0]])?;
    assert_eq!(course_titles(&ada)?, "art math music");
    ada.courses().add([])?;
    assert_says(&failure(ada.courses().add([&Course::default()])), &["Course", "no key"]);
    assert_says(&failure(Member::default().courses().add(&courses)), &["no key"]);
    Ok(Passed)
}

fn links_by_few_statements(cx: &Context<'_>) -> CaseResult {
    let [ada, _, cid] = club(cx)?;
    let courses = Course::query().order_by(Course::ID).all()?;
    let counted = |work: &dyn Fn() -> activerecord::Result<()>| {
        let (result, queries) = count_queries(work);
        result.map(|()| queries)
    };
    // The keys of both are the key of what is in between, so the database knows what is there.
    assert_eq!(counted(&|| cid.courses().add(&courses[..2]))?, 1);
    assert_eq!(counted(&|| cid.courses().add(&courses))?, 1);
    assert_eq!(course_titles(&cid)?, "art math music");
    assert_eq!(counted(&|| cid.courses().set(&courses[1..]))?, 2);
    assert_eq!(course_titles(&cid)?, "art music");
    assert_eq!(counted(&|| cid.courses().set([]))?, 1);
    assert_eq!((course_titles(&cid)?, course_titles(&ada)?.is_empty()), (String::new(), false));
    // Nothing says that a pair is there once only: what is there has to be read.
    cx.create::<Peer>()?;
    cx.create::<Friendship>()?;
    let mut peers: Vec<Peer> = (0..3).map(|_| Peer::default()).collect();
    Peer::insert_many(&mut peers)?;
    let [one, others @ ..] = &peers[..] else { panic!("no peers") };
    assert_eq!(counted(&|| one.friends().add(others))?, 2);
    assert_eq!(counted(&|| one.friends().add(others))?, 1);
    assert_eq!(counted(&|| one.friends().set(&others[1..]))?, 2);
    assert_eq!(Friendship::query().pluck(Friendship::FRIEND_ID)?, [others[1].id]);
    Ok(Passed)
}

fn links_are_removed(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    let courses = Course::query().order_by(Course::ID).all()?;
    let (result, queries) = count_queries(|| ada.courses().remove(&courses[1..]));
    result?;
    assert_eq!(queries, 1);
    assert_eq!((course_titles(&ada)?, course_titles(&bob)?), ("math".into(), "music".into()));
    assert_eq!(Course::query().count()?, 3);
    Ok(Passed)
}

fn links_are_replaced(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    let courses = Course::query().order_by(Course::ID).all()?;
    ada.courses().set(&courses[1..])?;
    assert_eq!((course_titles(&ada)?, course_titles(&bob)?), ("art music".into(), "music".into()));
    ada.courses().set([])?;
    assert_eq!((course_titles(&ada)?, course_titles(&bob)?), (String::new(), "music".into()));
    Ok(Passed)
}

fn only_many_to_many_has_links(cx: &Context<'_>) -> CaseResult {
    let [ada, ..] = club(cx)?;
    let letters = Letter::query().all()?;
    assert_says(&failure(ada.letters().add(&letters)), &["Member.letters", "links"]);
    let replies = Reply::query().all()?;
    assert_says(&failure(ada.replies().remove(&replies)), &["Member.replies", "links"]);
    Ok(Passed)
}

fn links_in_a_transaction(cx: &Context<'_>) -> CaseResult {
    let [_, _, cid] = club(cx)?;
    let courses = Course::query().all()?;
    let tx = cx.db.begin()?;
    cid.courses().add_on(&tx, &courses)?;
    assert_eq!(cid.courses().on(&tx).count()?, 3);
    tx.rollback()?;
    assert_eq!(cid.courses().count()?, 0);
    Ok(Passed)
}

fn projects(cx: &Context<'_>) -> activerecord::Result<[Project; 2]> {
    cx.create::<Project>()?;
    cx.create::<Task>()?;
    Ok([Project::default().create()?, Project::default().create()?])
}

fn counts() -> activerecord::Result<Vec<i32>> {
    Project::query().order_by(Project::ID).pluck(Project::TASKS_COUNT)
}

fn counters_follow_their_rows(cx: &Context<'_>) -> CaseResult {
    let [one, two] = projects(cx)?;
    let mut task = one.tasks().create(Task::default())?;
    one.tasks().create(Task::default())?;
    Task::default().create()?;
    assert_eq!(counts()?, [2, 0]);
    task.update(|task| task.project_id = Some(two.id))?;
    assert_eq!(counts()?, [1, 1]);
    task.project_id = None;
    task.save()?;
    assert_eq!(counts()?, [1, 0]);
    task.project_id = Some(two.id);
    task.save()?;
    task.save()?;
    assert_eq!(counts()?, [1, 1]);
    task.delete()?;
    assert_eq!(counts()?, [1, 0]);
    task.restore()?;
    assert_eq!(counts()?, [1, 1]);
    task.delete_forever()?;
    assert_eq!(counts()?, [1, 0]);
    Ok(Passed)
}

fn counters_of_many_rows(cx: &Context<'_>) -> CaseResult {
    let [one, two] = projects(cx)?;
    let task = |project: &Project| Task { project_id: Some(project.id), ..Default::default() };
    let mut tasks = [task(&one), task(&two), task(&one), Task::default(), task(&one)];
    Task::insert_many(&mut tasks)?;
    assert_eq!(counts()?, [3, 1]);
    assert_eq!(Task::delete_many([tasks[0].id, tasks[1].id])?, 2);
    assert_eq!(counts()?, [2, 0]);
    Ok(Passed)
}

fn counters_of_a_failed_write(cx: &Context<'_>) -> CaseResult {
    let [one, _] = projects(cx)?;
    let first = one.tasks().create(Task::default())?;
    let again = Task { id: first.id, project_id: Some(one.id), ..Default::default() };
    assert!(failure(again.create()).is_unique_violation());
    assert_eq!(counts()?, [1, 0]);
    Ok(Passed)
}

fn counters_of_links(cx: &Context<'_>) -> CaseResult {
    #[derive(ActiveRecord, Debug, Default)]
    struct Reader {
        id: i64,
        #[record(through = Loan)]
        books: HasMany<Book>,
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Book {
        id: i64,
        loans_count: i64,
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Loan {
        #[record(key)]
        reader_id: i64,
        #[record(key)]
        book_id: i64,
        #[record(counter_cache = "loans_count")]
        book: BelongsTo<Book>,
    }

    cx.create::<Reader>()?;
    cx.create::<Book>()?;
    cx.create::<Loan>()?;
    let mut books = [Book::default(), Book::default(), Book::default()];
    Book::insert_many(&mut books)?;
    let (one, two) = (Reader::default().create()?, Reader::default().create()?);
    let counts = || Book::query().order_by(Book::ID).pluck(Book::LOANS_COUNT);
    one.books().add(&books)?;
    one.books().add(&books[..1])?;
    two.books().add(&books[..1])?;
    assert_eq!(counts()?, [2, 1, 1]);
    one.books().remove(&books[1..])?;
    two.books().remove(&books[1..])?;
    assert_eq!(counts()?, [2, 0, 0]);
    one.books().set(&books[1..])?;
    assert_eq!(counts()?, [1, 1, 1]);
    one.books().set([])?;
    assert_eq!(counts()?, [1, 0, 0]);
    Ok(Passed)
}

fn owners_are_touched(cx: &Context<'_>) -> CaseResult {
    let [one, two] = projects(cx)?;
    let written = |project: &Project| -> activerecord::Result<_> {
        Ok(Project::find(project.id)?.updated_at)
    };
    let before = (written(&one)?, written(&two)?);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let mut task = one.tasks().create(Task::default())?;
    let created = written(&one)?;
    assert!(created > before.0);
    assert_eq!(written(&two)?, before.1);
    std::thread::sleep(std::time::Duration::from_millis(20));
    task.update(|task| task.title = "renamed".into())?;
    assert!(written(&one)? > created);
    assert_eq!(counts()?, [1, 0]);
    Ok(Passed)
}
