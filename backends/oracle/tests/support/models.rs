//! Models for statements that are looked at.

use activerecord::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    pub(crate) id: i64,
    #[record(unique, max_length = 40)]
    pub(crate) name: String,
    #[record(default = "0", check = "price >= 0")]
    pub(crate) price: Decimal,
    pub(crate) quantity: i32,
    pub(crate) sold: bool,
    #[record(references = Item, on_delete = "cascade")]
    pub(crate) parent_id: Option<i64>,
    pub(crate) note: Option<String>,
    pub(crate) photo: Option<Vec<u8>>,
}

/// Every type, a composite key of assigned values, and names that Oracle would not fold.
#[derive(ActiveRecord, Debug, Clone, PartialEq)]
#[record(table = "TrackParts", rename_all = "PascalCase")]
pub(crate) struct TrackPart {
    #[record(key, max_length = 20)]
    pub(crate) track_code: String,
    #[record(key)]
    pub(crate) part: i16,
    pub(crate) length: f64,
    pub(crate) gain: f32,
    pub(crate) token: Uuid,
    pub(crate) day: chrono::NaiveDate,
    pub(crate) at: chrono::NaiveTime,
    pub(crate) recorded: chrono::NaiveDateTime,
    pub(crate) published: chrono::DateTime<chrono::Utc>,
    pub(crate) plays: u64,
    #[record(index)]
    pub(crate) digest: Vec<u8>,
    #[record(max_length = 5000)]
    pub(crate) lyrics: String,
    pub(crate) tags: Json<Vec<String>>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "tickets", sequence = "ticket_numbers", schema = "box_office")]
pub(crate) struct Ticket {
    pub(crate) id: i64,
    pub(crate) seat: i32,
    #[record(lock_version)]
    pub(crate) version: i32,
}
