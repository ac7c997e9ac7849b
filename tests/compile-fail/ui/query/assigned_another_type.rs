use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::query().update_all(User::AGE.set("old"));
    let _ = User::query().update_all("age = 1");
}
