//! Models of the names that Chinook has in SQLite, MySQL and SQL Server.

super::models::models! {
    case: "PascalCase",
    artist: "Artist",
    album: "Album",
    employee: "Employee",
    customer: "Customer",
    genre: "Genre",
    media_type: "MediaType",
    invoice: "Invoice",
    track: "Track",
    invoice_line: "InvoiceLine",
    playlist: "Playlist",
    playlist_track: "PlaylistTrack",
}

#[path = "checks.rs"]
mod checks;
pub(crate) use self::checks::*;
