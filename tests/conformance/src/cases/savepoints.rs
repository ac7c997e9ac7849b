//! Transactions in transactions.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::{failure, stop};
use crate::case::{CaseResult, cases};
use crate::models::{Person, names, person};
use crate::{Context, Outcome::Passed};

cases![savepoints:
    an_inner_error_undoes_the_inner_part,
    an_inner_success_is_part_of_the_whole,
    an_outer_error_undoes_everything,
    an_inner_panic_undoes_the_inner_part,
    through_the_database_it_nests_too,
    through_the_model_it_nests_too,
    three_deep,
    one_after_the_other,
    one_in_the_other_rolls_back_to_its_own,
    an_inner_guard,
    a_dropped_inner_guard_rolls_back,
    an_inner_guard_of_a_guard,
    what_cannot_be_undone_dooms_the_whole,
    many_of_them,
];

/// Stores a person of this name.
fn add(name: &str) -> Result<()> {
    person(name, 1).create().map(|_| ())
}

fn an_inner_error_undoes_the_inner_part(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        let inner: Result<()> = tx.transaction(|inner| {
            assert!(inner.is_nested() && !tx.is_nested());
            add("b")?;
            assert_eq!(names(Person::query())?, "a b");
            stop()
        });
        failure(inner);
        assert_eq!(names(Person::query())?, "a");
        add("c")
    })?;
    assert_eq!(names(Person::query())?, "a c");
    Ok(Passed)
}

fn an_inner_success_is_part_of_the_whole(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        tx.transaction(|_| add("b"))?;
        add("c")
    })?;
    assert_eq!(names(Person::query())?, "a b c");
    Ok(Passed)
}

fn an_outer_error_undoes_everything(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let result: Result<()> = cx.db.transaction(|tx| {
        add("a")?;
        tx.transaction(|_| add("b"))?;
        stop()
    });
    failure(result);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn an_inner_panic_undoes_the_inner_part(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        let panicking = || {
            tx.transaction(|_| -> Result<()> {
                add("b")?;
                resume_unwind(Box::new("on purpose"))
            })
        };
        assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
        add("c")
    })?;
    assert_eq!(names(Person::query())?, "a c");
    Ok(Passed)
}

fn through_the_database_it_nests_too(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|_| {
        add("a")?;
        let inner: Result<()> = cx.db.transaction(|inner| {
            assert!(inner.is_nested());
            add("b")?;
            stop()
        });
        failure(inner);
        add("c")
    })?;
    assert_eq!(names(Person::query())?, "a c");
    Ok(Passed)
}

fn through_the_model_it_nests_too(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    Person::transaction(|_| {
        add("a")?;
        let inner: Result<()> = Person::transaction(|_| {
            add("b")?;
            stop()
        });
        failure(inner);
        Ok(())
    })?;
    assert_eq!(names(Person::query())?, "a");
    Ok(Passed)
}

fn three_deep(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        let second: Result<()> = tx.transaction(|tx| {
            add("b")?;
            tx.transaction(|tx| {
                add("c")?;
                let fourth: Result<()> = tx.transaction(|_| {
                    add("d")?;
                    stop()
                });
                failure(fourth);
                add("e")
            })
        });
        second
    })?;
    assert_eq!(names(Person::query())?, "a b c e");
    Ok(Passed)
}

fn one_after_the_other(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        for (name, keep) in [("a", true), ("b", false), ("c", false), ("d", true)] {
            let _ = tx.transaction(|_| {
                add(name)?;
                if keep { Ok(()) } else { stop() }
            });
        }
        Ok(())
    })?;
    assert_eq!(names(Person::query())?, "a d");
    Ok(Passed)
}

/// The middle one ends well, and what it contained is undone with the outer one all the same.
fn one_in_the_other_rolls_back_to_its_own(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        let outer: Result<()> = tx.transaction(|outer| {
            add("b")?;
            outer.transaction(|_| add("c"))?;
            let guard = outer.begin_nested()?;
            add("d")?;
            guard.commit()?;
            stop()
        });
        failure(outer);
        assert_eq!(names(Person::query())?, "a");
        add("e")
    })?;
    assert_eq!(names(Person::query())?, "a e");
    Ok(Passed)
}

fn an_inner_guard(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        let first = tx.begin_nested()?;
        person("a", 1).create_on(&first)?;
        first.commit()?;
        let second = tx.begin_nested()?;
        person("b", 1).create_on(&second)?;
        second.rollback()?;
        Ok(())
    })?;
    assert_eq!(names(Person::query())?, "a");
    Ok(Passed)
}

fn a_dropped_inner_guard_rolls_back(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        add("a")?;
        {
            let _guard = tx.begin_nested()?;
            add("b")?;
        }
        add("c")
    })?;
    assert_eq!(names(Person::query())?, "a c");
    Ok(Passed)
}

fn an_inner_guard_of_a_guard(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let tx = cx.db.begin()?;
    person("a", 1).create_on(&tx)?;
    let inner = tx.begin_nested()?;
    person("b", 1).create_on(&inner)?;
    let innermost = inner.begin_nested()?;
    person("c", 1).create_on(&innermost)?;
    innermost.commit()?;
    inner.rollback()?;
    assert_eq!(Person::on(&tx).pluck(Person::NAME)?, ["a"]);
    tx.transaction(|_| person("d", 1).create_on(&tx).map(|_| ()))?;
    tx.commit()?;
    assert_eq!(names(Person::query())?, "a d");
    Ok(Passed)
}

/// The savepoint is gone with the transaction that the statement ended behind the library's back.
fn what_cannot_be_undone_dooms_the_whole(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    let result = cx.db.transaction(|tx| {
        add("a")?;
        let inner: Result<()> = tx.transaction(|inner| {
            inner.sql("ROLLBACK", ()).execute()?;
            stop()
        });
        failure(inner);
        Ok(())
    });
    assert_eq!(failure(result).kind(), ErrorKind::TransactionAborted);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn many_of_them(cx: &Context<'_>) -> CaseResult {
    cx.create::<Person>()?;
    cx.db.transaction(|tx| {
        for round in 0..200 {
            let _ = tx.transaction(|_| {
                person("somebody", round).create()?;
                if round % 10 == 0 { Ok(()) } else { stop() }
            });
        }
        Ok(())
    })?;
    assert_eq!(Person::query().count()?, 20);
    Ok(Passed)
}
