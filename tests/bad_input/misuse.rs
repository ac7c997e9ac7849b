//! Calls at the wrong time, and requests beyond every limit.

use activerecord::prelude::*;
use activerecord::{Condition, ErrorKind, Result, raw};

use super::{memory, refused};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

fn page(text: &str) -> Page {
    Page { text: text.into(), ..Default::default() }
}

#[test]
fn use_after_close() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let mut stored = page("first").create_on(&db)?;
    let other_handle = db.clone();
    db.close();
    let closed = ErrorKind::Closed;
    let parts = ["the database was closed", "open it again"];
    refused(Page::on(&db).count(), closed, &parts);
    refused(Page::on(&other_handle).all(), closed, &parts);
    refused(page("second").create_on(&db), closed, &parts);
    refused(stored.update_on(&db, |page| page.text = "x".into()), closed, &parts);
    refused(stored.delete_on(&db), closed, &parts);
    refused(db.begin(), closed, &parts);
    refused(db.transaction(|_| Ok(())), closed, &parts);
    refused(db.ping(), closed, &parts);
    refused(db.execute_script("SELECT 1"), closed, &parts);
    refused(db.create_table::<Page>(), closed, &parts);
    refused(db.sql("SELECT 1", ()).one::<(i64,)>(), closed, &parts);
    assert_eq!(stored.text, "first");
    assert!(Page::on(&db).to_sql().is_ok(), "looking at SQL needs no connection");
    Ok(())
}

#[test]
fn a_list_beyond_every_limit() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    page("first").create_on(&db)?;
    assert_eq!(Page::on(&db).filter(Page::ID.is_in(0..200_000)).count()?, 1);
    assert_eq!(Page::on(&db).filter(Page::ID.not_in(0..200_000)).count()?, 0);
    let floats = (0..40_000).map(|number| Page::ID.eq(number));
    let limit = db.dialect().limits().binds;
    let error = refused(
        Page::on(&db).filter(Condition::any(floats)).count(),
        ErrorKind::InvalidQuery,
        &["binds", &limit.to_string(), "split"],
    );
    assert!(error.database().is_none(), "nothing was sent");
    Ok(())
}

/// A stack has an end, and so has SQLite's parser.
#[test]
fn conditions_that_are_nested_without_end() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    page("first").create_on(&db)?;
    let nested = |levels: i64| {
        let deeper = |inner: Condition, level: i64| !(inner.and(Page::ID.gt(-level)));
        (0..levels).fold(Page::ID.eq(1), deeper)
    };
    assert_eq!(Page::on(&db).filter(nested(100)).count()?, 1);
    let counted = Page::on(&db).filter(nested(100_000)).count();
    refused(counted, ErrorKind::InvalidQuery, &["nested more than", "levels"]);
    Ok(())
}

#[test]
fn a_pattern_beyond_sqlites_length() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    page("first").create_on(&db)?;
    let pattern = "%a".repeat(40_000);
    let rows = Page::on(&db).filter(Page::TEXT.like(pattern)).all();
    refused(rows, ErrorKind::InvalidQuery, &["pattern too complex"]);
    Ok(())
}

#[test]
fn binds_that_do_not_match_their_placeholders() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let parts = ["2 placeholders", "1 binds", "`??`"];
    let kind = ErrorKind::InvalidQuery;
    refused(db.sql("SELECT ?, ?", (1,)).one::<(i64, i64)>(), kind, &parts);
    refused(db.sql("SELECT ?, ?", (1,)).execute(), kind, &parts);
    refused(Page::on(&db).filter(raw("id IN (?, ?)", (1,))).all(), kind, &parts);
    // Numbered placeholders are the database's own, which the library can't count.
    refused(db.sql("SELECT ?1", ()).one::<(i64,)>(), kind, &["1 placeholders", "0 binds"]);
    refused(db.sql("SELECT :name", ()).one::<(i64,)>(), kind, &["1 parameters", "0 values"]);
    Ok(())
}

#[test]
fn rows_of_another_width() -> Result<()> {
    let db = memory();
    let kind = ErrorKind::TypeMismatch;
    refused(db.sql("SELECT 1, 2", ()).one::<(i64,)>(), kind, &["expected 1 columns", "has 2"]);
    refused(db.sql("SELECT 1", ()).one::<(i64, i64)>(), kind, &["expected 2 columns", "has 1"]);
    Ok(())
}

#[test]
fn changes_to_what_was_never_stored() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let mut unsaved = page("draft");
    let parts = ["Page", "not created yet", "`create` or `save`"];
    let kind = ErrorKind::InvalidState;
    refused(unsaved.update_on(&db, |page| page.text = "x".into()), kind, &parts);
    assert_eq!(unsaved, page("draft"));
    refused(unsaved.reload_on(&db), ErrorKind::NotFound, &["Page", "id = 0"]);
    refused(unsaved.delete_on(&db), ErrorKind::NotFound, &["Page", "id = 0"]);
    refused(unsaved.restore_on(&db), kind, &["Page", "not soft-deleted", "deleted_at"]);
    Ok(())
}

#[test]
fn a_second_connection_for_a_database_in_memory() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    page("first").create_on(&db)?;
    let start = std::time::Instant::now();
    let tx = db.begin()?;
    let parts = ["this thread", "`_on(&tx)`", "in-memory"];
    refused(Page::on(&db).count(), ErrorKind::Busy, &parts);
    refused(db.begin(), ErrorKind::Busy, &parts);
    tx.commit()?;
    let result = Page::on(&db).each(|_| Page::on(&db).count().map(drop));
    refused(result, ErrorKind::Busy, &["`batches`"]);
    assert!(start.elapsed() < std::time::Duration::from_secs(2));
    assert_eq!(Page::on(&db).count()?, 1);
    Ok(())
}

#[test]
fn isolation_that_sqlite_has_not() {
    let db = memory();
    let options = TransactionOptions::new().isolation(Isolation::ReadCommitted);
    let parts = ["READ COMMITTED", "not supported by sqlite", "it has SERIALIZABLE"];
    refused(db.begin_with(&options), ErrorKind::Unsupported, &parts);
}
