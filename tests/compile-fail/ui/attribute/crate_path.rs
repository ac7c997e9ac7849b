use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(crate = "not a path")]
struct User {
    id: i64,
}

fn main() {}
