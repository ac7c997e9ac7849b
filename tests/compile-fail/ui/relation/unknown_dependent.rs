//! What happens to dependent rows is one of three words.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(dependent = "destroy")]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
}

fn main() {}
