//! What goes wrong with connections and options, and what is said about it.

use std::net::TcpListener;

use activerecord::ErrorKind;
use activerecord_stand_in_tds::Server;

fn refused(url: &str) -> activerecord::Error {
    activerecord::connect(url).map(drop).unwrap_err()
}

#[test]
fn a_wrong_password() {
    let server = Server::start().unwrap();
    let error = refused(&server.url("master").replace(Server::PASSWORD, "hunter2"));
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert_eq!(error.database().and_then(|database| database.code()), Some(18456));
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("`sa`") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn users_who_are_not_let_in() {
    let server = Server::start().unwrap();
    for (user, code, words) in [
        ("locked", 18486, "locked out"),
        ("expired", 18487, "expired"),
        ("new", 18488, "expired"),
        ("disabled", 18470, "disabled"),
    ] {
        let error = refused(&server.url("master").replace("//sa:", &format!("//{user}:")));
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
        assert_eq!(error.database().and_then(|database| database.code()), Some(code));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(words) && shown.contains(user), "{shown}");
        assert!(!shown.contains(Server::PASSWORD), "{shown}");
    }
}

#[test]
fn a_database_that_is_not_there() {
    let server = Server::start().unwrap();
    let error = refused(&server.url("nowhere"));
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert_eq!(error.database().and_then(|database| database.code()), Some(4060));
}

#[test]
fn a_closed_port_and_an_unknown_host() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = refused(&format!("mssql://sa@127.0.0.1:{port}/x?encrypt=false"));
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(error.to_string().contains(&port.to_string()), "{error}");
    let error = refused("mssql://sa@no-such-host.invalid/x");
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
}

#[test]
fn somebody_who_is_no_sql_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let other = std::thread::spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        std::io::Write::write_all(&mut peer, b"220 mail.example.org ESMTP\r\n").unwrap();
    });
    let error = refused(&format!("mssql://sa@127.0.0.1:{port}/x?encrypt=false"));
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    other.join().unwrap();
}

#[test]
fn a_server_that_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("mssql://sa@127.0.0.1:{port}/x?encrypt=false&connect_timeout=100ms");
    let error = refused(&url);
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    assert!(error.to_string().contains("in time"), "{error}");
}

#[test]
fn options_are_checked_without_connecting() {
    for (options, word) in [
        ("packet_size=100", "packet_size"),
        ("encrypt=maybe", "encrypt"),
        ("lock_timeout=-1", "lock_timeout"),
        ("ssl_ca=/no/such/file", "ssl_ca"),
        (concat!("ssl_ca=", env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "PEM"),
        ("unknown=1", "unknown"),
    ] {
        let error = refused(&format!("mssql://sa@127.0.0.1:1/x?{options}"));
        assert_eq!(error.kind(), ErrorKind::Configuration, "{options}: {error}");
        assert!(error.to_string().contains(word), "{error}");
    }
    let error = refused("sqlserver://127.0.0.1:1/x");
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains("user"), "{error}");
}
