//! The model in between has no key of the other one.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(through = Membership)]
    groups: HasMany<Group>,
}

#[derive(ActiveRecord)]
struct Membership {
    id: i64,
    user_id: i64,
}

#[derive(ActiveRecord)]
struct Group {
    id: i64,
}

fn main() {}
