use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct User {
    user_id: i64,
    name: String,
}

fn main() {
    // No second error for the code that uses the model.
    let _ = User::find(1);
}
