//! Violated constraints: which, of what table and columns, and nothing of the statement is kept.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::{memory, refused};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(unique(first, last), check = "age < 150")]
struct User {
    id: i64,
    #[record(unique, sensitive)]
    email: String,
    first: String,
    last: String,
    #[record(check = "age >= 0")]
    age: i32,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Post {
    id: i64,
    #[record(references = User)]
    user_id: i64,
    title: String,
}

/// The same table as `User`, of which every column may be missing.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "users")]
struct Partial {
    id: i64,
    email: Option<String>,
    first: Option<String>,
    last: Option<String>,
    age: Option<i32>,
}

fn user(email: &str, first: &str, last: &str) -> User {
    User { email: email.into(), first: first.into(), last: last.into(), ..Default::default() }
}

/// A database with the tables, and Ada in it.
fn with_ada() -> Result<(Database, User)> {
    let db = memory();
    db.create_table::<User>()?;
    db.create_table::<Post>()?;
    let ada = user("ada@example.org", "ada", "lovelace").create_on(&db)?;
    Ok((db, ada))
}

#[test]
fn unique_names_its_column() -> Result<()> {
    let (db, ada) = with_ada()?;
    let mut again = user("ada@example.org", "other", "name");
    let error = refused(
        again.insert_on(&db),
        ErrorKind::UniqueViolation,
        &["User", "there is a row with this value already", "users.email"],
    );
    assert_eq!((error.table(), error.column()), (Some("users"), Some("email")));
    assert_eq!(error.database().and_then(|database| database.code()), Some(2067));
    assert_eq!(again, user("ada@example.org", "other", "name"));
    assert_eq!(User::on(&db).all()?, [ada]);
    Ok(())
}

#[test]
fn unique_over_several_columns_names_all() -> Result<()> {
    let (db, _) = with_ada()?;
    let created = user("other@example.org", "ada", "lovelace").create_on(&db);
    let error = refused(created, ErrorKind::UniqueViolation, &["users.first", "users.last"]);
    assert_eq!(error.columns().collect::<Vec<_>>(), ["first", "last"]);
    assert_eq!(User::on(&db).count()?, 1);
    Ok(())
}

#[test]
fn a_key_that_is_taken() -> Result<()> {
    let (db, ada) = with_ada()?;
    let created = User { id: ada.id, ..user("x@example.org", "x", "y") }.create_on(&db);
    let error = refused(created, ErrorKind::UniqueViolation, &["users.id"]);
    assert_eq!((error.table(), error.column()), (Some("users"), Some("id")));
    assert_eq!(User::on(&db).find(ada.id)?, ada);
    Ok(())
}

#[test]
fn not_null_names_its_column() -> Result<()> {
    let (db, ada) = with_ada()?;
    let mut partial = Partial { first: Some("x".into()), ..Default::default() };
    let error = refused(
        partial.insert_on(&db),
        ErrorKind::NotNullViolation,
        &["Partial", "a required column has no value", "users.email"],
    );
    assert_eq!((error.table(), error.column()), (Some("users"), Some("email")));
    let mut partial = Partial::on(&db).find(ada.id)?;
    let before = partial.clone();
    let update = partial.update_on(&db, |row| row.last = None);
    let error = refused(update, ErrorKind::NotNullViolation, &["users.last"]);
    assert_eq!(error.column(), Some("last"));
    assert_eq!(partial, before);
    let update = Partial::on(&db).unfiltered().update_all(Partial::AGE.set(None));
    refused(update, ErrorKind::NotNullViolation, &["users.age"]);
    assert_eq!(User::on(&db).all()?, [ada]);
    Ok(())
}

#[test]
fn check_names_its_rule() -> Result<()> {
    let (db, mut ada) = with_ada()?;
    let before = ada.clone();
    let update = ada.update_on(&db, |row| row.age = -1);
    let error = refused(update, ErrorKind::CheckViolation, &["User", "breaks a rule", "age >= 0"]);
    assert_eq!(error.constraint(), Some("age >= 0"));
    let update = ada.update_on(&db, |row| row.age = 150);
    let error = refused(update, ErrorKind::CheckViolation, &["age < 150"]);
    assert_eq!(error.constraint(), Some("age < 150"));
    assert_eq!(ada, before);
    assert_eq!(User::on(&db).find(ada.id)?, before);
    Ok(())
}

#[test]
fn foreign_keys_both_ways() -> Result<()> {
    let (db, mut ada) = with_ada()?;
    let kind = ErrorKind::ForeignKeyViolation;
    let stray = Post { user_id: 4_711, title: "stray".into(), ..Default::default() };
    refused(stray.create_on(&db), kind, &["Post", "a foreign key does not match"]);
    let mut post = Post { user_id: ada.id, title: "first".into(), ..Default::default() };
    post.insert_on(&db)?;
    refused(ada.delete_on(&db), kind, &["User", "other rows refer to it"]);
    refused(post.update_on(&db, |post| post.user_id = 4_711), kind, &["Post"]);
    refused(User::on(&db).unfiltered().delete_all(), kind, &[]);
    refused(ada.update_on(&db, |ada| ada.id = 5), kind, &["User"]);
    assert_eq!((User::on(&db).all()?, Post::on(&db).all()?), (vec![ada], vec![post]));
    Ok(())
}

#[test]
fn messages_show_no_data() -> Result<()> {
    let (db, ada) = with_ada()?;
    let created = user("ada@example.org", "x", "y").create_on(&db);
    let error = refused(created, ErrorKind::UniqueViolation, &[]);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("example.org"), "{shown}");
    let mut stray = Post { id: ada.id, user_id: 4_711, title: "private".into() };
    let shown = format!("{:?}", stray.insert_on(&db));
    assert!(!shown.contains("4711") && !shown.contains("private"), "{shown}");
    Ok(())
}

/// The violation comes with the third row.
#[test]
fn a_statement_over_many_rows_keeps_none_of_them() -> Result<()> {
    let (db, _) = with_ada()?;
    for (index, name) in ["b", "c", "d"].into_iter().enumerate() {
        let mut row = user(name, name, name);
        row.age = 100 + 20 * i32::try_from(index).unwrap_or_default();
        row.create_on(&db)?;
    }
    let ages = || User::on(&db).order_by(User::ID).pluck(User::AGE);
    let before = ages()?;
    let raise = User::on(&db).unfiltered().update_all(User::AGE.set(User::AGE + 15));
    refused(raise, ErrorKind::CheckViolation, &["age < 150"]);
    assert_eq!(ages()?, before);
    let insert = "INSERT INTO users (email, first, last, age) \
                  VALUES ('x', 'x', 'x', 1), ('y', 'y', 'y', 1), ('x', 'z', 'z', 1)";
    let error = refused(db.sql(insert, ()).execute(), ErrorKind::UniqueViolation, &[]);
    assert_eq!(error.column(), Some("email"));
    assert_eq!(User::on(&db).count()?, 4);
    Ok(())
}

#[test]
fn a_transaction_keeps_nothing() -> Result<()> {
    let (db, ada) = with_ada()?;
    let result = db.transaction(|tx| {
        let mut eve = user("eve@example.org", "eve", "x").create_on(tx)?;
        Post { user_id: eve.id, title: "one".into(), ..Default::default() }.create_on(tx)?;
        eve.update_on(tx, |eve| eve.email = "ada@example.org".into())
    });
    refused(result, ErrorKind::UniqueViolation, &["users.email"]);
    assert_eq!((User::on(&db).all()?, Post::on(&db).count()?), (vec![ada], 0));
    Ok(())
}

/// The foreign key is looked at with the COMMIT only.
#[test]
fn a_commit_that_is_refused_keeps_nothing() -> Result<()> {
    let (db, ada) = with_ada()?;
    let result = db.transaction(|tx| {
        tx.sql("PRAGMA defer_foreign_keys = ON", ()).execute()?;
        Post { user_id: 4_711, title: "stray".into(), ..Default::default() }.create_on(tx)?;
        user("eve@example.org", "eve", "x").create_on(tx)
    });
    refused(result, ErrorKind::ForeignKeyViolation, &[]);
    assert_eq!((User::on(&db).all()?, Post::on(&db).count()?), (vec![ada], 0));
    user("eve@example.org", "eve", "x").create_on(&db)?;
    assert_eq!(User::on(&db).count()?, 2);
    Ok(())
}
