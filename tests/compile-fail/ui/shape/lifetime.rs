use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User<'a> {
    id: i64,
    name: &'a str,
}

fn main() {
    // No second error for the code that uses the model.
    let _ = User::find(1);
    let _ = User::NAME;
}
