use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(max_length = 3)]
    age: Option<i32>,
}

fn main() {}
