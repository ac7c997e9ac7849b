//! Who may come in: passwords, hosts, databases, and how many, on a private server that asks for
//! passwords.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_test_servers::Server;
use support::{address, private_server, run, without_database};

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

/// A server that wants a password of everybody but its owner.
fn guarded() -> Option<(Server, Database)> {
    let mut server = private_server()?;
    let admin = activerecord::connect(&server.url()).unwrap();
    run(&admin, "CREATE DATABASE closed");
    admin
        .execute_script(
            "CREATE ROLE scram LOGIN PASSWORD 'open sesame';
             SET password_encryption = 'md5';
             CREATE ROLE digest LOGIN PASSWORD 'open sesame';
             CREATE ROLE plain LOGIN PASSWORD 'open sesame';
             CREATE ROLE outsider LOGIN;
             CREATE ROLE few LOGIN CONNECTION LIMIT 1;
             REVOKE CONNECT ON DATABASE closed FROM PUBLIC",
        )
        .unwrap();
    let rules = "host all activerecord,few 127.0.0.1/32 trust\n\
                 host all scram 127.0.0.1/32 scram-sha-256\n\
                 host all digest 127.0.0.1/32 md5\n\
                 host all plain 127.0.0.1/32 password\n\
                 local all activerecord trust\n";
    std::fs::write(server.folder().join("data/pg_hba.conf"), rules).unwrap();
    admin.close();
    server.stop();
    server.arguments(&["-c", "max_connections=12", "-c", "max_wal_senders=0"]);
    server.start_again().unwrap();
    let admin = activerecord::connect(&server.url()).unwrap();
    Some((server, admin))
}

#[test]
fn passwords_users_databases_and_numbers() {
    let Some((server, admin)) = guarded() else { return };
    let url = server.url();
    let host = address(&url);
    for user in ["scram", "digest", "plain"] {
        let url = format!("postgres://{user}:open%20sesame@{host}/postgres");
        let (name,): (String,) =
            activerecord::connect(&url).unwrap().sql("SELECT CURRENT_USER", ()).one().unwrap();
        assert_eq!(name, user);
        let url = format!("postgres://{user}:secret@{host}/postgres");
        let error = no_connection(&url, &["`user`", "`password`"]);
        let state = error.database().and_then(|said| said.sqlstate().map(str::to_owned));
        assert_eq!(state.as_deref(), Some("28P01"));
        no_connection(&format!("postgres://{user}@{host}/postgres"), &["`password`"]);
    }
    no_connection(&format!("postgres://nobody:secret@{host}/postgres"), &["`user`", "pg_hba"]);
    no_connection(&format!("postgres://outsider@{host}/postgres"), &["pg_hba"]);
    no_connection(&format!("postgres://activerecord@{host}/nowhere"), &["`database`"]);
    no_connection(
        &format!("postgres://scram:open%20sesame@{host}/closed"),
        &["`user`", "`database`"],
    );
    no_connection(&format!("postgres://activerecord@{host}/a%00b"), &["NUL"]);

    let few = format!("postgres://few@{host}/postgres?pool_timeout=1s");
    let db = activerecord::connect(&few).unwrap();
    let error = no_connection(&few, &["`pool_size`"]);
    assert!(!error.is_retryable());
    let tx = db.begin().unwrap();
    tx.sql("SELECT 1", ()).execute().unwrap();
    let second = db.sql("SELECT 1", ()).one::<(i64,)>();
    assert!(second.is_err(), "the pool can't have a second one");
    tx.rollback().unwrap();
    assert_eq!(db.sql("SELECT 1::bigint", ()).one::<(i64,)>().unwrap(), (1,));

    let plain = format!("postgres://plain:open%20sesame@{host}/postgres");
    let open: Vec<Database> = (0..20).map_while(|_| activerecord::connect(&plain).ok()).collect();
    assert!(open.len() < 12, "the server takes no more than it has");
    no_connection(&plain, &["`pool_size`", "`max_connections`"]);
    drop(open);
    run(&admin, "SELECT 1");
}

#[test]
fn a_socket_in_the_file_system() {
    let Some((server, _admin)) = guarded() else { return };
    let url = server.url();
    let port = without_database(&url).rsplit(':').next().unwrap();
    let folder = server.folder().display();
    let words = format!("host={folder}&port={port}&user=activerecord");
    let db = activerecord::connect(&format!("postgres:///postgres?{words}")).unwrap();
    let by_socket = "SELECT inet_server_addr() IS NULL";
    assert!(db.sql(by_socket, ()).one::<(bool,)>().unwrap().0);
    // It is never encrypted, and needs not be.
    let words = format!("{words}&ssl_mode=verify-full");
    activerecord::connect(&format!("postgres:///postgres?{words}")).unwrap();
    let error = activerecord::connect("postgres://app@%2Fno%2Fsuch%2Ffolder/app").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(error.to_string().contains("/no/such/folder/.s.PGSQL.5432"), "{error}");
    assert!(error.to_string().contains("`host`"), "{error}");
}

#[test]
fn unknown_hosts_and_closed_ports() {
    no_connection("postgres://app@no-such-host.invalid/x?ssl_mode=disable", &["`host`"]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    no_connection(&format!("postgres://app@{closed}/x"), &["`host`", "`port`"]);
}

#[test]
fn a_server_that_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for mode in ["disable", "require"] {
        let url = format!("postgres://app@{address}/x?connect_timeout=300ms&ssl_mode={mode}");
        no_connection(&url, &["`connect_timeout`"]);
    }
}

#[test]
fn something_that_is_no_postgres() {
    for words in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"HTTP/1.1 400 Bad Request\r\n\r\n", b"N", b""] {
        for mode in ["disable", "prefer", "require"] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            std::thread::spawn(move || {
                while let Ok((mut stream, _)) = listener.accept() {
                    let _ = stream.write_all(words);
                    let _ = stream.read(&mut [0; 512]);
                }
            });
            let url = format!("postgres://app@{address}/x?connect_timeout=1s&ssl_mode={mode}");
            no_connection(&url, &[]);
        }
    }
}
