//! A key that can't be NULL can't be set to NULL.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(dependent = "nullify")]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    #[record(on_delete = "set null")]
    user: BelongsTo<User>,
}

fn main() {}
