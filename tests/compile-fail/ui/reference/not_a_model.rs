use activerecord::prelude::*;

struct Team {
    id: i64,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(references = Team)]
    team_id: i64,
}

fn main() {}
