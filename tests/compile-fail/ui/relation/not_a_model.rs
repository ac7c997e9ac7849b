//! A relation leads to a model.

use activerecord::prelude::*;

struct Team;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    team_id: i64,
    team: BelongsTo<Team>,
}

fn main() {}
