//! What the options set in a session, and that a session is the same for everybody who gets it.

mod support;

use std::time::Duration;

use activerecord::ErrorKind;
use activerecord::postgres::{PostgresConnection, PostgresOptions};
use activerecord::prelude::*;
use support::{Own, run, session, setting};

#[test]
fn every_session_is_set_explicitly() {
    let Some(own) = Own::new("") else { return };
    assert_eq!(setting(&own.db, "TimeZone"), "UTC");
    assert_eq!(setting(&own.db, "client_encoding"), "UTF8");
    assert_eq!(setting(&own.db, "standard_conforming_strings"), "on");
    assert_eq!(setting(&own.db, "client_min_messages"), "warning");
}

#[test]
fn options_by_words() {
    let Some(own) = Own::new("") else { return };
    let words = "search_path=app,%20%22my%20schema%22&application_name=bill%20ing&\
                 statement_timeout=30s&lock_timeout=1500ms&timezone=Asia/Tokyo&\
                 idle_in_transaction_session_timeout=1m&options=-c%20geqo%3Doff&\
                 init_command=SET%20work_mem%20%3D%20'8MB';SET%20jit%20%3D%20off&\
                 keepalives_idle=60s&keepalives_interval=5s&keepalives_count=3&\
                 read_timeout=60s&write_timeout=60s&connect_timeout=5s&client_encoding=utf8";
    let db = own.again(words).unwrap();
    for (name, value) in [
        ("search_path", "app, \"my schema\""),
        ("application_name", "bill ing"),
        ("statement_timeout", "30s"),
        ("lock_timeout", "1500ms"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("TimeZone", "Asia/Tokyo"),
        ("geqo", "off"),
        ("work_mem", "8MB"),
        ("jit", "off"),
    ] {
        assert_eq!(setting(&db, name), value, "{name}");
    }
}

#[test]
fn options_by_setters() {
    let Some(own) = Own::new("") else { return };
    let options = PostgresOptions::new()
        .search_path("a\\b, \"it's\"")
        .application_name("billing")
        .statement_timeout(Duration::from_secs(30))
        .setting("work_mem", "8MB")
        .setting("my.own", "one two")
        .init_command("SET jit = off")
        .init_command("SET geqo = off")
        .keepalives(false);
    let config = ConnectionConfig::from_url(own.url()).unwrap().with(options);
    let db = Database::open(config, PostgresBackend).unwrap();
    for (name, value) in [
        ("search_path", "a\\b, \"it's\""),
        ("application_name", "billing"),
        ("statement_timeout", "30s"),
        ("work_mem", "8MB"),
        ("my.own", "one two"),
        ("jit", "off"),
        ("geqo", "off"),
    ] {
        assert_eq!(setting(&db, name), value, "{name}");
    }
}

#[test]
fn names_are_looked_up_in_the_search_path() {
    let Some(own) = Own::new("") else { return };
    own.db.execute_script("CREATE SCHEMA app; CREATE TABLE app.t (a INT)").unwrap();
    let db = own.again("search_path=app").unwrap();
    run(&db, "INSERT INTO t VALUES (1)");
    let error = own.db.sql("SELECT * FROM t", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ObjectMissing);
}

#[test]
fn settings_that_the_server_does_not_know() {
    let Some(own) = Own::new("") else { return };
    for options in ["timezone=Atlantis/City", "options=-c%20nonsense%3D1", "options=--nonsense"] {
        let error = own.again(options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{options}: {error}");
        assert!(error.to_string().contains("option"), "{options}: {error}");
    }
    let error = own.again("init_command=SELEKT%201").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Syntax);
    assert!(error.to_string().contains("`init_command`"), "{error}");
}

#[test]
fn what_a_borrower_sets_is_undone() {
    let Some(own) = Own::new("") else { return };
    let db = own.again("pool_size=1&search_path=app,public&init_command=SET%20jit%20=%20off");
    let db = db.unwrap();
    let id = session(&db);
    db.execute_script("SET TimeZone = 'Asia/Tokyo'; SET search_path = nowhere").unwrap();
    run(&db, "SET jit = on");
    run(&db, "CREATE TEMPORARY TABLE scratch (a INT)");
    run(&db, "SET ROLE pg_monitor");
    db.sql("SELECT set_config('my.own', 'x', false)", ()).one::<(String,)>().unwrap();
    db.sql("SELECT pg_advisory_lock(7)", ()).execute().unwrap();
    assert_eq!(setting(&db, "TimeZone"), "UTC");
    assert_eq!(setting(&db, "search_path"), "app,public");
    assert_eq!(setting(&db, "jit"), "off");
    assert_eq!(setting(&db, "role"), "none");
    let (own_setting,): (Option<String>,) =
        db.sql("SELECT NULLIF(current_setting('my.own', true), '')", ()).one().unwrap();
    assert_eq!(own_setting, None);
    let gone = db.sql("SELECT * FROM scratch", ()).execute().unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::ObjectMissing);
    let (free,): (bool,) = own.db.sql("SELECT pg_try_advisory_xact_lock(7)", ()).one().unwrap();
    assert!(free, "the lock is given back");
    assert_eq!(session(&db), id, "the connection is the same");
}

#[test]
fn what_is_done_with_the_driver_is_undone_too() {
    let Some(own) = Own::new("pool_size=1") else { return };
    let set = |sql: &'static str| {
        own.db
            .with_session(&mut |session| {
                let connection = session.connection().as_any();
                let connection = connection.downcast_mut::<PostgresConnection>().unwrap();
                connection.with_client(async |client| client.batch_execute(sql).await).unwrap();
                Ok(())
            })
            .unwrap();
    };
    set("SET TimeZone = 'Asia/Tokyo'");
    assert_eq!(setting(&own.db, "TimeZone"), "UTC");
    // A transaction that somebody left open.
    set("CREATE TABLE t (a INT)");
    set("BEGIN; INSERT INTO t VALUES (1)");
    let (count,): (i64,) = own.db.sql("SELECT COUNT(*) FROM t", ()).one().unwrap();
    assert_eq!(count, 0);
}
