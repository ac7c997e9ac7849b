use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record]
struct User {
    id: i64,
    #[record = "unique"]
    email: String,
}

fn main() {}
