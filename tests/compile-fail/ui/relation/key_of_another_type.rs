//! The two sides of a relation have different types.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Team {
    id: i64,
    users: HasMany<User>,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    team_id: String,
    team: BelongsTo<Team>,
}

fn main() {}
