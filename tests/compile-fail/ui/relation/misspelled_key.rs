//! A key that was named, and is not there.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Team {
    id: i64,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    team_id: i64,
    #[record(key = "taem_id")]
    team: BelongsTo<Team>,
}

fn main() {}
