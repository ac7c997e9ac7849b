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
    let _ = User::query().join(User::POSTS).with_joined::<String>();
}
