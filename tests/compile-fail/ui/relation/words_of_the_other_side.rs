//! Words that belong on the other side of a relation.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(touch, counter_cache = "n", on_delete = "cascade")]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    #[record(dependent = "delete", order = "id")]
    user: BelongsTo<User>,
}

fn main() {}
