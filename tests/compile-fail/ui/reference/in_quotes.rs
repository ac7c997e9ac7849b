use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(references = "Team")]
    team_id: i64,
    #[record(references)]
    parent_id: i64,
}

fn main() {}
