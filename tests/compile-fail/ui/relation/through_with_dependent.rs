//! Rows in between depend, not those behind them; and `other_key` is of `through`.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(through = Membership, dependent = "delete")]
    groups: HasMany<Group>,
    #[record(other_key = "group_id")]
    memberships: HasMany<Membership>,
}

#[derive(ActiveRecord)]
struct Membership {
    id: i64,
    user_id: i64,
    group_id: i64,
}

#[derive(ActiveRecord)]
struct Group {
    id: i64,
}

fn main() {}
