use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    title: String,
}

fn main() {
    let _ = User::query().update_all(Post::TITLE.set("x"));
}
