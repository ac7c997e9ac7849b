use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(constant = "e-mail")]
    email: String,
}

fn main() {}
