use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(deleted_at)]
    deleted: bool,
}

fn main() {}
