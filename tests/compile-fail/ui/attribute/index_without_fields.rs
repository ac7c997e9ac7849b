use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(index)]
struct User {
    id: i64,
}

fn main() {}
