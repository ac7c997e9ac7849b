//! The relations of the sample database, loaded whole and checked against SQL written by hand.

use activerecord::prelude::*;
use activerecord::testing::count_queries;
use activerecord::{Result, count};

use super::pascal::*;
use super::sqlite;

type Names = Vec<(i64, i64)>;

/// The pairs that a statement gives.
fn pairs(db: &Database, sql: &str) -> Result<Names> {
    db.sql(sql, ()).all()
}

#[test]
fn artists_have_albums_and_these_have_tracks() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let query = Artist::on(&db)
        .order_by(Artist::ARTIST_ID)
        .include(Artist::ALBUMS.include(Album::TRACKS.include((Track::GENRE, Track::PLAYLISTS))));
    let (artists, queries) = count_queries(|| query.all());
    assert_eq!(queries, 5);
    let mut found: Names = Vec::new();
    let (mut genres, mut playlists): (Names, Names) = (Vec::new(), Vec::new());
    for artist in artists? {
        for album in artist.albums.loaded()? {
            for track in album.tracks.loaded()? {
                found.push((artist.artist_id, track.track_id));
                let genre = track.genre.loaded()?.map_or(0, |genre| genre.genre_id);
                genres.push((track.track_id, genre));
                let lists = track.playlists.loaded()?;
                playlists.extend(lists.iter().map(|list| (track.track_id, list.playlist_id)));
            }
        }
    }
    let sql = "SELECT ArtistId, TrackId FROM Album JOIN Track USING (AlbumId) \
               ORDER BY ArtistId, AlbumId, TrackId";
    assert_eq!(found, pairs(&db, sql)?);
    assert_eq!(found.len(), 3503);
    genres.sort_unstable();
    assert_eq!(genres, pairs(&db, "SELECT TrackId, GenreId FROM Track ORDER BY TrackId")?);
    playlists.sort_unstable();
    let sql = "SELECT TrackId, PlaylistId FROM PlaylistTrack ORDER BY TrackId, PlaylistId";
    assert_eq!(playlists, pairs(&db, sql)?);
    Ok(())
}

#[test]
fn tracks_lead_to_the_manager_of_who_sold_them() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let sold = Track::LINES.include(
        InvoiceLine::INVOICE
            .include(Invoice::CUSTOMER.include(Customer::SUPPORT_REP.include(Employee::MANAGER))),
    );
    let query = Track::on(&db).include(sold);
    let (tracks, queries) = count_queries(|| query.all());
    // One for each model, and for thousands of tracks whether they are most: the size of two tables.
    assert_eq!(queries, 6 + 2);
    let mut found: Names = Vec::new();
    for track in tracks? {
        for line in track.lines.loaded()? {
            let invoice = line.invoice.loaded()?;
            let customer = invoice.map(|invoice| invoice.customer.loaded()).transpose()?.flatten();
            let rep = customer.map(|customer| customer.support_rep.loaded()).transpose()?.flatten();
            let manager = rep.map(|rep| rep.manager.loaded()).transpose()?.flatten();
            found.push((line.invoice_line_id, manager.map_or(0, |manager| manager.employee_id)));
        }
    }
    found.sort_unstable();
    let sql = "SELECT InvoiceLineId, Employee.ReportsTo FROM InvoiceLine JOIN Invoice USING \
               (InvoiceId) JOIN Customer USING (CustomerId) JOIN Employee ON EmployeeId = \
               SupportRepId ORDER BY InvoiceLineId";
    assert_eq!(found, pairs(&db, sql)?);
    assert_eq!(found.len(), 2240);
    Ok(())
}

#[test]
fn rows_through_several_models() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let customers =
        Customer::on(&db).order_by(Customer::CUSTOMER_ID).include(Customer::TRACKS).all()?;
    let mut found: Names = Vec::new();
    for customer in &customers {
        let tracks = customer.tracks.loaded()?;
        found.extend(tracks.iter().map(|track| (customer.customer_id, track.track_id)));
        assert_eq!(customer.tracks().on(&db).count()?, tracks.len() as u64);
    }
    let sql = "SELECT CustomerId, TrackId FROM Invoice JOIN InvoiceLine USING (InvoiceId) \
               ORDER BY CustomerId, TrackId";
    assert_eq!(found, pairs(&db, sql)?);
    Ok(())
}

#[test]
fn a_limit_for_each_artist() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let longest = Artist::TRACKS.order_by((Track::MILLISECONDS.desc(), Track::TRACK_ID)).limit(2);
    let artists = Artist::on(&db).order_by(Artist::ARTIST_ID).include(longest).all()?;
    let mut found: Names = Vec::new();
    for artist in &artists {
        let tracks = artist.tracks.loaded()?;
        found.extend(tracks.iter().map(|track| (artist.artist_id, track.track_id)));
    }
    let sql = "SELECT ArtistId, TrackId FROM (SELECT ArtistId, TrackId, ROW_NUMBER() OVER \
               (PARTITION BY ArtistId ORDER BY Milliseconds DESC, TrackId) AS n FROM Album JOIN \
               Track USING (AlbumId)) WHERE n <= 2 ORDER BY ArtistId, n";
    assert_eq!(found, pairs(&db, sql)?);
    Ok(())
}

#[test]
fn queries_through_relations() -> Result<()> {
    let Some((db, _folder)) = sqlite() else { return Ok(()) };
    let unsold = Album::on(&db).filter(Album::TRACKS.none(Track::LINES.exists())).count()?;
    let sql = "SELECT COUNT(*), 0 FROM Album WHERE NOT EXISTS (SELECT 1 FROM Track JOIN \
               InvoiceLine USING (TrackId) WHERE Track.AlbumId = Album.AlbumId)";
    assert_eq!(i64::try_from(unsold).ok(), Some(pairs(&db, sql)?[0].0));
    let by_genre: Vec<(Option<String>, i64)> = Track::on(&db)
        .join(Track::GENRE)
        .join(Track::LINES)
        .group_by(Genre::NAME)
        .order_by(count(InvoiceLine::INVOICE_LINE_ID).desc())
        .select((Genre::NAME, count(InvoiceLine::INVOICE_LINE_ID)))
        .limit(1)
        .all()?;
    assert_eq!(by_genre, [(Some("Rock".into()), 835)]);
    let counted = Employee::on(&db).with_count(Employee::REPORTS).order_by(Employee::EMPLOYEE_ID);
    let numbers: Names =
        counted.all()?.iter().map(|found| (found.employee_id, found.count)).collect();
    let sql = "SELECT e.EmployeeId, COUNT(r.EmployeeId) FROM Employee e LEFT JOIN Employee r ON \
               r.ReportsTo = e.EmployeeId GROUP BY e.EmployeeId ORDER BY e.EmployeeId";
    assert_eq!(numbers, pairs(&db, sql)?);
    Ok(())
}
