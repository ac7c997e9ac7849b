use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    title: String,
}

fn main() {
    let _ = User::ID.in_query(Post::query().select(Post::TITLE));
    let _ = User::ID.in_query(Post::query());
}
