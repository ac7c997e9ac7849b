use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: &'static str,
}

fn main() {}
