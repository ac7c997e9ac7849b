use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    #[record(references = User, on_delete = "delete")]
    parent_id: Option<i64>,
}

fn main() {}
