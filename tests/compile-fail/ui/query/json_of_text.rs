use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
}

fn main() {
    let _ = User::NAME.json("first");
}
