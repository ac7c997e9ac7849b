//! Several servers: which of them is taken.

mod support;

use std::net::TcpListener;

use activerecord::ErrorKind;
use activerecord::postgres::{PostgresOptions, TargetSession};
use activerecord::prelude::*;
use activerecord_test_servers::Server;
use support::{address, private_server, setting};

/// A server that writes, one that only reads by its options, and a standby.
struct Group {
    writer: Server,
    reader: Server,
    standby: Server,
}

impl Group {
    fn start() -> Option<Self> {
        let writer = private_server()?;
        let mut reader = private_server()?;
        reader.stop();
        reader.arguments(&["-c", "default_transaction_read_only=on"]);
        reader.start_again().unwrap();
        let mut standby = private_server()?;
        standby.stop();
        // It waits for ever for what a primary would send, and may be read meanwhile.
        std::fs::write(standby.folder().join("data/standby.signal"), "").unwrap();
        standby.start_again().unwrap();
        Some(Group { writer, reader, standby })
    }

    /// The one that is taken, of the three in this order and one that is not there.
    fn taken(&self, target: &str, order: [&Server; 3]) -> activerecord::Result<&'static str> {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let urls = order.map(Server::url);
        let [first, second, third] = urls.each_ref().map(|url| address(url));
        let url = format!(
            "postgres://activerecord@{closed},{first},{second},{third}/postgres?\
             target_session_attrs={target}"
        );
        let db = activerecord::connect(&url)?;
        let port = setting(&db, "port");
        let is = |server: &Server| address(&server.url()).ends_with(&format!(":{port}"));
        Ok(match () {
            () if is(&self.writer) => "writer",
            () if is(&self.reader) => "reader",
            () => "standby",
        })
    }
}

#[test]
fn the_first_that_will_do_is_taken() {
    let Some(group) = Group::start() else { return };
    let Group { writer, reader, standby } = &group;
    let taken = |target: &str, order| group.taken(target, order).unwrap();
    assert_eq!(taken("any", [reader, writer, standby]), "reader");
    assert_eq!(taken("any", [standby, writer, reader]), "standby");
    assert_eq!(taken("read-write", [standby, reader, writer]), "writer");
    assert_eq!(taken("read-only", [writer, reader, standby]), "reader");
    assert_eq!(taken("read-only", [writer, standby, reader]), "standby");
    assert_eq!(taken("primary", [standby, reader, writer]), "reader");
    assert_eq!(taken("standby", [writer, reader, standby]), "standby");
    assert_eq!(taken("prefer-standby", [writer, reader, standby]), "standby");
    assert_eq!(taken("prefer-standby", [writer, reader, writer]), "writer");
    let error = group.taken("standby", [writer, reader, writer]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(error.to_string().contains("`target_session_attrs`"), "{error}");

    // On a standby nothing is written, and it is said why.
    let db = activerecord::connect(&standby.url()).unwrap();
    let error = db.sql("CREATE TABLE t (a INT)", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");

    // By setter, with hosts and ports apart.
    let (url, other) = (writer.url(), standby.url());
    let hosts = format!("{},{}", address(&url), address(&other));
    let config = ConnectionConfig::new()
        .host(hosts)
        .user("activerecord")
        .database("postgres")
        .with(PostgresOptions::new().target_session_attrs(TargetSession::Standby));
    let db = Database::open(config, PostgresBackend).unwrap();
    let (standby,): (bool,) = db.sql("SELECT pg_is_in_recovery()", ()).one().unwrap();
    assert!(standby);
}
