//! A server that goes away and comes back, and many threads at once.
#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

mod support;

use std::thread;
use std::time::Duration;

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};
use activerecord_test_servers::{Engine, Install, Server};
use support::Own;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i64,
}

#[test]
fn a_server_that_is_started_again_under_a_pool() {
    let mut server = match Server::start(Engine::MariaDb, Install::Refused) {
        Ok(server) => server,
        Err(reason) => {
            println!("NOT RUN: no private server: {reason}");
            assert!(std::env::var_os("CI").is_none(), "{reason}");
            return;
        }
    };
    activerecord::connect(&server.url()).unwrap().execute_script("CREATE DATABASE x").unwrap();
    let url = format!("{}x?connect_timeout=2s", server.url());
    let db = activerecord::connect(&url).unwrap();
    db.create_table::<Account>().unwrap();
    Account::default().create_on(&db).unwrap();
    let open = db.begin().unwrap();
    Account { id: 0, balance: 1 }.create_on(&open).unwrap();

    server.stop();
    let lost = Account::on(&open).count().unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::ConnectionLost, "{lost}");
    drop(open);
    let gone = Account::on(&db).count().unwrap_err();
    assert!(gone.is_connection(), "{gone}");

    server.start_again().unwrap();
    assert_eq!(Account::on(&db).count().unwrap(), 1, "what was not committed is not there");
    assert_eq!(db.pool_status().open, 1);
}

const ACCOUNTS: i64 = 8;
const THREADS: i64 = 16;
const TRANSFERS: i64 = 500;

fn transfer(db: &Database, from: i64, to: i64) -> Result<()> {
    let options = TransactionOptions::new().retries(50);
    db.transaction_with(options, |tx| {
        let account = |id| Account::on(tx).filter(Account::ID.eq(id));
        account(from).update_all(Account::BALANCE.set(Account::BALANCE - 1))?;
        account(to).update_all(Account::BALANCE.set(Account::BALANCE + 1))?;
        Ok(())
    })
}

#[test]
fn transfers_of_many_threads_lose_nothing() {
    let Some(own) = Own::new("pool_size=16") else { return };
    own.db.create_table::<Account>().unwrap();
    let mut accounts = vec![Account { id: 0, balance: 1_000 }; ACCOUNTS.unsigned_abs() as usize];
    Account::insert_many_on(&own.db, &mut accounts).unwrap();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let db = &own.db;
            scope.spawn(move || {
                for number in 0..TRANSFERS {
                    // In both directions, so that they meet.
                    let from = (thread + number) % ACCOUNTS + 1;
                    let to = (thread + 3 * number + 1) % ACCOUNTS + 1;
                    if from != to {
                        transfer(db, from, to).unwrap();
                    }
                }
            });
        }
    });
    assert_eq!(Account::on(&own.db).sum(Account::BALANCE).unwrap(), Some(ACCOUNTS * 1_000));
    assert_eq!(own.db.pool_status().idle, own.db.pool_status().open);
}

#[test]
fn an_exhausted_pool_is_a_typed_timeout() {
    let Some(own) = Own::new("pool_size=1&pool_timeout=100ms") else { return };
    let held = own.db.begin().unwrap();
    let other = thread::scope(|scope| {
        scope.spawn(|| own.db.sql("SELECT 1", ()).one::<(i64,)>()).join().unwrap()
    });
    assert_eq!(other.unwrap_err().kind(), ErrorKind::PoolTimeout);
    held.rollback().unwrap();
    thread::sleep(Duration::from_millis(1));
    assert_eq!(own.db.sql("SELECT 1", ()).one::<(i64,)>().unwrap(), (1,));
}

#[test]
fn a_panic_in_a_transaction_undoes_it() {
    let Some(own) = Own::new("pool_size=1") else { return };
    own.db.create_table::<Account>().unwrap();
    let panicking = std::panic::AssertUnwindSafe(|| {
        own.db.transaction(|tx| -> Result<()> {
            Account::default().create_on(tx)?;
            std::panic::resume_unwind(Box::new("on purpose"))
        })
    });
    assert!(std::panic::catch_unwind(panicking).is_err());
    assert_eq!(Account::on(&own.db).count().unwrap(), 0);
}

#[test]
fn compressed_connections() {
    let Some(own) = Own::new("compression=true") else { return };
    own.db.create_table::<Account>().unwrap();
    let mut accounts = vec![Account { id: 0, balance: 7 }; 5_000];
    Account::insert_many_on(&own.db, &mut accounts).unwrap();
    assert_eq!(Account::on(&own.db).all().unwrap(), accounts);
    let (name, on): (String, String) =
        own.db.sql("SHOW SESSION STATUS LIKE 'Compression'", ()).one().unwrap();
    assert_eq!((name.as_str(), on.as_str()), ("Compression", "ON"));
}

#[test]
fn a_unix_socket() {
    let Some(own) = Own::new("") else { return };
    let admin = own.admin();
    let name = format!("ar_socket_{}", std::process::id());
    support::run(admin, &format!("CREATE USER '{name}'@'localhost' IDENTIFIED BY 'x'"));
    support::run(admin, &format!("GRANT ALL ON `{}`.* TO '{name}'@'localhost'", own.name));
    let (socket,): (String,) = admin.sql("SELECT @@socket", ()).one().unwrap();
    if std::path::Path::new(&socket).exists() {
        let url = format!("mysql://{name}:x@localhost/{}?socket={socket}", own.name);
        let db = activerecord::connect(&url).unwrap();
        db.create_table::<Account>().unwrap();
        let id = Account::default().create_on(&db).unwrap().id;
        assert_eq!(Account::on(&db).find(id).unwrap().id, id);
    } else {
        println!("NOT RUN: the server's socket is not on this machine");
    }
    support::run(admin, &format!("DROP USER '{name}'@'localhost'"));
}
