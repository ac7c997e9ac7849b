//! Models of all eleven tables of the Chinook sample database: decimals, dates, a table that refers
//! to itself, a composite key, and the relations between them. Its names are written differently for
//! each database, so the models are made by a macro.

/// Makes the models for names in this case, and tables of these names.
macro_rules! models {
    (
        case: $case:literal,
        artist: $artist:literal,
        album: $album:literal,
        employee: $employee:literal,
        customer: $customer:literal,
        genre: $genre:literal,
        media_type: $media_type:literal,
        invoice: $invoice:literal,
        track: $track:literal,
        invoice_line: $invoice_line:literal,
        playlist: $playlist:literal,
        playlist_track: $playlist_track:literal,
    ) => {
        use activerecord::prelude::*;
        use chrono::NaiveDateTime;
        use rust_decimal::Decimal;

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $artist, rename_all = $case)]
        pub(crate) struct Artist {
            #[record(key)]
            pub(crate) artist_id: i64,
            #[record(max_length = 120)]
            pub(crate) name: Option<String>,
            #[record(order = "album_id")]
            pub(crate) albums: HasMany<Album>,
            #[record(through = Album, order = "track_id")]
            pub(crate) tracks: HasMany<Track>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $album, rename_all = $case)]
        pub(crate) struct Album {
            #[record(key)]
            pub(crate) album_id: i64,
            #[record(max_length = 160)]
            pub(crate) title: String,
            #[record(references = Artist)]
            pub(crate) artist_id: i64,
            pub(crate) artist: BelongsTo<Artist>,
            #[record(order = "track_id")]
            pub(crate) tracks: HasMany<Track>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $employee, rename_all = $case)]
        pub(crate) struct Employee {
            #[record(key)]
            pub(crate) employee_id: i64,
            pub(crate) last_name: String,
            pub(crate) first_name: String,
            pub(crate) title: Option<String>,
            #[record(references = Employee)]
            pub(crate) reports_to: Option<i64>,
            pub(crate) birth_date: Option<NaiveDateTime>,
            pub(crate) hire_date: Option<NaiveDateTime>,
            pub(crate) address: Option<String>,
            pub(crate) city: Option<String>,
            pub(crate) state: Option<String>,
            pub(crate) country: Option<String>,
            pub(crate) postal_code: Option<String>,
            pub(crate) phone: Option<String>,
            pub(crate) fax: Option<String>,
            pub(crate) email: Option<String>,
            #[record(key = "reports_to")]
            pub(crate) manager: BelongsTo<Employee>,
            #[record(key = "reports_to", order = "employee_id")]
            pub(crate) reports: HasMany<Employee>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $customer, rename_all = $case)]
        pub(crate) struct Customer {
            #[record(key)]
            pub(crate) customer_id: i64,
            pub(crate) first_name: String,
            pub(crate) last_name: String,
            pub(crate) company: Option<String>,
            pub(crate) address: Option<String>,
            pub(crate) city: Option<String>,
            pub(crate) state: Option<String>,
            pub(crate) country: Option<String>,
            pub(crate) postal_code: Option<String>,
            pub(crate) phone: Option<String>,
            pub(crate) fax: Option<String>,
            pub(crate) email: String,
            #[record(references = Employee)]
            pub(crate) support_rep_id: Option<i64>,
            pub(crate) support_rep: BelongsTo<Employee>,
            #[record(order = "invoice_id")]
            pub(crate) invoices: HasMany<Invoice>,
            #[record(through(Invoice, InvoiceLine), order = "track_id")]
            pub(crate) tracks: HasMany<Track>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $genre, rename_all = $case)]
        pub(crate) struct Genre {
            #[record(key)]
            pub(crate) genre_id: i64,
            pub(crate) name: Option<String>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $media_type, rename_all = $case)]
        pub(crate) struct MediaType {
            #[record(key)]
            pub(crate) media_type_id: i64,
            pub(crate) name: Option<String>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $invoice, rename_all = $case)]
        pub(crate) struct Invoice {
            #[record(key)]
            pub(crate) invoice_id: i64,
            #[record(references = Customer, index)]
            pub(crate) customer_id: i64,
            pub(crate) invoice_date: NaiveDateTime,
            pub(crate) billing_address: Option<String>,
            pub(crate) billing_city: Option<String>,
            pub(crate) billing_state: Option<String>,
            pub(crate) billing_country: Option<String>,
            pub(crate) billing_postal_code: Option<String>,
            pub(crate) total: Decimal,
            pub(crate) customer: BelongsTo<Customer>,
            #[record(order = "invoice_line_id")]
            pub(crate) lines: HasMany<InvoiceLine>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $track, rename_all = $case)]
        pub(crate) struct Track {
            #[record(key)]
            pub(crate) track_id: i64,
            pub(crate) name: String,
            #[record(references = Album)]
            pub(crate) album_id: Option<i64>,
            #[record(references = MediaType)]
            pub(crate) media_type_id: i64,
            #[record(references = Genre)]
            pub(crate) genre_id: Option<i64>,
            pub(crate) composer: Option<String>,
            pub(crate) milliseconds: i32,
            pub(crate) bytes: Option<i32>,
            pub(crate) unit_price: Decimal,
            pub(crate) album: BelongsTo<Album>,
            pub(crate) genre: BelongsTo<Genre>,
            #[record(order = "invoice_line_id")]
            pub(crate) lines: HasMany<InvoiceLine>,
            #[record(through = PlaylistTrack, order = "playlist_id")]
            pub(crate) playlists: HasMany<Playlist>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $invoice_line, rename_all = $case)]
        pub(crate) struct InvoiceLine {
            #[record(key)]
            pub(crate) invoice_line_id: i64,
            #[record(references = Invoice)]
            pub(crate) invoice_id: i64,
            #[record(references = Track)]
            pub(crate) track_id: i64,
            pub(crate) unit_price: Decimal,
            pub(crate) quantity: i32,
            pub(crate) invoice: BelongsTo<Invoice>,
            pub(crate) track: BelongsTo<Track>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $playlist, rename_all = $case)]
        pub(crate) struct Playlist {
            #[record(key)]
            pub(crate) playlist_id: i64,
            pub(crate) name: Option<String>,
            #[record(through = PlaylistTrack, order = "track_id")]
            pub(crate) tracks: HasMany<Track>,
        }

        #[derive(ActiveRecord, Debug, Clone, PartialEq)]
        #[record(table = $playlist_track, rename_all = $case)]
        pub(crate) struct PlaylistTrack {
            #[record(key, references = Playlist)]
            pub(crate) playlist_id: i64,
            #[record(key, references = Track)]
            pub(crate) track_id: i64,
        }
    };
}

pub(crate) use models;
