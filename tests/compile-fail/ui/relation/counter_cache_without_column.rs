//! A counter cache is an integer field of the other model.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    #[record(counter_cache = "posts_count")]
    user: BelongsTo<User>,
}

#[derive(ActiveRecord)]
struct Comment {
    id: i64,
    user_id: i64,
    #[record(counter_cache = "name")]
    user: BelongsTo<User>,
}

fn main() {}
