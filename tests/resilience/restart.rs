//! Servers that are stopped and started under a pool. These tests run servers of their own.

use std::time::{Duration, Instant};

use activerecord::ErrorKind;
use activerecord::prelude::*;
use activerecord_test_servers::{Install, Server};
use activerecord_tests::fresh::{Engine, Fresh};

use super::{Account, on_threads, open_accounts, total};

/// A private server, where the tests have been given servers at all.
fn server(engine: Engine) -> Option<Server> {
    engine.server()?;
    let kind = match engine {
        Engine::Postgres => activerecord_test_servers::Engine::Postgres,
        Engine::MySql => activerecord_test_servers::Engine::MariaDb,
    };
    match Server::start(kind, Install::Refused) {
        Ok(server) => Some(server),
        Err(reason) => {
            // The server of the URL runs elsewhere.
            eprintln!("NOT RUN on {engine:?}: {reason}");
            None
        }
    }
}

fn restarted_under_a_pool(engine: Engine) {
    let Some(mut server) = server(engine) else { return };
    let fresh = Fresh::on(engine, &server.url());
    let db = fresh.open("pool_size=4&connect_timeout=5s").expect("the database");
    let ids = open_accounts(&db, 8);
    // Every connection of the pool has been used, and has statements prepared.
    on_threads(4, |thread| {
        let tx = db.begin().expect("a transaction");
        Account::on(&tx).find(ids[thread]).expect("a row");
        std::thread::sleep(Duration::from_millis(200));
        tx.rollback().expect("the end");
    });
    assert_eq!(db.pool_status().open, 4);
    let tx = db.begin().expect("a transaction across the restart");
    Account::on(&tx).filter(Account::ID.eq(ids[0])).update_all(Account::BALANCE.set(1)).unwrap();

    server.stop();
    let begun = Instant::now();
    let error = Account::on(&db).count().unwrap_err();
    assert!(error.is_connection(), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(6), "it does not wait for the pool's timeout");
    server.start_again().expect("the server starts again");

    on_threads(8, |thread| {
        let account = Account::on(&db).find(ids[thread]).expect("the pool has new connections");
        assert_eq!(account.balance, 100);
    });
    let error = Account::on(&tx).count().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    drop(tx);
    assert_eq!(total(&db), 800);
    assert!(db.pool_status().open <= 4);
}

#[test]
fn postgres_restarted_under_a_pool() {
    restarted_under_a_pool(Engine::Postgres);
}

#[test]
fn mariadb_restarted_under_a_pool() {
    restarted_under_a_pool(Engine::MySql);
}
