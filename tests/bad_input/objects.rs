//! Tables and columns that are not there, and SQL that is none.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, raw};

use super::{memory, refused};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

/// The same table with a column that it does not have.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "pages")]
struct Wider {
    id: i64,
    text: String,
    width: i32,
}

fn page() -> Page {
    Page { text: "first".into(), ..Default::default() }
}

#[test]
fn a_missing_table_is_named() {
    let db = memory();
    for error in [
        Page::on(&db).all().err(),
        Page::on(&db).count().err(),
        Page::on(&db).find(1).err(),
        page().create_on(&db).err(),
        Page { id: 1, ..page() }.save_on(&db).err(),
        Page { id: 1, ..page() }.delete_on(&db).err(),
        Page::on(&db).unfiltered().delete_all().err(),
        db.sql("SELECT * FROM pages", ()).all::<Page>().err(),
        db.drop_table::<Page>().err(),
    ] {
        let error = error.expect("there is no table");
        let error = refused::<()>(Err(error), ErrorKind::ObjectMissing, &["no such table: pages"]);
        assert_eq!(error.table(), Some("pages"));
    }
}

#[test]
fn a_missing_column_is_named() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let stored = page().create_on(&db)?;
    let wide = Wider { id: 0, text: "x".into(), width: 1 };
    for error in [
        Wider::on(&db).all().err(),
        Wider::on(&db).find(stored.id).err(),
        Wider::on(&db).filter(Wider::WIDTH.eq(1)).count().err(),
        Wider::on(&db).order_by(Wider::WIDTH).pluck(Wider::ID).err(),
        Wider::on(&db).unfiltered().update_all(Wider::WIDTH.set(1)).err(),
        wide.clone().create_on(&db).err(),
        Wider { id: stored.id, ..wide }.save_on(&db).err(),
    ] {
        let error = error.expect("there is no column");
        let error = refused::<()>(Err(error), ErrorKind::ObjectMissing, &["width"]);
        assert_eq!(error.column(), Some("width"));
    }
    assert_eq!(Page::on(&db).all()?, [stored]);
    Ok(())
}

/// SQLite's habit is to take a misspelt `"column"` for a text.
#[test]
fn a_misspelt_name_in_quotes_is_no_text() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let rows = db.sql(r#"SELECT id FROM pages WHERE "txet" = ?"#, ("first",)).all::<(i64,)>();
    let error = refused(rows, ErrorKind::ObjectMissing, &["txet"]);
    assert_eq!(error.column(), Some("txet"));
    Ok(())
}

#[test]
fn a_table_that_exists_already() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    page().create_on(&db)?;
    let parts = ["Page", "the name is taken", "pages"];
    let error = refused(db.create_table::<Page>(), ErrorKind::ObjectExists, &parts);
    assert_eq!(error.table(), Some("pages"));
    assert_eq!(Page::on(&db).count()?, 1);
    Ok(())
}

#[test]
fn sql_that_is_none() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    for sql in ["SELEC 1", "SELECT FROM", "INSERT pages", "SELECT 'unclosed", "SELECT (1"] {
        let parts = ["not valid SQL"];
        refused(db.sql(sql, ()).execute(), ErrorKind::Syntax, &parts);
        refused(db.sql(sql, ()).all::<(i64,)>(), ErrorKind::Syntax, &parts);
    }
    let half = Page::on(&db).filter(raw("text = ? AND", ("x",))).all();
    refused(half, ErrorKind::Syntax, &[]);
    Ok(())
}

#[test]
fn sql_that_is_nothing_or_too_much() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    for sql in ["", "  ", "-- a comment"] {
        refused(db.sql(sql, ()).execute(), ErrorKind::InvalidQuery, &["empty"]);
    }
    let two = "DELETE FROM pages; DROP TABLE pages";
    let parts = ["more than one statement", "`execute_script`"];
    page().create_on(&db)?;
    refused(db.sql(two, ()).execute(), ErrorKind::InvalidQuery, &parts);
    assert_eq!(Page::on(&db).count()?, 1, "the first of them was not run either");
    Ok(())
}

#[test]
fn a_script_says_where_it_failed_and_what_was_run() -> Result<()> {
    let db = memory();
    db.create_table::<Page>()?;
    let script = "INSERT INTO pages (text) VALUES ('a'); INSERT INTO nowhere VALUES (1);";
    refused(db.execute_script(script), ErrorKind::ObjectMissing, &["nowhere"]);
    assert_eq!(Page::on(&db).count()?, 1, "the statements before it were run");
    let result = db.transaction(|tx| tx.database().execute_script(script));
    refused(result, ErrorKind::ObjectMissing, &["nowhere"]);
    assert_eq!(Page::on(&db).count()?, 1, "in a transaction none of them");
    Ok(())
}

#[test]
fn a_table_of_another_shape_altogether() -> Result<()> {
    let db = memory();
    db.execute_script("CREATE TABLE pages (id TEXT PRIMARY KEY, text BLOB)")?;
    db.execute_script("INSERT INTO pages VALUES ('one', x'00')")?;
    let rows = Page::on(&db).all();
    let parts = ["Page", "`pages`.`id`", "expected an integer", "found text of 3 characters"];
    refused(rows, ErrorKind::TypeMismatch, &parts);
    Ok(())
}

#[test]
fn a_view_cannot_be_written() -> Result<()> {
    let db = memory();
    db.execute_script("CREATE TABLE base (id INTEGER PRIMARY KEY, text TEXT)")?;
    db.execute_script("CREATE VIEW pages AS SELECT id, text FROM base")?;
    let error = page().create_on(&db).expect_err("a view");
    assert!(error.to_string().contains("view"), "{error}");
    assert_eq!(Page::on(&db).count()?, 0);
    Ok(())
}
