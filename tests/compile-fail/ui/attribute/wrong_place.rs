use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(max_length = 5)]
struct User {
    id: i64,
    #[record(table = "people")]
    email: String,
    #[record(index(email, name))]
    name: String,
}

fn main() {}
