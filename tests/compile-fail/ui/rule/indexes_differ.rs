use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(index(name, email), index(name, email))]
#[record(unique(id, name, name = "by_name"), unique(id, email, name = "by_name"))]
struct User {
    id: i64,
    name: String,
    email: String,
}

fn main() {}
