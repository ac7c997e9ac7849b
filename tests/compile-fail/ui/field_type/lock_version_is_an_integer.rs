use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(lock_version)]
    version: String,
}

fn main() {}
