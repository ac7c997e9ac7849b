//! `through` takes a model, not a text.

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(through = "Membership")]
    groups: HasMany<Group>,
}

#[derive(ActiveRecord)]
struct Group {
    id: i64,
}

fn main() {}
