//! A real database: Chinook, as others made it, read, aggregated and copied through models.
//!
//! The file is not part of the repository. It is looked for in `../shared/data/chinook`, or where
//! `ACTIVERECORD_CHINOOK` points to; where it is absent the tests say so and do nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use activerecord::prelude::*;
use activerecord::{Error, Record, Result, count_all, sum};
use rust_decimal::Decimal;

#[path = "chinook/models.rs"]
mod models;
#[path = "chinook/relations.rs"]
mod relations;
use models::*;

/// A copy of the sample database, and the folder that it goes away with.
fn chinook() -> Option<(Database, tempfile::TempDir)> {
    let folder = std::env::var_os("ACTIVERECORD_CHINOOK").map(PathBuf::from);
    let folder = folder
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/chinook"));
    let original = folder.join("Chinook_Sqlite.sqlite");
    if !original.exists() {
        eprintln!("NOT RUN: the Chinook database is not at {}", original.display());
        return None;
    }
    let copies = tempfile::tempdir().expect("a temporary folder");
    let copy = copies.path().join("chinook.sqlite");
    std::fs::copy(&original, &copy).expect("a copy of the database");
    let config = ConnectionConfig::new().database(copy.to_string_lossy());
    Some((Database::open(config, SqliteBackend).expect("the copy opens"), copies))
}

/// Does something with each of the eleven models, parents before children.
macro_rules! each_model {
    ($function:ident($($argument:expr),*)) => {
        [
            $function::<Artist>($($argument),*)?,
            $function::<Album>($($argument),*)?,
            $function::<Employee>($($argument),*)?,
            $function::<Customer>($($argument),*)?,
            $function::<Genre>($($argument),*)?,
            $function::<MediaType>($($argument),*)?,
            $function::<Track>($($argument),*)?,
            $function::<Invoice>($($argument),*)?,
            $function::<InvoiceLine>($($argument),*)?,
            $function::<Playlist>($($argument),*)?,
            $function::<PlaylistTrack>($($argument),*)?,
        ]
    };
}

fn count<M: Record>(db: &Database) -> Result<(&'static str, u64)> {
    let rows = M::on(db).all()?.len() as u64;
    assert_eq!(M::on(db).count()?, rows, "{}", M::TABLE.name);
    Ok((M::TABLE.name, rows))
}

#[test]
fn every_row_of_every_table_can_be_read() -> Result<()> {
    let Some((db, _folder)) = chinook() else { return Ok(()) };
    let counts = each_model!(count(&db));
    assert_eq!(
        counts,
        [
            ("Artist", 275),
            ("Album", 347),
            ("Employee", 8),
            ("Customer", 59),
            ("Genre", 25),
            ("MediaType", 5),
            ("Track", 3503),
            ("Invoice", 412),
            ("InvoiceLine", 2240),
            ("Playlist", 18),
            ("PlaylistTrack", 8715),
        ]
    );
    Ok(())
}

#[test]
fn revenue_per_country_is_exact() -> Result<()> {
    let Some((db, _folder)) = chinook() else { return Ok(()) };
    let revenue: Vec<(Option<String>, Option<Decimal>, i64)> = Invoice::on(&db)
        .group_by(Invoice::BILLING_COUNTRY)
        .select((Invoice::BILLING_COUNTRY, sum(Invoice::TOTAL), count_all()))
        .order_by(sum(Invoice::TOTAL).desc())
        .all()?;
    assert_eq!(revenue.len(), 24);
    assert_eq!(revenue[0], (Some("USA".into()), Some(Decimal::new(52_306, 2)), 91));
    assert_eq!(revenue[1], (Some("Canada".into()), Some(Decimal::new(30_396, 2)), 56));

    let mut by_hand: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    Invoice::on(&db).each(|invoice| {
        *by_hand.entry(invoice.billing_country).or_default() += invoice.total;
        Ok(())
    })?;
    for (country, total, _) in &revenue {
        assert_eq!(Some(&by_hand[country]), total.as_ref(), "{country:?}");
    }
    assert_eq!(Invoice::on(&db).sum(Invoice::TOTAL)?, Some(Decimal::new(232_860, 2)));
    Ok(())
}

#[test]
fn foreign_columns_answer_conditions() -> Result<()> {
    let Some((db, _folder)) = chinook() else { return Ok(()) };
    // The file keeps prices as floats in a NUMERIC column; a decimal finds them all the same.
    let dear = Track::on(&db).filter(Track::UNIT_PRICE.eq(Decimal::new(1_99, 2))).count()?;
    assert_eq!(dear, 213);
    let manager = Employee::on(&db).filter(Employee::REPORTS_TO.is_null()).one()?;
    assert_eq!(manager.last_name, "Adams");
    let team = Employee::on(&db).filter(Employee::REPORTS_TO.eq(manager.employee_id)).all()?;
    assert_eq!(team.len(), 2);
    let entry = PlaylistTrack::on(&db).find((1, 3402))?;
    assert_eq!(entry, PlaylistTrack { playlist_id: 1, track_id: 3402 });
    Ok(())
}

fn create<M: Record>(db: &Database) -> Result<()> {
    db.create_table::<M>()
}

fn copy<M: Record>(from: &Database, to: &Database) -> Result<()> {
    to.transaction(|tx| {
        for batch in M::on(from).batches(500) {
            for mut row in batch? {
                row.insert_on(tx)?;
            }
        }
        Ok(())
    })
}

fn compare<M: Record + PartialEq + std::fmt::Debug>(a: &Database, b: &Database) -> Result<()> {
    let (mut left, mut right) = (M::on(a).batches(1000), M::on(b).batches(777));
    let mut rows = (Vec::new(), Vec::new());
    for batch in left.by_ref() {
        rows.0.extend(batch?);
    }
    for batch in right.by_ref() {
        rows.1.extend(batch?);
    }
    assert_eq!(rows.0.len(), rows.1.len(), "{}", M::TABLE.name);
    for (a, b) in rows.0.iter().zip(&rows.1) {
        assert_eq!(a, b, "{}", M::TABLE.name);
    }
    Ok(())
}

#[test]
fn a_full_copy_is_equal_row_by_row() -> Result<()> {
    let Some((db, _folder)) = chinook() else { return Ok(()) };
    let folder = tempfile::tempdir().map_err(Error::other)?;
    let path = folder.path().join("copy.sqlite");
    let fresh = activerecord::connect(&format!("sqlite://{}", path.display()))?;
    each_model!(create(&fresh));
    each_model!(copy(&db, &fresh));
    each_model!(compare(&db, &fresh));

    // The copy has the constraints of the structs.
    let orphan = Album {
        album_id: 0,
        title: "?".into(),
        artist_id: 9999,
        artist: BelongsTo::default(),
        tracks: HasMany::default(),
    }
    .create_on(&fresh);
    assert!(orphan.unwrap_err().is_foreign_key_violation());
    Ok(())
}
