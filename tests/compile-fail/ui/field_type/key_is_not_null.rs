use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: Option<i64>,
}

fn main() {}
