//! What breaks in production, made to happen on real servers: sessions that are killed, servers
//! that restart, deadlocks, timeouts, tables that change.

use std::time::Duration;

use activerecord::Database;
use activerecord::prelude::*;
use activerecord_tests::fresh::{Engine, Fresh};

/// Makes a test for each engine of functions that take a new database.
macro_rules! on_each_engine {
    ($($name:ident),* $(,)?) => {
        mod postgres {
            $(#[test]
            fn $name() {
                if let Some(fresh) = activerecord_tests::fresh::Engine::Postgres.fresh() {
                    super::$name(&fresh);
                }
            })*
        }

        mod mysql {
            $(#[test]
            fn $name() {
                if let Some(fresh) = activerecord_tests::fresh::Engine::MySql.fresh() {
                    super::$name(&fresh);
                }
            })*
        }
    };
}

#[path = "resilience/changed_tables.rs"]
mod changed_tables;
#[path = "resilience/conflicts.rs"]
mod conflicts;
#[path = "resilience/killed.rs"]
mod killed;
#[path = "resilience/restart.rs"]
mod restart;
#[path = "resilience/timeouts.rs"]
mod timeouts;
#[path = "resilience/transfers.rs"]
mod transfers;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Account {
    id: i64,
    #[record(check = "balance >= 0")]
    balance: i64,
}

/// So many accounts with a hundred each.
fn open_accounts(db: &Database, number: usize) -> Vec<i64> {
    db.create_table::<Account>().expect("a table");
    let mut accounts = vec![Account { id: 0, balance: 100 }; number];
    Account::insert_many_on(db, &mut accounts).expect("accounts");
    accounts.iter().map(|account| account.id).collect()
}

fn total(db: &Database) -> i64 {
    Account::on(db).pluck(Account::BALANCE).expect("the balances").iter().sum()
}

/// SQL for the number of the session that it runs in.
const fn session(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "SELECT CAST(pg_backend_pid() AS bigint)",
        Engine::MySql => "SELECT CAST(CONNECTION_ID() AS SIGNED)",
    }
}

/// Ends a session, as an administrator would, and waits until it is gone.
fn kill(fresh: &Fresh, (session,): (i64,)) {
    match fresh.engine {
        Engine::Postgres => {
            let sql = "SELECT pg_terminate_backend(CAST(? AS int))";
            let _: (bool,) = fresh.admin.sql(sql, (session,)).one().expect("the right to kill");
        }
        Engine::MySql => {
            fresh.admin.sql(&format!("KILL {session}"), ()).execute().expect("the right to kill");
        }
    }
    std::thread::sleep(Duration::from_millis(300));
}

/// Runs a closure on so many threads at once, and panics if one of them does.
fn on_threads(number: usize, run: impl Fn(usize) + Sync) {
    let run = &run;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..number).map(|index| scope.spawn(move || run(index))).collect();
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
