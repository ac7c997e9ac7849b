use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(table_name = "people")]
struct User {
    #[record(primary_key)]
    number: i64,
    #[record(rename = "mail")]
    email: String,
}

fn main() {}
