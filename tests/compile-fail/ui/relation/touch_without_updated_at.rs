//! There is nothing to touch.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    #[record(touch)]
    user: BelongsTo<User>,
}

fn main() {}
