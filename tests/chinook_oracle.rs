//! Chinook in Oracle's form: the tables of its own script, filled with its data, through models. The
//! script's names are not quoted, so `AlbumId` is Oracle's `ALBUMID`.
//!
//! It runs on the stand-in for Oracle's client library. The files are not part of the repository.

#[path = "../backends/oracle/tests/support/stand_in.rs"]
mod stand_in;

use std::path::Path;

use activerecord::prelude::*;
use activerecord::{Record, Result, count_all, sum};
use activerecord_tests::samples;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "artist")]
struct Artist {
    #[record(key, column = "artistid")]
    id: i64,
    #[record(max_length = 120)]
    name: Option<String>,
}

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "album")]
struct Album {
    #[record(key, column = "albumid")]
    id: i64,
    #[record(max_length = 160)]
    title: String,
    #[record(column = "artistid")]
    artist_id: i64,
}

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "employee")]
struct Employee {
    #[record(key, column = "employeeid")]
    id: i64,
    #[record(column = "lastname", max_length = 20)]
    last_name: String,
    #[record(column = "firstname", max_length = 20)]
    first_name: String,
    #[record(column = "reportsto")]
    reports_to: Option<i64>,
    #[record(column = "birthdate")]
    birth_date: Option<NaiveDateTime>,
}

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "playlisttrack")]
struct PlaylistTrack {
    #[record(key, column = "playlistid")]
    playlist_id: i64,
    #[record(key, column = "trackid")]
    track_id: i64,
}

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "invoiceline")]
struct InvoiceLine {
    #[record(key, column = "invoicelineid")]
    id: i64,
    #[record(column = "invoiceid")]
    invoice_id: i64,
    #[record(column = "trackid")]
    track_id: i64,
    #[record(column = "unitprice")]
    unit_price: Decimal,
    quantity: i64,
}

/// The tables of the script, empty. Its INSERTs have many rows each, which 23ai alone knows, and its
/// foreign keys need all of the data.
fn tables(script: &Path) -> Result<Database> {
    let script = std::fs::read_to_string(script)?;
    let database = activerecord::connect(&stand_in::url("chinook"))?;
    let create = |text: &'_ str| text.find("CREATE TABLE").map(|start| text[start..].to_owned());
    let is_table = |create: &String| create.contains("PRIMARY KEY");
    let creates: Vec<String> = script.split(';').filter_map(create).filter(is_table).collect();
    assert_eq!(creates.len(), 11);
    database.execute_script(&creates.join(";\n"))?;
    Ok(database)
}

/// Copies a table's rows from the SQLite file.
fn copy<M: Model + Record>(from: &Database, to: &Database, table: &str) -> Result<Vec<M>> {
    let rows = from.sql(&format!("SELECT * FROM {table}"), ()).all::<M>()?;
    let mut copies = from.sql(&format!("SELECT * FROM {table}"), ()).all::<M>()?;
    M::insert_many_on(to, &mut copies)?;
    Ok(rows)
}

#[test]
fn models_map_to_the_script_s_tables() -> Result<()> {
    let Some(script) = samples::chinook("Chinook_Oracle.sql") else { return Ok(()) };
    let Some(file) = samples::chinook("Chinook_Sqlite.sqlite") else { return Ok(()) };
    let sqlite = format!("sqlite://{}?mode=ro", file.display());
    let (original, oracle) = (activerecord::connect(&sqlite)?, tables(&script)?);
    let artists: Vec<Artist> = copy(&original, &oracle, "Artist")?;
    assert_eq!(Artist::on(&oracle).order_by(Artist::ID).all()?, artists);
    let albums: Vec<Album> = copy(&original, &oracle, "Album")?;
    assert_eq!(Album::on(&oracle).order_by(Album::ID).all()?, albums);
    let staff: Vec<Employee> = copy(&original, &oracle, "Employee")?;
    assert_eq!(Employee::on(&oracle).order_by(Employee::ID).all()?, staff);
    let tracks: Vec<PlaylistTrack> = copy(&original, &oracle, "PlaylistTrack")?;
    assert_eq!(PlaylistTrack::on(&oracle).count()?, tracks.len() as u64);
    assert_eq!(PlaylistTrack::on(&oracle).find((1, 3402))?.track_id, 3402);

    let lines: Vec<InvoiceLine> = copy(&original, &oracle, "InvoiceLine")?;
    let total: Decimal =
        lines.iter().map(|line| line.unit_price * Decimal::from(line.quantity)).sum();
    let counted = InvoiceLine::on(&oracle).sum(InvoiceLine::UNIT_PRICE)?;
    assert_eq!(counted, Some(total), "every line is of one piece");
    let most: Vec<(i64, i64)> = Album::on(&oracle)
        .group_by(Album::ARTIST_ID)
        .having(count_all().gt(10))
        .select((Album::ARTIST_ID, count_all()))
        .order_by((count_all().desc(), Album::ARTIST_ID))
        .all()?;
    assert_eq!(most.first(), Some(&(90, 21)), "Iron Maiden");
    let by_track: Vec<(i64, Option<Decimal>)> = InvoiceLine::on(&oracle)
        .filter(InvoiceLine::TRACK_ID.le(10))
        .group_by(InvoiceLine::TRACK_ID)
        .select((InvoiceLine::TRACK_ID, sum(InvoiceLine::UNIT_PRICE)))
        .order_by(InvoiceLine::TRACK_ID)
        .all()?;
    assert_eq!(by_track.first(), Some(&(1, Some("0.99".parse().expect("a number")))));
    Ok(())
}
