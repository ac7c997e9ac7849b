use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(unique index)]
    email: String,
    #[record("unique")]
    name: String,
}

fn main() {}
