//! What SQL of the program's own changes of the session ends when the connection goes back.

mod support;

use activerecord::prelude::*;
use activerecord_stand_in_tds::Call;

use support::{calls, kinds, open_with};

const WHERE: &str = "SELECT DB_NAME()";

fn database(db: &Database) -> String {
    db.sql(WHERE, ()).one::<(String,)>().unwrap().0
}

#[test]
fn the_database_is_the_first_one_again() {
    let (server, db) = open_with("&pool_size=1");
    server.create_database("o]ther").unwrap();
    let inside: (String,) = db.sql("USE [o]]ther]; SELECT DB_NAME()", ()).one().unwrap();
    assert_eq!(inside.0, "o]ther");
    assert_eq!(database(&db), "master");
    for own in ["USE [o]]ther]", "IF DB_NAME() = N'master' USE [o]]ther]"] {
        db.sql(own, ()).execute().unwrap();
        assert_eq!(database(&db), "master", "{own}");
    }
    for script in ["SELECT 1 USE [o]]ther]", "SELECT 1\nGO\n use [o]]ther]", "-- x\nUSE [o]]ther]"]
    {
        db.execute_script(script).unwrap();
        assert_eq!(database(&db), "master", "{script}");
    }
    // Also behind an error.
    db.execute_script("USE [o]]ther]; SELECT nothing FROM nothing").unwrap_err();
    assert_eq!(database(&db), "master");
    db.with_session(&mut |session| {
        session.connection().execute_script("USE [o]]ther]")?;
        // It holds for as long as the connection is kept.
        let sql = "CREATE TABLE [here] ([a] int)";
        session.connection().execute(&activerecord::Statement::new(sql), &[]).map(drop)
    })
    .unwrap();
    assert_eq!(database(&db), "master");
    db.sql("SELECT [a] FROM [here]", ()).execute().unwrap_err();
}

#[test]
fn a_database_other_than_the_logins_own_is_kept_to() {
    let (server, _) = open_with("");
    server.create_database("shop").unwrap();
    let url = format!("{}&pool_size=1", server.url("shop"));
    let db = activerecord::connect(&url).unwrap();
    db.sql("USE [master]", ()).execute().unwrap();
    assert_eq!(database(&db), "shop");
    // A database that is gone can't be gone back to: the connection is given up.
    db.with_session(&mut |session| {
        session.connection().execute_script("USE [master]")?;
        server.drop_database("shop").map_err(|error| {
            activerecord::Error::new(activerecord::ErrorKind::InvalidState, error.to_string())
        })
    })
    .unwrap();
    let error = db.sql(WHERE, ()).execute().unwrap_err();
    assert_eq!(error.database().and_then(|database| database.code()), Some(4060), "{error}");
}

#[test]
fn nothing_is_set_back_where_nothing_was_set() {
    let (server, db) = open_with("&pool_size=1");
    db.execute_script("CREATE TABLE [t] ([setting] int, [users] int)").unwrap();
    let sent = calls(&server, || {
        db.sql("INSERT INTO [t] VALUES (?, ?)", (1, 2)).execute().unwrap();
        db.execute_script("DELETE FROM [t]").unwrap();
    });
    assert_eq!(kinds(&sent), [Call::Execute, Call::Batch]);
    let sent = calls(&server, || {
        db.sql("SET LOCK_TIMEOUT 5", ()).execute().unwrap();
    });
    assert_eq!(kinds(&sent), [Call::Batch, Call::Batch]);
    assert!(sent[1].text.ends_with("; USE [master]"), "{sent:?}");
}
