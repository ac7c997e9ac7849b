//! What goes wrong, and what is said about it: the category, the option or column to look at, and
//! that everything goes on afterwards.

mod support;

use std::net::TcpListener;
use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use support::{Own, run, server};

/// The parts of the server's URL: before the login, and host with port.
fn host(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

/// Connecting must fail, and the message name what to look at.
#[track_caller]
fn no_connection(url: &str, words: &[&str]) -> Error {
    let start = Instant::now();
    let error = activerecord::connect(url).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "`{word}`: {error}");
    }
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
    assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"));
    error
}

#[test]
fn wrong_logins_and_databases() {
    let Some(url) = server() else { return };
    let host = host(&url);
    let error = no_connection(&format!("mysql://activerecord:secret@{host}/x"), &["`password`"]);
    assert_eq!(error.database().and_then(|database| database.code()), Some(1045));
    no_connection(&format!("mysql://nobody:secret@{host}/x"), &["`user`"]);
    no_connection(&format!("{url}/no_such_database"), &["`database`"]);
}

#[test]
fn unknown_hosts_and_closed_ports() {
    no_connection("mysql://app@no-such-host.invalid/x?ssl_mode=disable", &["`host`"]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    no_connection(&format!("mysql://app@{closed}/x"), &["`host`", "`port`"]);
    no_connection("mysql://app@localhost/x?socket=/no/such/socket", &["`socket`"]);
}

#[test]
fn a_server_that_does_not_greet() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("mysql://app@{address}/x?connect_timeout=300ms");
    no_connection(&url, &["`connect_timeout`"]);
}

#[test]
fn something_that_is_no_mysql() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        use std::io::Write;
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap();
    });
    no_connection(&format!("mysql://app@{address}/x?connect_timeout=1s"), &[]);
}

#[test]
fn settings_that_the_server_does_not_know() {
    let Some(own) = Own::new("") else { return };
    for (options, word) in [
        ("collation=utf8mb4_klingon_ci", "`collation`"),
        ("timezone=Atlantis/City", "`timezone`"),
        ("sql_mode=VERY_STRICT", "`sql_mode`"),
    ] {
        let error = own.again(options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
    let error = own.again("init_command=SELEKT%201").unwrap_err();
    assert!(error.to_string().contains("`init_command`"), "{error}");
}

#[test]
fn versions_that_are_too_old_or_no_versions() {
    let Some(own) = Own::new("") else { return };
    let error = own.again("server_version=5.6.51").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("5.7.8"), "{error}");
    let error = own.again("server_version=proxy").unwrap_err();
    assert!(error.to_string().contains("`server_version`"), "{error}");
}

#[test]
fn as_many_connections_as_the_user_may_have() {
    let Some(own) = Own::new("") else { return };
    let admin = own.admin();
    let name = format!("ar_few_{}", std::process::id());
    run(admin, &format!("CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY 'x'"));
    run(admin, &format!("GRANT ALL ON `{}`.* TO '{name}'@'127.0.0.1'", own.name));
    run(admin, &format!("ALTER USER '{name}'@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1"));
    let url = server().unwrap();
    let url = format!("mysql://{name}:x@{}/{}", host(&url), own.name);
    let db = activerecord::connect(&url).unwrap();
    let error = no_connection(&url, &["`pool_size`"]);
    assert!(!error.is_retryable());
    let tx = db.begin().unwrap();
    let second = db.sql("SELECT 1", ()).one::<(i64,)>();
    assert!(second.is_err(), "the pool can't have a second one");
    tx.rollback().unwrap();
    assert_eq!(db.sql("SELECT 1", ()).one::<(i64,)>().unwrap(), (1,));
    drop(db);
    run(admin, &format!("DROP USER '{name}'@'127.0.0.1'"));
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "parents")]
struct Parent {
    id: i64,
    #[record(unique, max_length = 20)]
    name: String,
    #[record(check = "age >= 0")]
    age: i32,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "children")]
struct Child {
    id: i64,
    #[record(references = Parent)]
    parent_id: i64,
    blob: Vec<u8>,
}

#[test]
fn constraints_are_named() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<Parent>().unwrap();
    own.db.create_table::<Child>().unwrap();
    let parent = Parent { name: "it's".into(), ..Default::default() };
    let mut stored = parent.clone().create_on(&own.db).unwrap();
    let unique = parent.create_on(&own.db).unwrap_err();
    assert!(unique.is_unique_violation());
    assert_eq!(unique.constraint(), Some("name"));
    let check = Parent { name: "x".into(), age: -1, ..Default::default() }.create_on(&own.db);
    let check = check.unwrap_err();
    assert!(check.is_check_violation());
    assert_eq!((check.table(), check.constraint()), (Some("parents"), Some("age")));
    let orphan = Child { parent_id: 99, ..Default::default() }.create_on(&own.db).unwrap_err();
    assert!(orphan.is_foreign_key_violation());
    assert_eq!((orphan.table(), orphan.column()), (Some("children"), Some("parent_id")));
    assert!(orphan.constraint().is_some());
    Child { parent_id: stored.id, ..Default::default() }.create_on(&own.db).unwrap();
    let needed = stored.delete_on(&own.db).unwrap_err();
    assert!(needed.is_foreign_key_violation());
    let null = own.db.sql("INSERT INTO parents (name, age) VALUES (NULL, 1)", ()).execute();
    let null = null.unwrap_err();
    assert!(null.is_not_null_violation());
    assert_eq!(null.column(), Some("name"));
}

#[test]
fn an_oversized_packet_is_told_and_the_pool_goes_on() {
    let Some(own) = Own::new("pool_size=1&max_allowed_packet=1048576") else { return };
    own.db.create_table::<Parent>().unwrap();
    own.db.create_table::<Child>().unwrap();
    let parent = Parent { name: "a".into(), ..Default::default() }.create_on(&own.db).unwrap();
    let blob = vec![7; 2 << 20];
    let child = Child { parent_id: parent.id, blob, ..Default::default() };
    let error = child.create_on(&own.db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataTooLong, "{error}");
    assert!(error.to_string().contains("max_allowed_packet"), "{error}");
    assert_eq!(Child::on(&own.db).count().unwrap(), 0);
}

#[derive(ActiveRecord, Debug, Clone, Default)]
#[record(table = "long_keys")]
struct LongKey {
    id: i64,
    #[record(unique)]
    name: String,
}

#[test]
fn a_text_of_any_length_is_no_key() {
    let Some(own) = Own::new("server_version=8.0.36&collation=utf8mb4_bin") else { return };
    let error = own.db.create_table::<LongKey>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidQuery, "{error}");
    assert_eq!((error.model(), error.column()), (Some("LongKey"), Some("name")));
    assert!(error.to_string().contains("max_length"), "{error}");
}

#[test]
fn statements_that_are_wrong() {
    let Some(own) = Own::new("") else { return };
    let fail = |sql: &str| own.db.sql(sql, ()).execute().unwrap_err();
    assert_eq!(fail("SELEKT 1").kind(), ErrorKind::Syntax);
    let missing = fail("SELECT * FROM nowhere");
    assert_eq!((missing.kind(), missing.table()), (ErrorKind::ObjectMissing, Some("nowhere")));
    let column = fail("SELECT x FROM (SELECT 1 AS y) AS t");
    assert_eq!((column.kind(), column.column()), (ErrorKind::ObjectMissing, Some("x")));
    assert_eq!(fail("SELECT 9223372036854775807 + 1").kind(), ErrorKind::OutOfRange);
    let count = own.db.sql("SELECT ?", (1, 2)).execute().unwrap_err();
    assert_eq!(count.kind(), ErrorKind::InvalidQuery);
    assert_eq!(fail("SELECT :a").kind(), ErrorKind::InvalidQuery);
    // What can't be prepared is run as it is.
    run(&own.db, "CREATE TABLE t (a INT)");
    run(&own.db, "LOCK TABLES t READ");
    run(&own.db, "INSERT INTO t VALUES (1)");
}

#[test]
fn many_rows_are_split_by_the_packet() {
    let Some(own) = Own::new("max_allowed_packet=1048576") else { return };
    own.db.create_table::<Parent>().unwrap();
    own.db.create_table::<Child>().unwrap();
    let parent = Parent { name: "a".into(), ..Default::default() }.create_on(&own.db).unwrap();
    let child =
        |length| Child { parent_id: parent.id, blob: vec![7; length], ..Default::default() };
    // Together several packets, and one of them nearly a whole one.
    let lengths = (0..40).map(|number| if number == 20 { 1_047_000 } else { 100_000 });
    let mut children: Vec<Child> = lengths.map(child).collect();
    Child::insert_many_on(&own.db, &mut children).unwrap();
    assert_eq!(Child::on(&own.db).order_by(Child::ID).all().unwrap(), children);
    Child::upsert_many(&children).run_on(&own.db).unwrap();
    assert_eq!(Child::on(&own.db).count().unwrap(), 40);
}
