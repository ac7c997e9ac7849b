use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[allow(non_snake_case)]
struct User {
    id: i64,
    user_name: String,
    userName: String,
}

fn main() {}
