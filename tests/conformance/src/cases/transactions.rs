//! Transactions: the closure, the guard, and who joins them.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use activerecord::prelude::*;
use activerecord::{Error, ErrorKind, Result};

use super::{failure, stop};
use crate::case::{CaseResult, cases, require};
use crate::models::{Account, Person, Team, names, people, person, team};
use crate::{Context, Outcome::Passed};

cases![transactions:
    ok_commits,
    err_rolls_back,
    a_panic_rolls_back,
    the_closures_value_comes_back,
    the_closures_error_comes_back,
    an_own_error_type,
    implicit_calls_join,
    calls_through_the_database_join,
    a_models_transaction,
    a_failed_statement_does_not_end_the_closure,
    a_violation_rolls_everything_back,
    one_transaction_after_the_other,
    what_the_database_ended_is_not_committed,
    a_statement_within_each_is_busy,
    a_panic_within_each_rolls_back,
    other_threads_are_outside,
    other_databases_are_outside,
    two_transactions_at_once,
    a_transfer_between_accounts,
];

fn ok_commits(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    cx.db.transaction(|_| {
        person("fay", 1).create()?;
        Person::filter(Person::NAME.eq("ada")).delete_all()?;
        Ok(())
    })?;
    assert_eq!(names(Person::query())?, "bob cid dan eve fay");
    Ok(Passed)
}

fn err_rolls_back(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let result: Result<()> = cx.db.transaction(|_| {
        person("fay", 1).create()?;
        Person::filter(Person::NAME.eq("ada")).delete_all()?;
        assert_eq!(names(Person::query())?, "bob cid dan eve fay");
        stop()
    });
    failure(result);
    assert_eq!(names(Person::query())?, "ada bob cid dan eve");
    Ok(Passed)
}

fn a_panic_rolls_back(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let panicking = || {
        cx.db.transaction(|_| -> Result<()> {
            person("fay", 1).create()?;
            // As `panic!` does, without a message on the screen.
            resume_unwind(Box::new("on purpose"))
        })
    };
    let panic = catch_unwind(AssertUnwindSafe(panicking)).err();
    assert_eq!(panic.and_then(|panic| panic.downcast_ref::<&str>().copied()), Some("on purpose"));
    assert_eq!(names(Person::query())?, "ada bob cid dan eve");
    cx.db.transaction(|_| person("fay", 1).create())?;
    assert_eq!(Person::query().count()?, 6, "and the next transaction is a new one");
    Ok(Passed)
}

fn the_closures_value_comes_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let ada = cx.db.transaction(|_| person("ada", 36).create())?;
    assert_eq!(Person::find(ada.id)?, ada);
    Ok(Passed)
}

fn the_closures_error_comes_back(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let error = failure(cx.db.transaction(|_| Person::find(4_711)));
    assert!(error.is_not_found());
    assert_eq!(error.model(), Some("Person"));
    Ok(Passed)
}

fn an_own_error_type(cx: &Context<'_>) -> CaseResult {
    #[derive(Debug)]
    enum Refusal {
        Poor,
        Database(Error),
    }
    impl From<Error> for Refusal {
        fn from(error: Error) -> Self {
            Refusal::Database(error)
        }
    }
    people(cx)?;
    let poor = cx.db.try_transaction(|_| {
        person("fay", 1).create()?;
        Err::<(), _>(Refusal::Poor)
    });
    assert!(matches!(poor, Err(Refusal::Poor)));
    let missing = cx.db.try_transaction(|_| {
        Person::find(4_711)?;
        Ok::<(), Refusal>(())
    });
    assert!(matches!(missing, Err(Refusal::Database(error)) if error.is_not_found()));
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

fn implicit_calls_join(cx: &Context<'_>) -> CaseResult {
    let mut ada = people(cx)?.swap_remove(0);
    let result: Result<()> = cx.db.transaction(|tx| {
        ada.update(|row| row.age = 1)?;
        assert_eq!(Person::on(tx).find(ada.id)?.age, 1);
        let mut tracked = Person::find(ada.id)?.tracked();
        tracked.age = 2;
        tracked.save()?;
        Person::filter(Person::ID.eq(ada.id)).update_all(Person::AGE.set(Person::AGE + 1))?;
        assert_eq!(Person::find(ada.id)?.age, 3);
        stop()
    });
    failure(result);
    ada.reload()?;
    assert_eq!(ada.age, 36);
    Ok(Passed)
}

fn calls_through_the_database_join(cx: &Context<'_>) -> CaseResult {
    let ada = people(cx)?.swap_remove(0);
    let result: Result<()> = cx.db.transaction(|_| {
        Person::on(&cx.db).filter(Person::ID.eq(ada.id)).delete_all()?;
        person("fay", 1).create_on(&cx.db)?;
        let sql = format!("DELETE FROM {} WHERE {} = ?", cx.quoted("people"), cx.quoted("name"));
        assert_eq!(cx.db.clone().sql(&sql, ("bob",)).execute()?, 1);
        stop()
    });
    failure(result);
    assert_eq!(names(Person::query())?, "ada bob cid dan eve");
    Ok(Passed)
}

fn a_models_transaction(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let result: Result<()> = Person::transaction(|tx| {
        assert!(!tx.is_nested());
        Person::query().unfiltered().delete_all()?;
        stop()
    });
    failure(result);
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

/// In a savepoint, because some databases give the whole transaction up.
fn a_failed_statement_does_not_end_the_closure(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    cx.db.transaction(|tx| {
        team("reds", 1).create()?;
        let again = tx.transaction(|_| team("reds", 2).create());
        assert!(failure(again).is_unique_violation());
        team("blues", 3).create()?;
        Ok(())
    })?;
    assert_eq!(Team::query().order_by(Team::NAME).pluck(Team::SEATS)?, [3, 1]);
    Ok(Passed)
}

fn a_violation_rolls_everything_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    team("reds", 1).create()?;
    let result = cx.db.transaction(|_| {
        team("blues", 2).create()?;
        team("greens", 3).create()?;
        team("reds", 4).create()
    });
    assert!(failure(result).is_unique_violation());
    assert_eq!(Team::query().pluck(Team::NAME)?, ["reds"]);
    Ok(Passed)
}

fn one_transaction_after_the_other(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    for round in 0..20 {
        let result: Result<()> = cx.db.transaction(|_| {
            person("somebody", round).create()?;
            if round % 2 == 0 { Ok(()) } else { stop() }
        });
        assert_eq!(result.is_ok(), round % 2 == 0);
    }
    assert_eq!(Person::query().count()?, 10);
    assert_eq!(cx.db.pool_status().open, 1, "one connection did it all");
    Ok(Passed)
}

fn what_the_database_ended_is_not_committed(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let result = cx.db.transaction(|tx| {
        person("ada", 36).create()?;
        tx.sql("ROLLBACK", ()).execute()?;
        Ok(())
    });
    assert_eq!(failure(result).kind(), ErrorKind::TransactionAborted);
    assert_eq!(Person::query().count()?, 0);
    person("bob", 18).create()?;
    assert_eq!(Person::query().count()?, 1);
    Ok(Passed)
}

/// At once, instead of waiting for itself.
fn a_statement_within_each_is_busy(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let result = cx.db.transaction(|_| {
        Person::query().each(|_| {
            Person::query().count()?;
            Ok(())
        })
    });
    let error = failure(result);
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("batches"), "{error}");
    assert_eq!(Person::query().count()?, 5);
    Ok(Passed)
}

/// The connection is in use at that moment.
fn a_panic_within_each_rolls_back(cx: &Context<'_>) -> CaseResult {
    people(cx)?;
    let panicking = || {
        cx.db.transaction(|_| {
            Person::query().unfiltered().update_all(Person::AGE.set(1))?;
            Person::query().each(|_| resume_unwind(Box::new("on purpose")))
        })
    };
    assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
    let reading = || Person::query().each(|_| resume_unwind(Box::new("on purpose")));
    assert!(catch_unwind(AssertUnwindSafe(reading)).is_err());
    assert_eq!(Person::query().sum(Person::AGE)?, Some(157));
    assert_eq!(cx.db.pool_status().idle, cx.db.pool_status().open);
    Ok(Passed)
}

fn other_threads_are_outside(cx: &Context<'_>) -> CaseResult {
    require!(cx.db.pool_status().size > 1, "the pool has one connection");
    people(cx)?;
    let mut options = TransactionOptions::new();
    if cx.capabilities().read_only_transactions {
        // Two that write could wait for each other.
        options = options.read_only();
    }
    let db = cx.db.clone();
    cx.db.transaction(|_| {
        let begin = move || db.transaction_with(options, |tx| Ok(tx.is_nested()));
        let nested = std::thread::spawn(begin).join();
        assert_eq!(nested.map_err(|_| "the thread panicked").map(Result::ok), Ok(Some(false)));
        Ok(())
    })?;
    Ok(Passed)
}

fn other_databases_are_outside(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    cx.create::<Person>()?;
    other.create_table::<Person>()?;
    let result: Result<()> = cx.db.transaction(|_| {
        person("ada", 36).create()?;
        person("bob", 18).create_on(&other)?;
        stop()
    });
    failure(result);
    assert_eq!(Person::query().count()?, 0);
    assert_eq!(Person::on(&other).count()?, 1);
    Ok(Passed)
}

fn two_transactions_at_once(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    cx.create::<Person>()?;
    other.create_table::<Person>()?;
    let result: Result<()> = cx.db.transaction(|_| {
        person("ada", 36).create()?;
        other.transaction(|tx| {
            assert!(!tx.is_nested(), "it is one of another database");
            person("bob", 18).create_on(&other)?;
            person("cid", 25).create()?;
            Ok(())
        })?;
        stop()
    });
    failure(result);
    assert_eq!(Person::query().count()?, 0);
    assert_eq!(Person::on(&other).pluck(Person::NAME)?, ["bob"]);
    Ok(Passed)
}

fn a_transfer_between_accounts(cx: &Context<'_>) -> CaseResult {
    cx.create::<Account>()?;
    let account = |balance| Account { owner: "x".into(), balance, ..Default::default() }.create();
    let (from, to) = (account(100)?.id, account(50)?.id);
    let transfer = |amount: i64| {
        cx.db.transaction(|_| {
            let (mut from, mut to) = (Account::find(from)?, Account::find(to)?);
            to.update(|row| row.balance += amount)?;
            from.update(|row| row.balance -= amount)?;
            if from.balance < 0 { stop() } else { Ok(()) }
        })
    };
    transfer(30)?;
    failure(transfer(80));
    let balances = Account::query().order_by(Account::ID).pluck(Account::BALANCE)?;
    assert_eq!(balances, [70, 80]);
    Ok(Passed)
}
