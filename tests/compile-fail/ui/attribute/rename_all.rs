use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(rename_all = "Pascal")]
struct User {
    id: i64,
}

fn main() {}
