use activerecord::case;
use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    age: i32,
}

fn main() {
    let _ = User::query().select(case().when(User::AGE.lt(18), "minor"));
}
