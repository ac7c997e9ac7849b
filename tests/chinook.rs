//! A real database: Chinook, as others made it, read, aggregated and copied through models.
//!
//! Its files are not part of the repository. They are looked for in `../shared/data/chinook`, or
//! where `ACTIVERECORD_CHINOOK` points to; where they are absent the tests say so and do nothing.

#![expect(clippy::duplicate_mod, reason = "the same checks for models of other names")]

use activerecord::prelude::*;
use activerecord::{Error, Result};
use activerecord_tests::fresh::{Engine, Fresh};
use activerecord_tests::samples;

#[path = "chinook/models.rs"]
mod models;
#[path = "chinook/pascal.rs"]
mod pascal;
#[path = "chinook/relations.rs"]
mod relations;
#[path = "chinook/snake.rs"]
mod snake;

/// A copy of the SQLite file, and the folder that it goes away with.
fn sqlite() -> Option<(Database, tempfile::TempDir)> {
    let original = samples::chinook("Chinook_Sqlite.sqlite")?;
    let copies = tempfile::tempdir().expect("a temporary folder");
    let copy = copies.path().join("chinook.sqlite");
    std::fs::copy(&original, &copy).expect("a copy of the database");
    let config = ConnectionConfig::new().database(copy.to_string_lossy());
    Some((Database::open(config, SqliteBackend).expect("the copy opens"), copies))
}

/// A database of a server into which a script was loaded, from behind the line that chooses the
/// database on, and after some SQL of our own.
fn loaded(
    engine: Engine,
    script: &str,
    begin: &str,
    before: &str,
) -> Result<Option<(Database, Fresh)>> {
    let (Some(script), Some(fresh)) = (samples::chinook(script), engine.fresh()) else {
        return Ok(None);
    };
    let script = std::fs::read_to_string(script)?;
    let (_, script) = script.split_once(begin).expect("the script chooses its database");
    fresh.open("")?.execute_script(&format!("{before};{script}"))?;
    let db = fresh.open("")?;
    Ok(Some((db, fresh)))
}

fn postgres() -> Result<Option<(Database, Fresh)>> {
    loaded(Engine::Postgres, "Chinook_PostgreSql.sql", "\\c chinook;", "")
}

fn mysql() -> Result<Option<(Database, Fresh)>> {
    // The script means its backslashes as they stand.
    let before = "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')";
    loaded(Engine::MySql, "Chinook_MySql.sql", "USE `Chinook`;", before)
}

/// An empty SQLite file.
fn empty() -> Result<(Database, tempfile::TempDir)> {
    let folder = tempfile::tempdir().map_err(Error::other)?;
    let path = folder.path().join("copy.sqlite");
    Ok((activerecord::connect(&format!("sqlite://{}", path.display()))?, folder))
}

#[test]
fn sqlite_is_read() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    pascal::counts(&db)?;
    // The file keeps prices as floats in a NUMERIC column; a decimal finds them all the same.
    pascal::conditions(&db)?;
    pascal::revenue_per_country(&db)
}

#[test]
fn a_copy_of_sqlite_is_equal_row_by_row() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let (copy, _copies) = empty()?;
    pascal::copy_all(&db, &copy)?;
    pascal::compare_all(&db, &copy)
}

#[test]
fn postgres_is_read() -> Result<()> {
    let Some((db, _fresh)) = postgres()? else { return Ok(()) };
    snake::counts(&db)?;
    snake::conditions(&db)?;
    snake::revenue_per_country(&db)
}

#[test]
fn mysql_is_read_and_equal_to_sqlite() -> Result<()> {
    let Some((db, _fresh)) = mysql()? else { return Ok(()) };
    pascal::counts(&db)?;
    pascal::conditions(&db)?;
    pascal::revenue_per_country(&db)?;
    let Some((file, _folder)) = sqlite() else { return Ok(()) };
    pascal::compare_all(&db, &file)
}

/// PostgreSQL to MySQL to SQLite: nothing is lost on the way.
#[test]
fn a_journey_through_three_databases() -> Result<()> {
    let Some((first, _fresh)) = postgres()? else { return Ok(()) };
    let Some(second) = Engine::MySql.fresh() else { return Ok(()) };
    let second_db = second.open("")?;
    let (third, _folder) = empty()?;
    snake::copy_all(&first, &second_db)?;
    snake::copy_all(&second_db, &third)?;
    snake::compare_all(&first, &third)?;
    snake::revenue_per_country(&third)
}
