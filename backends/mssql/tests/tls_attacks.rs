//! What comes in between: silence, garbage, cut and changed connections. Afterwards the pool works
//! as before.

#[path = "support/gate.rs"]
mod gate;
#[path = "support/secure.rs"]
mod secure;

use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind};
use activerecord_core::config::SslMode;
use activerecord_stand_in_tds::Server;

use gate::{Behaviour, Gate};
use secure::Trust;

/// How long connecting may take here.
const PATIENCE: Duration = Duration::from_secs(3);

fn through(gate: &Gate, trust: &Trust, server: &Server) -> ConnectionConfig {
    trust.config(server).port(gate.port()).connect_timeout(PATIENCE)
}

/// No connection can be had, which is told in time, without the password.
#[track_caller]
fn refused(config: ConnectionConfig) -> Error {
    let begin = Instant::now();
    let error = Database::open(config, MsSqlBackend).map(drop).unwrap_err();
    let took = begin.elapsed();
    assert!(took < PATIENCE, "{took:?}: {error}");
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error}");
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains(Server::PASSWORD), "{shown}");
    error
}

#[track_caller]
fn names(error: &Error, word: &str) {
    assert!(error.to_string().contains(word), "`{word}`: {error}");
}

#[test]
fn a_handshake_that_never_ends() {
    let trust = Trust::new();
    let server = trust.server();
    let limit = Duration::from_millis(500);
    for behaviour in [Behaviour::Silent, Behaviour::Trickles] {
        let gate = Gate::before(server.port(), behaviour);
        let begin = Instant::now();
        let error = refused(through(&gate, &trust, &server).connect_timeout(limit));
        assert!(begin.elapsed() >= limit, "{behaviour:?}: {error}");
        names(&error, "`connect_timeout`");
    }
}

#[test]
fn garbage_instead_of_a_handshake() {
    let trust = Trust::new();
    let server = trust.server();
    let garbage: [&[u8]; 4] = [
        b"220 mail.example.org ESMTP\r\n",
        // A handshake's packet, with something else in it, and too short for its own head.
        &[0x12, 1, 0, 18, 0, 0, 1, 0, b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'1', b' ', b'2'],
        &[0x12, 1, 0, 3, 0, 0, 1, 0],
        // An alert of TLS: no protocol in common.
        &[0x12, 1, 0, 15, 0, 0, 1, 0, 21, 3, 3, 0, 2, 2, 70],
    ];
    for words in garbage {
        let gate = Gate::before(server.port(), Behaviour::Says(words));
        for mode in [SslMode::VerifyFull, SslMode::Require, SslMode::Prefer] {
            let error = refused(through(&gate, &trust, &server).ssl_mode(mode));
            names(&error, "`ssl_mode`");
        }
    }
}

#[test]
fn a_connection_that_ends_in_its_handshake() {
    let trust = Trust::new();
    let server = trust.server();
    let gate = Gate::before(server.port(), Behaviour::Cuts);
    names(&refused(through(&gate, &trust, &server)), "`ssl_mode`");
}

#[test]
fn the_pool_works_once_the_way_is_free_again() {
    let trust = Trust::new();
    let server = trust.server();
    let gate = Gate::before(server.port(), Behaviour::Passes);
    let db = Database::open(through(&gate, &trust, &server), MsSqlBackend).unwrap();
    let ask = || db.sql("SELECT 1", ()).one::<(i32,)>();
    assert_eq!(ask().unwrap(), (1,));
    for behaviour in [Behaviour::Cuts, Behaviour::Silent, Behaviour::Says(b"220 ready\r\n")] {
        gate.behave(behaviour);
        server.disconnect();
        // The gate hands it on.
        std::thread::sleep(Duration::from_millis(300));
        let error = ask().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{behaviour:?}: {error}");
        gate.behave(Behaviour::Passes);
        assert_eq!(ask().unwrap(), (1,), "{behaviour:?}");
    }
}

#[test]
fn a_bit_that_was_changed_on_the_way() {
    let trust = Trust::new();
    let server = trust.server();
    let gate = Gate::before(server.port(), Behaviour::Passes);
    let db = Database::open(through(&gate, &trust, &server), MsSqlBackend).unwrap();
    let ask = || db.sql("SELECT 1", ()).one::<(i32,)>();
    gate.behave(Behaviour::Flips);
    let error = ask().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    gate.behave(Behaviour::Passes);
    assert_eq!(ask().unwrap(), (1,));
}

#[test]
fn nobody_can_read_what_is_said() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let secrets = |gate: &Gate, config: ConnectionConfig| {
        let db = Database::open(config, MsSqlBackend).unwrap();
        let sql = "SELECT CAST(? AS nvarchar(40))";
        let (said,): (String,) = db.sql(sql, ("quite secret",)).one().unwrap();
        assert_eq!(said, "quite secret");
        [gate.saw(&utf16("quite secret")), gate.saw(&utf16("SELECT CAST(")), gate.saw(&utf16("sa"))]
    };
    let trust = Trust::new();
    let server = trust.server();
    let gate = Gate::before(server.port(), Behaviour::Passes);
    assert_eq!(secrets(&gate, through(&gate, &trust, &server)), [false; 3]);
    // Without encryption everybody can, which shows that it is looked for in the right place.
    let open = Server::start().unwrap();
    let gate = Gate::before(open.port(), Behaviour::Passes);
    let plain = through(&gate, &trust, &open).ssl_mode(SslMode::Disable);
    assert_eq!(secrets(&gate, plain), [true; 3]);
}
