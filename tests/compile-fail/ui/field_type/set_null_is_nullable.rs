use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    #[record(references = User, on_delete = "set null")]
    user_id: i64,
}

fn main() {}
