//! Constraints, defaults and foreign keys, and structs that disagree about one table.

use activerecord::prelude::*;

/// A unique column, a default and two checks.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(check = "seats <= 100")]
pub(crate) struct Team {
    pub(crate) id: i64,
    #[record(unique, max_length = 40)]
    pub(crate) name: String,
    #[record(check = "seats >= 0", default = "11")]
    pub(crate) seats: i32,
}

/// A team that is not stored yet.
pub(crate) fn team(name: &str, seats: i32) -> Team {
    Team { id: 0, name: name.into(), seats }
}

/// Goes with its team.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Player {
    pub(crate) id: i64,
    #[record(references = Team, on_delete = "cascade", index)]
    pub(crate) team_id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
}

/// Stays when its team goes.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Follower {
    pub(crate) id: i64,
    #[record(references = Team, on_delete = "set null")]
    pub(crate) team_id: Option<i64>,
}

/// Keeps its team from going.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Guarded {
    pub(crate) id: i64,
    #[record(references = Team)]
    pub(crate) team_id: i64,
}

/// Constraints over several columns.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(unique(room, hour, name = "one_booking_an_hour"), index(guest, hour))]
pub(crate) struct Booking {
    pub(crate) id: i64,
    pub(crate) room: i32,
    pub(crate) hour: i32,
    pub(crate) guest: i64,
}

/// A column that the database writes.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Counter {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
    #[record(read_only, default = "7")]
    pub(crate) start: i32,
}

/// A table whose label must be there.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "labels")]
pub(crate) struct Strict {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) label: String,
}

/// The same table, but its label may be NULL.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "labels")]
pub(crate) struct Loose {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) label: Option<String>,
}

/// The same table with a column that it may not have.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "labels")]
pub(crate) struct Wider {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) label: String,
    pub(crate) width: i32,
}
