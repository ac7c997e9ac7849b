//! Models of the names that Chinook has in PostgreSQL.

super::models::models! {
    case: "snake_case",
    artist: "artist",
    album: "album",
    employee: "employee",
    customer: "customer",
    genre: "genre",
    media_type: "media_type",
    invoice: "invoice",
    track: "track",
    invoice_line: "invoice_line",
    playlist: "playlist",
    playlist_track: "playlist_track",
}

#[path = "checks.rs"]
mod checks;
pub(crate) use self::checks::*;
