use activerecord::prelude::*;

struct Address {
    street: String,
}

#[derive(ActiveRecord)]
struct User {
    id: i64,
    address: Address,
    previous: Option<Address>,
    tags: Vec<String>,
}

fn main() {
    // No second error for the code that uses the model.
    let _ = User::find(1);
}
