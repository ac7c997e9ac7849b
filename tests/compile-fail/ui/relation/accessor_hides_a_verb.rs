//! An accessor would hide a verb of models.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    update: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
}

fn main() {}
