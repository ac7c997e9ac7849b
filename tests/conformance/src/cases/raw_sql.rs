//! SQL that is written by hand.

use activerecord::ErrorKind;
use activerecord::prelude::*;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Person, people, person};
use crate::{Context, Outcome::Passed};

cases![raw_sql:
    rows_as_tuples,
    rows_as_models,
    columns_are_found_by_name_in_any_order,
    more_columns_than_the_model_has,
    a_column_that_is_missing,
    rows_as_structs,
    a_tuple_of_another_width,
    first_one_and_none,
    execute_tells_how_many_rows_changed,
    binds_of_every_kind,
    a_null_as_a_bind,
    question_marks_in_quotes_and_comments,
    too_many_and_too_few_binds,
    the_same_rows_as_the_builder_gives,
    a_value_that_does_not_fit,
    find_by_sql_in_a_transaction,
    a_script_of_statements,
    a_table_that_changes_meanwhile,
];

/// What is asked for about a person.
#[derive(FromRow, Debug, PartialEq)]
struct Age {
    name: String,
    #[record(column = "age")]
    years: i64,
}

/// `SELECT <what> FROM people`, with every name in quotes.
fn select(cx: &Context<'_>, what: &[&str], rest: &str) -> String {
    let what: Vec<String> = what.iter().map(|name| cx.quoted(name)).collect();
    format!("SELECT {} FROM {} {rest}", what.join(", "), cx.quoted("people"))
}

fn rows_as_tuples(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let order = format!("WHERE {0} > ? ORDER BY {0}", cx.quoted("age"));
    let sql = select(cx, &["name", "age", "score", "active"], &order);
    let rows: Vec<(String, i64, Option<i32>, bool)> = cx.db.sql(&sql, (20,)).all()?;
    let expected =
        [("cid", 25, Some(7), true), ("ada", 36, Some(10), true), ("dan", 60, Some(7), false)];
    assert_eq!(rows, expected.map(|(name, age, score, active)| (name.into(), age, score, active)));
    Ok(Passed)
}

fn rows_as_models(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let sql = format!("SELECT * FROM {} WHERE {} = ?", cx.quoted("people"), cx.quoted("name"));
    assert_eq!(Person::find_by_sql(&sql, ("ada",))?, [all[0].clone()]);
    let rows: Vec<Person> = cx.db.sql(&sql, ("bob",)).all()?;
    assert_eq!(rows, [all[1].clone()]);
    Ok(Passed)
}

fn columns_are_found_by_name_in_any_order(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let columns = ["balance", "active", "team", "score", "age", "nickname", "name", "id"];
    let sql = select(cx, &columns, &format!("WHERE {} = ?", cx.quoted("name")));
    assert_eq!(Person::find_by_sql(&sql, ("cid",))?, [all[2].clone()]);
    Ok(Passed)
}

fn more_columns_than_the_model_has(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let (table, age) = (cx.quoted("people"), cx.quoted("age"));
    let sql = format!("SELECT {age} * 2 AS doubled, {table}.* FROM {table} WHERE {age} = ?");
    assert_eq!(Person::find_by_sql(&sql, (60,))?, [all[3].clone()]);
    Ok(Passed)
}

fn a_column_that_is_missing(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(Person::find_by_sql(&select(cx, &["id", "name"], ""), ()));
    assert_eq!(error.kind(), ErrorKind::ObjectMissing);
    assert_eq!(error.column(), Some("nickname"));
    assert_says(&error, &["`nickname`", "id, name"]);
    Ok(Passed)
}

fn rows_as_structs(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sql = select(cx, &["age", "name"], &format!("WHERE {} = ?", cx.quoted("name")));
    let rows: Vec<Age> = cx.db.sql(&sql, ("ada",)).all()?;
    assert_eq!(rows, [Age { name: "ada".into(), years: 36 }]);
    let error = failure(cx.db.sql(&select(cx, &["name"], ""), ()).all::<Age>());
    assert_eq!((error.kind(), error.column()), (ErrorKind::ObjectMissing, Some("age")));
    Ok(Passed)
}

fn a_tuple_of_another_width(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(cx.db.sql(&select(cx, &["id", "name"], ""), ()).all::<(i64,)>());
    assert_eq!(error.kind(), ErrorKind::TypeMismatch);
    assert_says(&error, &["expected 1 columns", "has 2"]);
    Ok(Passed)
}

fn first_one_and_none(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (name, age) = (cx.quoted("name"), cx.quoted("age"));
    let sql = select(cx, &["name"], &format!("WHERE {age} = ? ORDER BY {name}"));
    assert_eq!(cx.db.sql(&sql, (18,)).first()?, Some(("bob".to_owned(),)));
    assert_eq!(cx.db.sql(&sql, (19,)).first::<(String,)>()?, None);
    assert_eq!(cx.db.sql(&sql, (60,)).one::<(String,)>()?.0, "dan");
    assert!(failure(cx.db.sql(&sql, (19,)).one::<(String,)>()).is_not_found());
    let several = failure(cx.db.sql(&sql, (18,)).one::<(String,)>());
    assert_eq!(several.kind(), ErrorKind::TooManyRows);
    Ok(Passed)
}

fn execute_tells_how_many_rows_changed(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (table, age) = (cx.quoted("people"), cx.quoted("age"));
    let raise = format!("UPDATE {table} SET {age} = {age} + ? WHERE {age} = ?");
    assert_eq!(cx.db.sql(&raise, (1, 18)).execute()?, 2);
    assert_eq!(cx.db.sql(&raise, (1, 18)).execute()?, 0);
    let delete = format!("DELETE FROM {table} WHERE {age} < ?");
    assert_eq!(cx.db.sql(&delete, (20,)).execute()?, 2);
    assert_eq!(Person::query().count()?, 3);
    Ok(Passed)
}

fn binds_of_every_kind(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let conditions = ["id", "name", "age", "active", "balance"]
        .map(|column| format!("{} = ?", cx.quoted(column)))
        .join(" AND ");
    let sql = select(cx, &["team"], &format!("WHERE {conditions}"));
    let dan = &all[3];
    let binds = (dan.id, &dan.name, dan.age, dan.active, dan.balance);
    assert_eq!(cx.db.sql(&sql, binds).all::<(String,)>()?, [("green".to_owned(),)]);
    let sql = select(cx, &["team"], &format!("WHERE {} IN (?, ?)", cx.quoted("age")));
    assert_eq!(cx.db.sql(&sql, [25, 60]).all::<(String,)>()?.len(), 2);
    Ok(Passed)
}

fn a_null_as_a_bind(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (table, score, name) = (cx.quoted("people"), cx.quoted("score"), cx.quoted("name"));
    let sql = format!("UPDATE {table} SET {score} = ? WHERE {name} = ?");
    assert_eq!(cx.db.sql(&sql, (None::<i32>, "ada")).execute()?, 1);
    assert_eq!(Person::filter(Person::SCORE.is_null()).count()?, 3);
    Ok(Passed)
}

fn question_marks_in_quotes_and_comments(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (table, name) = (cx.quoted("people"), cx.quoted("name"));
    let sql = format!(
        "SELECT '?''?' AS mark /* ? */, {name} FROM {table} -- ?\n WHERE {name} = ? AND '?' <> ?"
    );
    let rows: Vec<(String, String)> = cx.db.sql(&sql, ("ada", "x")).all()?;
    assert_eq!(rows, [("?'?".to_owned(), "ada".to_owned())]);
    Ok(Passed)
}

fn too_many_and_too_few_binds(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sql = select(cx, &["name"], &format!("WHERE {} = ?", cx.quoted("age")));
    for error in [
        failure(cx.db.sql(&sql, ()).all::<(String,)>()),
        failure(cx.db.sql(&sql, (1, 2)).all::<(String,)>()),
        failure(cx.db.sql(&sql, (1, 2)).execute()),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidQuery);
        assert_says(&error, &["1 placeholders", "binds"]);
    }
    Ok(Passed)
}

fn the_same_rows_as_the_builder_gives(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (age, team, name) = (cx.quoted("age"), cx.quoted("team"), cx.quoted("name"));
    let rest = format!("WHERE {age} > ? AND {team} <> ? ORDER BY {name}");
    let sql =
        select(cx, &["id", "name", "nickname", "age", "score", "team", "active", "balance"], &rest);
    let built = Person::filter(Person::AGE.gt(17).and(Person::TEAM.ne("green")));
    assert_eq!(Person::find_by_sql(&sql, (17, "green"))?, built.order_by(Person::NAME).all()?);
    Ok(Passed)
}

fn a_value_that_does_not_fit(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sql = select(cx, &["score", "name"], &format!("ORDER BY {}", cx.quoted("name")));
    let error = failure(cx.db.sql(&sql, ()).all::<(i32, String)>());
    assert_eq!((error.kind(), error.column()), (ErrorKind::UnexpectedNull, Some("score")));
    assert_says(&error, &["column 1 (`score`)", "expected a 32-bit integer", "found NULL"]);
    let error = failure(cx.db.sql(&sql, ()).all::<(Option<i32>, i32)>());
    assert_eq!((error.kind(), error.column()), (ErrorKind::TypeMismatch, Some("name")));
    Ok(Passed)
}

fn find_by_sql_in_a_transaction(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let sql = format!("SELECT * FROM {} WHERE {} = ?", cx.quoted("people"), cx.quoted("team"));
    let undone = cx.db.transaction(|tx| {
        Person::filter(Person::NAME.eq("ada")).update_all(Person::TEAM.set("new"))?;
        assert_eq!(Person::find_by_sql(&sql, ("new",))?.len(), 1);
        assert_eq!(tx.sql(&sql, ("new",)).all::<Person>()?.len(), 1);
        Err::<(), _>(activerecord::Error::other(std::fmt::Error))
    });
    failure(undone);
    assert_eq!(Person::find_by_sql(&sql, ("new",))?.len(), 0);
    Ok(Passed)
}

fn a_script_of_statements(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let (table, age) = (cx.quoted("people"), cx.quoted("age"));
    let script = format!(
        "UPDATE {table} SET {age} = 1 WHERE {age} = 60;\nUPDATE {table} SET {age} = 2 WHERE {age} = 1;"
    );
    cx.db.execute_script(&script)?;
    assert_eq!(Person::filter(Person::AGE.eq(2)).count()?, 1);
    Ok(Passed)
}

/// The statement was prepared when the table had other columns.
fn a_table_that_changes_meanwhile(cx: &Context<'_>) -> CaseResult {
    let all = people(cx)?;
    let (table, added) = (cx.quoted("people"), cx.quoted("added"));
    let sql = format!("SELECT * FROM {table} WHERE {} = ?", cx.quoted("name"));
    assert_eq!(Person::find_by_sql(&sql, ("ada",))?, [all[0].clone()]);
    cx.db.execute_script(&format!("ALTER TABLE {table} ADD {added} INTEGER"))?;
    assert_eq!(Person::find_by_sql(&sql, ("ada",))?, [all[0].clone()]);
    assert_eq!(Person::find(all[1].id)?, all[1]);
    person("fay", 1).create()?;
    cx.db.execute_script(&format!("ALTER TABLE {table} DROP COLUMN {added}"))?;
    assert_eq!(Person::find_by_sql(&sql, ("ada",))?, [all[0].clone()]);
    assert_eq!(Person::query().count()?, 6);
    Ok(Passed)
}
