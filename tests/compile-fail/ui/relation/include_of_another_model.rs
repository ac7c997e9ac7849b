//! A relation of another model can't be included, nor a column.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
}

fn main() {
    let _ = Post::query().include(User::POSTS);
    let _ = User::query().include(User::ID);
    let _ = User::query().join(User::ID);
}
