//! Chinook in SQL Server's form: its own script makes the tables, `[dbo].[Album]` with `[AlbumId]`,
//! and fills them, and models read them; then models make such tables themselves.
//!
//! On the server of `ACTIVERECORD_TEST_MSSQL_URL`, or on the stand-in for SQL Server.

use activerecord::prelude::*;
use activerecord::{Error, Result};
use activerecord_tests::samples;
use activerecord_tests::sql_server::SqlServer;

#[path = "chinook/models.rs"]
mod models;
#[path = "chinook/pascal.rs"]
mod pascal;

/// The line behind which the script is in its database.
const BEGIN: &str = "USE [Chinook];";

/// A server, and a database on it that the script has filled.
fn loaded() -> Result<Option<(SqlServer, Database)>> {
    let Some(script) = samples::chinook("Chinook_SqlServer.sql") else { return Ok(None) };
    let script = std::fs::read_to_string(script)?;
    let (_, script) = script.split_once(BEGIN).expect("the script chooses its database");
    let server = SqlServer::start()?;
    let db = server.fresh()?;
    db.execute_script(script)?;
    Ok(Some((server, db)))
}

#[test]
fn the_script_s_tables_are_read_and_equal_to_sqlite() -> Result<()> {
    let Some((_server, db)) = loaded()? else { return Ok(()) };
    pascal::counts(&db)?;
    pascal::conditions(&db)?;
    pascal::revenue_per_country(&db)?;
    let Some(file) = samples::chinook("Chinook_Sqlite.sqlite") else { return Ok(()) };
    let sqlite = activerecord::connect(&format!("sqlite://{}?mode=ro", file.display()))?;
    pascal::compare_all(&db, &sqlite)
}

#[test]
fn the_script_s_foreign_keys_are_enforced() -> Result<()> {
    let Some((_server, db)) = loaded()? else { return Ok(()) };
    let insert = "INSERT INTO [dbo].[Album] ([AlbumId], [Title], [ArtistId]) VALUES (?, ?, ?)";
    let orphan = db.sql(insert, (400, "Orphan", 9999)).execute();
    assert!(orphan.as_ref().is_err_and(Error::is_foreign_key_violation), "{orphan:?}");
    let artist = pascal::Artist::on(&db).find(90)?.delete_on(&db);
    assert!(artist.as_ref().is_err_and(Error::is_foreign_key_violation), "{artist:?}");
    Ok(())
}

#[test]
fn a_copy_in_tables_of_the_models_is_equal_row_by_row() -> Result<()> {
    let Some((server, db)) = loaded()? else { return Ok(()) };
    let copy = server.fresh()?;
    pascal::copy_all(&db, &copy)?;
    pascal::revenue_per_country(&copy)?;
    pascal::compare_all(&db, &copy)
}
