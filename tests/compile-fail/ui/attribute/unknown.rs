use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(tabel = "people")]
struct User {
    id: i64,
    #[record(uniqe)]
    email: String,
    #[record(zebra)]
    name: String,
}

fn main() {}
