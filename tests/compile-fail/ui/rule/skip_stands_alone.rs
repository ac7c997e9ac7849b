use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(skip, unique, column = "session")]
    session: String,
}

fn main() {}
