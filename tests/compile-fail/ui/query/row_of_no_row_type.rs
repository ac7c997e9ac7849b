use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

struct Summary {
    name: String,
}

fn main() {
    let _ = User::query().select_as::<Summary>(User::NAME);
}
