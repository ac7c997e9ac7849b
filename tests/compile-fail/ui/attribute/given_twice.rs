use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table = "users", table = "people")]
struct User {
    id: i64,
    #[record(unique)]
    #[record(unique)]
    email: String,
}

fn main() {}
