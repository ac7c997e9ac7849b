use activerecord::prelude::*;

#[derive(ActiveRecord)]
#[record(callbacks, default_scope = active)]
struct User {
    id: i64,
    #[record(validate(length(min = 3)))]
    name: String,
}

fn main() {}
