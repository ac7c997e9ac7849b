//! One span per statement, with its text, its rows and its time.

use std::time::Instant;

use activerecord::prelude::*;

use super::recorder::record;
use super::{User, database, user};

#[test]
fn one_span_for_each_verb() {
    let db = database("");
    let said = record(|| {
        let mut ada = user("ada", "x").create_on(&db).expect("a row");
        User::on(&db).find(ada.id).expect("the row");
        ada.update_on(&db, |row| row.name = "ada l".into()).expect("an update");
        ada.save_on(&db).expect("a save");
        ada.reload_on(&db).expect("a reload");
        User::on(&db).all().expect("rows");
        User::on(&db).count().expect("a count");
        User::on(&db).exists().expect("an answer");
        User::on(&db).find_many([1, 2, 3]).expect("rows");
        User::on(&db).filter(User::ID.gt(0)).update_all(User::NAME.set("x")).expect("an update");
        ada.delete_on(&db).expect("a delete");
        db.sql("SELECT 1", ()).one::<(i64,)>().expect("a row");
    });
    let words: Vec<&str> = said.sql().iter().filter_map(|sql| sql.split(' ').next()).collect();
    let expected = [
        "INSERT", "SELECT", "UPDATE", "UPDATE", "SELECT", "SELECT", "SELECT", "SELECT", "SELECT",
        "UPDATE", "DELETE", "SELECT",
    ];
    assert_eq!(words, expected, "{:#?}", said.sql());
    assert!(said.statements().iter().all(|span| span.get("db.system") == Some("sqlite")));
}

#[test]
fn what_has_nothing_to_do_says_nothing() {
    let db = database("");
    let mut ada = user("ada", "x").create_on(&db).expect("a row");
    let said = record(|| {
        ada.update_on(&db, |row| row.name = "ada".into()).expect("nothing to update");
        ada.clone().tracked().save_on(&db).expect("nothing to save");
        User::on(&db).find_many(Vec::<i64>::new()).expect("nothing to find");
        User::on(&db).filter(User::ID.eq(1)).to_sql().expect("a text");
        let _ = User::on(&db).update_all(User::NAME.set("x"));
    });
    assert!(said.spans.is_empty() && said.events.is_empty(), "{said:?}");
}

#[test]
fn the_text_is_what_to_sql_shows() {
    let db = database("");
    let query = User::on(&db).filter(User::NAME.eq("ada").and(User::ID.gt(1))).limit(3);
    let said = record(|| {
        query.all().expect("rows");
    });
    assert_eq!(said.sql(), [query.to_sql().expect("a text").text]);
}

#[test]
fn rows_and_affected_rows_are_counted() {
    let db = database("");
    let said = record(|| {
        for name in ["a", "b", "c"] {
            user(name, "x").create_on(&db).expect("a row");
        }
        User::on(&db).all().expect("rows");
        User::on(&db).order_by(User::ID).first().expect("a row");
        let _ = User::on(&db).find(4_711);
        User::on(&db).filter(User::ID.gt(1)).update_all(User::PASSWORD.set("y")).expect("two");
        User::on(&db).filter(User::ID.gt(9)).delete_all().expect("none");
    });
    let counts: Vec<_> = said
        .statements()
        .iter()
        .map(|span| (span.get("rows").unwrap_or("-"), span.get("affected").unwrap_or("-")))
        .collect();
    // An INSERT may hand its key back as a row, or not.
    assert!(counts[..3].iter().all(|(_, affected)| *affected == "1"), "{counts:?}");
    assert_eq!(counts[3..], [("3", "0"), ("1", "0"), ("0", "0"), ("0", "2"), ("0", "0")]);
}

#[test]
fn the_duration_is_measured() {
    let db = database("");
    let start = Instant::now();
    let said = record(|| {
        let sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) \
                   SELECT count(*) FROM n";
        db.sql(sql, ()).one::<(i64,)>().expect("a row");
        db.sql("SELECT 1", ()).one::<(i64,)>().expect("a row");
    });
    let elapsed = start.elapsed().as_micros();
    let durations: Vec<u128> = said
        .statements()
        .iter()
        .map(|span| span.get("duration_us").and_then(|us| us.parse().ok()).expect("a duration"))
        .collect();
    assert_eq!(durations.len(), 2);
    assert!(durations[0] > durations[1] && durations[0] > 1_000, "{durations:?}");
    assert!(durations.iter().sum::<u128>() <= elapsed, "{durations:?} of {elapsed}");
}

#[test]
fn each_page_of_batches_is_a_statement() {
    let db = database("");
    for number in 0..5 {
        user(&format!("{number}"), "x").create_on(&db).expect("a row");
    }
    let said = record(|| {
        let pages: Vec<usize> =
            User::on(&db).batches(2).map(|page| page.expect("a page").len()).collect();
        assert_eq!(pages, [2, 2, 1]);
    });
    assert_eq!(said.statements().len(), 3);
}

#[test]
fn spans_lie_in_the_callers_span() {
    let db = database("");
    let said = record(|| {
        let _request = tracing::info_span!("request").entered();
        User::on(&db).count().expect("a count");
    });
    assert_eq!(said.statements()[0].parent, Some("request"));
}

/// "Nothing happens behind the user's back": the statements around a transaction are ones too.
#[test]
fn transactions_and_savepoints_are_seen() {
    let db = database("");
    let said = record(|| {
        let done = db.transaction(|tx| {
            user("ada", "x").create_on(tx)?;
            let _ = tx.transaction(|_| user("ada", "x").create_on(tx));
            Ok(())
        });
        done.expect("a transaction");
        drop(db.begin());
    });
    let sql = said.sql();
    for word in ["BEGIN", "SAVEPOINT", "ROLLBACK TO", "COMMIT", "ROLLBACK"] {
        assert!(sql.iter().any(|sql| sql.starts_with(word)), "{word} is not in {sql:?}");
    }
}

#[test]
fn errors_are_recorded_without_data() {
    let db = database("log_parameters=false");
    user("ada", "s3cret").create_on(&db).expect("a row");
    let said = record(|| {
        let _ = user("ada", "s3cret").create_on(&db);
        let _ = db.sql("SELECT * FROM nowhere", ()).execute();
        let _ = db.sql("SELEC 'ada'", ()).execute();
    });
    let errors: Vec<_> = said.statements().iter().map(|span| span.get("error")).collect();
    assert_eq!(errors, [Some("UniqueViolation"), Some("ObjectMissing"), Some("Syntax")]);
    assert!(said.statements().iter().all(|span| span.get("rows").is_none()));
    assert!(!said.mentions("s3cret"), "{said:#?}");
}

#[test]
fn a_row_that_does_not_fit_is_an_error_of_its_statement() {
    let db = database("");
    db.execute_script("INSERT INTO users VALUES (1, x'00', 'x')").expect("a row");
    let said = record(|| {
        let _ = User::on(&db).all();
    });
    assert_eq!(said.statements()[0].get("error"), Some("TypeMismatch"));
}

#[test]
fn without_a_subscriber_nothing_is_different() {
    let db = database("log_parameters=true&slow_query=0ms");
    let ada = user("ada", "x").create_on(&db).expect("a row");
    assert_eq!(User::on(&db).find(ada.id).expect("the row"), ada);
}
