//! Two models have a key of each other: which of them is meant?

use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    desk_id: i64,
    #[record(through = Desk)]
    lamps: HasMany<Lamp>,
}

#[derive(ActiveRecord)]
struct Desk {
    id: i64,
    user_id: i64,
}

#[derive(ActiveRecord)]
struct Lamp {
    id: i64,
    desk_id: i64,
}

fn main() {}
