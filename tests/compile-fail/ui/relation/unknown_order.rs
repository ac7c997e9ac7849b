//! A field to order by that the other model does not have, and an order that can't be read.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(order = "created_at desc")]
    posts: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Team {
    id: i64,
    #[record(order = "id downwards")]
    users: HasMany<Post>,
}

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    user_id: i64,
    team_id: i64,
}

fn main() {}
