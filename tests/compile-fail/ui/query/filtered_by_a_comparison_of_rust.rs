use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::filter(User::AGE > 18);
    let _ = User::filter(User::NAME == "Ada");
}
