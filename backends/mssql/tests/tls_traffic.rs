//! Everything works over an encrypted connection as over any other.

#[path = "support/secure.rs"]
mod secure;

use std::thread;
use std::time::Duration;

use activerecord::mssql::{BulkOptions, MsSqlConnection};
use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, Statement};

use secure::Trust;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "parcels")]
struct Parcel {
    id: i64,
    name: Option<String>,
    content: Vec<u8>,
}

fn parcel(size: usize) -> Parcel {
    let content = (0..size).map(|number| (number % 251) as u8).collect();
    Parcel { name: Some("å".repeat(size / 100)), content, ..Parcel::default() }
}

#[test]
fn large_values_and_large_results() {
    let trust = Trust::new();
    let server = trust.server();
    // With small packets, of which each has its own record of TLS.
    for options in ["", "&packet_size=512"] {
        let file = trust.file();
        let words = format!("ssl_ca={}{options}", file.display());
        let db = activerecord::connect(&server.url_with("master", &words)).unwrap();
        db.execute_script("DROP TABLE IF EXISTS [parcels]").unwrap();
        db.create_table::<Parcel>().unwrap();
        let sent = parcel(1_500_000).create_on(&db).unwrap();
        assert!(Parcel::on(&db).find(sent.id).unwrap() == sent);
        let mut many: Vec<Parcel> = (0..200).map(parcel).collect();
        db.scope(|| Parcel::insert_many(&mut many)).unwrap();
        let read = Parcel::on(&db).filter(Parcel::ID.gt(sent.id)).order_by(Parcel::ID);
        let read = read.all().unwrap();
        assert_eq!(read.len(), many.len());
        assert!(read.iter().zip(&many).all(|(read, sent)| read.content == sent.content));
        // A result that is left before its end does not disturb the next.
        let first = Parcel::on(&db).order_by(Parcel::ID).first().unwrap();
        assert_eq!(first.map(|first| first.id), Some(sent.id));
        assert_eq!(Parcel::on(&db).count().unwrap(), 201);
    }
}

#[test]
fn bulk_loads() {
    let trust = Trust::new();
    let server = trust.server();
    let db = trust.open(&server);
    db.create_table::<Parcel>().unwrap();
    let many: Vec<Parcel> = (0..3_000).map(parcel).collect();
    db.with_session(&mut |session| {
        let connection = session.connection().as_any().downcast_mut::<MsSqlConnection>().unwrap();
        connection.bulk_load(&many, BulkOptions::default()).map(drop)
    })
    .unwrap();
    let read = Parcel::on(&db).order_by(Parcel::ID).all().unwrap();
    assert!(read.iter().map(|read| &read.content).eq(many.iter().map(|sent| &sent.content)));
}

#[test]
fn errors_are_the_servers_own() {
    let trust = Trust::new();
    let server = trust.server();
    let db = trust.open(&server);
    db.create_table::<Parcel>().unwrap();
    let tx = db.begin().unwrap();
    let first = Parcel::default().create_on(&tx).unwrap();
    assert!(first.clone().create_on(&tx).unwrap_err().is_unique_violation());
    tx.rollback().unwrap();
    assert_eq!(Parcel::on(&db).count().unwrap(), 0);
    let wrong = trust.config(&server).password("hunter2");
    let error = Database::open(wrong, MsSqlBackend).map(drop).unwrap_err();
    assert_eq!(error.database().and_then(|database| database.code()), Some(18456));
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}

#[test]
fn a_statement_is_cancelled() {
    let trust = Trust::new();
    let server = trust.server();
    let db = trust.open(&server);
    db.create_table::<Parcel>().unwrap();
    let parcel = Parcel::default().create_on(&db).unwrap();
    let tx = db.begin().unwrap();
    Parcel::on(&tx).for_update().find(parcel.id).unwrap();
    let (sender, handles) = std::sync::mpsc::channel();
    let error = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            db.with_session(&mut |session| {
                let connection = session.connection();
                sender.send(connection.cancel_handle().unwrap()).unwrap();
                let sql = "UPDATE [parcels] SET [name] = NULL";
                connection.execute(&Statement::new(sql), &[]).map(drop)
            })
        });
        let handle = handles.recv().unwrap();
        thread::sleep(Duration::from_millis(50));
        handle.cancel().unwrap();
        waiting.join().unwrap().unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    tx.rollback().unwrap();
    assert_eq!(Parcel::on(&db).count().unwrap(), 1, "the pool has made another connection");
}

#[test]
fn many_threads() {
    let trust = Trust::new();
    let server = trust.server();
    let db = Database::open(trust.config(&server).pool_size(4), MsSqlBackend).unwrap();
    db.create_table::<Parcel>().unwrap();
    thread::scope(|scope| {
        for number in 0..8_usize {
            let db = &db;
            scope.spawn(move || {
                for size in 0..20 {
                    let sent = parcel(number * 1_000 + size).create_on(db).unwrap();
                    assert_eq!(Parcel::on(db).find(sent.id).unwrap(), sent);
                }
            });
        }
    });
    assert_eq!(Parcel::on(&db).count().unwrap(), 160);
}

/// The server's last word is an alert, which waits in the socket of an idle connection.
#[test]
fn connections_that_the_server_has_ended_are_replaced() -> Result<()> {
    let trust = Trust::new();
    let server = trust.server();
    let db = Database::open(trust.config(&server).pool_size(2), MsSqlBackend)?;
    let session = || db.sql("SELECT @@SPID", ()).one::<(i32,)>();
    let first = session()?;
    for _ in 0..3 {
        server.disconnect();
        assert_ne!(session()?, first);
    }
    let tx = db.begin()?;
    server.disconnect();
    let error = tx.sql("SELECT 1", ()).execute().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error}");
    drop(tx);
    session().map(drop)
}
