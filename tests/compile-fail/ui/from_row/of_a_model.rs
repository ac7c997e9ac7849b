use activerecord::prelude::*;

#[derive(ActiveRecord, FromRow)]
struct User {
    id: i64,
}

fn main() {}
