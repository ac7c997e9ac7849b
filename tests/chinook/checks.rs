//! What is asked of the data, whatever database they are in.

use std::collections::BTreeMap;

use activerecord::{Error, Record, Result, count_all, sum};

use super::*;

/// The tables and their numbers of rows, parents before children.
const ROWS: [u64; 11] = [275, 347, 8, 59, 25, 5, 3503, 412, 2240, 18, 8715];

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

/// Every row of every table can be read.
pub(crate) fn counts(db: &Database) -> Result<()> {
    assert_eq!(each_model!(count(db)), ROWS);
    Ok(())
}

fn count<M: Record>(db: &Database) -> Result<u64> {
    let rows = M::on(db).all()?.len() as u64;
    assert_eq!(M::on(db).count()?, rows, "{}", M::TABLE.name);
    Ok(rows)
}

/// The database adds up what the rows have, to the cent.
pub(crate) fn revenue_per_country(db: &Database) -> Result<()> {
    let revenue: Vec<(Option<String>, Option<Decimal>, i64)> = Invoice::on(db)
        .group_by(Invoice::BILLING_COUNTRY)
        .select((Invoice::BILLING_COUNTRY, sum(Invoice::TOTAL), count_all()))
        .order_by(sum(Invoice::TOTAL).desc())
        .all()?;
    assert_eq!(revenue.len(), 24);
    assert_eq!(revenue[0], (Some("USA".into()), Some(Decimal::new(52_306, 2)), 91));
    assert_eq!(revenue[1], (Some("Canada".into()), Some(Decimal::new(30_396, 2)), 56));

    let mut by_hand: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    Invoice::on(db).each(|invoice| {
        *by_hand.entry(invoice.billing_country).or_default() += invoice.total;
        Ok(())
    })?;
    for (country, total, _) in &revenue {
        assert_eq!(Some(&by_hand[country]), total.as_ref(), "{country:?}");
    }
    assert_eq!(Invoice::on(db).sum(Invoice::TOTAL)?, Some(Decimal::new(232_860, 2)));
    Ok(())
}

/// Columns that somebody else made answer conditions on the models' types.
pub(crate) fn conditions(db: &Database) -> Result<()> {
    let dear = Track::on(db).filter(Track::UNIT_PRICE.eq(Decimal::new(1_99, 2))).count()?;
    assert_eq!(dear, 213);
    let manager = Employee::on(db).filter(Employee::REPORTS_TO.is_null()).one()?;
    assert_eq!(manager.last_name, "Adams");
    let team = Employee::on(db).filter(Employee::REPORTS_TO.eq(manager.employee_id)).all()?;
    assert_eq!(team.len(), 2);
    let entry = PlaylistTrack::on(db).find((1, 3402))?;
    assert_eq!(entry, PlaylistTrack { playlist_id: 1, track_id: 3402 });
    Ok(())
}

/// Creates the tables of the models, and copies every row.
pub(crate) fn copy_all(from: &Database, to: &Database) -> Result<()> {
    each_model!(create(to));
    each_model!(copy(from, to));
    // The copy has the constraints of the structs.
    let mut orphan = Album::on(from).first()?.expect("an album");
    orphan.album_id = 0;
    orphan.artist_id = 9999;
    let orphan = orphan.create_on(to);
    assert!(orphan.unwrap_err().is_foreign_key_violation());
    Ok(())
}

fn create<M: Record>(db: &Database) -> Result<()> {
    db.create_table::<M>()
}

fn copy<M: Record>(from: &Database, to: &Database) -> Result<()> {
    to.transaction(|tx| {
        for batch in M::on(from).batches(500) {
            M::insert_many_on(tx, &mut batch?)?;
        }
        Ok(())
    })
}

/// Compares two databases row by row.
pub(crate) fn compare_all(a: &Database, b: &Database) -> Result<()> {
    each_model!(compare(a, b));
    Ok(())
}

fn compare<M: Record + PartialEq + std::fmt::Debug>(a: &Database, b: &Database) -> Result<()> {
    let rows = |db: &Database, size: u64| -> Result<Vec<M>, Error> {
        let mut rows = Vec::new();
        for batch in M::on(db).batches(size) {
            rows.extend(batch?);
        }
        Ok(rows)
    };
    let (left, right) = (rows(a, 1000)?, rows(b, 777)?);
    assert_eq!(left.len(), right.len(), "{}", M::TABLE.name);
    for (a, b) in left.iter().zip(&right) {
        assert_eq!(a, b, "{}", M::TABLE.name);
    }
    Ok(())
}
