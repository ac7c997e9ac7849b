use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table = "app.users")]
struct User {
    id: i64,
}

fn main() {}
