use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::find("1");
    let _ = User::find((1, 2));
    let _ = User::find_many(["a"]);
}
