//! Words of columns on a relation, and of relations on a column.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(through = Post)]
    name: String,
    #[record(unique, max_length = 3)]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
}

fn main() {}
