//! Timestamps, versions, soft deletion, and all of them together.

use activerecord::prelude::*;
use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

/// Both timestamps.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Article {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) title: String,
    #[record(created_at)]
    pub(crate) created_at: DateTime<Utc>,
    #[record(updated_at)]
    pub(crate) updated_at: DateTime<Utc>,
}

/// Timestamps of other types, under other names.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Naive {
    pub(crate) id: i64,
    pub(crate) count: i32,
    #[record(created_at, column = "born")]
    pub(crate) made: NaiveDateTime,
    #[record(updated_at)]
    pub(crate) touched: Option<DateTime<Utc>>,
}

/// Timestamps on a model whose key the user assigns.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Setting {
    #[record(key, max_length = 40)]
    pub(crate) name: String,
    #[record(max_length = 80)]
    pub(crate) text: String,
    #[record(created_at)]
    pub(crate) created_at: DateTime<Utc>,
    #[record(updated_at)]
    pub(crate) updated_at: DateTime<Utc>,
}

/// A version.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Account {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) owner: String,
    pub(crate) balance: i64,
    #[record(lock_version)]
    pub(crate) version: i32,
}

/// A version on a model whose key the user assigns.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Profile {
    #[record(key, max_length = 40)]
    pub(crate) login: String,
    #[record(max_length = 80)]
    pub(crate) city: String,
    #[record(lock_version)]
    pub(crate) version: i64,
}

/// A version on a model whose key the client makes.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Revision {
    pub(crate) id: Uuid,
    #[record(max_length = 80)]
    pub(crate) text: String,
    #[record(lock_version)]
    pub(crate) version: u32,
}

/// Soft deletion.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Note {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) text: String,
    #[record(deleted_at)]
    pub(crate) deleted_at: Option<DateTime<Utc>>,
}

/// Soft deletion on a model whose key the user assigns, with a time without a zone.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Memo {
    #[record(key, max_length = 40)]
    pub(crate) name: String,
    #[record(deleted_at)]
    pub(crate) removed: Option<NaiveDateTime>,
}

/// All of them.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Draft {
    pub(crate) id: i64,
    #[record(max_length = 80)]
    pub(crate) text: String,
    #[record(created_at)]
    pub(crate) created_at: DateTime<Utc>,
    #[record(updated_at)]
    pub(crate) updated_at: DateTime<Utc>,
    #[record(lock_version)]
    pub(crate) version: i32,
    #[record(deleted_at)]
    pub(crate) deleted_at: Option<DateTime<Utc>>,
}
