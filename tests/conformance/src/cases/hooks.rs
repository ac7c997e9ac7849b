//! `after_commit` and `after_rollback`.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use activerecord::prelude::*;
use activerecord::{Result, Transaction};

use super::{failure, stop};
use crate::case::{CaseResult, cases};
use crate::models::{Person, person};
use crate::{Context, Outcome::Passed};

cases![hooks:
    after_commit_runs_once_it_is_committed,
    after_commit_does_not_run_otherwise,
    after_rollback_runs_once_it_is_undone,
    after_rollback_runs_when_the_closure_panics,
    hooks_run_in_their_order,
    hooks_of_an_inner_success_wait_for_the_outer_end,
    hooks_of_an_inner_failure,
    an_outer_failure_undoes_the_inner_ones,
    a_hook_can_use_the_database,
    hooks_of_a_guard,
    hooks_of_a_dropped_guard,
];

/// What the hooks wrote down.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<&'static str>>>);

impl Log {
    fn write(&self, word: &'static str) -> impl FnOnce() + 'static + use<> {
        let log = self.clone();
        move || log.0.borrow_mut().push(word)
    }

    /// Two hooks, of which one will be called.
    fn watch(&self, tx: &Transaction<'_>, committed: &'static str, undone: &'static str) {
        tx.after_commit(self.write(committed));
        tx.after_rollback(self.write(undone));
    }

    fn read(&self) -> String {
        self.0.borrow().join(" ")
    }
}

fn after_commit_runs_once_it_is_committed(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    cx.db.transaction(|tx| {
        log.watch(tx, "committed", "undone");
        assert_eq!(log.read(), "");
        Ok(())
    })?;
    assert_eq!(log.read(), "committed");
    Ok(Passed)
}

fn after_commit_does_not_run_otherwise(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let result: Result<()> = cx.db.transaction(|tx| {
        tx.after_commit(log.write("committed"));
        stop()
    });
    failure(result);
    assert_eq!(log.read(), "");
    Ok(Passed)
}

fn after_rollback_runs_once_it_is_undone(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let result: Result<()> = cx.db.transaction(|tx| {
        log.watch(tx, "committed", "undone");
        stop()
    });
    failure(result);
    assert_eq!(log.read(), "undone");
    Ok(Passed)
}

fn after_rollback_runs_when_the_closure_panics(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let panicking = || {
        cx.db.transaction(|tx| -> Result<()> {
            log.watch(tx, "committed", "undone");
            resume_unwind(Box::new("on purpose"))
        })
    };
    assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
    assert_eq!(log.read(), "undone");
    Ok(Passed)
}

fn hooks_run_in_their_order(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    cx.db.transaction(|tx| {
        for word in ["one", "two", "three"] {
            tx.after_commit(log.write(word));
        }
        Ok(())
    })?;
    assert_eq!(log.read(), "one two three");
    Ok(Passed)
}

fn hooks_of_an_inner_success_wait_for_the_outer_end(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    cx.db.transaction(|tx| {
        log.watch(tx, "outer", "no");
        tx.transaction(|inner| {
            log.watch(inner, "inner", "no");
            Ok(())
        })?;
        assert_eq!(log.read(), "");
        Ok(())
    })?;
    assert_eq!(log.read(), "outer inner");
    Ok(Passed)
}

fn hooks_of_an_inner_failure(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    cx.db.transaction(|tx| {
        log.watch(tx, "before", "no");
        let inner: Result<()> = tx.transaction(|inner| {
            log.watch(inner, "no", "inner-undone");
            stop()
        });
        failure(inner);
        assert_eq!(log.read(), "inner-undone");
        log.watch(tx, "behind", "no");
        Ok(())
    })?;
    assert_eq!(log.read(), "inner-undone before behind");
    Ok(Passed)
}

fn an_outer_failure_undoes_the_inner_ones(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let result: Result<()> = cx.db.transaction(|tx| {
        tx.transaction(|inner| {
            log.watch(inner, "no", "inner-undone");
            Ok(())
        })?;
        log.watch(tx, "no", "outer-undone");
        stop()
    });
    failure(result);
    assert_eq!(log.read(), "inner-undone outer-undone");
    Ok(Passed)
}

/// The connection is back in the pool, and the transaction over.
fn a_hook_can_use_the_database(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let seen = Rc::new(RefCell::new(None));
    let result = cx.db.transaction(|tx| {
        person("ada", 36).create()?;
        let seen = Rc::clone(&seen);
        tx.after_commit(move || {
            let stored = person("bob", 18).create();
            *seen.borrow_mut() = Some(stored.and_then(|_| Person::query().count()));
        });
        Ok(())
    });
    result?;
    let seen = seen.borrow_mut().take();
    assert_eq!(seen.transpose()?, Some(2));
    assert_eq!(Person::query().count()?, 2);
    Ok(Passed)
}

fn hooks_of_a_guard(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let tx = cx.db.begin()?;
    log.watch(&tx, "committed", "no");
    tx.commit()?;
    let tx = cx.db.begin()?;
    log.watch(&tx, "no", "undone");
    tx.rollback()?;
    assert_eq!(log.read(), "committed undone");
    Ok(Passed)
}

fn hooks_of_a_dropped_guard(cx: &Context<'_>) -> CaseResult {
    let log = Log::default();
    let tx = cx.db.begin()?;
    log.watch(&tx, "no", "undone");
    drop(tx);
    assert_eq!(log.read(), "undone");
    Ok(Passed)
}
