//! Binds are said when that is asked for, and those of sensitive columns never.

use activerecord::prelude::*;

use super::recorder::{Recording, record};
use super::{User, database, user};

/// Runs every way that a password can go into a statement.
fn every_way(db: &Database) -> Recording {
    let mut ada = user("ada", "s3cret-1").create_on(db).expect("a row");
    let secrets = || (0..40).map(|number| format!("s3cret-{number}"));
    record(|| {
        user("bob", "s3cret-2").create_on(db).expect("a row");
        ada.update_on(db, |row| row.password = "s3cret-3".into()).expect("an update");
        ada.password = "s3cret-4".into();
        ada.save_on(db).expect("a save");
        let mut tracked = ada.tracked();
        tracked.password = "s3cret-5".into();
        tracked.save_on(db).expect("a save");
        for condition in [
            User::PASSWORD.eq("s3cret-6"),
            User::PASSWORD.ne(Some("s3cret-6".to_owned())),
            User::PASSWORD.gt("s3cret-7"),
            User::PASSWORD.between("s3cret-7", "s3cret-8"),
            User::PASSWORD.not_between("s3cret-7", "s3cret-8"),
            User::PASSWORD.like("%s3cret-9%"),
            User::PASSWORD.ilike("%s3cret-9%"),
            User::PASSWORD.contains("s3cret-9"),
            !User::PASSWORD.starts_with("s3cret-9"),
            User::PASSWORD.is_in(["s3cret-1", "s3cret-2"]),
            User::PASSWORD.not_in(["s3cret-1", "s3cret-2"]),
            User::PASSWORD.is_in(secrets()),
            User::PASSWORD.not_in(secrets()),
        ] {
            User::on(db).filter(condition.clone()).all().expect("rows");
            User::on(db).filter(condition.clone()).count().expect("a count");
            User::on(db).filter(condition.clone()).limit(1).sum(User::ID).expect("a sum");
            User::on(db).filter(condition.clone()).explain().expect("a plan");
            let set = User::PASSWORD.set("s3cret-0");
            User::on(db).filter(condition).limit(0).update_all(set).expect("an update");
        }
        let _ = user("bob", "s3cret-2").create_on(db);
        User::on(db).filter(User::PASSWORD.eq("s3cret-6")).delete_all().expect("a delete");
    })
}

#[test]
fn by_default_no_bind_is_said() {
    let said = every_way(&database(""));
    assert!(said.statements().len() > 50);
    assert!(said.statements().iter().all(|span| span.get("parameters").is_none()));
    assert!(!said.mentions("bob") && !said.mentions("s3cret"));
}

#[test]
fn sensitive_columns_are_never_said() {
    let said = every_way(&database("log_parameters=true"));
    let leak = said.statements().into_iter().find(|span| format!("{span:?}").contains("s3cret"));
    assert!(leak.is_none(), "{leak:#?}");
    assert!(!said.mentions("s3cret"));
    let insert = said.statements()[0];
    let parameters = insert.get("parameters").expect("parameters");
    assert!(parameters.contains("bob") && parameters.contains("***"), "{parameters}");
}

#[test]
fn other_columns_are_said_when_asked_for() {
    let db = database("log_parameters=true");
    let said = record(|| {
        User::on(&db).filter(User::NAME.eq("ada").and(User::ID.gt(7))).all().expect("rows");
        User::on(&db).all().expect("rows");
        db.sql("SELECT ?, ?", (1, "two")).one::<(i64, String)>().expect("a row");
    });
    let parameters: Vec<_> =
        said.statements().iter().map(|span| span.get("parameters").map(str::to_owned)).collect();
    let first = parameters[0].as_deref().unwrap_or_default();
    assert!(first.contains("ada") && first.contains('7'), "{first}");
    assert_eq!(parameters[1], None, "a statement without binds has no parameters");
    assert!(parameters[2].as_deref().is_some_and(|text| text.contains("two")));
}

/// A key that must not be seen.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Token {
    #[record(key, sensitive)]
    secret: String,
    uses: i32,
}

#[test]
fn a_sensitive_key_is_never_said() {
    let db = database("log_parameters=true");
    db.create_table::<Token>().expect("a table");
    let mut errors = Vec::new();
    let said = record(|| {
        for number in 0..4 {
            let secret = format!("s3cret-{number}");
            Token { secret, uses: 0 }.create_on(&db).expect("a row");
        }
        let mut token = Token::on(&db).find("s3cret-0").expect("the row");
        token.update_on(&db, |token| token.uses = 1).expect("an update");
        token.save_on(&db).expect("an upsert");
        token.reload_on(&db).expect("a reload");
        Token::on(&db).find_many(["s3cret-1", "s3cret-2", "s3cret-9"]).expect("rows");
        assert_eq!(Token::on(&db).batches(2).count(), 2);
        Token::on(&db).filter(Token::USES.gt(0)).find("s3cret-0").expect("the row");
        token.delete_on(&db).expect("a delete");
        errors.push(Token::on(&db).find("s3cret-0").expect_err("it is gone"));
        errors.push(token.update_on(&db, |token| token.uses = 2).expect_err("it is gone"));
    });
    assert!(said.statements().len() >= 12);
    let leak = said.statements().into_iter().find(|span| format!("{span:?}").contains("s3cret"));
    assert!(leak.is_none(), "{leak:#?}");
    for error in errors {
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        assert!(error.to_string().contains("secret = ***"), "{error}");
    }
}
