//! A relation and a column of the same constant.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(constant = "POSTS")]
    n_posts: i64,
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
}

fn main() {}
