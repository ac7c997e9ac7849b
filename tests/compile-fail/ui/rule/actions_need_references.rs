use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Post {
    id: i64,
    #[record(on_delete = "cascade")]
    user_id: i64,
}

fn main() {}
