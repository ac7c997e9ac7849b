//! The key of a `HasMany` is a field of the other model.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    author_id: i64,
}

fn main() {}
