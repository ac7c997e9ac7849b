use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table = "")]
struct User {
    id: i64,
    #[record(column = " ", default = "")]
    email: String,
}

fn main() {}
