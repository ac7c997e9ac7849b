use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Team {
    id: i64,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(references = Team)]
    team: Option<String>,
}

fn main() {}
