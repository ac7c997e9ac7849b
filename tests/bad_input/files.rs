//! Files that are missing, read-only, full, or no databases.

use std::path::Path;
use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result, connect};

use super::refused;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    text: String,
}

fn page(text: &str) -> Page {
    Page { text: text.into(), ..Default::default() }
}

fn url(path: &Path, options: &str) -> String {
    format!("sqlite://{}?{options}", path.display())
}

/// A file with one page in it.
fn with_page(folder: &tempfile::TempDir) -> Result<std::path::PathBuf> {
    let path = folder.path().join("app.db");
    let db = connect(&url(&path, ""))?;
    db.create_table::<Page>()?;
    page("first").create_on(&db)?;
    db.close();
    Ok(path)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// At once, not after the pool's 30 seconds.
#[test]
fn a_folder_that_does_not_exist() {
    let folder = folder();
    let missing = folder.path().join("missing");
    let start = Instant::now();
    let opened = connect(&url(&missing.join("app.db"), ""));
    let shown = missing.display().to_string();
    let parts = ["cannot open the SQLite database", &shown, "does not exist", "create it first"];
    let error = refused(opened, ErrorKind::ConnectionFailed, &parts);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(error.is_connection());
    assert!(!missing.exists());
}

#[test]
fn a_file_that_must_exist() {
    let folder = folder();
    let path = folder.path().join("app.db");
    for mode in ["mode=rw", "mode=ro"] {
        let opened = connect(&url(&path, mode));
        let parts = ["app.db", "no such file", "forbid to create it"];
        refused(opened, ErrorKind::ConnectionFailed, &parts);
        assert!(!path.exists());
    }
    let options = SqliteOptions::new().create(false);
    let config = ConnectionConfig::new().database(path.to_string_lossy()).with(options);
    let opened = Database::open(config, SqliteBackend);
    refused(opened, ErrorKind::ConnectionFailed, &["no such file"]);
    assert!(!path.exists());
}

#[test]
fn a_folder_in_the_place_of_a_file() {
    let folder = folder();
    let opened = connect(&url(folder.path(), ""));
    refused(opened, ErrorKind::ConnectionFailed, &["that is a folder"]);
}

#[test]
fn a_file_that_is_no_database() {
    let folder = folder();
    let path = folder.path().join("letter.txt");
    let text = "Dear Ada, this is no database. ".repeat(100);
    std::fs::write(&path, &text).expect("a file");
    let opened = connect(&url(&path, ""));
    refused(opened, ErrorKind::ConnectionFailed, &["letter.txt", "no SQLite database"]);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), text, "it was left alone");
}

#[test]
fn writing_to_a_file_that_was_opened_read_only() -> Result<()> {
    let folder = folder();
    let path = with_page(&folder)?;
    let db = connect(&url(&path, "mode=ro"))?;
    let parts = ["nothing can be written here", "read-only"];
    let mut stored = Page::on(&db).one()?;
    let kind = ErrorKind::ReadOnly;
    refused(page("second").create_on(&db), kind, &parts);
    refused(stored.update_on(&db, |page| page.text = "changed".into()), kind, &parts);
    refused(stored.delete_on(&db), kind, &parts);
    refused(Page::on(&db).unfiltered().delete_all(), kind, &parts);
    refused(db.drop_table::<Page>(), kind, &parts);
    refused(db.transaction(|tx| page("second").create_on(tx)), kind, &parts);
    assert_eq!(stored.text, "first");
    assert_eq!(Page::on(&db).all()?, [stored]);
    assert_eq!(db.transaction(|tx| Page::on(tx).count())?, 1, "reading in a transaction works");
    Ok(())
}

#[test]
fn writing_while_only_queries_are_allowed() -> Result<()> {
    let folder = folder();
    let path = with_page(&folder)?;
    let db = connect(&url(&path, "query_only=on"))?;
    refused(page("second").create_on(&db), ErrorKind::ReadOnly, &["nothing can be written here"]);
    let written = db.transaction(|tx| page("second").create_on(tx));
    refused(written, ErrorKind::ReadOnly, &[]);
    assert_eq!(Page::on(&db).count()?, 1);
    Ok(())
}

/// SQLite's own limit of pages stands for the disk.
#[test]
fn a_disk_that_is_full() -> Result<()> {
    let folder = folder();
    let path = with_page(&folder)?;
    let db = connect(&url(&path, "max_page_count=30"))?;
    let large = "x".repeat(20_000);
    let result = db.transaction(|tx| {
        for _ in 0..20 {
            page(&large).create_on(tx)?;
        }
        Ok(())
    });
    let error = refused(result, ErrorKind::Database, &["full"]);
    assert_eq!(error.database().and_then(|database| database.code()), Some(13));
    assert_eq!(Page::on(&db).pluck(Page::TEXT)?, ["first"]);
    page("there is room for a small one").create_on(&db)?;
    assert_eq!(Page::on(&db).count()?, 2);
    Ok(())
}

#[test]
fn a_value_beyond_what_sqlite_takes() -> Result<()> {
    let db = super::memory();
    db.create_table::<Page>()?;
    // Its own limit is a thousand million bytes: too much for a test.
    let sql = "SELECT length(zeroblob(2000000000))";
    let error = refused(db.sql(sql, ()).one::<(i64,)>(), ErrorKind::DataTooLong, &["longer than"]);
    assert_eq!(error.database().and_then(|database| database.code()), Some(18));
    assert_eq!(Page::on(&db).count()?, 0);
    Ok(())
}

#[test]
fn a_file_that_was_damaged() -> Result<()> {
    let folder = folder();
    let path = with_page(&folder)?;
    let mut bytes = std::fs::read(&path).expect("the file");
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    std::fs::write(&path, &bytes).expect("a file");
    let db = connect(&url(&path, ""))?;
    let error = Page::on(&db).all().expect_err("half of the file is noise");
    assert!(error.database().is_some(), "{error:?}");
    assert!(matches!(error.kind(), ErrorKind::Database | ErrorKind::ConnectionFailed), "{error:?}");
    Ok(())
}
