//! The SQL that queries become, in the ISO dialect: no database is configured here.

use activerecord::prelude::*;
use activerecord::{
    Bound, Condition, Kind, Result, Value, case, coalesce, count, count_all, exists, max,
    not_exists, outer, partition_by, raw, raw_value, row_number, sum, value, with,
};

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: Option<String>,
    age: i32,
    active: bool,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

/// The part behind WHERE.
fn where_of(condition: Condition) -> String {
    let sql = User::filter(condition).to_sql().expect("a valid query").text;
    sql.split_once(" WHERE ").expect("a condition").1.to_owned()
}

#[test]
fn a_plain_query() -> Result<()> {
    let sql = User::query().to_sql()?;
    assert_eq!(sql.text, r#"SELECT "id", "name", "age", "active" FROM "users""#);
    assert!(sql.binds.is_empty());
    assert_eq!(sql.to_string(), sql.text);
    Ok(())
}

#[test]
fn conditions_keep_their_parentheses() {
    let (adult, ada, active) = (User::AGE.ge(18), User::NAME.eq("Ada"), User::ACTIVE.eq(true));
    let (a, b, c) = (r#""age" >= ?"#, r#""name" = ?"#, r#""active" = ?"#);
    let cases = [
        (adult.clone().and(ada.clone()), format!("{a} AND {b}")),
        (adult.clone().or(ada.clone()), format!("{a} OR {b}")),
        (adult.clone().and(ada.clone()).or(active.clone()), format!("({a} AND {b}) OR {c}")),
        (adult.clone().or(ada.clone()).and(active.clone()), format!("({a} OR {b}) AND {c}")),
        (adult.clone().and(ada.clone().or(active.clone())), format!("{a} AND ({b} OR {c})")),
        (!adult.clone().or(ada.clone()), format!("NOT ({a} OR {b})")),
        (!!adult.clone(), a.to_owned()),
        (Condition::all([adult.clone(), ada.clone()]), format!("{a} AND {b}")),
        (Condition::any([adult.clone(), ada]), format!("{a} OR {b}")),
        (Condition::all([]), "1 = 1".to_owned()),
        (Condition::any([]), "1 = 0".to_owned()),
        (Condition::any([adult]), a.to_owned()),
    ];
    for (condition, expected) in cases {
        assert_eq!(where_of(condition), expected);
    }
}

#[test]
fn filters_of_several_calls_are_joined_by_and() -> Result<()> {
    let sql = User::filter(User::AGE.ge(18).or(User::ACTIVE.eq(true)))
        .filter(User::NAME.eq("Ada"))
        .filter(User::ID.gt(1).and(User::ID.lt(9)))
        .to_sql()?
        .text;
    assert!(sql.ends_with(
        r#"WHERE ("age" >= ? OR "active" = ?) AND "name" = ? AND "id" > ? AND "id" < ?"#
    ));
    Ok(())
}

#[test]
fn nulls_are_asked_for_as_such() {
    assert_eq!(where_of(User::NAME.eq(None)), r#""name" IS NULL"#);
    assert_eq!(where_of(User::NAME.ne(None)), r#""name" IS NOT NULL"#);
    assert_eq!(where_of(User::AGE.eq(None)), r#""age" IS NULL"#);
    assert_eq!(where_of(User::AGE.lt(None)), r#""age" < ?"#);
    assert_eq!(where_of(!User::NAME.is_null()), r#""name" IS NOT NULL"#);
    assert_eq!(
        where_of(User::NAME.is_in([Some("a".to_owned()), None])),
        r#""name" IN (?) OR "name" IS NULL"#
    );
}

#[test]
fn lists() {
    assert_eq!(where_of(User::AGE.is_in([1, 2, 3])), r#""age" IN (?, ?, ?)"#);
    assert_eq!(where_of(User::AGE.not_in([1])), r#""age" NOT IN (?)"#);
    assert_eq!(where_of(User::AGE.is_in(Vec::<i32>::new())), "1 = 0");
    assert_eq!(where_of(User::AGE.not_in(Vec::<i32>::new())), "1 = 1");
    assert_eq!(where_of(User::AGE.between(1, 2)), r#""age" BETWEEN ? AND ?"#);
    assert_eq!(where_of(User::AGE.not_between(1, 2)), r#""age" NOT BETWEEN ? AND ?"#);
}

#[test]
fn wildcards_in_plain_text_are_escaped() -> Result<()> {
    let sql = User::filter(User::NAME.starts_with("50%_!x")).to_sql()?;
    assert!(sql.text.ends_with(r#""name" LIKE ? ESCAPE '!'"#));
    assert_eq!(sql.binds, [Value::Text("50!%!_!!x%".into())]);
    assert_eq!(where_of(User::NAME.not_like("a%")), r#""name" NOT LIKE ?"#);
    assert_eq!(where_of(User::NAME.ilike("a%")), r#"LOWER("name") LIKE LOWER(?)"#);
    Ok(())
}

#[test]
fn arithmetic_keeps_its_parentheses() {
    assert_eq!(where_of((User::AGE + 1).gt(18)), r#"("age" + ?) > ?"#);
    assert_eq!(where_of(((User::AGE + 1) * 2).eq(User::AGE)), r#"(("age" + ?) * ?) = "age""#);
}

#[test]
fn order_limit_and_offset() -> Result<()> {
    let query = User::query()
        .order_by((User::NAME.asc().nulls_last(), User::ID.desc()))
        .order_by(User::AGE)
        .limit(20)
        .offset(40);
    let sql = query.to_sql()?;
    assert!(sql.text.ends_with(
        r#" ORDER BY "name" NULLS LAST, "id" DESC, "age" OFFSET ? ROWS FETCH NEXT ? ROWS ONLY"#
    ));
    assert_eq!(sql.binds, [Value::I64(40), Value::I64(20)]);
    Ok(())
}

#[test]
fn groups_and_projections() -> Result<()> {
    let sql = User::query()
        .group_by((User::ACTIVE, User::NAME))
        .having(count_all().gt(3))
        .having(sum(User::AGE).le(100))
        .select((User::ACTIVE, count(User::NAME), max(User::AGE)))
        .distinct()
        .to_sql()?
        .text;
    assert_eq!(
        sql,
        concat!(
            r#"SELECT DISTINCT "active", COUNT("name"), MAX("age") FROM "users" "#,
            r#"GROUP BY "active", "name" HAVING COUNT(*) > ? AND SUM("age") <= ?"#
        )
    );
    Ok(())
}

#[test]
fn subqueries_qualify_their_columns() {
    let of_user = Post::filter(Post::USER_ID.eq(User::ID));
    assert_eq!(
        where_of(exists(of_user.select(Post::ID))),
        r#"EXISTS (SELECT "posts"."id" FROM "posts" WHERE "posts"."user_id" = "users"."id")"#
    );
    let titled = Post::filter(Post::TITLE.eq("x")).select(Post::USER_ID);
    assert_eq!(
        where_of(!User::ID.in_query(titled)),
        r#""id" NOT IN (SELECT "posts"."user_id" FROM "posts" WHERE "posts"."title" = ?)"#
    );
}

#[test]
fn a_foreign_column_is_refused_before_anything_is_sent() {
    let error = User::filter(Post::TITLE.eq("x")).to_sql().unwrap_err();
    assert_eq!(error.kind(), activerecord::ErrorKind::InvalidQuery);
    assert!(
        error.to_string().contains("column `posts`.`title` is not part of a query over `users`")
    );
}

#[test]
fn raw_fragments() -> Result<()> {
    assert_eq!(where_of(raw("length(name) > ? -- ?", (3,))), "(length(name) > ? -- ?)");
    let sql = User::query().select((raw_value::<i64>("length(name)", ()), User::ID)).to_sql()?;
    assert_eq!(sql.text, r#"SELECT (length(name)), "id" FROM "users""#);
    let error = User::filter(raw("a = ?", ())).to_sql().unwrap_err();
    assert!(error.to_string().contains("1 placeholders, but 0 binds"), "{error}");
    Ok(())
}

#[test]
fn binds_have_the_types_of_their_columns() -> Result<()> {
    let sql = User::filter(User::ACTIVE.eq(false).and(User::ID.gt(7))).to_sql()?;
    let kinds: Vec<Kind> = sql.binds.iter().map(Value::kind).collect();
    assert_eq!(kinds, [Kind::Bool, Kind::I64]);
    Ok(())
}

#[test]
fn queries_can_be_kept_and_sent() {
    fn portable<T: Send + Sync + Clone + 'static>(_: &T) {}
    portable(&User::filter(User::AGE.ge(18)));
}

#[test]
fn queries_put_together_nest_as_the_calls_do() -> Result<()> {
    let of = |title: &str| Post::filter(Post::TITLE.eq(title)).select(Post::ID);
    let one = r#"SELECT "id" AS "column_1" FROM "posts" WHERE "title" = ?"#;
    let union = of("a").union(of("b")).union(of("c")).order_by(Post::ID).to_sql()?;
    assert_eq!(
        union.text,
        format!(
            r#"SELECT "column_1" FROM ({one} UNION {one} UNION {one}) AS "derived" ORDER BY "column_1""#
        )
    );
    let nested = of("a").except(of("b").union(of("c"))).to_sql()?;
    let inner = format!(r#"SELECT "column_1" AS "column_1" FROM ({one} UNION {one}) AS "derived""#);
    assert_eq!(
        nested.text,
        format!(r#"SELECT "column_1" FROM ({one} EXCEPT {inner}) AS "derived""#)
    );
    let bounded = Post::filter(Post::TITLE.eq("a")).union_all(Post::query().limit(1)).to_sql()?;
    let all = r#"SELECT "id", "user_id", "title" FROM"#;
    assert_eq!(
        bounded.text,
        format!(
            r#"{all} ({all} "posts" WHERE "title" = ? UNION ALL SELECT * FROM ({all} "posts" FETCH FIRST 1 ROWS ONLY) AS "bounded") AS "derived""#
        )
    );
    Ok(())
}

#[test]
fn named_queries_stand_in_front() -> Result<()> {
    let old = with("old", User::filter(User::AGE.gt(65)));
    let posts = Post::filter(Post::USER_ID.in_query(old.query().select(User::ID)));
    assert_eq!(
        posts.to_sql()?.text,
        r#"WITH "old" ("id", "name", "age", "active") AS (SELECT "id", "name", "age", "active" FROM "users" WHERE "age" > ?) SELECT "id", "user_id", "title" FROM "posts" WHERE "user_id" IN (SELECT "old"."id" FROM "old")"#
    );
    let joined = Post::query().join(old.on(User::ID.eq(Post::USER_ID))).select(User::NAME);
    assert!(joined.to_sql()?.text.ends_with(
        r#" SELECT "old"."name" FROM "posts" JOIN "old" ON "old"."id" = "posts"."user_id""#
    ));
    Ok(())
}

#[test]
fn parts_of_a_selection() -> Result<()> {
    let band = case().when(User::AGE.lt(18), "minor").otherwise("adult");
    let place = row_number().over(
        partition_by(User::ACTIVE)
            .order_by(User::AGE.desc())
            .rows_between(Bound::Preceding(2), Bound::CurrentRow),
    );
    let sql = User::query().select((band, place, coalesce(User::NAME, "none"), value(1_i64)));
    assert_eq!(
        sql.to_sql()?.text,
        r#"SELECT CASE WHEN "age" < ? THEN ? ELSE ? END, ROW_NUMBER() OVER (PARTITION BY "active" ORDER BY "age" DESC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), COALESCE("name", ?), ? FROM "users""#
    );
    Ok(())
}

#[test]
fn the_outer_query_of_the_same_model() {
    let older = User::filter(User::AGE.gt(outer(User::AGE))).select(User::ID);
    assert_eq!(
        where_of(not_exists(older)),
        r#"NOT (EXISTS (SELECT "t1"."id" FROM "users" "t1" WHERE "t1"."age" > "users"."age"))"#
    );
}
