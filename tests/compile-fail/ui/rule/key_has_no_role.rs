use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    #[record(lock_version, unique)]
    id: i64,
}

fn main() {}
