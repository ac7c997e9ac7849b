//! The key of a `BelongsTo` is a field of its own model.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Team {
    id: i64,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    team: BelongsTo<Team>,
}

fn main() {}
