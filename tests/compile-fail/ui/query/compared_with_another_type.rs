use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    id: i64,
    name: String,
    age: Option<i32>,
}

fn main() {
    let _ = User::AGE.eq("18");
    let _ = User::filter(User::NAME.eq(5));
    let _ = User::AGE.is_in([1_i64, 2]);
}
