use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    #[record(column = "name")]
    title: String,
}

fn main() {}
