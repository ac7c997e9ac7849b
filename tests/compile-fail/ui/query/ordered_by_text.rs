use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::query().order_by("name");
    let _ = User::query().order_by((User::NAME, 1));
}
