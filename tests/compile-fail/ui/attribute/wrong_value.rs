use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table = 5, schema)]
struct User {
    #[record(key = "mine")]
    id: i64,
    #[record(unique = true)]
    email: String,
    #[record(max_length = "255")]
    name: String,
    #[record(max_length = 0)]
    title: String,
    #[record(default = now())]
    at: String,
    #[record(column =)]
    nick: String,
}

fn main() {}
